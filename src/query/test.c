/* test.c: words asked of an article's text instead of the index.
 *
 * The index answers one article in 40 us, and a prefix of four letters or more by gathering every article
 * that has one; a text of 40 words is read in 3 us. */
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

const struct query_test *test_of(struct compiler *c, enum node_kind joint, struct node **nodes, size_t n,
				 const bool *is_taken)
{
	struct query_test *all = mem_new(c->ctx, struct query_test);
	size_t n_words = 0;

	*all = (struct query_test){.kind = joint == NODE_OR ? QUERY_TEST_ANY : QUERY_TEST_ALL, .kids = mem_array(c->ctx, struct query_test, n)};
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

/* The last word of a text. */
struct last {
	size_t at, letters, end; /* end: behind its third letter, or where it ends before */
	bool is_dense;		 /* of a script that is cut into pairs */
};

static struct last last_word(const char *text)
{
	struct last last = {0};
	bool is_inside = false;

	for (size_t at = 0, len = strlen(text); at < len;) {
		int32_t cp;
		const size_t n = utf8_next(text + at, len - at, &cp);

		if (utf8_role(cp) == UTF8_BREAK)
			is_inside = false;
		else if (!is_inside && utf8_role(cp) == UTF8_WORD)
			is_inside = true, last = (struct last){.at = at};
		last.is_dense |= utf8_is_cjk(cp);
		last.letters += is_inside && utf8_role(cp) == UTF8_WORD;
		at += n;
		if (is_inside && last.letters <= PREFIX_LETTERS)
			last.end = at;
	}
	return last;
}

/* The index keeps prefixes of three letters, those of more or fewer are gathered from all words that begin
 * so. */
static bool is_costly(const struct node *node)
{
	struct last last;

	if (node->kind != NODE_TEXT)
		return has_costly_prefix(node->kids, node->n_kids, NULL);
	if (!node->is_prefix)
		return false;
	last = last_word(node->text);
	return !last.is_dense && last.letters != PREFIX_LETTERS;
}

bool has_costly_prefix(struct node *const *nodes, size_t n, const bool *is_taken)
{
	for (size_t i = 0; i < n; i++)
		if ((!is_taken || is_taken[i]) && is_costly(nodes[i]))
			return true;
	return false;
}

/* False: with no such prefix, nothing of it is left to ask. */
static bool widen_text(struct node *node)
{
	const struct last last = last_word(node->text);

	if (last.letters >= PREFIX_LETTERS) {
		node->text = mem_strndup(node, node->text, last.end);
		return true;
	}
	node->text = mem_strndup(node, node->text, last.at);
	node->is_prefix = false;
	return text_has_word(node->text);
}

static bool widen(struct node *node)
{
	size_t n = 0;

	if (node->kind == NODE_TEXT)
		return !is_costly(node) || widen_text(node);
	for (size_t i = 0; i < node->n_kids; i++) {
		struct node *kid = node->kids[i];
		/* what is excluded may only become less */
		const bool is_left = kid->kind == NODE_NOT ? !is_costly(kid) : widen(kid);

		if (!is_left && node->kind == NODE_OR)
			return false;
		if (is_left)
			node->kids[n++] = kid;
	}
	node->n_kids = n;
	/* NOT alone is no condition of the index */
	for (size_t i = 0; i < n; i++)
		if (node->kids[i]->kind != NODE_NOT)
			return true;
	return false;
}

struct node **widened(struct compiler *c, struct node **nodes, size_t n, const bool *is_taken, size_t *ret_n)
{
	struct node *all = mem_new(c->ctx, struct node);

	*all = (struct node){.kind = NODE_AND, .kids = mem_array(all, struct node *, n)};
	for (size_t i = 0; i < n; i++)
		if (is_taken[i])
			all->kids[all->n_kids++] = node_copy(all, nodes[i]);
	*ret_n = widen(all) ? all->n_kids : 0;
	return all->kids;
}
