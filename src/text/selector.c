/* selector.c: tag, *, .class, #id, [attr], [attr=value] with ^= $= *= ~=, descendants, children (>) and
 * commas. */
#include "selector.h"

#include "telex/extract.h"

#include <strings.h>

enum { TESTS_MAX = 8, STEPS_MAX = 8, ALTERNATIVES_MAX = 16 };

enum test_kind { TEST_TAG, TEST_HAS, TEST_EQUALS, TEST_BEGINS, TEST_ENDS, TEST_HOLDS, TEST_WORD };
struct test {
	enum test_kind kind;
	char *name;	    /* of the attribute, or the tag */
	struct bytes value; /* in the selector's copy */
};
/* One element: "div.a#b[c]". */
struct compound {
	struct test tests[TESTS_MAX];
	size_t n;
	bool is_child; /* of what the step before matches, not only a descendant */
};
struct chain {
	struct compound steps[STEPS_MAX];
	size_t n;
};
struct selector {
	struct chain chains[ALTERNATIVES_MAX];
	size_t n;
};
struct reader {
	void *ctx;
	const char *text, *p;
	struct err *err;
};

/* ---- reading ---- */

static bool fail(struct reader *r, const char *why)
{
	return err_at(r->err, ERR_DATA, (size_t)(r->p - r->text), *r->p ? 1 : 0, "not a selector: %s", why);
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_' || (c & 0x80);
}

static size_t name_len(const char *p)
{
	size_t n = 0;

	while (is_name(p[n]))
		n++;
	return n;
}

static void skip_space(struct reader *r)
{
	while (html_is_space(*r->p))
		r->p++;
}

static bool add_test(struct reader *r, struct compound *to, enum test_kind kind, const char *name, size_t len,
		     struct bytes value)
{
	if (to->n == TESTS_MAX)
		return fail(r, "more than 8 conditions for one element");
	to->tests[to->n++] = (struct test){
	    kind, mem_strndup(r->ctx, name, len), {mem_strndup(r->ctx, value.data, value.len), value.len}};
	return true;
}

static bool read_value(struct reader *r, struct bytes *ret)
{
	char quote = *r->p == '"' || *r->p == '\'' ? *r->p : 0;
	const char *end;

	if (quote) {
		end = strchr(++r->p, quote);
		if (!end)
			return fail(r, "a quotation mark is missing");
		*ret = (struct bytes){r->p, (size_t)(end - r->p)};
		r->p = end + 1;
		return true;
	}
	*ret = (struct bytes){r->p, name_len(r->p)};
	r->p += ret->len;
	return ret->len > 0 ? true : fail(r, "a value is missing");
}

/* "[name]", "[name=value]" ...; r->p is behind the bracket. */
static bool read_attr(struct reader *r, struct compound *to)
{
	static const struct {
		char mark;
		enum test_kind kind;
	} marks[] = {{'^', TEST_BEGINS}, {'$', TEST_ENDS}, {'*', TEST_HOLDS}, {'~', TEST_WORD}};
	enum test_kind kind = TEST_HAS;
	struct bytes value = {"", 0};
	const char *name;
	size_t len;

	skip_space(r);
	name = r->p;
	len = name_len(name);
	if (len == 0)
		return fail(r, "an attribute's name is missing");
	r->p += len;
	skip_space(r);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (*r->p == marks[i].mark && r->p[1] == '=') {
			kind = marks[i].kind;
			r->p++;
			break;
		}
	if (*r->p == '=') {
		kind = kind == TEST_HAS ? TEST_EQUALS : kind;
		r->p++;
		skip_space(r);
		if (!read_value(r, &value))
			return false;
		skip_space(r);
	}
	if (*r->p != ']')
		return fail(r, "']' is missing");
	r->p++;
	return add_test(r, to, kind, name, len, value);
}

static bool read_compound(struct reader *r, struct compound *to)
{
	const char *start = r->p;
	size_t len = name_len(r->p);

	if (len > 0) {
		if (!add_test(r, to, TEST_TAG, r->p, len, (struct bytes){"", 0}))
			return false;
		r->p += len;
	} else if (*r->p == '*') {
		r->p++;
	}
	for (;;) {
		char mark = *r->p;

		if (mark == '[') {
			r->p++;
			if (!read_attr(r, to))
				return false;
			continue;
		}
		if (mark != '.' && mark != '#')
			break;
		len = name_len(++r->p);
		if (len == 0)
			return fail(r, "a name is missing");
		if (!add_test(r, to, mark == '.' ? TEST_WORD : TEST_EQUALS, mark == '.' ? "class" : "id",
			      mark == '.' ? 5 : 2, (struct bytes){r->p, len}))
			return false;
		r->p += len;
	}
	return r->p > start ? true : fail(r, "an element is missing");
}

static bool read_chain(struct reader *r, struct chain *to)
{
	for (;;) {
		skip_space(r);
		if (to->n == STEPS_MAX)
			return fail(r, "more than 8 elements in a row");
		if (*r->p == '>' && to->n > 0) {
			to->steps[to->n].is_child = true;
			r->p++;
			skip_space(r);
		}
		if (!read_compound(r, &to->steps[to->n]))
			return false;
		to->n++;
		skip_space(r);
		if (*r->p == '\0' || *r->p == ',')
			return true;
	}
}

bool selector_parse(void *ctx, const char *text, struct selector **ret, struct err *err)
{
	struct selector *selector = mem_new(ctx, struct selector);
	struct reader r = {selector, text, text, err};

	for (;;) {
		bool ok = selector->n < ALTERNATIVES_MAX ? read_chain(&r, &selector->chains[selector->n])
							 : fail(&r, "more than 16 alternatives");

		if (!ok) {
			talloc_free(selector);
			return false;
		}
		selector->n++;
		if (*r.p == '\0')
			break;
		r.p++; /* the comma */
	}
	*ret = selector;
	return true;
}

bool extract_selector_check(const char *text, struct err *err)
{
	struct selector *selector;
	bool ok = selector_parse(NULL, text, &selector, err);

	if (ok)
		talloc_free(selector);
	return ok;
}

/* ---- matching ---- */

static bool has_word(struct bytes list, struct bytes word)
{
	for (size_t i = 0; i < list.len;) {
		size_t n = 0;

		while (i < list.len && html_is_space(list.data[i]))
			i++;
		while (i + n < list.len && !html_is_space(list.data[i + n]))
			n++;
		if (n > 0 && n == word.len && !memcmp(list.data + i, word.data, n))
			return true;
		i += n;
	}
	return false;
}

static bool passes(const struct test *test, const struct dom *dom, dom_id i)
{
	const struct dom_node *node = &dom->nodes[i];
	struct bytes got, want = test->value;

	if (test->kind == TEST_TAG)
		return node->name_len == strlen(test->name) &&
		       !strncasecmp(node->at - node->name_len, test->name, node->name_len);
	if (!dom_attr(dom, i, test->name, &got))
		return false;
	if (test->kind != TEST_HAS && test->kind != TEST_WORD && test->kind != TEST_HOLDS &&
	    got.len < want.len)
		return false;
	switch (test->kind) {
	case TEST_EQUALS:
		return got.len == want.len && !memcmp(got.data, want.data, want.len);
	case TEST_BEGINS:
		return want.len > 0 && !memcmp(got.data, want.data, want.len);
	case TEST_ENDS:
		return want.len > 0 && !memcmp(got.data + got.len - want.len, want.data, want.len);
	case TEST_HOLDS:
		return want.len > 0 && memmem(got.data, got.len, want.data, want.len);
	case TEST_WORD:
		return has_word(got, want);
	default:
		return true;
	}
}

static bool fits(const struct compound *compound, const struct dom *dom, dom_id i)
{
	if (i == 0 || dom_is_text(dom, i))
		return false;
	for (size_t k = 0; k < compound->n; k++)
		if (!passes(&compound->tests[k], dom, i))
			return false;
	return true;
}

/* The steps from the last to the first, each at the nearest ancestor that fits; a child's parent must fit.
 * With ">" behind a descendant that is not all that CSS says ("a b > c" with two b), and is enough for pages.
 */
static bool chain_matches(const struct chain *chain, const struct dom *dom, dom_id i)
{
	if (!fits(&chain->steps[chain->n - 1], dom, i))
		return false;
	for (size_t k = chain->n - 1; k-- > 0;) {
		bool is_child = chain->steps[k + 1].is_child;

		do
			i = dom->nodes[i].parent;
		while (i != 0 && !is_child && !fits(&chain->steps[k], dom, i));
		if (!fits(&chain->steps[k], dom, i))
			return false;
	}
	return true;
}

bool selector_matches(const struct selector *selector, const struct dom *dom, dom_id i)
{
	for (size_t k = 0; k < selector->n; k++)
		if (chain_matches(&selector->chains[k], dom, i))
			return true;
	return false;
}
