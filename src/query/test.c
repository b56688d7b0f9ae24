/* test.c: words asked of an article's text instead of the index.
 *
 * The index answers one article in 40 us, and a prefix of four letters or more by gathering every article
 * that has one; a text of 60 words is read in 5 us. */
#include "compile.h"

#include <string.h>

#include "telex/utf8.h"

enum { WORDS_MAX = 64, PREFIX_LETTERS = 3 /* article_fts: prefix = '3' */ };

static bool may_test(const struct node *node, size_t *n_words)
{
	if (node->kind == NODE_TEXT)
		return strlen(node->text) <= QUERY_TEST_BYTES_MAX && ++*n_words <= WORDS_MAX;
	if (node->kind != NODE_AND && node->kind != NODE_OR && node->kind != NODE_NOT)
		return false;
	for (size_t i = 0; i < node->n_kids; i++)
		if (!may_test(node->kids[i], n_words))
			return false;
	return true;
}

static void fill(struct compiler *c, const struct node *node, struct query_test *ret)
{
	static const enum query_test_kind kinds[] = {
	    [NODE_AND] = QUERY_TEST_ALL, [NODE_OR] = QUERY_TEST_ANY, [NODE_NOT] = QUERY_TEST_NOT};

	*ret = (struct query_test){.kind = QUERY_TEST_WORDS,
				   .words = {node->text, node->is_prefix, node->columns}};
	if (node->kind == NODE_TEXT)
		return;
	ret->kind = kinds[node->kind];
	ret->kids = mem_array(c->ctx, struct query_test, node->n_kids);
	ret->n_kids = node->n_kids;
	for (size_t i = 0; i < node->n_kids; i++)
		fill(c, node->kids[i], &ret->kids[i]);
}

const struct query_test *test_of(struct compiler *c, struct node **nodes, size_t n, const bool *is_taken)
{
	struct query_test *all = mem_new(c->ctx, struct query_test);
	size_t n_words = 0;

	*all = (struct query_test){.kind = QUERY_TEST_ALL, .kids = mem_array(c->ctx, struct query_test, n)};
	for (size_t i = 0; i < n; i++) {
		if (is_taken && !is_taken[i])
			continue;
		if (!may_test(nodes[i], &n_words))
			return NULL;
		fill(c, nodes[i], &all->kids[all->n_kids++]);
	}
	return all;
}

const struct query_test *test_not(struct compiler *c, const struct query_test *test)
{
	struct query_test *not = mem_new(c->ctx, struct query_test);

	*not = (struct query_test){.kind = QUERY_TEST_NOT, .kids = (struct query_test *)test, .n_kids = 1};
	return not ;
}

const struct query_test *test_both(struct compiler *c, const struct query_test *a, const struct query_test *b)
{
	struct query_test *both;

	if (!a || !b)
		return a ? a : b;
	both = mem_new(c->ctx, struct query_test);
	*both = (struct query_test){
	    .kind = QUERY_TEST_ALL, .kids = mem_array(c->ctx, struct query_test, 2), .n_kids = 2};
	both->kids[0] = *a;
	both->kids[1] = *b;
	return both;
}

/* ---- prefixes ---- */

/* The bytes of text up to the third letter of its last word; all of it when that word is no longer, or of a
 * script that is cut into pairs. */
static size_t short_len(const char *text)
{
	size_t end = 0, letters = 0, len = strlen(text);

	for (size_t at = 0; at < len;) {
		int32_t cp;

		at += utf8_next(text + at, len - at, &cp);
		if (utf8_is_cjk(cp))
			return len;
		if (utf8_role(cp) == UTF8_BREAK) {
			letters = 0;
			continue;
		}
		letters += utf8_role(cp) == UTF8_WORD;
		if (letters <= PREFIX_LETTERS)
			end = at;
	}
	/* what follows the last word is no part of it */
	return letters > PREFIX_LETTERS ? end : len;
}

static bool is_long_prefix(const struct node *node)
{
	if (node->kind == NODE_TEXT)
		return node->is_prefix && short_len(node->text) < strlen(node->text);
	return has_long_prefix(node->kids, node->n_kids, NULL);
}

bool has_long_prefix(struct node *const *nodes, size_t n, const bool *is_taken)
{
	for (size_t i = 0; i < n; i++)
		if ((!is_taken || is_taken[i]) && is_long_prefix(nodes[i]))
			return true;
	return false;
}

static void widen(struct node *node)
{
	size_t n = 0;

	if (node->kind == NODE_TEXT && node->is_prefix)
		node->text = mem_strndup(node, node->text, short_len(node->text));
	for (size_t i = 0; i < node->n_kids; i++) {
		struct node *kid = node->kids[i];

		/* what is excluded may only become less */
		if (kid->kind == NODE_NOT && is_long_prefix(kid))
			continue;
		if (kid->kind != NODE_NOT)
			widen(kid);
		node->kids[n++] = kid;
	}
	node->n_kids = n;
}

struct node **widened(struct compiler *c, struct node **nodes, size_t n, size_t *ret_n)
{
	struct node *all = mem_new(c->ctx, struct node);

	*all = (struct node){.kind = NODE_AND, .kids = mem_array(all, struct node *, n), .n_kids = n};
	for (size_t i = 0; i < n; i++)
		all->kids[i] = node_copy(all, nodes[i]);
	widen(all);
	*ret_n = all->n_kids;
	return all->kids;
}
