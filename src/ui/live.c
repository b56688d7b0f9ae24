/* live.c: an unfinished query is finished. */
#include "live.h"

#include <string.h>

#include "telex/query.h"
#include "telex/utf8.h"

enum { PREFIX_LETTERS = 3 };

struct open {
	bool is_quoted;
	int brackets;
	size_t word;  /* where the last word or quoted word begins */
	size_t token; /* where the last token begins, with its field */
};

static struct open scan(const char *s)
{
	struct open open = {0};

	for (size_t i = 0; s[i]; i++) {
		bool is_edge =
		    s[i] == ' ' || (!open.is_quoted && (s[i] == '(' || s[i] == ')' || s[i] == ','));

		if (s[i] == '"')
			open.is_quoted = !open.is_quoted;
		if (!open.is_quoted && s[i] == '(')
			open.brackets++;
		if (!open.is_quoted && s[i] == ')' && open.brackets > 0)
			open.brackets--;
		if (is_edge || s[i] == '"' || s[i] == ':' || (s[i] == '-' && i == open.word))
			open.word = i + 1;
		if (is_edge && !open.is_quoted)
			open.token = i + 1;
	}
	return open;
}

static size_t letters(const char *s)
{
	size_t n = 0, len = strlen(s), at = 0;
	int cols;

	for (; at < len; n++)
		at += utf8_cluster(s + at, len - at, &cols);
	return n;
}

/* Only text can be a prefix: a bare word, or one in a text field. */
static bool is_text(const char *token)
{
	const char *colon = strchr(token, ':'), *quote = strchr(token, '"');
	size_t n;
	const struct query_field *fields = query_fields(&n);

	if (token[0] == '-')
		token++;
	if (token[0] == '@')
		return false;
	if (!colon || (quote && quote < colon))
		return true;
	for (size_t i = 0; i < n; i++) {
		if (strlen(fields[i].name) == (size_t)(colon - token) &&
		    memcmp(fields[i].name, token, (size_t)(colon - token)) == 0)
			return fields[i].kind == QUERY_TEXT;
	}
	return false;
}

static bool is_operator(const char *word)
{
	return strcmp(word, "AND") == 0 || strcmp(word, "NOT") == 0 || strcmp(word, "NEAR") == 0;
}

/* Elfeed's signs, at the start of a token: +tag is tag:tag, @2w is since:2w (a name begins with a letter). */
static size_t put_sign(const char *token, struct buf *out)
{
	const size_t n_minus = token[0] == '-';
	const char sign = token[n_minus], next = sign ? token[n_minus + 1] : '\0';
	const bool is_tag = sign == '+' && next && !strchr(" ()+\":,*", next);
	const bool is_span = sign == '@' && next >= '0' && next <= '9';

	if (!is_tag && !is_span)
		return 0;
	buf_addf(out, "%s%s", n_minus ? "-" : "", is_tag ? "tag:" : "since:");
	return n_minus + 1;
}

/* Until out holds more than `most` bytes; gives the byte of typed that this is. */
static size_t put_signs(const char *typed, size_t most, struct buf *out)
{
	bool is_quoted = false, is_start = true;
	size_t at = 0;

	while (typed[at]) {
		const size_t n = is_start && !is_quoted ? put_sign(typed + at, out) : 0;

		if (!n)
			buf_addc(out, typed[at]);
		if (out->len > most)
			return at;
		is_start = typed[at] == ' ' || typed[at] == '(';
		is_quoted ^= typed[at] == '"';
		at += n ? n : 1;
	}
	return at;
}

size_t live_place(const char *typed, size_t at)
{
	AUTO_BUF out = BUF_INIT(KIB(64));

	return put_signs(typed, at, &out);
}

static char *finished(void *ctx, const char *typed)
{
	AUTO_BUF text = BUF_INIT(KIB(16));
	struct open open = scan(typed);
	const char *word = typed + open.word;
	bool is_prefix = word[0] && word[strlen(word) - 1] != '*' && letters(word) >= PREFIX_LETTERS &&
			 is_text(typed + open.token) && (open.is_quoted || !is_operator(word));

	buf_adds(&text, typed);
	if (open.is_quoted)
		buf_addc(&text, '"');
	if (is_prefix)
		buf_addc(&text, '*');
	for (int i = 0; i < open.brackets; i++)
		buf_addc(&text, ')');
	return mem_check(buf_steal(&text, ctx));
}

char *live_text(void *ctx, const char *typed)
{
	AUTO_BUF out = BUF_INIT(KIB(64));

	(void)put_signs(typed, SIZE_MAX, &out);
	return finished(ctx, buf_str(&out));
}
