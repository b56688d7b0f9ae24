/* table.c: look-up in the option table, and what may stand there in words. */
#include "table.h"

#include <string.h>

#include "telex/nearest.h"

static bool equals(struct bytes a, const char *b)
{
	return strlen(b) == a.len && memcmp(a.data, b, a.len) == 0;
}

const struct conf_kind *conf_kind_find(struct bytes name)
{
	size_t n;
	const struct conf_kind *kinds = conf_kinds(&n);

	for (size_t i = 0; i < n; i++)
		if (equals(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}

const struct conf_option *conf_option_find(const char *kind, struct bytes key)
{
	size_t n;
	const struct conf_option *options = conf_options(&n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(options[i].kind, kind) == 0 && equals(key, options[i].key))
			return &options[i];
	return NULL;
}

const char *conf_kind_nearest(const char *word)
{
	size_t n;
	const struct conf_kind *kinds = conf_kinds(&n);
	const char *names[32];

	for (size_t i = 0; i < n && i < 32; i++)
		names[i] = kinds[i].name;
	return nearest_name(word, names, n < 32 ? n : 32);
}

const char *conf_option_nearest(const char *kind, const char *word)
{
	size_t n, found = 0;
	const struct conf_option *options = conf_options(&n);
	const char *names[64];

	for (size_t i = 0; i < n && found < 64; i++)
		if (strcmp(options[i].kind, kind) == 0)
			names[found++] = options[i].key;
	return nearest_name(word, names, found);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The rule of store_tag_check; control bytes do not come this far. */
static bool tag_ok(const char *name)
{
	return name[0] != '-' && name[0] != '+' && !strpbrk(name, " \t,\":") && strcmp(name, "none") != 0;
}

bool conf_name_ok(enum conf_name_rule rule, const char *name)
{
	const size_t len = strlen(name);

	if (rule == CONF_NAME_NONE)
		return len == 0;
	if (len == 0 || len > CONF_NAME_MAX)
		return false;
	if (rule == CONF_NAME_TAG)
		return tag_ok(name);
	if (!is_letter(name[0]) && !(rule == CONF_NAME_PLAIN && is_digit(name[0])))
		return false;
	for (size_t i = 1; i < len; i++)
		if (!is_letter(name[i]) && !is_digit(name[i]) && !strchr("._-", name[i]))
			return false;
	return true;
}

const char *conf_name_allowed(enum conf_name_rule rule)
{
	static const char *const allowed[] = {
	    [CONF_NAME_NONE] = "no name",
	    [CONF_NAME_PLAIN] = "letters, digits, '.', '_', '-', first a letter or digit, at most 64",
	    [CONF_NAME_LETTER] = "letters, digits, '.', '_', '-', first a letter, at most 64",
	    [CONF_NAME_TAG] =
		"at most 64 bytes without blanks, commas, ':' or '\"', first not '-' or '+', not none",
	};

	return allowed[rule];
}

/* "a, b or c" out of "a b c". */
static void add_words(const char *words, struct buf *out)
{
	for (const char *w = words; *w;) {
		const size_t len = strcspn(w, " ");
		const char *next = w + len + (w[len] == ' ');
		if (w != words)
			buf_adds(out, *next ? ", " : " or ");
		buf_add(out, w, len);
		w = next;
	}
}

struct unit {
	int64_t size;
	char letter;
};
static const struct unit span_units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
static const struct unit size_units[] = {{1 << 30, 'G'}, {1 << 20, 'M'}, {1 << 10, 'K'}, {1, 'B'}};

/* In the largest of four units that divides it. */
static void add_amount(int64_t v, const struct unit units[4], struct buf *out)
{
	int i = 0;

	while (i < 3 && (v == 0 || v % units[i].size != 0))
		i++;
	buf_addf(out, "%lld%c", (long long)(v / units[i].size), units[i].letter);
}

static void add_range(const struct conf_option *option, const struct unit *units, struct buf *out)
{
	if (option->words)
		buf_addf(out, "%s, or ", option->words);
	add_amount(option->min, units, out);
	buf_adds(out, " to ");
	add_amount(option->max, units, out);
}

void conf_value_allowed(const struct conf_option *option, struct buf *out)
{
	static const char *const texts[] = {
	    [CONF_TEXT] = "a text",
	    [CONF_PATH] = "a path, absolute, under ~/ or beside this file",
	    [CONF_URL] = "an http or https address",
	    [CONF_SMTP] = "smtp://HOST, smtp://HOST:PORT or smtps://HOST",
	    [CONF_ADDRESSES] = "name@host; several with commas between",
	    [CONF_ADDRESS] = "name@host",
	    [CONF_SOURCE] = "an http or https address, exec:PROGRAM or filter:PROGRAM:ADDRESS",
	    [CONF_PROXY] = "none, or an address of http, https, socks5 or socks5h",
	    [CONF_HEADERS] = "Name: value",
	    [CONF_QUERY] = "a query, see telex-query(7)",
	    [CONF_SELECTOR] = "tag, .class, #id, [attr=value], descendants, commas between",
	    [CONF_COMMAND] = "a program that is there, and its arguments",
	    [CONF_NAMES] = "names with commas between",
	    [CONF_BOOL] = "no or yes",
	    [CONF_CLOCK] = "HH:MM",
	    [CONF_HOURS] = "HH:MM-HH:MM",
	};

	switch (option->type) {
	case CONF_WORD:
	case CONF_CHOICE:
		add_words(option->words, out);
		break;
	case CONF_SPAN:
		add_range(option, span_units, out);
		break;
	case CONF_SIZE:
		add_range(option, size_units, out);
		break;
	case CONF_COUNT:
		buf_addf(out, "%lld to %lld", (long long)option->min, (long long)option->max);
		break;
	default:
		buf_adds(out, texts[option->type]);
	}
}
