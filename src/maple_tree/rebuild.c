// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stores that change more than one leaf: splits, merges, and ranges that span leaves.
 *
 * Two paths lead from the root to the first and to the last leaf of the store. On each level,
 * from the leaves up, the nodes from the left path to the right one are replaced by new
 * ones. Their content is
 *
 *	what the left node has before its path  +  what is new  +  what the right node has behind its path
 *
 * where new is, in the leaves, the entry with the pieces beside it, and above them the nodes
 * that were made one level below. If that is too little for a node, a neighbour on the same
 * level is taken in, by moving a path over to it. If it is too much, it becomes two or three
 * nodes. It ends where both paths are in one node that has room for the change, or with a
 * new root.
 *
 * The same steps are gone through twice: to count the nodes needed, then to make them. In
 * between all of them are reserved, so that the tree is as it was if there is no memory.
 */
#include "alloc.h"
#include "gap.h"
#include "tree.h"
#include "walk.h"
#include "write.h"

/**
 * struct mt_step - A node on a path.
 * @node: the node.
 * @min: where it begins.
 * @max: where it stops.
 * @offset: the slot that the path goes through.
 * @end: its last slot in use.
 */
struct mt_step {
	struct maple_node *node;
	unsigned long min;
	unsigned long max;
	unsigned char offset;
	unsigned char end;
};

/* From the root, step[0], to a leaf. */
struct mt_path {
	struct mt_step step[MAPLE_HEIGHT_MAX];
};

enum mt_neighbour {
	MT_NONE,
	MT_BEFORE,
	MT_BEHIND,
};

/**
 * struct mt_level - What is to be done on a level.
 * @neighbour: the node that is taken in, if any.
 * @nodes: how many nodes take the content; 0: the node that both paths are in.
 */
struct mt_level {
	enum mt_neighbour neighbour;
	unsigned char nodes;
};

/**
 * struct mt_rebuild - A store that changes more than one leaf.
 * @w: the store.
 * @mt: the tree.
 * @leaf: the depth of the leaves.
 * @append: the store is at the very right: fill nodes up rather than halve them.
 * @left: to the first leaf.
 * @right: to the last leaf.
 * @level: by depth.
 */
struct mt_rebuild {
	struct mt_write *w;
	struct maple_tree *mt;
	unsigned int leaf;
	bool append;
	struct mt_path left;
	struct mt_path right;
	struct mt_level level[MAPLE_HEIGHT_MAX];
};

/* Content of nodes: up to all of a left node, two pieces and an entry, all of a right node. */
#define MT_STRIP_SLOTS	(2 * MAPLE_RANGE64_SLOTS + 1)

struct mt_strip {
	unsigned int count;
	unsigned long pivot[MT_STRIP_SLOTS];
	void *slot[MT_STRIP_SLOTS];
	unsigned long gap[MT_STRIP_SLOTS];
};

/* The new nodes of a level. */
struct mt_made {
	unsigned int count;
	struct maple_enode *enode[3];
	unsigned long max[3];
	unsigned long gap[3];
};

static enum maple_type rebuild_type(const struct mt_rebuild *rb, unsigned int depth)
{
	return depth == rb->leaf ? maple_leaf_64 : mt_internal_type(rb->mt);
}

/* ---- Paths -------------------------------------------------------------- */

static void path_copy(const struct mt_rebuild *rb, struct mt_path *to, const struct mt_path *from)
{
	memcpy(to->step, from->step, (rb->leaf + 1) * sizeof(to->step[0]));
}

/* Fill in the step at @depth, the one above it being complete. */
static struct mt_step *path_down(const struct mt_rebuild *rb, struct mt_path *path,
				 unsigned int depth)
{
	struct mt_step *up = &path->step[depth - 1], *step = &path->step[depth];
	enum maple_type type = mt_internal_type(rb->mt);

	step->node = me_node(mn_slots(up->node, type)[up->offset]);
	step->min = mn_slot_first(up->node, up->offset, up->min);
	step->max = mn_slot_last(up->node, type, up->offset, up->max);
	step->end = mn_end(step->node, rebuild_type(rb, depth), step->max);
	return step;
}

static void path_walk(const struct mt_rebuild *rb, struct mt_path *path, unsigned long index)
{
	struct mt_step *step = &path->step[0];

	step->node = me_node(mt_root_locked(rb->mt));
	step->min = 0;
	step->max = ULONG_MAX;
	step->end = mn_end(step->node, rebuild_type(rb, 0), ULONG_MAX);
	for (unsigned int depth = 0;; ) {
		step->offset = mn_find(step->node, rebuild_type(rb, depth), index);
		if (depth++ == rb->leaf)
			return;
		step = path_down(rb, path, depth);
	}
}

/* Move a path to the node before the one at @depth; there is one. */
static void path_to_previous(const struct mt_rebuild *rb, struct mt_path *path, unsigned int depth)
{
	unsigned int up = depth - 1;

	while (!path->step[up].offset)
		up--;
	path->step[up].offset--;
	while (up++ < depth) {
		struct mt_step *step = path_down(rb, path, up);

		step->offset = step->end;
	}
}

/* Move a path to the node behind the one at @depth; there is one. */
static void path_to_next(const struct mt_rebuild *rb, struct mt_path *path, unsigned int depth)
{
	unsigned int up = depth - 1;

	while (path->step[up].offset == path->step[up].end)
		up--;
	path->step[up].offset++;
	while (up++ < depth)
		path_down(rb, path, up)->offset = 0;
}

/* ---- Planning ----------------------------------------------------------- */

/* Do the nodes from the left path to the right one make up the whole level? */
static bool level_is_whole(const struct mt_path *left, const struct mt_path *right,
			   unsigned int depth)
{
	return !left->step[depth].min && right->step[depth].max == ULONG_MAX;
}

/*
 * How many nodes take @count slots. Two can't always be filled to the last slot, since
 * no leaf may stop with a NULL.
 */
static unsigned int level_nodes(unsigned int count, unsigned int slots)
{
	if (count <= slots)
		return 1;
	return count < 2 * slots ? 2 : 3;
}

/* Take in a neighbour if @count slots are too few for a node. Returns the slots it brings along. */
static unsigned int level_balance(const struct mt_rebuild *rb, struct mt_level *level,
				  struct mt_path *left, struct mt_path *right,
				  unsigned int depth, unsigned int count)
{
	enum maple_type type = rebuild_type(rb, depth);
	bool rightmost = right->step[depth].max == ULONG_MAX;

	level->neighbour = MT_NONE;
	if (count >= (rightmost ? mn_min_slots_right(type) : mn_min_slots(type)) ||
	    level_is_whole(left, right, depth))
		return 0;
	if (left->step[depth].min) {
		level->neighbour = MT_BEFORE;
		path_to_previous(rb, left, depth);
		return left->step[depth].end + 1;
	}
	level->neighbour = MT_BEHIND;
	path_to_next(rb, right, depth);
	return right->step[depth].end + 1;
}

/* Decide what is to be done on each level. Returns the number of nodes needed. */
static unsigned int rebuild_plan(struct mt_rebuild *rb)
{
	struct mt_path left, right;
	struct mt_write *w = rb->w;
	unsigned int count = w->from + write_new_slots(w) + w->end + 1 - w->keep;
	unsigned int needed = 0;

	path_copy(rb, &left, &rb->left);
	path_copy(rb, &right, &rb->right);
	for (unsigned int depth = rb->leaf;; depth--) {
		struct mt_level *level = &rb->level[depth];
		struct mt_step *l = &left.step[depth], *r = &right.step[depth];

		count += level_balance(rb, level, &left, &right, depth, count);
		level->nodes = level_nodes(count, mn_slot_count(rebuild_type(rb, depth)));
		if (level->nodes == 1 && l->node == r->node) {
			level->nodes = 0;
			return needed + mt_in_rcu(rb->mt);
		}
		needed += level->nodes;
		if (level_is_whole(&left, &right, depth))
			return needed + (level->nodes > 1);
		count = l[-1].offset + level->nodes + r[-1].end - r[-1].offset;
	}
}

/* ---- Strips ------------------------------------------------------------- */

static void strip_add(struct mt_strip *strip, void *slot, unsigned long max, unsigned long gap)
{
	strip->slot[strip->count] = slot;
	strip->pivot[strip->count] = max;
	strip->gap[strip->count++] = gap;
}

/* Append the slots from @from up to and without @to. */
static void strip_copy(struct mt_strip *strip, const struct mt_step *step, enum maple_type type,
		       unsigned int from, unsigned int to)
{
	unsigned int at = strip->count, count = to - from;

	if (!count)
		return;
	memcpy(strip->slot + at, mn_slots(step->node, type) + from, count * sizeof(void *));
	memcpy(strip->pivot + at, mn_pivots(step->node) + from,
	       (count - 1) * sizeof(unsigned long));
	strip->pivot[at + count - 1] = mn_slot_last(step->node, type, to - 1, step->max);
	if (type == maple_arange_64)
		memcpy(strip->gap + at, step->node->ma64.gap + from,
		       count * sizeof(unsigned long));
	strip->count += count;
}

/* What the two leaves keep, and between it the entry with the pieces that stay beside it. */
static void strip_collect_leaf(struct mt_strip *strip, const struct mt_write *w,
			       const struct mt_step *left, const struct mt_step *right)
{
	strip_copy(strip, left, maple_leaf_64, 0, w->from);
	if (w->lo < w->first)
		strip_add(strip, left->node->mr64.slot[w->from], w->first - 1, 0);
	strip_add(strip, w->entry, w->last, 0);
	if (w->last < w->hi)
		strip_add(strip, right->node->mr64.slot[w->keep - 1], w->hi, 0);
	strip_copy(strip, right, maple_leaf_64, w->keep, right->end + 1);
}

/* Collect the content of a level, and move the paths to where it begins and ends. */
static void strip_collect(struct mt_strip *strip, struct mt_rebuild *rb, unsigned int depth,
			  const struct mt_made *made)
{
	struct mt_step left = rb->left.step[depth], right = rb->right.step[depth];
	enum maple_type type = rebuild_type(rb, depth);

	strip->count = 0;
	if (rb->level[depth].neighbour == MT_BEFORE) {
		path_to_previous(rb, &rb->left, depth);
		strip_copy(strip, &rb->left.step[depth], type, 0, rb->left.step[depth].end + 1);
	}
	if (depth == rb->leaf) {
		strip_collect_leaf(strip, rb->w, &left, &right);
	} else {
		strip_copy(strip, &left, type, 0, left.offset);
		for (unsigned int i = 0; i < made->count; i++)
			strip_add(strip, made->enode[i], made->max[i], made->gap[i]);
		strip_copy(strip, &right, type, right.offset + 1, right.end + 1);
	}
	if (rb->level[depth].neighbour == MT_BEHIND) {
		path_to_next(rb, &rb->right, depth);
		strip_copy(strip, &rb->right.step[depth], type, 0, rb->right.step[depth].end + 1);
	}
}

/* Fill a node with @count slots of a strip. Internal nodes adopt their children. */
static void node_fill(struct maple_node *node, enum maple_type type,
		      const struct mt_strip *strip, unsigned int from, unsigned int count)
{
	unsigned int slots = mn_slot_count(type), pivots = min(count, slots - 1);
	void __rcu **slot = mn_slots(node, type);

	memcpy(mn_pivots(node), strip->pivot + from, pivots * sizeof(unsigned long));
	memset(mn_pivots(node) + pivots, 0xff, (slots - 1 - pivots) * sizeof(unsigned long));
	memcpy(slot, strip->slot + from, count * sizeof(void *));
	memset(slot + count, 0, (slots - count) * sizeof(void *));
	if (type == maple_arange_64) {
		memcpy(node->ma64.gap, strip->gap + from, count * sizeof(unsigned long));
		memset(node->ma64.gap + count, 0, (slots - count) * sizeof(unsigned long));
	}
	if (type == maple_leaf_64)
		return;
	for (unsigned int i = 0; i < count; i++)
		mn_set_parent(me_node(slot[i]), node, i);
}

/* ---- Making nodes ------------------------------------------------------- */

/* How many slots of a strip, from @from on, the next of @nodes nodes takes. */
static unsigned int level_share(const struct mt_rebuild *rb, const struct mt_strip *strip,
				enum maple_type type, unsigned int from, unsigned int nodes)
{
	unsigned int left = strip->count - from;
	unsigned int share = DIV_ROUND_UP(left, nodes);

	if (nodes == 1)
		return left;
	if (rb->append && nodes == 2)
		share = min(mn_slot_count(type), left - mn_min_slots_right(type));
	/* No leaf but the last may stop with a NULL. */
	if (type == maple_leaf_64 && !strip->slot[from + share - 1])
		share--;
	return share;
}

/* Make the new nodes of a level. */
static void level_make(struct mt_rebuild *rb, const struct mt_strip *strip, unsigned int depth,
		       struct mt_made *made)
{
	enum maple_type type = rebuild_type(rb, depth);
	unsigned long min = rb->left.step[depth].min;
	unsigned int nodes = rb->level[depth].nodes, from = 0;

	made->count = nodes;
	for (unsigned int i = 0; i < nodes; i++) {
		unsigned int share = level_share(rb, strip, type, from, nodes - i);
		struct maple_node *node = mas_take(rb->w->mas);
		unsigned long max = strip->pivot[from + share - 1];

		node->parent = NULL;
		node_fill(node, type, strip, from, share);
		made->enode[i] = me_encode(node, type);
		made->max[i] = max;
		made->gap[i] = 0;
		if (type == maple_arange_64)
			made->gap[i] = mn_internal_gap(node);
		else if (mt_tracks_gaps(rb->mt))
			made->gap[i] = mn_leaf_gap(node, min, max);
		min = max + 1;
		from += share;
	}
}

/* ---- Going over to the new nodes ---------------------------------------- */

/* The new nodes of a level become the root, or get one. */
static void rebuild_root(struct mt_rebuild *rb, unsigned int depth, const struct mt_made *made)
{
	struct maple_tree *mt = rb->mt;
	struct maple_enode *old = me_from_root(mt_root_locked(mt)), *root = made->enode[0];
	unsigned int height = rb->leaf - depth + 1;

	if (made->count > 1) {
		struct maple_node *node = mas_take(rb->w->mas);
		struct mt_strip strip = { .count = 0 };

		for (unsigned int i = 0; i < made->count; i++)
			strip_add(&strip, made->enode[i], made->max[i], made->gap[i]);
		node_fill(node, mt_internal_type(mt), &strip, 0, strip.count);
		root = me_encode(node, mt_internal_type(mt));
		height++;
	}
	mn_set_parent_tree(me_node(root), mt);
	mt_set_height(mt, height);
	/* A reader finds the whole of the old tree or the whole of the new one. */
	rcu_assign_pointer(mt->ma_root, me_to_root(root));
	mt_discard(old, mt_internal_type(mt), mt_in_rcu(mt));
}

/* The content of a level stays within the node that both paths are in: change it in place. */
static void rebuild_in_place(struct mt_rebuild *rb, unsigned int depth,
			     const struct mt_strip *strip)
{
	struct mt_step *left = &rb->left.step[depth], *right = &rb->right.step[depth];
	enum maple_type type = rebuild_type(rb, depth);
	struct maple_enode *cut[MAPLE_RANGE64_SLOTS];
	unsigned int count = right->offset + 1 - left->offset;

	memcpy(cut, mn_slots(left->node, type) + left->offset, count * sizeof(cut[0]));
	node_fill(left->node, type, strip, 0, strip->count);
	while (count--)
		mt_discard(cut[count], type, false);
}

/* The same for RCU readers: a copy takes the node's place. */
static struct maple_node *rebuild_copy(struct mt_rebuild *rb, unsigned int depth,
				       const struct mt_strip *strip)
{
	struct maple_node *old = rb->left.step[depth].node, *new = mas_take(rb->w->mas);
	enum maple_type type = rebuild_type(rb, depth);

	new->parent = NULL;
	node_fill(new, type, strip, 0, strip->count);
	write_replace_node(rb->mt, old, new, type);
	mt_discard(me_encode(old, type), type, true);
	return new;
}

/* Make all that was planned; the nodes are there. */
static void rebuild_commit(struct mt_rebuild *rb)
{
	struct maple_node *top;
	struct mt_strip strip;
	struct mt_made made = { .count = 0 };
	unsigned int depth;

	for (depth = rb->leaf;; depth--) {
		strip_collect(&strip, rb, depth, &made);
		if (!rb->level[depth].nodes)
			break;
		level_make(rb, &strip, depth, &made);
		if (level_is_whole(&rb->left, &rb->right, depth)) {
			rebuild_root(rb, depth, &made);
			return;
		}
	}
	top = rb->left.step[depth].node;
	if (mt_in_rcu(rb->mt))
		top = rebuild_copy(rb, depth, &strip);
	else
		rebuild_in_place(rb, depth, &strip);
	if (mt_tracks_gaps(rb->mt))
		mn_publish_gap(top, mn_internal_gap(top));
}

/* Nothing is left: the tree becomes empty. */
static void rebuild_empty(struct maple_tree *mt)
{
	struct maple_enode *root = me_from_root(mt_root_locked(mt));

	/* A reader finds everything or nothing. */
	rcu_assign_pointer(mt->ma_root, NULL);
	mt_set_height(mt, 0);
	mt_discard(root, mt_internal_type(mt), mt_in_rcu(mt));
}

/**
 * write_rebuild() - Do a store that does not stay within one leaf.
 * @w: the store; where it begins is planned.
 *
 * Return: true, and the state stands on the new range; false for want of memory, and the tree
 *         is as it was.
 */
bool write_rebuild(struct mt_write *w)
{
	unsigned int leaf = mt_height(w->mas->tree) - 1;
	struct mt_rebuild rb;
	struct mt_step *last = &rb.right.step[leaf];

	rb.w = w;
	rb.mt = w->mas->tree;
	rb.leaf = leaf;
	path_walk(&rb, &rb.left, w->first);
	path_walk(&rb, &rb.right, w->last);
	write_plan_last(w, last->node, last->max);
	if (write_ends_leaf(w, last->max)) {
		/* The NULL goes to the beginning of the next leaf, which may have one there. */
		path_to_next(&rb, &rb.right, leaf);
		w->end = last->end;
		w->keep = !last->node->mr64.slot[0];
		if (w->keep)
			w->last = mn_slot_last(last->node, maple_leaf_64, 0, last->max);
		w->hi = w->last;
	}
	if (write_empties(w)) {
		rebuild_empty(rb.mt);
		mas_reset(w->mas);
		return true;
	}
	rb.append = last->max == ULONG_MAX && w->keep + (w->last == w->hi) > w->end;
	if (!mas_reserve(w->mas, rebuild_plan(&rb)))
		return false;
	rebuild_commit(&rb);
	mas_descend(w->mas, me_from_root(mt_root_locked(rb.mt)), w->first);
	return true;
}
