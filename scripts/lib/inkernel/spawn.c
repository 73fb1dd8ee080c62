// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs in the guest of scripts/in-kernel --spawn: forks from address spaces of more and more areas, and says on the console how long a
 * fork takes, up to the end of the child, by the processor's time stamp. With qemu's -icount that counts instructions.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#define PAGE 4096UL

/* Ticks for which forks of one address space are counted, and how many there are at least. */
#define TICKS 150000000ULL
#define LEAST_FORKS 3

/* Seconds of the guest until a kernel has nothing more to do. */
#define SECONDS_TO_REST 60

/* More than the largest address space has. */
#define MAX_AREAS 60000UL

/* What the address space consists of: as in the table that was published with __mt_dup(). */
static const unsigned long areas[] = { 21, 121, 221, 421, 821, 1621, 3221, 6421, 12821, 25621, 51221 };

static int console;

static void say(const char *what, unsigned long number, unsigned long long ticks)
{
	char line[128];
	int length = snprintf(line, sizeof(line), "maplefuzz: %s: %lu areas, %llu ticks\n", what, number, ticks);

	if (write(console, line, (size_t)length) < 0)
		exit(1);
}

/* The areas of this process. */
static unsigned long count_areas(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long count = 0;
	int c;

	if (!maps)
		return 0;
	while ((c = getc(maps)) != EOF)
		count += c == '\n';
	fclose(maps);
	return count;
}

/* Let there be @wanted areas: pages side by side that may be read, and that may be written too, so that none merge. */
static void make_areas(char *place, unsigned long wanted)
{
	static unsigned long made;
	unsigned long there = count_areas();

	for (; there < wanted && made < MAX_AREAS; there++, made++)
		if (mmap(place + made * PAGE, PAGE, made & 1 ? PROT_READ : PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED) {
			say("no more", there, 0);
			exit(1);
		}
}

static void fork_once(void)
{
	pid_t child = fork();

	if (!child)
		_exit(0);
	if (child < 0 || waitpid(child, NULL, 0) != child)
		exit(1);
}

static unsigned long long ticks_for_a_fork(void)
{
	unsigned long long begin, now;
	unsigned long forks = 0;

	fork_once();
	begin = __rdtsc();
	do {
		fork_once();
		forks++;
		now = __rdtsc();
	} while (now - begin < TICKS || forks < LEAST_FORKS);
	return (now - begin) / forks;
}

int main(void)
{
	/* A hole that no other mapping comes into: the areas are put there. */
	char *place = mmap(NULL, MAX_AREAS * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t i;

	console = open("/dev/kmsg", O_WRONLY);
	if (place == MAP_FAILED || console < 0)
		return 1;
	/* The boot is still busy for a while: a guest whose clock counts instructions sleeps in no time. And the first forks are slow. */
	sleep(SECONDS_TO_REST);
	for (i = 0; i < 3; i++)
		ticks_for_a_fork();
	for (i = 0; i < sizeof(areas) / sizeof(areas[0]); i++) {
		make_areas(place, areas[i]);
		say("fork", count_areas(), ticks_for_a_fork());
	}
	return 0;
}
