/* words.c: what a query text is cut into: blanks, words, quoted phrases, NEAR. */
#include "parse.h"

#include <string.h>

enum { NEAR_DEFAULT = 10, NEAR_MAX = 1000 };

size_t blank_len(const char *s)
{
	static const char *const blanks[] = {" ",	    "\t", "\n", "\r", "\302\240" /* U+00A0 */,
					     "\343\200\200" /* U+3000 */};

	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++)
		if (!strncmp(s, blanks[i], strlen(blanks[i])))
			return strlen(blanks[i]);
	return 0;
}

void skip_blanks(struct parser *p)
{
	size_t n;

	while ((n = blank_len(p->text + p->at)))
		p->at += n;
}

bool at_end(const struct parser *p)
{
	return !p->text[p->at] || p->text[p->at] == ')';
}

static bool is_word_end(const char *s)
{
	return !*s || *s == '(' || *s == ')' || *s == '"' || blank_len(s);
}

size_t word_len(const struct parser *p)
{
	size_t n = 0;

	while (!is_word_end(p->text + p->at + n))
		n++;
	return n;
}

bool is_word(const struct parser *p, const char *word)
{
	size_t n = strlen(word);

	return !strncmp(p->text + p->at, word, n) && is_word_end(p->text + p->at + n);
}

bool parse_star(struct parser *p)
{
	if (p->text[p->at] != '*')
		return false;
	p->at++;
	return true;
}

char *parse_string(struct parser *p)
{
	size_t start = p->at++;
	AUTO_BUF out = BUF_INIT(QUERY_BYTES_MAX);

	for (;; p->at++) {
		char c = p->text[p->at];

		if (!c) {
			(void)parse_fail(p, start, p->at - start, "the quote is not closed");
			return NULL;
		}
		if (c == '"' && p->text[++p->at] != '"')
			break;
		buf_addc(&out, c);
	}
	if (!out.len) {
		(void)parse_fail(p, start, 2, "nothing stands between the quotes");
		return NULL;
	}
	return buf_steal(&out, p->ctx);
}

static struct node *parse_quoted(struct parser *p)
{
	size_t at = p->at;
	char *text = parse_string(p);
	struct node *node;
	bool is_prefix;

	if (!text)
		return NULL;
	is_prefix = parse_star(p);
	node = parse_node(p, NODE_TEXT, at);
	if (!node)
		return NULL;
	node->text = text;
	node->is_prefix = is_prefix;
	return node;
}

/* len bytes at p->at, a '*' at their end makes a prefix. */
static struct node *parse_bare(struct parser *p, size_t len)
{
	const char *word = p->text + p->at;
	size_t at = p->at, n = len && word[len - 1] == '*' ? len - 1 : len;
	struct node *node;

	if (!n || memchr(word, '*', n))
		return parse_fail(p, at, len,
				  "one * may stand at the end of a word or a quoted phrase: spec*");
	p->at += len;
	node = parse_node(p, NODE_TEXT, at);
	if (!node)
		return NULL;
	node->text = mem_strndup(node, word, n);
	node->is_prefix = n < len;
	node->is_last_word = !p->text[p->at] && !p->trail;
	return node;
}

struct node *parse_text(struct parser *p)
{
	struct node *node = p->text[p->at] == '"' ? parse_quoted(p) : parse_bare(p, word_len(p));

	/* open"ran" and "open"ran are slips; whoever means two words puts a blank between them */
	if (node && !at_end(p) && p->text[p->at] != '(' && !blank_len(p->text + p->at))
		return parse_fail(p, p->at, 1, "a blank is missing here");
	return node;
}

/* ---- NEAR(a b ..., n) ---- */

/* A comma ends a word inside NEAR. */
static size_t near_word_len(const struct parser *p)
{
	size_t n = 0;

	while (!is_word_end(p->text + p->at + n) && p->text[p->at + n] != ',')
		n++;
	return n;
}

static bool parse_distance(struct parser *p, struct node *node)
{
	size_t at;

	skip_blanks(p);
	at = p->at;
	node->distance = 0;
	while (p->text[p->at] >= '0' && p->text[p->at] <= '9' && node->distance <= NEAR_MAX)
		node->distance = node->distance * 10 + (p->text[p->at++] - '0');
	if (p->at == at || node->distance < 1 || node->distance > NEAR_MAX)
		return parse_fail(p, at, p->at - at, "how many words apart? a number from 1 to %d", NEAR_MAX);
	skip_blanks(p);
	return true;
}

static struct node *parse_near_text(struct parser *p, size_t near_at)
{
	size_t len = near_word_len(p);
	bool is_operator = is_word(p, "AND") || is_word(p, "OR") || is_word(p, "NOT");

	if (p->text[p->at] == '"')
		return parse_quoted(p);
	if (!len)
		return parse_fail(p, near_at, p->at - near_at,
				  "NEAR( holds words, then perhaps a comma and a number, then )");
	if (is_operator || p->text[p->at] == '@' || field_name_len(p->text + p->at, len))
		return parse_fail(p, p->at, len, "NEAR( holds words and quoted phrases only");
	return parse_bare(p, len);
}

struct node *parse_near(struct parser *p)
{
	size_t at = p->at;
	struct node *node = parse_node(p, NODE_NEAR, at), *kid;

	if (!node)
		return NULL;
	p->at += strlen("NEAR(");
	node->distance = NEAR_DEFAULT;
	for (skip_blanks(p); !at_end(p) && p->text[p->at] != ','; skip_blanks(p)) {
		kid = parse_near_text(p, at);
		if (!kid)
			return NULL;
		kid->is_last_word = false;
		node_add(node, kid);
	}
	if (p->text[p->at] == ',') {
		p->at++;
		if (!parse_distance(p, node))
			return NULL;
	}
	if (p->text[p->at] != ')')
		return parse_fail(p, at, p->at - at, "the ) of NEAR( is missing");
	p->at++;
	node->len = (uint32_t)(p->at - at);
	if (node->n_kids < 2)
		return parse_fail(p, at, node->len, "NEAR( needs at least two words");
	return node;
}
