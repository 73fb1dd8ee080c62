// SPDX-License-Identifier: GPL-2.0-or-later
/* What is read out of the log when a check of the subject itself fails: in the words of Linux and of the embedded tree. */
#include <stdlib.h>
#include <unistd.h>

#include "../harness_fixture.h"

#include "complaint.h"
#include "ground.h"

/* A world without trees of nodes will do; their addresses count. */
static const struct world *w;

static struct complaint read_log(const char *file, int line)
{
	struct complaint complaint;

	assert_true(complaint_read(w, file, line, &complaint));
	return complaint;
}

static void print_dump(unsigned int tree)
{
	printk("maple_tree(%p) flags D, height 1 root 0x7a000000000e\n", (void *)&w->trees[tree].subject->mt);
	printk("0-ffffffffffffffff: node 0x7a0000000000 depth 0 type 1 contents: (nil) 4 0x3 5\n");
	printk("  5: value 1 (0x1) [0x3]\n");
	printk("Pass: 15 Run:16\n");
}

static void test_words_come_first(void **state)
{
	struct complaint complaint;

	(void)state;
	printk(KERN_ERR "node0x7a0000000000: data_end 7 != the last slot offset 6\n");
	printk(KERN_INFO "BUG at %s:%d (%u)\n", "mas_validate_limits", 7525, 1);
	print_dump(3);
	complaint = read_log("/nowhere", 1);
	assert_string_equal(complaint.function, "mas_validate_limits");
	assert_int_equal(complaint.line, 7525);
	assert_string_equal(complaint.words, "node0x7a0000000000: data_end 7 != the last slot offset 6");
	assert_ptr_equal(complaint.tree, &w->trees[3]);
	assert_ptr_equal(complaint.node, (void *)0x7a0000000000);
	assert_int_equal(complaint.slot, -1);
}

static void test_slot(void **state)
{
	struct complaint complaint;

	(void)state;
	printk("gap 0x7a0000000100[2] is not the largest gap 3\n");
	printk("BUG at mas_validate_gaps:7378 (1)\n");
	print_dump(0);
	complaint = read_log("/nowhere", 1);
	assert_ptr_equal(complaint.node, (void *)0x7a0000000100);
	assert_int_equal(complaint.slot, 2);
}

static void make_source(char *path)
{
	FILE *file = fdopen(mkstemp(path), "w");

	assert_non_null(file);
	fputs("/* a source */\n\t\tMAS_WARN_ON(&mas, mte_dead_node(mas.node));\n", file);
	fclose(file);
}

/* A warning that says nothing in front: the state that is printed has the node, and the source the condition. */
static void test_no_words(void **state)
{
	char source[] = "/tmp/test-complaint-XXXXXX";
	struct complaint complaint;

	(void)state;
	printk("WARN at mt_validate:7606 (1)\n");
	printk("MAS: tree=%p enode=0x7a000000020c ", (void *)&w->trees[0].subject->mt);
	print_dump(0);
	complaint = read_log("/nowhere", 1);
	assert_string_equal(complaint.words, "");
	assert_ptr_equal(complaint.node, (void *)0x7a0000000200);
	make_source(source);
	assert_string_equal(read_log(source, 2).words, "MAS_WARN_ON(&mas, mte_dead_node(mas.node));");
	assert_string_equal(read_log(source, 1).words, "");
	assert_string_equal(read_log(source, 3).words, "");
	unlink(source);
}

/* The dump of an earlier warning, which nobody minded, is no words. */
static void test_the_last_one_counts(void **state)
{
	(void)state;
	printk("the first\nWARN at mas_first:1 (1)\n");
	print_dump(0);
	printk("WARN at mas_second:2 (1)\n");
	print_dump(1);
	assert_string_equal(read_log("/nowhere", 1).function, "mas_second");
	assert_string_equal(read_log("/nowhere", 1).words, "");
	assert_ptr_equal(read_log("/nowhere", 1).tree, &w->trees[1]);
}

static void test_embedded(void **state)
{
	struct complaint complaint;

	(void)state;
	printk("BUG at check_nulls:80: null && c->last_null\n");
	printk("maple tree %p, flags 9, height 1, root 0x7a000000000e\n0-9: node 0x7a0000000000\n", (void *)&w->trees[7].subject->mt);
	complaint = read_log("/nowhere", 1);
	assert_string_equal(complaint.words, "null && c->last_null");
	assert_int_equal(complaint.line, 80);
	assert_ptr_equal(complaint.tree, &w->trees[7]);
	assert_null(complaint.node);
}

/* Whatever the log has in it, all of it is taken for text. */
static void test_no_complaint(void **state)
{
	static const char *const texts[] = { "", "\n", "BUG at ", "BUG at nowhere\n", "BUG at a line without a number", "BUG\nWARN at", "0x", ":" };
	struct complaint complaint;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ground_log_clear();
		printk("%s", texts[i]);
		assert_false(complaint_read(w, "/nowhere", 1, &complaint));
	}
	ground_log_clear();
	printk("BUG at %0200d:1\n", 7);
	assert_false(complaint_read(w, "/nowhere", 1, &complaint));
}

static void is_log(const char *wanted)
{
	char *text = complaint_log();

	assert_string_equal(text, wanted);
	free(text);
}

static void test_short_log(void **state)
{
	(void)state;
	is_log("");
	printk("before\nBUG at f:1 (1)\n");
	is_log("before\nBUG at f:1 (1)\n");
	print_dump(0);
	is_log("before\nBUG at f:1 (1)\n(the whole tree, in 3 lines)\nPass: 15 Run:16\n");
	ground_log_clear();
	printk("BUG at f:1: x\nmaple tree 0x1, flags 9\n0-9: node\n");
	is_log("BUG at f:1: x\n(the whole tree, in 2 lines)\n");
}

static int set_up(void **state)
{
	(void)state;
	ground_log_clear();
	w = the_world();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_words_come_first, set_up),
		cmocka_unit_test_setup(test_slot, set_up),
		cmocka_unit_test_setup(test_no_words, set_up),
		cmocka_unit_test_setup(test_the_last_one_counts, set_up),
		cmocka_unit_test_setup(test_embedded, set_up),
		cmocka_unit_test_setup(test_no_complaint, set_up),
		cmocka_unit_test_setup(test_short_log, set_up),
	};

	return cmocka_run_group_tests_name("complaint", tests, set_up_harness, NULL);
}
