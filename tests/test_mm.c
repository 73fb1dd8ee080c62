// SPDX-License-Identifier: GPL-2.0-or-later
/* src/mm by itself: maps, lookups, and forks that fail at every allocation, in every way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <linux/err.h>
#include <linux/xarray.h>

#include <ground.h>
#include <mm.h>

/* As high as an address may be where there is a page of this number. */
#define AT(page) ((unsigned long)(page) << PAGE_SHIFT)

static const struct vma_content rw = { VM_READ | VM_WRITE, 0, 0 };
static const struct vma_content ro = { VM_READ, 0, 0 };

static int setup(void **state)
{
	static bool initialised;

	if (!initialised) {
		maple_tree_init();
		mm_init();
	}
	initialised = true;
	ground_reset();
	*state = NULL;
	assert_int_equal(exec_mmap((struct mm_struct **)state), 0);
	return 0;
}

/* No map, VMA or node may be left. */
static int teardown(void **state)
{
	if (*state)
		mmput(*state);
	ground_rcu_quiesce();
	assert_int_equal(ground_counts()->live, 0);
	return 0;
}

static unsigned long map(struct mm_struct *mm, unsigned long page, unsigned long pages, const struct vma_content *content, bool fixed)
{
	unsigned long addr = AT(page);

	assert_int_equal(do_mmap(mm, &addr, AT(pages), content, fixed), 0);
	return addr >> PAGE_SHIFT;
}

/* There is a VMA of just these pages, with just this flags. */
static void assert_vma(struct mm_struct *mm, unsigned long page, unsigned long pages, unsigned long flags)
{
	const struct vm_area_struct *vma;

	rcu_read_lock();
	vma = lock_vma_under_rcu(mm, AT(page));
	rcu_read_unlock();
	assert_non_null(vma);
	assert_false(IS_ERR(vma));
	assert_ptr_equal(vma->vm_mm, mm);
	assert_int_equal(vma->vm_start, AT(page));
	assert_int_equal(vma->vm_end, AT(page + pages));
	assert_int_equal(vma->content.flags, flags);
}

static bool is_mapped(struct mm_struct *mm, unsigned long page)
{
	bool mapped;

	rcu_read_lock();
	mapped = lock_vma_under_rcu(mm, AT(page));
	rcu_read_unlock();
	return mapped;
}

/* ---- Maps ---------------------------------------------------------------------------------------- */

static void test_merge_and_split(void **state)
{
	struct mm_struct *mm = *state;
	unsigned int before = mm->map_count;

	map(mm, 0x100, 8, &rw, false);
	map(mm, 0x108, 8, &rw, false);
	assert_vma(mm, 0x100, 16, VM_READ | VM_WRITE);
	map(mm, 0x104, 4, &ro, true);
	assert_vma(mm, 0x100, 4, VM_READ | VM_WRITE);
	assert_vma(mm, 0x104, 4, VM_READ);
	assert_vma(mm, 0x108, 8, VM_READ | VM_WRITE);
	assert_int_equal(do_mprotect(mm, AT(0x104), AT(4), VM_READ | VM_WRITE), 0);
	assert_vma(mm, 0x100, 16, VM_READ | VM_WRITE);
	assert_int_equal(mm->map_count, before + 1);
	assert_int_equal(do_munmap(mm, AT(0x102), AT(1)), 0);
	assert_false(is_mapped(mm, 0x102));
	assert_int_equal(mm->map_count, before + 2);
}

static void test_room(void **state)
{
	struct mm_struct *mm = *state;
	unsigned long top = map(mm, 0, 4, &rw, false), addr = 0;

	assert_int_equal(top, (MMAP_BASE >> PAGE_SHIFT) - 4);
	/* Taken, so below that; and another kind, so that it is not merged. */
	assert_int_equal(map(mm, top, 4, &ro, false), top - 4);
	assert_int_equal(do_mmap(mm, &addr, AT(1UL << 34), &rw, false), 0);
	addr = 0;
	assert_int_equal(do_mmap(mm, &addr, AT(1UL << 34), &rw, false), -ENOMEM);
	assert_int_equal(do_mmap(mm, &addr, 0, &rw, false), -EINVAL);
	assert_int_equal(do_mmap(mm, &addr, 5, &rw, false), -EINVAL);
	assert_int_equal(do_munmap(mm, TASK_SIZE, PAGE_SIZE), -EINVAL);
}

static void test_remap(void **state)
{
	struct mm_struct *mm = *state;
	unsigned long addr = AT(0x100);

	map(mm, 0x100, 8, &rw, false);
	assert_int_equal(do_mremap(mm, &addr, AT(8), AT(16)), 0);
	assert_vma(mm, 0x100, 16, VM_READ | VM_WRITE);
	map(mm, 0x110, 1, &ro, true);
	assert_int_equal(do_mremap(mm, &addr, AT(16), AT(32)), 0);
	assert_false(is_mapped(mm, 0x100));
	assert_vma(mm, addr >> PAGE_SHIFT, 32, VM_READ | VM_WRITE);
	/* Pages that were mapped elsewhere first do not go on with new ones. */
	map(mm, (addr >> PAGE_SHIFT) - 1, 1, &rw, true);
	assert_vma(mm, addr >> PAGE_SHIFT, 32, VM_READ | VM_WRITE);
	addr = AT(0x100);
	assert_int_equal(do_mremap(mm, &addr, AT(1), AT(2)), -EFAULT);
}

static void test_heap_and_stack(void **state)
{
	struct mm_struct *mm = *state;
	unsigned long brk = mm->start_brk + AT(4), start;

	assert_int_equal(do_brk(mm, &brk), 0);
	assert_int_equal(brk, mm->start_brk + AT(4));
	map(mm, (brk >> PAGE_SHIFT) + 1, 1, &ro, true);
	brk += AT(4);
	assert_int_equal(do_brk(mm, &brk), 0);
	assert_int_equal(brk, mm->start_brk + AT(4));
	assert_int_equal(expand_stack(mm, AT(8), &start), 0);
	assert_int_equal(start, TASK_SIZE - AT(EXEC_STACK_PAGES + 8));
	map(mm, (start >> PAGE_SHIFT) - 200, 1, &ro, true);
	assert_int_equal(expand_stack(mm, AT(1), &start), -ENOMEM);
	assert_int_equal(do_munmap(mm, TASK_SIZE - PAGE_SIZE, PAGE_SIZE), 0);
	assert_int_equal(expand_stack(mm, AT(1), &start), -EFAULT);
}

/* ---- Lookups --------------------------------------------------------------------------------------- */

static unsigned int looks, busy;

static void look(void *arg)
{
	struct mm_struct *mm = arg;
	const struct vm_area_struct *vma;

	rcu_read_lock();
	vma = lock_vma_under_rcu(mm, AT(0x105));
	looks++;
	busy += IS_ERR(vma);
	if (!IS_ERR_OR_NULL(vma))
		assert_true(vma->vm_start <= AT(0x105) && AT(0x105) < vma->vm_end);
	rcu_read_unlock();
}

static void test_lookup_in_between(void **state)
{
	struct mm_struct *mm = *state;

	map(mm, 0x100, 16, &rw, false);
	looks = busy = 0;
	ground_on_publication(0, look, mm);
	assert_int_equal(do_munmap(mm, AT(0x104), AT(4)), 0);
	ground_on_publication(0, NULL, NULL);
	assert_true(looks && busy);
	assert_false(is_mapped(mm, 0x105));
}

/* ---- Forks --------------------------------------------------------------------------------------------- */

#define PARENT_AREAS 40

static void make_parent(struct mm_struct *mm)
{
	unsigned int i;

	for (i = 0; i < PARENT_AREAS; i++)
		map(mm, 0x1000 + 2 * i, 1, i % 3 ? &rw : &ro, true);
	assert_int_equal(do_mprotect(mm, AT(0x1004), AT(1), VM_READ | VM_DONTCOPY), 0);
	assert_int_equal(do_mprotect(mm, AT(0x1010), AT(1), VM_READ | VM_LOCKED), 0);
}

static void assert_child(struct mm_struct *child, struct mm_struct *parent)
{
	assert_int_equal(child->map_count, parent->map_count - 1);
	assert_false(is_mapped(child, 0x1004));
	assert_vma(child, 0x1010, 1, VM_READ);
	assert_vma(parent, 0x1004, 1, VM_READ | VM_DONTCOPY);
	assert_vma(parent, 0x1010, 1, VM_READ | VM_LOCKED);
}

/* A child whose fork has failed shows nothing, the marker least of all. */
static void assert_hidden(struct mm_struct *child)
{
	unsigned int i;

	for (i = 0; i < PARENT_AREAS; i++)
		assert_false(is_mapped(child, 0x1000 + 2 * i));
}

static void fork_that_fails_everywhere(struct mm_struct *parent, enum fork_way way)
{
	struct mm_struct *child;
	unsigned long live, n;
	int error = -ENOMEM;

	ground_rcu_quiesce();
	live = ground_counts()->live;
	for (n = 1; error; n++) {
		child = mm_alloc();
		ground_fail_nth(n);
		error = dup_mmap(child, parent, way);
		if (!error)
			break;
		assert_int_equal(error, -ENOMEM);
		assert_hidden(child);
		mmput(child);
		ground_rcu_quiesce();
		assert_int_equal(ground_counts()->live, live);
		assert_vma(parent, 0x1004, 1, VM_READ | VM_DONTCOPY);
	}
	ground_clear_faults();
	/* Each VMA was one that failed. */
	assert_true(n > PARENT_AREAS);
	assert_child(child, parent);
	assert_int_equal(do_munmap(child, AT(0x1000), AT(200)), 0);
	assert_vma(parent, 0x1000, 1, VM_READ);
	mmput(child);
}

static void test_fork_mark(void **state)
{
	make_parent(*state);
	fork_that_fails_everywhere(*state, FORK_MARK);
}

static void test_fork_cut(void **state)
{
	make_parent(*state);
	fork_that_fails_everywhere(*state, FORK_CUT);
}

static void test_fork_insert(void **state)
{
	make_parent(*state);
	fork_that_fails_everywhere(*state, FORK_INSERT);
}

/* Only the first way leaves something to stop at. */
static void test_marker(void **state)
{
	struct mm_struct *parent = *state, *child = mm_alloc();
	unsigned int markers = 0;
	MA_STATE(mas, &child->mm_mt, 0, 0);
	void *entry;

	make_parent(parent);
	ground_fail_nth(20);
	assert_int_equal(dup_mmap(child, parent, FORK_MARK), -ENOMEM);
	down_read(&child->mmap_lock);
	mas_for_each(&mas, entry, ULONG_MAX)
		markers += xa_is_zero(entry);
	up_read(&child->mmap_lock);
	assert_int_equal(markers, 1);
	mmput(child);
	child = mm_alloc();
	ground_fail_nth(20);
	assert_int_equal(dup_mmap(child, parent, FORK_CUT), -ENOMEM);
	assert_true(mtree_empty(&child->mm_mt));
	mmput(child);
}

static void test_exec_fails(void **state)
{
	struct mm_struct *mm = *state;
	unsigned int n;

	map(mm, 0x100, 1, &ro, true);
	for (n = 1; n <= 4; n++) {
		ground_fail_nth(n);
		assert_int_equal(exec_mmap(&mm), -ENOMEM);
		assert_ptr_equal(mm, *state);
		assert_vma(mm, 0x100, 1, VM_READ);
	}
	assert_int_equal(exec_mmap(&mm), 0);
	assert_false(is_mapped(mm, 0x100));
	assert_int_equal(mm->map_count, 3);
	*state = mm;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_merge_and_split, setup, teardown),
		cmocka_unit_test_setup_teardown(test_room, setup, teardown),
		cmocka_unit_test_setup_teardown(test_remap, setup, teardown),
		cmocka_unit_test_setup_teardown(test_heap_and_stack, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lookup_in_between, setup, teardown),
		cmocka_unit_test_setup_teardown(test_fork_mark, setup, teardown),
		cmocka_unit_test_setup_teardown(test_fork_cut, setup, teardown),
		cmocka_unit_test_setup_teardown(test_fork_insert, setup, teardown),
		cmocka_unit_test_setup_teardown(test_marker, setup, teardown),
		cmocka_unit_test_setup_teardown(test_exec_fails, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
