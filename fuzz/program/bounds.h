/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The limits of one input, each with its reason. Nothing an input says can
 * make a run exceed them, so no input hangs and none eats the machine's memory.
 */
#ifndef PROGRAM_BOUNDS_H
#define PROGRAM_BOUNDS_H

/* Trees in the world: enough for a dup of a dup of a dup beside trees of other attributes; fits three bits. */
#define MAX_TREES 8

/* Processes: a fork of a fork of a fork beside others; fits three bits. */
#define MAX_PROCESSES 8

/* VMAs in a process. A tree of height 4 takes some 1,000. Linux allows 65,530 (vm.max_map_count). */
#define MAX_AREAS 4096

/*
 * Instructions in a program. A longer input is cut here: a reproducer of more
 * calls is not read by anybody, and 4 KiB inputs, libFuzzer's default, have 170.
 */
#define MAX_INSTRUCTIONS 512

/*
 * Ranges in one tree. A tree that tracks gaps has 10 children a node, 5 after a split, and leaves of 16 slots, 8 after a split,
 * every other one of which may be a gap. Height 6 takes some 1,250 leaves then: the cheapest that was found on any subject has
 * 11,245 ranges (tall, in fuzz/harness/ops/shapes.c). Without gaps height 5 takes 8,773, and 6 too many.
 */
#define MAX_RANGES 16384

/* The same for programs of older generations: what they mean stays. */
#define MAX_RANGES_BEFORE_4 4096

/* Ranges that one fill stores: reaches height 3 at once, and height 4 in a few. */
#define MAX_FILL 1024

/* Calls that one tall makes: height 6 takes 9,840, and they take some ten milliseconds with all checks, without a sanitizer. */
#define MAX_TALL 10240

/* Which publication of a write somebody may act at: what spans a tree of height 5 has fewer. Fits a byte. */
#define MAX_AT 255

/* Cursors, iterator states that live from operation to operation. Fits two bits. */
#define MAX_CURSORS 4

/* How many fewer entries may be stored than were expected. Fits three bits. */
#define MAX_FEWER 7

/*
 * Calls on the subject that one program makes, those inside fill and carve
 * counted one by one. Keeps an input in the millisecond range without sanitizers.
 */
#define MAX_CALLS 32768

/*
 * Nodes at a time, and waiting for a grace period. 8 trees of 16,384 ranges have fewer than 50,000, and 32,768 calls
 * replace some each; only a subject that allocates without end meets it, which then takes 128 MB and no second.
 */
#define MAX_LIVE_NODES (1U << 19)

#endif
