/* verify.c: a condition on words, asked of the text of one article: what the index would say of it.
 *
 * The index takes 40 us to say of one article whether it has a word, and gathers all articles of a prefix
 * first; reading a text of 40 words and cutting it takes 3 us. */
#include "store_priv.h"

enum { COLUMNS = 3 };

struct node {
	enum query_test_kind kind;
	struct node *kids;
	size_t n_kids;
	size_t word; /* its place in words */
};
struct word {
	struct term term;
	unsigned columns;
	bool is_found;
};
struct verifier {
	struct node root;
	struct word *words;
	size_t n_words;
	bool may_stop; /* no word found later can turn a yes into a no */
	unsigned column;
};

static void take_test(struct verifier *v, const struct query_test *test, struct node *ret)
{
	*ret = (struct node){.kind = test->kind, .n_kids = test->n_kids, .word = v->n_words};
	v->may_stop &= test->kind != QUERY_TEST_NOT;
	if (test->kind == QUERY_TEST_WORDS) {
		v->words = mem_grow(v, v->words, struct word, v->n_words + 1);
		v->words[v->n_words] = (struct word){.columns = test->words.columns};
		term_make(v, &test->words, &v->words[v->n_words++].term);
		return;
	}
	ret->kids = mem_array(v, struct node, test->n_kids);
	for (size_t i = 0; i < test->n_kids; i++)
		take_test(v, &test->kids[i], &ret->kids[i]);
}

struct verifier *verifier_new(void *ctx, const struct query_test *test)
{
	struct verifier *v = mem_new(ctx, struct verifier);

	v->may_stop = true;
	take_test(v, test, &v->root);
	return v;
}

static bool holds(const struct verifier *v, const struct node *node)
{
	bool is_any = false, is_all = true;

	if (node->kind == QUERY_TEST_WORDS)
		return v->words[node->word].is_found;
	for (size_t i = 0; i < node->n_kids; i++) {
		const bool is_so = holds(v, &node->kids[i]);

		is_any |= is_so;
		is_all &= is_so;
	}
	return node->kind == QUERY_TEST_NOT ? !is_any : node->kind == QUERY_TEST_ANY ? is_any : is_all;
}

static int on_token(void *state, const struct token *token)
{
	struct verifier *v = state;
	bool is_new = false;

	for (size_t i = 0; i < v->n_words; i++) {
		struct word *word = &v->words[i];

		if (!word->is_found && word->term.n && word->columns & v->column)
			is_new |= word->is_found = term_take(&word->term, token);
	}
	return is_new && v->may_stop && holds(v, &v->root);
}

static bool verify(struct verifier *v, const struct bytes text[COLUMNS])
{
	static const unsigned columns[COLUMNS] = {QUERY_TITLE, QUERY_AUTHOR, QUERY_BODY};

	for (size_t i = 0; i < v->n_words; i++)
		v->words[i].is_found = false;
	for (int c = 0; c < COLUMNS; c++) {
		v->column = columns[c];
		for (size_t i = 0; i < v->n_words; i++)
			term_restart(&v->words[i].term);
		if (text[c].len && tokens_cut(text[c], false, on_token, v))
			return true;
	}
	return holds(v, &v->root);
}

/* So much was read for each article that was found that the words are rare enough for the index. */
static bool is_hopeless(struct attempt *attempt, size_t bytes, bool has_passed)
{
	enum { FEW = 48 };

	attempt->asked++;
	attempt->passed += has_passed;
	attempt->bytes += bytes;
	attempt->is_off = attempt->asked >= FEW && attempt->bytes / attempt->bytes_each > attempt->found->n;
	return attempt->is_off;
}

static void telex_test(sqlite3_context *result, int n, sqlite3_value **args)
{
	struct store *store = sqlite3_user_data(result);
	struct verifier *v = sqlite3_value_pointer(args[0], "telex verifier");
	struct bytes text[COLUMNS];
	size_t bytes = 0;
	bool has_passed;

	(void)n;
	if (!v) {
		sqlite3_result_error(result, "telex_test is for queries of telex", -1);
		return;
	}
	for (int c = 0; c < COLUMNS; c++) {
		text[c].data = (const char *)sqlite3_value_text(args[c + 1]);
		text[c].len = (size_t)sqlite3_value_bytes(args[c + 1]);
		bytes += text[c].len;
	}
	has_passed = verify(v, text);
	if (store->attempt && is_hopeless(store->attempt, bytes, has_passed))
		sqlite3_result_error_code(result, SQLITE_INTERRUPT);
	else
		sqlite3_result_int(result, has_passed);
}

bool verify_register(struct store *store, struct err *err)
{
	int rc =
	    sqlite3_create_function_v2(store->db, "telex_test", 1 + COLUMNS, SQLITE_UTF8 | SQLITE_DIRECTONLY,
				       store, telex_test, NULL, NULL, NULL);

	return rc ? sql_fault(store, rc, err) : true;
}

void verifier_bind(sqlite3_stmt *stmt, int at, struct verifier *verifier)
{
	sqlite3_bind_pointer(stmt, at, verifier, "telex verifier", NULL);
}
