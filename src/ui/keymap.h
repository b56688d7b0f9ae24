/* keymap.h: sequences of keys that stand for commands, one tree a context.
 *
 * No timers: a sequence that another one starts with cannot be bound, so every key either continues, hits or
 * misses. Digits that are bound to nothing count: 5j. */
#ifndef TELEX_UI_KEYMAP_H
#define TELEX_UI_KEYMAP_H

#include "telex/cmd.h"
#include "telex/mem.h"

enum { KEYMAP_COUNT_MAX = 9999, KEYMAP_SEQUENCE_MAX = 8 };

struct keymap; /* a talloc object */

/* The bindings of the command table. */
struct keymap *keymap_new(void *ctx);
/* Bind the blank-separated alternatives in `keys` to cmd, in every context of the mask.  ERR_CONFIG when a
 * name is no key, or a sequence starts with another one. */
MUST_USE bool keymap_bind(struct keymap *map, unsigned contexts, const char *keys, enum cmd cmd,
			  struct err *err);

/* How far a sequence has come; {0} is the start. */
struct keymap_state {
	int node, count;
	int n_keys;
	int32_t keys[KEYMAP_SEQUENCE_MAX];
};
struct keymap_hit {
	enum cmd cmd;
	int count;   /* 0: none was typed */
	int32_t key; /* the last one */
};
enum keymap_step { KEYMAP_MORE, KEYMAP_HIT, KEYMAP_MISS };
/* One key in one context (a single bit).  After HIT and MISS the state is at the start again. */
enum keymap_step keymap_feed(const struct keymap *map, struct keymap_state *state, unsigned context,
			     int32_t key, struct keymap_hit *ret);
/* What was typed of an unfinished sequence: "5g". */
void keymap_write_pending(const struct keymap_state *state, struct buf *out);
/* The sequences of cmd in a context, apart by blanks, in the order they were bound; nothing when there is
 * none. */
void keymap_write_keys(const struct keymap *map, unsigned context, enum cmd cmd, struct buf *out);

#endif
