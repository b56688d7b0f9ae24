/* keymap.c: a tree of keys for each context. */
#include "keymap.h"

#include <string.h>

#include "key.h"

enum { N_CONTEXTS = 7 };

/* Node 0 is nothing; nodes 1 .. N_CONTEXTS are the roots.  child and next are numbers of nodes, 0 for none.
 */
struct node {
	int32_t key;
	enum cmd cmd; /* CMD_COUNT_: the sequence goes on */
	int child, next;
};
struct keymap {
	struct node *nodes;
	int n;
};

static int root_of(unsigned context)
{
	for (int i = 0; i < N_CONTEXTS; i++) {
		if (context == 1u << i)
			return i + 1;
	}
	return 1;
}

static int find_child(const struct keymap *map, int parent, int32_t key)
{
	int i = map->nodes[parent].child;

	while (i && map->nodes[i].key != key)
		i = map->nodes[i].next;
	return i;
}

/* At the end of the siblings, so that help lists keys in the order they were bound. */
static int add_child(struct keymap *map, int parent, int32_t key)
{
	int n = map->n++;
	int last = map->nodes[parent].child;

	map->nodes = mem_grow(map, map->nodes, struct node, (size_t)map->n);
	map->nodes[n] = (struct node){.key = key, .cmd = CMD_COUNT_};
	if (!last) {
		map->nodes[parent].child = n;
		return n;
	}
	while (map->nodes[last].next)
		last = map->nodes[last].next;
	map->nodes[last].next = n;
	return n;
}

/* The keys of one sequence; 0 when it names something else, or is too long. */
static int parse_sequence(const char *s, size_t len, int32_t keys[KEYMAP_SEQUENCE_MAX])
{
	size_t at = 0, used = 0;
	int n = 0;

	while (at < len) {
		int32_t key = key_parse(s + at, &used);

		if (key == UIK_NONE || n == KEYMAP_SEQUENCE_MAX || at + used > len)
			return 0;
		keys[n++] = key;
		at += used;
	}
	return n;
}

static bool bind_sequence(struct keymap *map, int root, const int32_t *keys, int n, enum cmd cmd)
{
	int at = root;

	for (int i = 0; i < n; i++) {
		int child = find_child(map, at, keys[i]);

		at = child ? child : add_child(map, at, keys[i]);
		if (i < n - 1 && map->nodes[at].cmd != CMD_COUNT_)
			return false;
	}
	if (map->nodes[at].child)
		return false;
	map->nodes[at].cmd = cmd;
	return true;
}

static bool bind_one(struct keymap *map, unsigned contexts, struct bytes text, enum cmd cmd, struct err *err)
{
	int32_t keys[KEYMAP_SEQUENCE_MAX];
	int n = parse_sequence(text.data, text.len, keys);

	if (n == 0)
		return err_set(err, ERR_CONFIG,
			       "'%.*s' names no key (letters, ^X, <Enter>, <F1> and the like do)",
			       (int)text.len, text.data);
	for (unsigned i = 0; i < N_CONTEXTS; i++) {
		if ((contexts & 1u << i) && !bind_sequence(map, (int)i + 1, keys, n, cmd))
			return err_set(err, ERR_CONFIG,
				       "one of the keys '%.*s' and another binding is the start of the other",
				       (int)text.len, text.data);
	}
	return true;
}

bool keymap_bind(struct keymap *map, unsigned contexts, const char *keys, enum cmd cmd, struct err *err)
{
	while (*(keys += strspn(keys, " "))) {
		size_t len = strcspn(keys, " ");

		if (!bind_one(map, contexts, (struct bytes){keys, len}, cmd, err))
			return false;
		keys += len;
	}
	return true;
}

struct keymap *keymap_new(void *ctx)
{
	struct keymap *map = mem_new(ctx, struct keymap);

	map->n = N_CONTEXTS + 1;
	map->nodes = mem_array(map, struct node, (size_t)map->n);
	for (int i = 0; i < map->n; i++)
		map->nodes[i].cmd = CMD_COUNT_;
	for (int i = 0; i < CMD_COUNT_; i++) {
		const struct cmd_row *row = &cmd_table[i];

		/* A row that does not bind is left without keys; the test of the table finds it. */
		if ((row->where & CMD_TUI) && !keymap_bind(map, row->contexts, row->keys, (enum cmd)i, NULL))
			continue;
	}
	return map;
}

static bool take_digit(struct keymap_state *state, int32_t key)
{
	bool is_digit = key >= '0' && key <= '9' && (key != '0' || state->count > 0);

	if (!is_digit || state->node)
		return false;
	state->count = state->count * 10 + (int)(key - '0');
	if (state->count > KEYMAP_COUNT_MAX)
		state->count = KEYMAP_COUNT_MAX;
	return true;
}

enum keymap_step keymap_feed(const struct keymap *map, struct keymap_state *state, unsigned context,
			     int32_t key, struct keymap_hit *ret)
{
	int at = find_child(map, state->node ? state->node : root_of(context), key);

	if (!at && take_digit(state, key))
		return KEYMAP_MORE;
	*ret = (struct keymap_hit){
	    .cmd = at ? map->nodes[at].cmd : CMD_COUNT_, .count = state->count, .key = key};
	if (at && ret->cmd == CMD_COUNT_) {
		state->node = at;
		state->keys[state->n_keys++] = key;
		return KEYMAP_MORE;
	}
	*state = (struct keymap_state){0};
	return at ? KEYMAP_HIT : KEYMAP_MISS;
}

void keymap_write_pending(const struct keymap_state *state, struct buf *out)
{
	if (state->count > 0)
		buf_addf(out, "%d", state->count);
	for (int i = 0; i < state->n_keys; i++)
		key_write(state->keys[i], out);
}

/* The next node of a walk in depth: down, else along, else up to one that has a next.  path holds the way
 * down. */
static int walk_next(const struct keymap *map, int path[KEYMAP_SEQUENCE_MAX + 1], int *depth)
{
	int at = path[*depth];

	if (map->nodes[at].child) {
		path[++*depth] = map->nodes[at].child;
		return path[*depth];
	}
	while (*depth > 0 && !map->nodes[path[*depth]].next)
		--*depth;
	if (*depth == 0)
		return 0;
	path[*depth] = map->nodes[path[*depth]].next;
	return path[*depth];
}

void keymap_write_keys(const struct keymap *map, unsigned context, enum cmd cmd, struct buf *out)
{
	int path[KEYMAP_SEQUENCE_MAX + 1] = {root_of(context)};
	int depth = 0;
	bool is_first = true;

	while (walk_next(map, path, &depth)) {
		if (map->nodes[path[depth]].cmd != cmd)
			continue;
		if (!is_first)
			buf_addc(out, ' ');
		is_first = false;
		for (int i = 1; i <= depth; i++)
			key_write(map->nodes[path[i]].key, out);
	}
}
