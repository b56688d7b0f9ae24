/* fuzz_words.c: any bytes cut into words of the index: spans stay inside, places ascend, a query for a piece
 * of a text finds it there, and hits are ordered and apart. */
#include <string.h>

#include "../../src/store/store_priv.h"
#include "fuzz.h"

struct walk {
	struct bytes text;
	bool is_query;
	size_t start, n, places;
};

static int check_token(void *state, const struct token *token)
{
	struct walk *walk = state;

	CHECK(token->len > 0 && token->len <= 256);
	CHECK(token->start < token->end && token->end <= walk->text.len);
	CHECK(token->start >= walk->start);
	CHECK(!token->is_extra || (!walk->is_query && walk->n > 0));
	walk->start = token->start;
	walk->places += !token->is_extra;
	walk->n++;
	return 0;
}

static size_t check_words(struct bytes text, bool is_query)
{
	struct walk walk = {.text = text, .is_query = is_query};

	CHECK(tokens_cut(text, is_query, check_token, &walk) == 0);
	return walk.places;
}

static int stop(void *state, const struct token *token)
{
	(void)token;
	return ++*(int *)state == 3 ? 7 : 0;
}

/* The text is searched in itself: as long as a term may be, it is found whole. */
static void check_hits(struct bytes text, size_t places)
{
	struct store_hit hits[8];
	char *copy = mem_strndup(NULL, text.data, text.len);
	const struct query_term terms[] = {{copy, false, QUERY_BODY}, {"a", true, QUERY_BODY}};
	size_t n = store_hits(terms, 2, QUERY_BODY, text, hits, 8);

	CHECK(n <= 8);
	CHECK(!places || places > 64 || strlen(copy) != text.len || n > 0);
	for (size_t i = 0; i < n; i++) {
		CHECK(hits[i].len > 0 && hits[i].at + hits[i].len <= text.len);
		CHECK(!i || hits[i].at >= hits[i - 1].at + hits[i - 1].len);
	}
	CHECK(store_hits(terms, 2, QUERY_TITLE, text, hits, 8) == 0);
	CHECK(store_hits(terms, 2, QUERY_BODY, text, hits, 1) <= 1);
	talloc_free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = {(const char *)data, size};
	size_t places = check_words(text, true);
	int seen = 0, rc = tokens_cut(text, true, stop, &seen);

	CHECK(rc == 0 || (rc == 7 && seen == 3));
	(void)check_words(text, false);
	check_hits(text, places);
	return 0;
}
