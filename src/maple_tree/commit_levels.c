// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Committing a store that changes more than one leaf. New nodes are made level by level, from the leaves
 * up, and published by one store at the top; publish.h says what readers see of it.
 */
#include "commit_levels.h"

#include "alloc.h"
#include "content.h"
#include "gap.h"
#include "publish.h"
#include "retire.h"
#include "tree.h"
#include "walk.h"

/* Each level above the leaves gets three new nodes at most. */
#define MT_MAX_PARENTS	(3 * MAPLE_HEIGHT_MAX)

/**
 * struct mt_new_nodes - The new nodes of a level.
 * @count: how many.
 * @node: the nodes.
 * @last: their last indices.
 * @gap: their gaps.
 */
struct mt_new_nodes {
	unsigned int count;
	struct maple_enode *node[3];
	unsigned long last[3];
	unsigned long gap[3];
};

/**
 * struct mt_commit - A store that changes more than one leaf, while it is done.
 * @plan: its plan.
 * @levels: what changes on each level.
 * @mt: the tree.
 * @new: the new nodes of the level that was made last.
 * @parents: how many new internal nodes there are.
 * @parent: these nodes. They may have old children.
 */
struct mt_commit {
	const struct mt_plan *plan;
	const struct mt_levels *levels;
	struct maple_tree *mt;
	struct mt_new_nodes new;
	unsigned int parents;
	struct maple_node *parent[MT_MAX_PARENTS];
};

/* ---- The content of a level --------------------------------------------- */

/* What the two leaves keep, and between it the entry with what is left of the slots beside it. */
static void collect_leaf(struct mt_content *content, const struct mt_plan *plan,
			 const struct mt_level *level)
{
	content_copy(content, &level->left, maple_leaf_64, 0, plan->cut_from);
	if (plan->cut_first < plan->first)
		content_add(content, level->left.node->mr64.slot[plan->cut_from], plan->first - 1);
	content_add(content, plan->entry, plan->last);
	if (plan->last < plan->cut_last)
		content_add(content, level->right.node->mr64.slot[plan->cut_to - 1], plan->cut_last);
	content_copy(content, &level->right, maple_leaf_64, plan->cut_to, level->right.end + 1);
}

/* What the two nodes keep, and between it the new nodes from one level below. */
static void collect_internal(struct mt_content *content, enum maple_type type,
			     const struct mt_level *level, const struct mt_new_nodes *new)
{
	content_copy(content, &level->left, type, 0, level->left.offset);
	for (unsigned int i = 0; i < new->count; i++)
		content_add_node(content, new->node[i], new->last[i], new->gap[i]);
	content_copy(content, &level->right, type, level->right.offset + 1, level->right.end + 1);
}

/* Collect all that the nodes of a level are to hold. */
static void collect(struct mt_content *content, const struct mt_commit *commit, unsigned int depth,
		    enum maple_type type)
{
	const struct mt_level *level = &commit->levels->level[depth];
	const struct mt_step *neighbour = &level->neighbour;

	content_init(content);
	if (level->side == MT_SIDE_BEFORE)
		content_copy(content, neighbour, type, 0, neighbour->end + 1);
	if (type == maple_leaf_64)
		collect_leaf(content, commit->plan, level);
	else
		collect_internal(content, type, level, &commit->new);
	if (level->side == MT_SIDE_BEHIND)
		content_copy(content, neighbour, type, 0, neighbour->end + 1);
}

/* ---- New nodes ---------------------------------------------------------- */

/* How many slots of the content, from @from on, go to the next of @nodes nodes. */
static unsigned int share(const struct mt_content *content, const struct mt_level *level, enum maple_type type,
			  unsigned int from, unsigned int nodes)
{
	unsigned int left = content->count - from;
	unsigned int count = DIV_ROUND_UP(left, nodes);
	bool leaf = type == maple_leaf_64;

	if (nodes == 1)
		return left;
	/* No leaf but the last may stop with a NULL. */
	if (level->first)
		return level->first + (leaf && !content->slot[level->first - 1]);
	return count - (leaf && !content->slot[from + count - 1]);
}

/* Make a node of @count slots of the content, the next one of its level. @min is the lowest index that it covers. */
static void make_node(struct mt_commit *commit, const struct mt_content *content, enum maple_type type,
		      unsigned int from, unsigned int count, unsigned long min)
{
	struct maple_node *node = mas_take(commit->plan->mas);
	struct mt_new_nodes *new = &commit->new;
	unsigned long last = content->last[from + count - 1], gap = 0;

	content_fill(content, from, count, node, type);
	if (type == maple_arange_64)
		gap = mn_internal_gap(node);
	else if (mt_tracks_gaps(commit->mt))
		gap = mn_leaf_gap(node, min, last);
	if (type != maple_leaf_64)
		commit->parent[commit->parents++] = node;
	new->node[new->count] = me_encode(node, type);
	new->last[new->count] = last;
	new->gap[new->count++] = gap;
}

/* Make the new nodes of a level. */
static void make_level(struct mt_commit *commit, const struct mt_content *content, unsigned int depth,
		       enum maple_type type)
{
	const struct mt_level *level = &commit->levels->level[depth];
	unsigned long min = level->side == MT_SIDE_BEFORE ? level->neighbour.min : level->left.min;
	unsigned int from = 0;

	commit->new.count = 0;
	for (unsigned int nodes = level->nodes; nodes; nodes--) {
		unsigned int count = share(content, level, type, from, nodes);

		make_node(commit, content, type, from, count, min);
		from += count;
		min = content->last[from - 1] + 1;
	}
}

/* ---- The top level ------------------------------------------------------ */

/* Let the children of a node that is in the tree now, from @offset on, have it as their parent. */
static void adopt(struct maple_node *node, enum maple_type type, unsigned int offset)
{
	void __rcu **slot = mn_slots(node, type);

	for (; offset < mn_slot_count(type) && slot[offset]; offset++)
		publish_parent(me_node(slot[offset]), node, offset);
}

/* All the new nodes are in the tree now. */
static void adopt_all(const struct mt_commit *commit)
{
	for (unsigned int i = 0; i < commit->parents; i++)
		adopt(commit->parent[i], mt_internal_type(commit->mt), 0);
}

/* The new nodes are all that there is: the one becomes the root, or several get one. */
static void commit_root(struct mt_commit *commit)
{
	struct maple_tree *mt = commit->mt;
	enum maple_type type = mt_internal_type(mt);
	struct maple_enode *old = me_from_root(mt_root_locked(mt)), *root = commit->new.node[0];
	unsigned int height = commit->levels->leaf - commit->levels->top + 1;

	if (commit->new.count > 1) {
		struct maple_node *node = mas_take(commit->plan->mas);
		struct mt_content content;

		content_init(&content);
		for (unsigned int i = 0; i < commit->new.count; i++)
			content_add_node(&content, commit->new.node[i], commit->new.last[i],
					 commit->new.gap[i]);
		content_fill(&content, 0, content.count, node, type);
		root = me_encode(node, type);
		height++;
	}
	me_node(root)->parent = mp_encode_tree(mt);
	publish_root(mt, me_to_root(root), height);
	adopt_all(commit);
	mt_discard(old, type, mt_in_rcu(mt), false);
}

/* The content stays in the node that both paths go through; its slots change in place. Not in RCU mode. */
static struct maple_node *commit_in_place(struct mt_commit *commit, const struct mt_content *content,
					  const struct mt_level *level)
{
	struct maple_node *node = level->left.node;
	enum maple_type type = mt_internal_type(commit->mt);
	unsigned int first = level->left.offset, count = level->right.offset + 1 - first;
	struct maple_enode *cut[MAPLE_RANGE64_SLOTS];

	memcpy(cut, mn_slots(node, type) + first, count * sizeof(cut[0]));
	content_fill(content, 0, content->count, node, type);
	adopt(node, type, first);
	adopt_all(commit);
	while (count--)
		mt_discard(cut[count], type, false, false);
	return node;
}

/* The same in RCU mode: a copy takes the node's place. */
static struct maple_node *commit_copy(struct mt_commit *commit, const struct mt_content *content,
				      const struct mt_level *level)
{
	struct maple_node *old = level->left.node, *new = mas_take(commit->plan->mas);
	enum maple_type type = mt_internal_type(commit->mt);

	content_fill(content, 0, content->count, new, type);
	publish_node(commit->mt, old, new, type);
	adopt(new, type, 0);
	adopt_all(commit);
	mt_discard(me_encode(old, type), type, true, false);
	return new;
}

/* The content stays within one node. */
static void commit_top(struct mt_commit *commit, const struct mt_content *content)
{
	const struct mt_level *level = &commit->levels->level[commit->levels->top];
	struct maple_node *node;

	if (mt_in_rcu(commit->mt))
		node = commit_copy(commit, content, level);
	else
		node = commit_in_place(commit, content, level);
	if (mt_tracks_gaps(commit->mt))
		mn_publish_gap(node, mn_internal_gap(node));
}

/**
 * commit_levels() - Do a store that changes more than one leaf.
 * @plan: its plan; the nodes are reserved.
 * @levels: what changes on each level.
 *
 * Afterwards the state stands on the new range.
 *
 * Context: the tree's write lock is held.
 */
void commit_levels(const struct mt_plan *plan, const struct mt_levels *levels)
{
	struct maple_tree *mt = plan->mas->tree;
	struct mt_commit commit;
	struct mt_content content;
	enum maple_type type = maple_leaf_64;

	commit.plan = plan;
	commit.levels = levels;
	commit.mt = mt;
	commit.parents = 0;
	for (unsigned int depth = levels->leaf; depth > levels->top; depth--) {
		collect(&content, &commit, depth, type);
		make_level(&commit, &content, depth, type);
		type = mt_internal_type(mt);
	}
	collect(&content, &commit, levels->top, type);
	if (levels->new_root) {
		make_level(&commit, &content, levels->top, type);
		commit_root(&commit);
	} else {
		commit_top(&commit, &content);
	}
	mas_descend(plan->mas, me_from_root(mt_root_locked(mt)), plan->first);
}
