// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The support code of tests that `maplefuzz emit` writes: what is right passes, what is wrong is told. Built twice: for
 * tests that stand alone, and, with SUPPORT_KERNEL, for functions for the kernel.
 */
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include <linux/slab.h>

#include "ground.h"
#include "subject_features.h"

/* Of cmocka's, which is not used here. */
#undef run_test
#include "emit/support.c"
#include "emit/support_history.c"
#include "emit/support_lookup.c"
#ifndef SUPPORT_KERNEL
#define main support_main
#include "emit/support_main.c"
#undef main
#endif

static struct maple_tree t0, t1;
static struct rw_semaphore lock0;

/* ---- What the support code says ---------------------------------------------------- */

#ifdef SUPPORT_KERNEL
static void on_bug(enum ground_fault fault, const char *what, const char *file, int line)
{
	(void)fault;
	(void)what;
	(void)file;
	(void)line;
	fputs(ground_log(), stderr);
	_exit(1);
}
#else
static void on_bug(enum ground_fault fault, const char *what, const char *file, int line)
{
	on_fault(fault, what, file, line);
}

/* What run_test() does, which main() calls. */
static void (*test_to_run)(void);

static void run_test(void)
{
	test_to_run();
}
#endif

static char said[4096];

/* Run @fn in a child. Return: its exit code; what it said is in @said. */
static int run_apart(void (*fn)(void))
{
	int ends[2], status;
	size_t used = 0;
	ssize_t got;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	fflush(NULL);
	child = fork();
	if (!child) {
		dup2(ends[1], STDERR_FILENO);
		ground_on_fault(on_bug);
		fn();
		_exit(0);
	}
	close(ends[1]);
	while ((got = read(ends[0], said + used, sizeof(said) - 1 - used)) > 0)
		used += (size_t)got;
	said[used] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void passes(void (*fn)(void))
{
	int code = run_apart(fn);

	if (code)
		fail_msg("exit code %d: %s", code, said);
}

static void tells(void (*fn)(void), const char *what)
{
	int code = run_apart(fn);

	if (code != 1 || !strstr(said, what))
		fail_msg("exit code %d, and no '%s' in: %s", code, what, said);
}

static int setup(void **state)
{
	(void)state;
	ground_reset();
	/* Duplicates are made under spinlocks. */
	ground_allow_sleeping(true);
	mt_init_flags(&t0, MT_FLAGS_ALLOC_RANGE);
	mt_init_flags(&t1, MT_FLAGS_ALLOC_RANGE);
	return 0;
}

static void store(struct maple_tree *mt, unsigned long first, unsigned long last, void *entry)
{
	assert_int_equal(mtree_store_range(mt, first, last, entry, GFP_KERNEL), 0);
}

/* [0x10, 0x1f] v1, [0x30, 0x3f] v2, ... */
static void fill(struct maple_tree *mt, unsigned long count)
{
	unsigned long i;

	for (i = 0; i < count; i++)
		store(mt, 0x10 + i * 0x20, 0x1f + i * 0x20, xa_mk_value(1 + i));
	/* From 6.18 on nodes wait for readers in every tree. */
	ground_rcu_quiesce();
}

/* ---- All that a tree holds ------------------------------------------------------------ */

static void holds_nothing(void)
{
	same_contents(&t0, "t0", NULL, NULL, 0);
}

/* What tests that expect another content than there is ask for. */
static struct run wanted[3];
static unsigned int wanted_count;

static void holds_wanted(void)
{
	same_contents(&t0, "t0", &lock0, wanted, wanted_count);
}

static void want(unsigned int at, struct run run)
{
	wanted[at] = run;
	wanted_count = at + 1;
}

static void test_contents_of_an_empty_tree(void **state)
{
	(void)state;
	passes(holds_nothing);
	store(&t0, 0, 0, xa_mk_value(1));
	tells(holds_nothing, "t0: mtree_empty() is false");
}

static void test_contents_in_runs(void **state)
{
	(void)state;
	fill(&t0, 100);
	want(0, (struct run){ 0x10, 0x1f, 0x20, 100, VALUE(1), 1 });
	passes(holds_wanted);
	store(&t0, ULONG_MAX - 1, ULONG_MAX, XA_ZERO_ENTRY);
	tells(holds_wanted, "mas_find() gave [0xfffffffffffffffe, 0xffffffffffffffff] 0x406, there should be no more");
	want(1, (struct run){ ULONG_MAX - 1, ULONG_MAX, 0, 1, ZERO_ENTRY, 0 });
	passes(holds_wanted);
	wanted[0].count = 99;
	tells(holds_wanted, "it should be [0xfffffffffffffffe");
	wanted[0].count = 101;
	tells(holds_wanted, "it should be [0xc90, 0xc9f]");
}

static void test_contents_go_down_in_steps_of_entries(void **state)
{
	static unsigned long objects[8];
	unsigned long i;

	(void)state;
	for (i = 0; i < 4; i++)
		store(&t0, 5 + i * 2, 5 + i * 2, &objects[7 - i * 2]);
	want(0, (struct run){ 5, 5, 2, 4, &objects[7], -2 });
	passes(holds_wanted);
	want(0, (struct run){ 5, 5, 2, 4, &objects[7], 0 });
	tells(holds_wanted, "t0: mas_find() gave [0x7, 0x7]");
}

static void test_contents_of_a_tree_with_an_external_lock(void **state)
{
	(void)state;
	mt_init_flags(&t0, MT_FLAGS_LOCK_EXTERN);
	init_rwsem(&lock0);
	mt_set_external_lock(&t0, &lock0);
	wanted_count = 0;
	passes(holds_wanted);
}

static void loads_wanted(void)
{
	same_loads(&t0, "t0", wanted, wanted_count);
}

/* Of the emptiness, both edges are loaded: in front of all ranges, between them, and behind them. */
static void test_loads_at_the_edges_of_emptiness(void **state)
{
	static const unsigned long edges[] = { 0, 4, 6, 8, 10, ULONG_MAX };
	char text[64];
	size_t i;

	(void)state;
	store(&t0, 5, 5, xa_mk_value(1));
	store(&t0, 9, 9, xa_mk_value(2));
	want(0, (struct run){ 5, 5, 4, 2, VALUE(1), 1 });
	passes(loads_wanted);
	for (i = 0; i < ARRAY_SIZE(edges); i++) {
		store(&t0, edges[i], edges[i], xa_mk_value(7));
		snprintf(text, sizeof(text), "t0: mtree_load() at 0x%lx gave 0xf, it should be 0x0", edges[i]);
		tells(loads_wanted, text);
		store(&t0, edges[i], edges[i], NULL);
	}
}

static void test_loads_at_the_edges_of_ranges(void **state)
{
	(void)state;
	store(&t0, 5, 9, xa_mk_value(1));
	want(0, (struct run){ 5, 9, 0, 1, VALUE(1), 0 });
	store(&t0, 9, 9, xa_mk_value(2));
	tells(loads_wanted, "at 0x9 gave 0x5, it should be 0x3");
	store(&t0, 9, 9, xa_mk_value(1));
	store(&t0, 5, 5, xa_mk_value(2));
	tells(loads_wanted, "at 0x5 gave 0x5, it should be 0x3");
	store(&t0, 5, 9, XA_ZERO_ENTRY);
	want(0, (struct run){ 5, 9, 0, 1, ZERO_ENTRY, 0 });
	passes(loads_wanted);
}

/* Two ranges that mas_prev() is told not to find where mas_find() found them. */
static void goes_down(void)
{
	same_downwards(&t0, "t0", wanted, wanted_count);
}

static void test_downwards(void **state)
{
	(void)state;
	fill(&t0, 40);
	want(0, (struct run){ 0x10, 0x1f, 0x20, 40, VALUE(1), 1 });
	mtree_lock(&t0);
	passes(goes_down);
	wanted[0].count = 39;
	tells(goes_down, "t0: mas_prev() gave [0x4f0, 0x4ff] 0x51, it should be [0x4d0, 0x4df] 0x4f");
	wanted[0] = (struct run){ 0x30, 0x3f, 0x20, 39, VALUE(2), 1 };
	tells(goes_down, "t0: mas_prev() gave [0x10, 0x1f] 0x3, there should be no more ranges");
	mtree_unlock(&t0);
}

/* ---- Nodes ------------------------------------------------------------------------------ */

static void is_valid(void)
{
	check_valid(&t0, NULL);
}

/* The check is made under what the tree has, or as a reader: nobody holds its spinlock. */
static void test_valid_with_an_external_spinlock(void **state)
{
	static spinlock_t spin;

	(void)state;
	fill(&t0, 40);
	spin_lock_init(&spin);
	t0.ma_flags |= MT_FLAGS_LOCK_EXTERN;
	mt_set_external_lock(&t0, &spin);
	passes(is_valid);
	spin_lock(&spin);
	__mt_destroy(&t0);
	spin_unlock(&spin);
	mt_init_flags(&t0, 0);
}

/* The root, which is no leaf, to be damaged. */
static struct maple_node *root_of(struct maple_tree *mt)
{
	assert_true(xa_is_node((void *)mt->ma_root));
	return (struct maple_node *)((unsigned long)mt->ma_root & ~MAPLE_NODE_MASK);
}

static struct maple_node *child_of(struct maple_tree *mt, unsigned int slot)
{
	return (struct maple_node *)((unsigned long)root_of(mt)->ma64.slot[slot] & ~MAPLE_NODE_MASK);
}

static void has_gaps(void)
{
	check_gaps(&t0);
}

static void test_gaps(void **state)
{
	(void)state;
	fill(&t0, 100);
	passes(is_valid);
	passes(has_gaps);
	root_of(&t0)->ma64.gap[0]--;
	tells(has_gaps, "has a gap of 0x10, its parent says 0xf");
	setup(NULL);
	passes(has_gaps);
}

static void test_validation(void **state)
{
	(void)state;
	fill(&t0, 100);
	child_of(&t0, 1)->mr64.pivot[0] = 1;
	assert_int_equal(run_apart(is_valid), 1);
}

static void is_duplicate(void)
{
	same_shape(&t0, &t1);
}

static void make_duplicate(void)
{
	setup(NULL);
	fill(&t0, 200);
	assert_int_equal(mtree_dup(&t0, &t1, GFP_KERNEL), 0);
}

static void test_shape(void **state)
{
	struct maple_node *node;

	(void)state;
	passes(is_duplicate);
	make_duplicate();
	passes(is_duplicate);
	node = child_of(&t1, 1);
	node->parent = (void *)((unsigned long)root_of(&t0) | 1 << 3 | 6);
	tells(is_duplicate, "has a wrong parent");
	make_duplicate();
	root_of(&t1)->ma64.gap[1]++;
	tells(is_duplicate, "has other gaps than its source");
	make_duplicate();
	root_of(&t1)->ma64.pivot[0]++;
	tells(is_duplicate, "has other pivots than its source");
	make_duplicate();
	root_of(&t1)->ma64.slot[1] = root_of(&t0)->ma64.slot[1];
	tells(is_duplicate, "belongs to the source too");
	make_duplicate();
	node = child_of(&t1, 0);
	node = (struct maple_node *)((unsigned long)node->ma64.slot[0] & ~MAPLE_NODE_MASK);
	node->mr64.slot[1] = xa_mk_value(99);
	tells(is_duplicate, "has other entries than its source");
	make_duplicate();
	t1.ma_root = (void *)((unsigned long)t1.ma_root ^ (maple_arange_64 ^ maple_range_64) << 3);
	tells(is_duplicate, "has another type than its source");
	make_duplicate();
	t1.ma_flags &= ~MT_FLAGS_HEIGHT_MASK;
	tells(is_duplicate, "the duplicate has height 0, its source 3");
}

/* ---- Ranges met, readers ------------------------------------------------------------------ */

static void test_met(void **state)
{
	MA_STATE(mas, &t0, 0, 0);
	void *entry;

	(void)state;
	fill(&t0, 3);
	met_begin();
	rcu_read_lock();
	while ((entry = mas_find(&mas, ULONG_MAX)) && met(&mas, entry))
		mas_pause(&mas);
	rcu_read_unlock();
	assert_int_equal(all_met.count, 3);
	assert_int_equal(all_met.range[2].first, 0x50);
	assert_int_equal(all_met.range[2].last, 0x5f);
	assert_ptr_equal(all_met.range[2].entry, xa_mk_value(3));
	met_begin();
	assert_int_equal(all_met.count, 0);
	all_met.count = MAX_MET - 1;
	assert_false(met(&mas, NULL));
}

static struct reader reader0;

static void reader_is_right(void)
{
	check_reader(&reader0, &t0);
}

/* A reader that has met @ranges, and then perhaps no more; t0 holds 3 ranges now, and did before. */
static void meet(bool down, bool ended, unsigned int count, const struct range_met *ranges)
{
	setup(NULL);
	fill(&t0, 3);
	list_held(&t0, &held_before);
	reader0.down = down;
	reader0.ended = ended;
	reader0.count = count;
	memcpy(reader0.seen, ranges, count * sizeof(*ranges));
}

static void test_reader_meets_what_is_there(void **state)
{
	const struct range_met all[] = { { 0x10, 0x1f, VALUE(1) }, { 0x30, 0x3f, VALUE(2) }, { 0x50, 0x5f, VALUE(3) } };
	const struct range_met back[] = { all[2], all[1], all[0] };
	const struct range_met twice[] = { all[0], all[0] };

	(void)state;
	meet(false, true, 3, all);
	passes(reader_is_right);
	meet(true, true, 3, back);
	passes(reader_is_right);
	meet(false, false, 1, all);
	passes(reader_is_right);
	meet(false, true, 0, all);
	passes(reader_is_right);
	meet(false, true, 3, back);
	tells(reader_is_right, "a reader at [0x50, 0x5f] went back to [0x30, 0x3f]");
	meet(true, true, 3, all);
	tells(reader_is_right, "a reader at [0x10, 0x1f] went back to [0x30, 0x3f]");
	meet(false, false, 2, twice);
	tells(reader_is_right, "a reader at [0x10, 0x1f] went back to [0x10, 0x1f]");
	meet(true, false, 2, twice);
	tells(reader_is_right, "a reader at [0x10, 0x1f] went back to [0x10, 0x1f]");
}

static void test_reader_passes_over_nothing(void **state)
{
	const struct range_met gap[] = { { 0x10, 0x1f, VALUE(1) }, { 0x50, 0x5f, VALUE(3) } };
	const struct range_met back[] = { gap[1], gap[0] };

	(void)state;
	meet(false, true, 2, gap);
	tells(reader_is_right, "a reader passed over [0x30, 0x3f]");
	meet(true, true, 2, back);
	tells(reader_is_right, "a reader passed over [0x30, 0x3f]");
	meet(false, true, 1, gap);
	tells(reader_is_right, "a reader passed over [0x30, 0x3f]");
	meet(true, true, 1, back);
	tells(reader_is_right, "a reader passed over [0x10, 0x1f]");
	/* What came or went meanwhile may be missed. */
	meet(false, true, 2, gap);
	store(&t0, 0x30, 0x3f, xa_mk_value(9));
	passes(reader_is_right);
	meet(false, true, 2, gap);
	store(&t0, 0x30, 0x3f, NULL);
	passes(reader_is_right);
}

static void test_reader_meets_old_or_new(void **state)
{
	const struct range_met odd[] = { { 0x10, 0x1f, VALUE(1) }, { 0x30, 0x3e, VALUE(2) }, { 0x50, 0x5f, VALUE(3) } };
	const struct range_met new_first[] = { { 0x10, 0x17, VALUE(8) } };

	(void)state;
	meet(false, true, 3, odd);
	tells(reader_is_right, "a reader met [0x30, 0x3e] 0x5, which was there neither before nor after");
	meet(false, true, 3, odd);
	store(&t0, 0x3f, 0x3f, NULL);
	passes(reader_is_right);
	/* The first one was met before the write. */
	meet(false, false, 1, new_first);
	store(&t0, 0x10, 0x17, xa_mk_value(8));
	tells(reader_is_right, "a reader met [0x10, 0x17] 0x11, which was there neither before nor after");
}

static void reads_beside_a_write(void)
{
	reader_begin(&reader0, &t0, 0, false);
	reader_park(&reader0);
	store(&t0, 0x20, 0x4f, xa_mk_value(7));
	reader_end(&reader0, &t0);
	if (reader0.count != 4 || !reader0.ended)
		differ("%u ranges met", reader0.count);
	if (ground_rcu_readers())
		differ("a section is open");
}

static void test_reader_beside_a_write(void **state)
{
	(void)state;
	mt_init_flags(&t0, MT_FLAGS_USE_RCU);
	fill(&t0, 4);
	passes(reads_beside_a_write);
}

#ifndef SUPPORT_KERNEL
static void reads_in_the_middle_of_a_write(void)
{
	reader_begin(&reader0, &t0, 0, false);
	reader_at(&reader0, 1);
	reader_park(&reader0);
	store(&t0, 0x20, 0x4f, xa_mk_value(7));
	/* It went on at the first publication, where nothing was to be seen yet. */
	if (!reader0.done || reader0.count != 4)
		differ("%u ranges met in the middle of the write", reader0.count);
	reader_end(&reader0, &t0);
}

static void reader_has_a_budget(void)
{
	struct ground_actor self;

	reader_begin(&reader0, &t0, 0, false);
	ground_actor_save(&self);
	dereferences_left = 100;
	if (!sigsetjmp(reader_gives_up, 0)) {
		ground_on_dereference(0, count_dereference, NULL);
		for (;;) {
			reader0.count = 0;
			mas_set(&reader0.mas, 0);
			reader_step(&reader0);
		}
	}
	ground_actor_restore(&self);
	rcu_read_unlock();
}

static void test_reader_in_the_middle_of_a_write(void **state)
{
	(void)state;
	mt_init_flags(&t0, MT_FLAGS_USE_RCU);
	fill(&t0, 4);
	passes(reads_in_the_middle_of_a_write);
	passes(reader_has_a_budget);
}

static unsigned int reads_made;

static void reads_at_once(void)
{
	rcu_read_lock();
	if (mtree_load(&t0, 0x10) != VALUE(1))
		differ("another entry");
	rcu_read_unlock();
	reads_made++;
}

static void reads_for_ever(void)
{
	reads_made++;
	for (;;)
		reads_at_once();
}

/* Each where it belongs; what nobody has come to is left, and what is there to be compared is not looked at. */
static void reads_beside_writes(void)
{
	read_at(2, reads_at_once);
	read_at(1, reads_at_once);
	reads_begin();
	store(&t0, 0x20, 0x4f, xa_mk_value(7));
	reads_end();
	if (reads_made < 2 || reader_gave_up || ground_rcu_readers())
		differ("%u reads", reads_made);
	reads_made = 0;
	read_at(200, reads_at_once);
	read_at(1, reads_at_once);
	reads_begin();
	store(&t0, 0x20, 0x4f, xa_mk_value(8));
	reads_end();
	if (reads_made != 1 || !reader_gave_up)
		differ("%u reads where there are not so many publications", reads_made);
	reads_begin();
	store(&t0, 0x20, 0x4f, xa_mk_value(7));
	reads_end();
	if (reads_made != 1)
		differ("%u reads behind the write", reads_made);
}

/* One that does not come to an end is left; those of the next write know nothing of it. A write that is made again is the same one. */
static void one_reads_for_ever(void)
{
	read_at(1, reads_for_ever);
	reads_begin();
	store(&t0, 0x20, 0x4f, xa_mk_value(7));
	reads_end();
	reads_begin();
	reads_end();
	if (!reader_gave_up || ground_rcu_readers())
		differ("%u reads for ever", reads_made);
	read_at(1, reads_at_once);
	if (reader_gave_up)
		differ("the next one gave up");
}

static void meets_another_range(void)
{
	MA_STATE(mas, &t0, 0, 0);

	met_begin();
	met(&mas, VALUE(9));
	met(&mas, VALUE(9));
	reads_made++;
}

/* A loop that writes has met ranges, and so does who reads meanwhile. */
static void reads_in_a_loop(void)
{
	MA_STATE(mas, &t0, 0x10, 0x1f);

	met_begin();
	met(&mas, VALUE(1));
	read_at(1, meets_another_range);
	reads_begin();
	store(&t0, 0x20, 0x4f, xa_mk_value(7));
	reads_end();
	if (!reads_made || all_met.count != 1 || all_met.range[0].entry != VALUE(1))
		differ("%u ranges", all_met.count);
}

static void test_reads_in_the_middle_of_writes(void **state)
{
	(void)state;
	mt_init_flags(&t0, MT_FLAGS_USE_RCU);
	fill(&t0, 4);
	passes(reads_beside_writes);
	passes(reads_in_a_loop);
	if (readers_get_on())
		tells(one_reads_for_ever, "a reader walks anew for ever while the writer stands still");
	else
		passes(one_reads_for_ever);
}

static void stores_amid(void)
{
	store(&t0, 0x20, 0x4f, xa_mk_value(9));
}

static void writes_amid_a_read(void)
{
	void *entry;

	write_at(1, stores_amid);
	writes_begin();
	entry = mtree_load(&t0, 0x10);
	writes_end();
	if (!entry || mtree_load(&t0, 0x30) != xa_mk_value(9))
		differ("nobody wrote");
	writes_begin();
	entry = mtree_load(&t0, 0x10);
	writes_end();
	if (!entry)
		differ("somebody wrote again");
}

/* Where there are not so many dereferences, he writes behind the read. */
static void writes_behind_a_read(void)
{
	void *entry;

	write_at(200, stores_amid);
	writes_begin();
	entry = mtree_load(&t0, 0x30);
	writes_end();
	if (entry != xa_mk_value(2) || mtree_load(&t0, 0x30) != xa_mk_value(9))
		differ("nobody wrote behind the read");
}

/* The program has left the reader, here it comes to its end: a lookup without closing its section, a cursor without parking its own. */
static void reads_are_left(void)
{
	static struct ground_reader section;

	write_at(1, stores_amid);
	writes_begin();
	rcu_read_lock();
	if (!mtree_load(&t0, 0x10))
		differ("nothing there");
	writes_lost();
	check_locks();
	section_open(&section);
	write_at(1, stores_amid);
	writes_begin();
	section_resume(&section);
	if (!mtree_load(&t0, 0x10))
		differ("nothing there");
	writes_lost();
	section_close(&section);
	check_locks();
	section_open(&section);
	section_close(&section);
	section_close(&section);
	check_locks();
}

static void test_a_write_in_the_middle_of_a_read(void **state)
{
	(void)state;
	mt_init_flags(&t0, MT_FLAGS_USE_RCU);
	fill(&t0, 4);
	passes(writes_amid_a_read);
	passes(writes_behind_a_read);
	passes(reads_are_left);
}

/* ---- Comparing ------------------------------------------------------------------------------ */

static int error;

static void gives_an_error(void)
{
	SAME(error, -ENOMEM);
}

static void is_between(void)
{
	BETWEEN(t0.ma_flags, 3, 5);
}

static void is_same(void)
{
	SAME(t0.ma_flags, MT_FLAGS_USE_RCU);
}

static void test_comparing(void **state)
{
	(void)state;
	error = -ENOMEM;
	passes(gives_an_error);
	error = 0;
	tells(gives_an_error, "error is 0, it should be -ENOMEM (-12)");
	assert_non_null(strstr(said, "support.c:"));
	t0.ma_flags = MT_FLAGS_USE_RCU;
	passes(is_same);
	tells(is_between, "t0.ma_flags is 0x2, it should be from 0x3 to 0x5");
	t0.ma_flags = 3;
	passes(is_between);
	tells(is_same, "t0.ma_flags is 0x3, it should be MT_FLAGS_USE_RCU (0x2)");
	t0.ma_flags = 6;
	tells(is_between, "t0.ma_flags is 0x6");
}

/* ---- What is allocated -------------------------------------------------------------------------- */

static const struct maple_tree *const trees[] = { &t0, &t1 };

static void has_all_nodes(void)
{
	check_nodes(trees, ARRAY_SIZE(trees));
}

static void allocated_as_before(void)
{
	same_live();
}

static void allocated_a_duplicate(void)
{
	same_allocations(&t1);
}

static void test_allocations(void **state)
{
	(void)state;
	fill(&t0, 200);
	passes(has_all_nodes);
	count_allocations();
	passes(allocated_as_before);
	if (!HAVE_MT_DUP)
		return;
	assert_int_equal(mtree_dup(&t0, &t1, GFP_KERNEL), 0);
	passes(allocated_a_duplicate);
	tells(allocated_as_before, "the number of nodes allocated is");
	/* There all nodes come from one sheaf. */
	if (HAVE_SHEAVES)
		return;
	counts.singles--;
	tells(allocated_a_duplicate, "the number of single allocations is 0x2, it should be one for the root (0x1)");
	counts.singles++;
	counts.bulks++;
	tells(allocated_a_duplicate, "the number of bulk allocations is");
	counts.bulks--;
	counts.live--;
	tells(allocated_a_duplicate, "the number of nodes allocated is");
	counts.live++;
	counts.sheaves++;
	counts.bulks++;
	passes(allocated_a_duplicate);
	passes(has_all_nodes);
	t1.ma_root = NULL;
	tells(has_all_nodes, "it should be that of the trees' nodes");
}

static void asks_for_one_node(void)
{
	count_asked();
	mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);
	asked_at_most(0, 1);
	asked_no_more(0);
}

static void asks_for_too_many(void)
{
	count_asked();
	mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);
	asked_at_most(-ENOMEM, 0);
	count_asked();
	mtree_store(&t1, 5, xa_mk_value(1), GFP_KERNEL);
	asked_at_most(0, 0);
}

static void asks_for_more(void)
{
	count_asked();
	mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);
	asked_no_more(-ENOMEM);
	asked_no_more(0);
}

static void test_asking(void **state)
{
	(void)state;
	passes(asks_for_one_node);
	tells(asks_for_too_many, "1 nodes were asked for, 0 are enough");
	tells(asks_for_more, "1 more nodes were asked for");
}

static void writes_to_a_freed_node(void)
{
	struct maple_node *leaf = child_of(&t0, 0);

	mtree_destroy(&t0);
	ground_rcu_quiesce();
	leaf->mr64.pivot[3] = 7;
	has_all_nodes();
}

static void test_freed_nodes(void **state)
{
	(void)state;
	fill(&t0, 100);
	/* The ground notices, or AddressSanitizer does. */
	assert_int_equal(run_apart(writes_to_a_freed_node), 1);
}

static void frees_at_once(void)
{
	see_path(&t0, 0x10);
	mtree_destroy(&t0);
	ground_rcu_quiesce();
	check_path();
}

static void waits_for_readers(void)
{
	see_path(&t0, 0x10);
	mtree_destroy(&t0);
	check_path();
}

static void forgets_the_dead_mark(void)
{
	const struct maple_node *leaf;

	see_path(&t0, 0x10);
	leaf = path_before.nodes[path_before.length - 1].node;
	mtree_destroy(&t0);
	((struct maple_node *)leaf)->parent = NULL;
	check_path();
}

static void leaves_rcu_mode(void)
{
	see_path(&t0, 0x10);
	mt_clear_in_rcu(&t0);
	mtree_destroy(&t0);
	check_path();
}

static void test_path(void **state)
{
	(void)state;
	mt_init_flags(&t0, MT_FLAGS_USE_RCU);
	fill(&t0, 100);
	see_path(&t0, 0x10);
	assert_int_equal(path_before.length, mt_height(&t0));
	passes(waits_for_readers);
	passes(leaves_rcu_mode);
	/* A tree that has forgotten that it is in RCU mode need not wait. */
	if (!DESTROY_KEEPS_ATTRIBUTES)
		return;
	tells(frees_at_once, "was freed without waiting for readers");
	tells(forgets_the_dead_mark, "has left the tree and is not marked dead");
	mt_clear_in_rcu(&t0);
	passes(frees_at_once);
}

/* ---- Locks ------------------------------------------------------------------------------------------ */

static void holds_no_lock(void)
{
	check_locks();
}

static void takes_both_locks(void)
{
	see_locks(&t0, &t1);
	mtree_dup(&t0, &t1, GFP_KERNEL);
	check_taken(&t0, &t1);
}

static void takes_one_lock(void)
{
	see_locks(&t0, &t1);
	mtree_lock(&t0);
	mtree_unlock(&t0);
	check_taken(&t0, &t1);
}

static void takes_the_other_lock(void)
{
	see_locks(&t1, &t0);
	mtree_lock(&t0);
	mtree_unlock(&t0);
	check_taken(&t1, &t0);
}

static void takes_a_lock_once(void)
{
	see_taken(&t0);
	mtree_lock(&t0);
	mtree_unlock(&t0);
	taken_once(&t0);
}

static void takes_a_lock_twice(void)
{
	takes_a_lock_once();
	mtree_lock(&t0);
	mtree_unlock(&t0);
	taken_once(&t0);
}

static void test_locks(void **state)
{
	(void)state;
	passes(holds_no_lock);
	passes(takes_a_lock_once);
	tells(takes_a_lock_twice, "the lock was let go of in a call that must not wait for memory");
	passes(takes_both_locks);
	tells(takes_one_lock, "the lock of the duplicate was not taken");
	tells(takes_the_other_lock, "the lock of the source was not taken");
	mtree_lock(&t0);
	tells(holds_no_lock, "the number of locks held is 0x1, it should be 0");
	mtree_unlock(&t0);
	rcu_read_lock();
	tells(holds_no_lock, "the number of open read-side sections is 0x1");
	rcu_read_unlock();
	/* An external lock is the caller's. */
	mt_init_flags(&t0, MT_FLAGS_LOCK_EXTERN);
	init_rwsem(&lock0);
	mt_set_external_lock(&t0, &lock0);
	see_locks(&t0, &t1);
	check_taken(&t0, &t1);
}

/* ---- Memory that runs out ----------------------------------------------------------------------------- */

static void gives_up_once(void)
{
	unsigned int times = 0;

	remember(&t0, NULL, &t1);
	ground_fail_nth(1);
	do {
		error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);
		times++;
	} while (gave_up(error == -ENOMEM));
	SAME(error, 0);
	if (times != 2)
		differ("made %u times", times);
}

/* The first attempt does not wait; only who must not wait may give up for it. */
static void gives_up_without_waiting(void)
{
	mt_set_in_rcu(&t0);
	set_nowait(GROUND_NOWAIT_FAIL);
	remember(&t0, NULL, NULL);
	if (mtree_store(&t0, 5, xa_mk_value(1), GFP_NOWAIT) != -ENOMEM || gave_up(true) || !gave_up_at_once(true))
		differ("the first attempt did not fail at once");
	if (mtree_store(&t0, 5, xa_mk_value(1), GFP_NOWAIT) || gave_up_at_once(false))
		differ("the second attempt failed");
}

static void erases_16(void)
{
	SAME(mtree_erase(&t0, 0x10), xa_mk_value(1));
}

/* Another writer comes in at the first or the second wait, and what is remembered is what he leaves. */
static void is_interrupted(void)
{
	mt_set_in_rcu(&t0);
	mtree_store(&t0, 0x10, xa_mk_value(1), GFP_KERNEL);
	set_nowait(GROUND_NOWAIT_FAIL);
	remember(&t0, NULL, NULL);
	window_at(1, erases_16);
	if (mtree_insert(&t0, 0x10, xa_mk_value(2), GFP_KERNEL) != -EEXIST)
		differ("it need not wait");
	SAME(mtree_store(&t0, 0x11, xa_mk_value(2), GFP_KERNEL), 0);
	SAME(mtree_load(&t0, 0x10), NULL);
	end();
	mtree_store(&t0, 0x10, xa_mk_value(1), GFP_KERNEL);
	end();
	remember(&t0, NULL, NULL);
	/* The first one is his. */
	ground_fail_nth(2);
	window_at(1, erases_16);
	do {
		error = mtree_store(&t0, 0x12, xa_mk_value(2), GFP_KERNEL);
	} while (gave_up(error == -ENOMEM));
	SAME(error, 0);
	SAME(mtree_load(&t0, 0x10), NULL);
}

/* Fails, and changes @mt meanwhile. */
static void fails_and_changes(struct maple_tree *mt)
{
	remember(&t0, NULL, &t1);
	ground_fail_nth(1);
	error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);
	ground_clear_faults();
	mtree_erase(mt, 0x10);
	gave_up(error == -ENOMEM);
}

static void changes_the_tree(void)
{
	fails_and_changes(&t0);
}

static void changes_the_source(void)
{
	fails_and_changes(&t1);
}

static void loses_nodes(void)
{
	remember(&t0, NULL, NULL);
	ground_fail_nth(1);
	error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);
	remembered.live--;
	gave_up(error == -ENOMEM);
}

/* What waited for a reader when the call began is freed when it has given up: that is no loss. */
static void frees_what_waited(void)
{
	mt_set_in_rcu(&t0);
	rcu_read_lock();
	mtree_store(&t0, 5, xa_mk_value(1), GFP_ATOMIC);
	remember(&t0, NULL, NULL);
	rcu_read_unlock();
	ground_fail_nth(1);
	error = mtree_store(&t0, 6, xa_mk_value(1), GFP_KERNEL);
	gave_up(error == -ENOMEM);
}

static void keeps_a_lock(void)
{
	remember(&t0, NULL, NULL);
	ground_fail_nth(1);
	error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);
	mtree_lock(&t1);
	gave_up(error == -ENOMEM);
}

static void does_not_say_so(void)
{
	remember(&t0, NULL, NULL);
	if (gave_up(true))
		differ("nothing failed");
}

/* The first attempt fails, the second one has memory at once, and later calls have to wait for it again. */
static void has_memory_once(void)
{
	unsigned long failures;

	/* So that every store needs a node. */
	mt_set_in_rcu(&t0);
	set_nowait(GROUND_NOWAIT_FAIL);
	remember(&t0, NULL, NULL);
	ground_fail_nth(1);
	if (mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL) != -ENOMEM || !gave_up(true))
		differ("the first attempt did not fail");
	failures = ground_counts()->failures;
	if (mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL) || gave_up(false))
		differ("the second attempt failed");
	if (ground_counts()->failures != failures)
		differ("the second attempt had to wait");
	mtree_store(&t0, 6, xa_mk_value(1), GFP_KERNEL);
	if (ground_counts()->failures == failures)
		differ("later calls need not wait");
}

/* An allocation failed, but the call did not give up for it. */
static void comes_through(void)
{
	remember(&t0, NULL, NULL);
	ground_fail_nth(1);
	mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);
	if (gave_up(false))
		differ("it did not give up");
}

static void test_giving_up(void **state)
{
	(void)state;
	fill(&t0, 20);
	fill(&t1, 20);
	passes(gives_up_once);
	passes(does_not_say_so);
	passes(has_memory_once);
	passes(is_interrupted);
	passes(gives_up_without_waiting);
	passes(comes_through);
	passes(frees_what_waited);
	tells(changes_the_tree, "the tree is not as before after -ENOMEM");
	tells(changes_the_source, "the source is not as before after -ENOMEM");
	tells(loses_nodes, "the number of nodes allocated after -ENOMEM is");
	tells(keeps_a_lock, "the number of locks held after -ENOMEM is 0x1");
}

static void waits_for_memory(void)
{
	set_nowait(GROUND_NOWAIT_FAIL);
	ground_on_blocking(while_waiting, NULL);
	remember(&t0, NULL, NULL);
	error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);
	SAME(error, 0);
}

static void looks_different_meanwhile(void)
{
	set_nowait(GROUND_NOWAIT_FAIL);
	ground_on_blocking(while_waiting, NULL);
	remember(&t0, NULL, NULL);
	remembered.hash++;
	mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);
}

static void test_waiting(void **state)
{
	(void)state;
	fill(&t0, 20);
	passes(waits_for_memory);
	tells(looks_different_meanwhile, "the tree is not as before while the call waits for memory");
}

/* ---- main() ------------------------------------------------------------------------------------------------ */

static void does_nothing(void)
{
	begin(__LINE__);
	end();
}

static void hangs(void)
{
	begin(__LINE__);
	kill(getpid(), SIGALRM);
}

static void aborts(void)
{
	begin(__LINE__);
	abort();
}

static void warns(void)
{
	begin(__LINE__);
	WARN_ON(1);
}

static void calls_main(void)
{
	fclose(stdout);
	if (support_main())
		_exit(2);
}

static void test_main(void **state)
{
	(void)state;
	test_to_run = does_nothing;
	passes(calls_main);
	test_to_run = hangs;
	tells(calls_main, "the call does not come back");
	test_to_run = aborts;
	tells(calls_main, "the call crashes");
	test_to_run = warns;
	tells(calls_main, "warn: 1, at ");
}
#endif

static void destroys_a_tree(void)
{
	destroy_tree(&t0, &lock0);
	if (!mtree_empty(&t0) || ground_locks_held())
		differ("something is left");
}

static void test_destroy(void **state)
{
	(void)state;
	fill(&t0, 20);
	passes(destroys_a_tree);
	mt_init_flags(&t0, MT_FLAGS_LOCK_EXTERN);
	init_rwsem(&lock0);
	mt_set_external_lock(&t0, &lock0);
	passes(destroys_a_tree);
}

/* ---- Cursors beside writers -------------------------------------------------------------------- */

static struct history history0;

/* What a step gave, and where it left its cursor. */
static struct {
	struct ma_state mas;
	void *entry;
	unsigned int does;
	unsigned long limit;
	bool midway;
} step0;

static void step_is_right(void)
{
	check_step(&history0, &step0.mas, step0.entry, step0.does, step0.limit, step0.midway);
}

/* t0 held 3 ranges, and [0x30, 0x37] v9 was stored since; a cursor stands on [@first, @last]. */
static void stand(unsigned long first, unsigned long last)
{
	MA_STATE(mas, &t0, first, last);

	fill(&t0, 3);
	list_held(&t0, &held_before);
	store(&t0, 0x30, 0x37, xa_mk_value(9));
	list_held(&t0, &held_now);
#if HAVE_MAPLE_STATUS
	mas.status = ma_active;
#endif
	history_forget(&history0);
	history_place(&history0, &mas);
	history_note(&history0);
	step0.mas = mas;
	step0.midway = false;
}

/* It is given @entry in [@first, @last]; or nothing, and stays. */
static void give(unsigned int does, unsigned long limit, unsigned long first, unsigned long last, void *entry)
{
	step0.mas.index = first;
	step0.mas.last = last;
	step0.entry = entry;
	step0.does = does;
	step0.limit = limit;
}

static void test_cursor_meets_old_or_new(void **state)
{
	(void)state;
	stand(0x10, 0x1f);
	give(STEP_UP, ULONG_MAX, 0x30, 0x3f, xa_mk_value(2));
	passes(step_is_right);
	give(STEP_UP, ULONG_MAX, 0x30, 0x37, xa_mk_value(9));
	passes(step_is_right);
	/* Neither of those that it passes over was there all the time. */
	give(STEP_UP, ULONG_MAX, 0x50, 0x5f, xa_mk_value(3));
	passes(step_is_right);
	give(STEP_UP, ULONG_MAX, 0x30, 0x3e, xa_mk_value(2));
	tells(step_is_right, "a cursor at [0x10, 0x1f] met [0x30, 0x3e] 0x5, which was never there");
	step0.midway = true;
	passes(step_is_right);
	give(STEP_UP, ULONG_MAX, 0x30, 0x3e, xa_mk_value(3));
	tells(step_is_right, "which was never there");
}

static void test_cursor_moves_on(void **state)
{
	(void)state;
	stand(0x10, 0x1f);
	give(STEP_UP, ULONG_MAX, 0x10, 0x1f, xa_mk_value(1));
	tells(step_is_right, "a cursor at [0x10, 0x1f] went back to [0x10, 0x1f]");
	give(STEP_DOWN, 0, 0x30, 0x37, xa_mk_value(9));
	tells(step_is_right, "a cursor at [0x10, 0x1f] went back to [0x30, 0x37]");
	stand(0, 0);
	give(STEP_UP | STEP_FINDS, ULONG_MAX, 0x30, 0x37, xa_mk_value(9));
	tells(step_is_right, "a cursor at [0x0, 0x0] passed over [0x10, 0x1f]");
	stand(0x60, 0x6f);
	give(STEP_DOWN | STEP_FINDS, 0, 0x38, 0x3f, xa_mk_value(2));
	tells(step_is_right, "a cursor at [0x60, 0x6f] passed over [0x50, 0x5f]");
	give(STEP_DOWN | STEP_STOPS, 0, 0x50, 0x5f, xa_mk_value(3));
	passes(step_is_right);
}

static void test_cursor_walks(void **state)
{
	(void)state;
	stand(0x55, 0x55);
	give(STEP_WALKS, 0, 0x50, 0x5f, xa_mk_value(3));
	passes(step_is_right);
	give(STEP_WALKS, 0, 0x40, 0x60, NULL);
	tells(step_is_right, "was given an emptiness in place of [0x50, 0x5f]");
	give(STEP_WALKS, 0, 0x10, 0x1f, xa_mk_value(1));
	tells(step_is_right, "a cursor at 0x55 walked to [0x10, 0x1f]");
}

static void forgets_after_a_step(void)
{
	step_is_right();
	step_is_right();
}

static void test_cursor_forgets(void **state)
{
	(void)state;
	stand(0x10, 0x1f);
	give(STEP_UP, ULONG_MAX, 0x30, 0x3f, xa_mk_value(2));
	tells(forgets_after_a_step, "which was never there");
}

/* Before statuses nothing is promised of a step that finds nothing. */
static void test_cursor_finds_nothing(void **state)
{
	(void)state;
	stand(0x10, 0x1f);
	give(STEP_UP, 0x4f, 0x10, 0x1f, NULL);
	passes(step_is_right);
	give(STEP_UP, ULONG_MAX, 0x10, 0x1f, NULL);
#if HAVE_MAPLE_STATUS
	tells(step_is_right, "a cursor at [0x10, 0x1f] found nothing before [0x50, 0x5f]");
	stand(0x30, 0x37);
	give(STEP_DOWN, 0x20, 0x30, 0x37, NULL);
	passes(step_is_right);
	give(STEP_DOWN, 0x1f, 0x30, 0x37, NULL);
	tells(step_is_right, "a cursor at [0x30, 0x37] found nothing before [0x10, 0x1f]");
	give(STEP_DOWN | STEP_STOPS, 0, 0x20, 0x2f, NULL);
	passes(step_is_right);
#else
	passes(step_is_right);
#endif
}

/* ---- Lookups beside writers ------------------------------------------------------------------- */

/* t0 held [0x10, 0x1f] v1, [0x30, 0x3f] v2, [0x50, 0x5f] v3, [0x60, 0x6f] the zero entry, and [0x30, 0x37] v9 was stored. */
static void store_beside(void)
{
	fill(&t0, 3);
	store(&t0, 0x60, 0x6f, (void *)ZERO_ENTRY);
	list_held(&t0, &held_before);
	store(&t0, 0x30, 0x37, xa_mk_value(9));
}

static struct range_met walked0;

/* mas_walk() at 0x35. */
static void walked_right(void)
{
	check_walked(&t0, &walked0, 0x35);
}

static void test_walk_meets_old_or_new(void **state)
{
	(void)state;
	store_beside();
	walked0 = (struct range_met){ 0x30, 0x37, VALUE(9) };
	passes(walked_right);
	walked0 = (struct range_met){ 0x34, 0x3f, VALUE(2) };
	passes(walked_right);
	walked0 = (struct range_met){ 0x30, 0x3f, VALUE(9) };
	tells(walked_right, "a reader met [0x30, 0x3f] 0x13, which was there neither before nor after the write");
	walked0 = (struct range_met){ 0x50, 0x5f, VALUE(3) };
	tells(walked_right, "a reader walked from 0x35 to [0x50, 0x5f]");
	walked0 = (struct range_met){ 0x20, 0x4f, NULL };
	tells(walked_right, "a reader met the emptiness [0x20, 0x4f], which was there neither before nor after the write");
	store(&t0, 0x30, 0x3f, NULL);
	passes(walked_right);
}

static struct found found0;

/* mt_find() from 0x18 up to 0x5f. */
static void finds_are_right(void)
{
	check_finds(&t0, &found0, 0x18, 0x5f);
}

static void finds_from_0_are_right(void)
{
	check_finds(&t0, &found0, 0, 0xf);
}

static void test_finds_meet_old_or_new(void **state)
{
	(void)state;
	store_beside();
	found0 = (struct found){ VALUE(1), 0x20, VALUE(9), 0x38 };
	passes(finds_are_right);
	found0 = (struct found){ VALUE(1), 0x20, VALUE(2), 0x40 };
	passes(finds_are_right);
	found0 = (struct found){ VALUE(1), 0x20, VALUE(9), 0x40 };
	tells(finds_are_right, "a reader met [0x3f, 0x3f] 0x13, which was there neither before nor after the write");
	found0 = (struct found){ VALUE(1), 0x11, VALUE(2), 0x40 };
	tells(finds_are_right, "mt_find() from 0x18 gave 0x3, and the index 0x11");
}

/* The zero entry it does not see; the others it passes over only if they were not there all the time. */
static void test_finds_pass_over_nothing(void **state)
{
	(void)state;
	store_beside();
	found0 = (struct found){ VALUE(1), 0x20, VALUE(3), 0x60 };
	passes(finds_are_right);
	found0 = (struct found){ VALUE(3), 0x60, NULL, 0x60 };
	passes(finds_are_right);
	found0 = (struct found){ VALUE(1), 0x20, NULL, 0x20 };
	tells(finds_are_right, "a reader passed over [0x50, 0x5f], which was there all the time");
	found0 = (struct found){ NULL, 0x18, NULL, 0x18 };
	tells(finds_are_right, "a reader passed over [0x50, 0x5f]");
	found0 = (struct found){ NULL, 0x19, NULL, 0x19 };
	tells(finds_are_right, "mt_find() from 0x18 gave 0x0, and the index 0x19");
	found0 = (struct found){ VALUE(9), 0x38, VALUE(3), 0x60 };
	passes(finds_are_right);
}

/* Behind the last index, where the index is 0 again, mt_find_after() finds nothing. */
static void test_finds_end(void **state)
{
	(void)state;
	store_beside();
	found0 = (struct found){ NULL, 0, NULL, 0 };
	passes(finds_from_0_are_right);
	found0 = (struct found){ NULL, 0, VALUE(1), 0x20 };
	tells(finds_from_0_are_right, "mt_find_after() from 0 gave 0x3, and the index 0x20");
}

static struct ranges_met met0;

/* From 0x18 up to 0x5f. */
static void scan_is_right(void)
{
	check_scan(&t0, &met0, 0x18, 0x5f);
}

static void test_scan_meets_old_or_new(void **state)
{
	(void)state;
	store_beside();
	met0 = (struct ranges_met){ 4, { { 0x10, 0x1f, VALUE(1) }, { 0x30, 0x37, VALUE(9) }, { 0x38, 0x3f, VALUE(2) }, { 0x50, 0x5f, VALUE(3) } } };
	passes(scan_is_right);
	met0 = (struct ranges_met){ 3, { { 0x10, 0x1f, VALUE(1) }, { 0x30, 0x3f, VALUE(2) }, { 0x50, 0x5f, VALUE(3) } } };
	passes(scan_is_right);
	met0.range[1].entry = VALUE(9);
	tells(scan_is_right, "a reader met [0x30, 0x3f] 0x13, which was there neither before nor after the write");
	met0 = (struct ranges_met){ 3, { { 0x10, 0x1f, VALUE(1) }, { 0x10, 0x1f, VALUE(1) }, { 0x50, 0x5f, VALUE(3) } } };
	tells(scan_is_right, "a reader in [0x20, 0x5f] met [0x10, 0x1f]");
	met0 = (struct ranges_met){ 3, { { 0x10, 0x1f, VALUE(1) }, { 0x50, 0x5f, VALUE(3) }, { 0x60, 0x6f, ZERO_ENTRY } } };
	tells(scan_is_right, "a reader in [0x60, 0x5f] met [0x60, 0x6f]");
}

static void test_scan_passes_over_nothing(void **state)
{
	(void)state;
	store_beside();
	met0 = (struct ranges_met){ 2, { { 0x10, 0x1f, VALUE(1) }, { 0x50, 0x5f, VALUE(3) } } };
	passes(scan_is_right);
	met0 = (struct ranges_met){ 2, { { 0x10, 0x1f, VALUE(1) }, { 0x30, 0x37, VALUE(9) } } };
	tells(scan_is_right, "a reader passed over [0x50, 0x5f], which was there all the time");
	met0.count = 0;
	tells(scan_is_right, "a reader passed over [0x50, 0x5f]");
	/* It has begun before the first index. */
	met0 = (struct ranges_met){ 1, { { 0x50, 0x5f, VALUE(3) } } };
	passes(scan_is_right);
}

static void scan_of_all_is_right(void)
{
	check_scan(&t0, &met0, 0, ULONG_MAX);
}

/* Behind the last index there is nothing more; and where there is no more room, nobody knows. */
static void test_scan_ends(void **state)
{
	(void)state;
	store(&t0, 0x10, ULONG_MAX, xa_mk_value(1));
	list_held(&t0, &held_before);
	met0 = (struct ranges_met){ 1, { { 0x10, ULONG_MAX, VALUE(1) } } };
	passes(scan_of_all_is_right);
	met0 = (struct ranges_met){ 2, { { 0x10, ULONG_MAX, VALUE(1) }, { 0x10, ULONG_MAX, VALUE(1) } } };
	tells(scan_of_all_is_right, "a reader in [0x0, 0x");
	mtree_destroy(&t0);
	fill(&t0, MAX_MET + 1);
	list_held(&t0, &held_before);
	met0.count = MAX_MET;
	memcpy(met0.range, held_before.range, sizeof(met0.range));
	passes(scan_of_all_is_right);
	met0.count--;
	tells(scan_of_all_is_right, "a reader passed over [0x7f0, 0x7ff]");
}

/* A reader stands still in its section, and others act; a grace period ends when it has left. */
static void sections_go_on(void)
{
	static __maybe_unused struct ground_reader section0;

	section_open(&section0);
	section_resume(&section0);
	if (!rcu_read_lock_held())
		differ("the section was not resumed");
	section_park(&section0);
	section_close(&section0);
}

/* A loop goes on behind what is stored from inside of it. */
static void loops_store(void)
{
	MA_STATE(mas, &t0, 0, 0);
	void *entry;

	met_begin();
	mtree_lock(&t0);
	mas_for_each(&mas, entry, ULONG_MAX)
		if (!met_and_store(&mas, entry, 2, (void *)VALUE(9)))
			break;
	mas_set(&mas, 0);
	mas_for_each(&mas, entry, ULONG_MAX)
		if (!met_and_store(&mas, entry, 5, NULL))
			break;
	mtree_unlock(&t0);
	if (all_met.count != 6 || all_met.range[4].entry != VALUE(9) || mtree_load(&t0, 0x30))
		differ("%u ranges were met, which are others", all_met.count);
}

static void test_loops(void **state)
{
	(void)state;
	fill(&t0, 3);
	passes(loops_store);
}

static void test_sections(void **state)
{
	(void)state;
	passes(sections_go_on);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_contents_of_an_empty_tree, setup),
		cmocka_unit_test_setup(test_contents_in_runs, setup),
		cmocka_unit_test_setup(test_contents_go_down_in_steps_of_entries, setup),
		cmocka_unit_test_setup(test_contents_of_a_tree_with_an_external_lock, setup),
		cmocka_unit_test_setup(test_valid_with_an_external_spinlock, setup),
		cmocka_unit_test_setup(test_loads_at_the_edges_of_emptiness, setup),
		cmocka_unit_test_setup(test_loads_at_the_edges_of_ranges, setup),
		cmocka_unit_test_setup(test_downwards, setup),
		cmocka_unit_test_setup(test_gaps, setup),
		cmocka_unit_test_setup(test_validation, setup),
		cmocka_unit_test_setup(test_shape, setup),
		cmocka_unit_test_setup(test_met, setup),
		cmocka_unit_test_setup(test_reader_meets_what_is_there, setup),
		cmocka_unit_test_setup(test_reader_passes_over_nothing, setup),
		cmocka_unit_test_setup(test_reader_meets_old_or_new, setup),
		cmocka_unit_test_setup(test_reader_beside_a_write, setup),
		cmocka_unit_test_setup(test_cursor_meets_old_or_new, setup),
		cmocka_unit_test_setup(test_cursor_moves_on, setup),
		cmocka_unit_test_setup(test_cursor_walks, setup),
		cmocka_unit_test_setup(test_cursor_forgets, setup),
		cmocka_unit_test_setup(test_cursor_finds_nothing, setup),
#ifndef SUPPORT_KERNEL
		cmocka_unit_test_setup(test_reader_in_the_middle_of_a_write, setup),
		cmocka_unit_test_setup(test_reads_in_the_middle_of_writes, setup),
		cmocka_unit_test_setup(test_a_write_in_the_middle_of_a_read, setup),
		cmocka_unit_test_setup(test_comparing, setup),
		cmocka_unit_test_setup(test_allocations, setup),
		cmocka_unit_test_setup(test_asking, setup),
		cmocka_unit_test_setup(test_freed_nodes, setup),
		cmocka_unit_test_setup(test_path, setup),
		cmocka_unit_test_setup(test_locks, setup),
		cmocka_unit_test_setup(test_giving_up, setup),
		cmocka_unit_test_setup(test_waiting, setup),
		cmocka_unit_test_setup(test_main, setup),
#endif
		cmocka_unit_test_setup(test_walk_meets_old_or_new, setup),
		cmocka_unit_test_setup(test_finds_meet_old_or_new, setup),
		cmocka_unit_test_setup(test_finds_pass_over_nothing, setup),
		cmocka_unit_test_setup(test_finds_end, setup),
		cmocka_unit_test_setup(test_scan_meets_old_or_new, setup),
		cmocka_unit_test_setup(test_scan_passes_over_nothing, setup),
		cmocka_unit_test_setup(test_scan_ends, setup),
		cmocka_unit_test_setup(test_loops, setup),
		cmocka_unit_test_setup(test_sections, setup),
		cmocka_unit_test_setup(test_destroy, setup),
	};

	ground_on_fault(on_bug);
	maple_tree_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
