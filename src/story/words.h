/* words.h: a text as words, shared by words.c and article.c. */
#ifndef STORY_WORDS_H
#define STORY_WORDS_H

#include "telex/story.h"

enum {
	STORY_READ_MAX = 1200, /* bytes of a text that are looked at: it begins with what it is about */
	STORY_FOLD_MAX = 4 * STORY_READ_MAX
};
enum { HASH_WORD = 1, HASH_RUN, HASH_ADDRESS, HASH_TITLE };
uint32_t hash_bytes(uint32_t kind, struct bytes bytes);

void words_fold(struct bytes text, struct buf *out);
void words_fold_most(struct bytes text, size_t max, struct buf *out); /* its first `max` bytes */
/* hash 0: a word that says nothing. */
typedef void word_fn(void *state, uint32_t hash, struct bytes word);
void words_cut(struct bytes folded, word_fn *fn, void *state);

/* Five words in a row, of those that say something. */
enum { RUN_WORDS = 5 };
struct run_window {
	uint32_t last[RUN_WORDS];
	size_t n_words;
};
/* The next word; true with the run that ends with it. */
bool run_next(struct run_window *window, uint32_t hash, uint32_t *ret_run);

#endif
