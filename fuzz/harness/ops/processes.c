// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is done to processes: src/mm on the one side, areas of pages on the other. Whether a process lives and a child does not, resolve.c has
 * seen to. What a process holds behind an operation is in check/process.c.
 */
#include <errno.h>

#include "check/check.h"
#include "lookup.h"
#include "ops/bulk.h"
#include "world.h"

/* Pages are numbered from 0 up to this, which none has. */
#if BITS_PER_LONG == 64
#define NO_PAGE ((1UL << 35) - 1)
#else
#define NO_PAGE ((1UL << 20) - 1)
#endif

/* Any number is a page; a range that would end with none ends in front of it. It may be upside down, which is refused. */
static void legalise_pages(struct call *call)
{
	call->first &= NO_PAGE;
	call->last &= NO_PAGE;
	if (call->last == NO_PAGE && call->first < NO_PAGE)
		call->last = NO_PAGE - 1;
}

/* How many pages a call is about; 0 if the range is upside down. */
static unsigned long pages_of(const struct call *call)
{
	return call->last < call->first ? 0 : call->last - call->first + 1;
}

static unsigned long bytes(unsigned long pages)
{
	return pages << PAGE_SHIFT;
}

static struct process *process_of(struct model *const models[], const struct call *call)
{
	return &models[call->process]->process;
}

/* ---- Around all of them --------------------------------------------------------------------- */

static void process_before(struct world *w, const struct call *call)
{
	const struct lookup *l = &w->subject.lookup;
	const struct oracle_range *area = oracle_find(&w->models[l->process].process.areas, l->page);

	(void)call;
	w->old_area = area ? *area : (struct oracle_range){ l->page, l->page, NULL };
	w->subject.shown = 0;
}

/* Has there been a call for each of @areas since *@calls was 0? So a map is compared as trees are: a small one always, a large one not for each call. */
static bool due(const struct world *w, unsigned long *calls, unsigned long areas)
{
	if (!w->options.thorough && ++*calls < areas)
		return false;
	*calls = 0;
	return true;
}

static bool map_due(struct world *w, unsigned int number)
{
	return due(w, &w->map_calls[number], w->models[number].process.areas.count);
}

static void process_after(struct world *w, const struct call *call, const struct outcome *got)
{
	unsigned int other = (call->process + 1 + w->result.calls % (MAX_PROCESSES - 1)) % MAX_PROCESSES;

	if (w->subject.shown && checking(w, CHECK_STATE))
		diverged(w, CHECK_STATE, (struct evidence){ NULL, 0 }, "p%u: the child whose fork has failed shows a VMA at 0x%lx", call->child,
			 w->subject.shown);
	check_lookup(w, call, got);
	/* One that gave up half-way is made again: then it is seen what it has done. */
	if (operations[call->op]->stepwise && got->error == -ENOMEM)
		return;
	if (map_due(w, call->process))
		check_process(w, call->process, CHECK_STATE);
	else
		check_process_near(w, call->process, call->first, call->last);
	if (operation_takes(call->op, OPERAND_CHILD))
		check_process(w, call->child, CHECK_STATE);
	if (map_due(w, other))
		check_process(w, other, CHECK_INDEPENDENCE);
	if (due(w, &w->object_calls, areas_of_processes(w)))
		check_nodes(w);
}

/* What all of them have in common. */
/* None is held back for a window: its process may be gone when it is made. */
#define OF_PROCESS .dead = OP_PROC_EXEC, .at_once = true

#define CHANGES_PROCESS OF_PROCESS, .before = process_before, .after = process_after

/* ---- exec() and exit() ------------------------------------------------------------------------- */

static void exec_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	lookup_begin(s, call->process);
	out->error = exec_mmap(&s->processes[call->process]);
	lookup_end(s);
}

static void exec_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	(void)out;
	process_exec(process_of(models, call));
}

OPERATION(PROC_EXEC) {
	CHANGES_PROCESS,
	.subject = exec_subject,
	.model = exec_model,
};

static void exit_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	lookup_begin(s, call->process);
	mmput(s->processes[call->process]);
	s->processes[call->process] = NULL;
	lookup_end(s);
}

static void exit_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	(void)out;
	process_exit(process_of(models, call));
}

OPERATION(PROC_EXIT) {
	CHANGES_PROCESS,
	.subject = exit_subject,
	.model = exit_model,
};

/* ---- fork(): a child with copies of all VMAs but those that are not for it; -ENOMEM, and there is no child ---- */

static int fork_mm(struct subject *s, const struct call *call, struct mm_struct *mm)
{
	static const enum fork_way ways[CALL_WAYS] = {
		[CALL_WAY_MARK] = FORK_MARK, [CALL_WAY_CUT] = FORK_CUT, [CALL_WAY_INSERT] = FORK_INSERT,
	};
	struct mm_struct *parent = s->processes[call->process];
	int error = dup_mmap(mm, parent, ways[call->way]);

	if (!error) {
		s->processes[call->child] = mm;
		return 0;
	}
	s->shown = shown_vma(mm, parent);
	mmput(mm);
	return error;
}

static void fork_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	struct mm_struct *mm;

	lookup_begin(s, -1);
	mm = mm_alloc();
	out->error = mm ? fork_mm(s, call, mm) : -ENOMEM;
	lookup_end(s);
}

static void fork_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	(void)out;
	process_fork(&models[call->child]->process, process_of(models, call));
}

OPERATION(PROC_FORK) {
	CHANGES_PROCESS,
	.crowded = OP_PROC_EXIT,
	.subject = fork_subject,
	.model = fork_model,
};

/* ---- mmap(): there if that is free, or if it is to be; else at the highest place ---- */

static unsigned int file_of(const struct call *call)
{
	return call->access >> ACCESS_FILE_SHIFT;
}

static unsigned long vm_flags(const struct call *call)
{
	unsigned long flags = 0;

	flags |= call->access & ACCESS_READ ? VM_READ : 0;
	flags |= call->access & ACCESS_WRITE ? VM_WRITE : 0;
	flags |= call->access & ACCESS_EXEC ? VM_EXEC : 0;
	flags |= call->access & ACCESS_DONTCOPY ? VM_DONTCOPY : 0;
	flags |= call->access & ACCESS_LOCKED ? VM_LOCKED : 0;
	return flags;
}

/* Where it ends up is only said if it is anywhere. */
static void give_place(struct outcome *out, unsigned long page)
{
	outcome_set_index(out, out->error ? 0 : page);
}

static void mmap_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	const struct vma_content content = { vm_flags(call), file_of(call), call->first };
	unsigned long addr = bytes(call->first);

	lookup_begin(s, -1);
	out->error = do_mmap(s->processes[call->process], &addr, bytes(pages_of(call)), &content, call->flags & CALL_FIXED);
	lookup_end(s);
	give_place(out, addr >> PAGE_SHIFT);
}

static void mmap_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	unsigned long page = call->first;

	out->error = process_mmap(process_of(models, call), &page, pages_of(call), call->access & ACCESS_FLAGS, file_of(call),
				  call->flags & CALL_FIXED);
	give_place(out, page);
}

OPERATION(PROC_MMAP) {
	CHANGES_PROCESS,
	.legalise = legalise_pages,
	.subject = mmap_subject,
	.model = mmap_model,
};

/* ---- Many of them: as a fill has ranges ---- */

static void legalise_fill(struct call *call)
{
	legalise_pages(call);
	if (call->last < call->first)
		call->last = call->first;
}

static bool proc_fill_unit(struct units *units, const struct world *w, struct call *unit)
{
	(void)w;
	if (!bulk_range(units, unit))
		return false;
	unit->op = OP_PROC_MMAP;
	unit->flags = CALL_FIXED;
	legalise_pages(unit);
	return true;
}

OPERATION(PROC_FILL) {
	OF_PROCESS,
	.legalise = legalise_fill,
	.unit = proc_fill_unit,
};

/* ---- munmap() and mprotect() ---- */

static void munmap_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	lookup_begin(s, -1);
	out->error = do_munmap(s->processes[call->process], bytes(call->first), bytes(pages_of(call)));
	lookup_end(s);
}

static void munmap_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	out->error = process_munmap(process_of(models, call), call->first, pages_of(call));
}

OPERATION(PROC_MUNMAP) {
	CHANGES_PROCESS,
	.legalise = legalise_pages,
	.subject = munmap_subject,
	.model = munmap_model,
};

static void legalise_mprotect(struct call *call)
{
	legalise_pages(call);
	/* Of which file pages are does not change. */
	call->access &= ACCESS_FLAGS;
}

static void mprotect_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	lookup_begin(s, -1);
	out->error = do_mprotect(s->processes[call->process], bytes(call->first), bytes(pages_of(call)), vm_flags(call));
	lookup_end(s);
}

static void mprotect_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	out->error = process_mprotect(process_of(models, call), call->first, pages_of(call), call->access);
}

OPERATION(PROC_MPROTECT) {
	CHANGES_PROCESS,
	.stepwise = true,
	.legalise = legalise_mprotect,
	.subject = mprotect_subject,
	.model = mprotect_model,
};

/* ---- mremap(): shorter, longer, or elsewhere. One that gives up may have been in two places: the tree then has other nodes ---- */

static void mremap_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	unsigned long addr = bytes(call->first);

	lookup_begin(s, -1);
	out->error = do_mremap(s->processes[call->process], &addr, bytes(pages_of(call)), bytes(call->size & NO_PAGE));
	lookup_end(s);
	give_place(out, addr >> PAGE_SHIFT);
}

static void mremap_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	unsigned long page = call->first;

	out->error = process_mremap(process_of(models, call), &page, pages_of(call), call->size & NO_PAGE);
	give_place(out, page);
}

OPERATION(PROC_MREMAP) {
	CHANGES_PROCESS,
	.stepwise = true,
	.legalise = legalise_pages,
	.subject = mremap_subject,
	.model = mremap_model,
};

/* ---- The heap and the stack ---- */

static void brk_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	unsigned long brk = bytes(call->first);

	lookup_begin(s, -1);
	out->error = do_brk(s->processes[call->process], &brk);
	lookup_end(s);
	give_place(out, brk >> PAGE_SHIFT);
}

static void brk_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct process *p = process_of(models, call);

	process_brk(p, call->first);
	give_place(out, p->heap_end);
}

OPERATION(PROC_BRK) {
	CHANGES_PROCESS,
	.legalise = legalise_pages,
	.subject = brk_subject,
	.model = brk_model,
};

static void stack_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	unsigned long start = 0;

	lookup_begin(s, -1);
	out->error = expand_stack(s->processes[call->process], bytes(call->count), &start);
	lookup_end(s);
	give_place(out, start >> PAGE_SHIFT);
}

static void stack_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	unsigned long page = 0;

	out->error = process_stack(process_of(models, call), call->count, &page);
	give_place(out, page);
}

OPERATION(PROC_STACK) {
	CHANGES_PROCESS,
	.subject = stack_subject,
	.model = stack_model,
};

/* ---- A lookup under RCU: at once, or in the middle of the next operation on a process ---- */

static void lookup_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	s->lookup = (struct lookup){ .armed = call->at, .process = call->process, .page = call->first, .at = call->at };
	out->not_made = call->at;
	if (call->at)
		return;
	lookup_made(s);
	/* Nobody changes anything: there is no reason to be busy. */
	WARN_ON(s->lookup.found[0].busy);
	out->entry = s->lookup.found[0].key;
	outcome_set_index(out, s->lookup.found[0].first);
	outcome_set_last(out, s->lookup.found[0].last);
}

static void lookup_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	const struct oracle_range *area = oracle_find(&process_of(models, call)->areas, call->first);

	if (call->at)
		return;
	out->entry = area ? area->entry : NULL;
	model_gives_state(out, area ? area->first : call->first, area ? area->last : call->first);
}

OPERATION(PROC_LOOKUP) {
	OF_PROCESS,
	.legalise = legalise_pages,
	.subject = lookup_subject,
	.model = lookup_model,
};
