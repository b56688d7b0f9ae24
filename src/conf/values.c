/* values.c: the text of a value, by its type, into the member it sets. */
#include "values.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "paths.h"
#include "telex/url.h"

/* Where to write: the option, its member, and the owner of new strings. */
struct slot {
	const struct conf_option *option;
	void *ctx, *item;
	const char *dir;
};

static void *member(const struct slot *slot, size_t at)
{
	return (char *)slot->item + at;
}

static void put_text(const struct slot *slot, const char *text)
{
	*(const char **)member(slot, slot->option->at) = text;
}

static void put_number(const struct slot *slot, int64_t v)
{
	*(int64_t *)member(slot, slot->option->at) = v;
}

/* Digits, and the unit behind them in *ret_rest; false for none or too many. */
static bool digits(const char *s, int64_t *ret, const char **ret_rest)
{
	int64_t v = 0;
	const char *p = s;

	for (; *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, *p - '0', &v))
			return false;
	*ret = v;
	*ret_rest = p;
	return p > s;
}

static bool put_ranged(const struct slot *slot, const char *text, int64_t v, struct err *err)
{
	if (v < slot->option->min)
		return err_set(err, ERR_CONFIG, "'%s' is too little", text);
	if (v > slot->option->max)
		return err_set(err, ERR_CONFIG, "'%s' is too much", text);
	put_number(slot, v);
	return true;
}

struct unit {
	const char *name;
	int64_t size;
};

/* A number in units; a bare number only where a unit of that name "" is there, or for 0. */
static bool set_amount(const struct slot *slot, const char *text, const struct unit *units, const char *what,
		       struct err *err)
{
	const char *rest;
	int64_t v;

	if (!digits(text, &v, &rest))
		return err_set(err, ERR_CONFIG, "'%s' is not %s", text, what);
	if (v == 0 && *rest == '\0')
		return put_ranged(slot, text, 0, err);
	for (const struct unit *u = units; u->name; u++)
		if (strcmp(rest, u->name) == 0)
			return put_ranged(slot, text, __builtin_mul_overflow(v, u->size, &v) ? INT64_MAX : v,
					  err);
	if (*rest == '\0')
		return err_set(err, ERR_CONFIG, "'%s' has no unit", text);
	return err_set(err, ERR_CONFIG, "'%s' is not %s", text, what);
}

static bool set_span(const struct slot *slot, const char *text, struct err *err)
{
	static const struct unit units[] = {{"s", 1},	  {"m", 60},	 {"h", 3600},
					    {"d", 86400}, {"w", 604800}, {NULL, 0}};

	if (slot->option->words && strcmp(text, slot->option->words) == 0) {
		put_number(slot, slot->option->word_value);
		return true;
	}
	return set_amount(slot, text, units, "a duration", err);
}

static bool set_size(const struct slot *slot, const char *text, struct err *err)
{
	static const struct unit units[] = {{"", 1},	    {"B", 1},	    {"K", 1 << 10},
					    {"k", 1 << 10}, {"M", 1 << 20}, {"m", 1 << 20},
					    {"G", 1 << 30}, {"g", 1 << 30}, {NULL, 0}};

	return set_amount(slot, text, units, "a size", err);
}

static bool set_count(const struct slot *slot, const char *text, struct err *err)
{
	const bool negative = text[0] == '-';
	const char *rest;
	int64_t v;

	if (!digits(text + negative, &v, &rest) || *rest != '\0')
		return err_set(err, ERR_CONFIG, "'%s' is not a whole number", text);
	return put_ranged(slot, text, negative ? -v : v, err);
}

/* The position of text among blank-separated words, -1. */
static int word_index(const char *words, const char *text)
{
	const size_t want = strlen(text);
	int i = 0;

	for (const char *w = words; *w; i++) {
		const size_t len = strcspn(w, " ");
		if (len == want && memcmp(w, text, len) == 0)
			return i;
		w += len + (w[len] == ' ');
	}
	return -1;
}

static bool set_word(const struct slot *slot, const char *text, struct err *err)
{
	if (word_index(slot->option->words, text) < 0)
		return err_set(err, ERR_CONFIG, "'%s' is not known", text);
	put_text(slot, mem_strdup(slot->ctx, text));
	return true;
}

static bool set_choice(const struct slot *slot, const char *text, struct err *err)
{
	const int i = word_index(slot->option->words, text);

	if (i < 0)
		return err_set(err, ERR_CONFIG, "'%s' is not known", text);
	*(int *)member(slot, slot->option->at) = i;
	return true;
}

static bool set_bool(const struct slot *slot, const char *text, struct err *err)
{
	const int i = word_index("no yes", text);

	if (i < 0)
		return err_set(err, ERR_CONFIG, "'%s' is neither", text);
	*(bool *)member(slot, slot->option->at) = i == 1;
	return true;
}

static bool set_text(const struct slot *slot, const char *text, struct err *err)
{
	(void)err;
	put_text(slot, mem_strdup(slot->ctx, text));
	return true;
}

static bool set_path(const struct slot *slot, const char *text, struct err *err)
{
	const char *path = conf_path_expand(slot->ctx, text, slot->dir, err);

	if (path)
		put_text(slot, path);
	return path != NULL;
}

static bool set_url(const struct slot *slot, const char *text, struct err *err)
{
	struct conf_source source;

	/* a scheme that is not allowed, as any other */
	if (conf_source_is_program(text))
		return err_set(err, ERR_CONFIG, "the scheme '%.*s' is not allowed", (int)strcspn(text, ":"),
			       text);
	return conf_source_parse(slot->ctx, text, &source, err) && set_text(slot, text, err);
}

static bool set_source(const struct slot *slot, const char *text, struct err *err)
{
	struct conf_source source;

	return conf_source_parse(slot->ctx, text, &source, err) && set_text(slot, text, err);
}

static bool set_proxy(const struct slot *slot, const char *text, struct err *err)
{
	static const char *const schemes[] = {"http://", "https://", "socks5://", "socks5h://"};
	bool is_known = strcmp(text, "none") == 0;

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		is_known |=
		    strncasecmp(text, schemes[i], strlen(schemes[i])) == 0 && url_host(slot->ctx, text);
	if (!is_known || strpbrk(text, " \t"))
		return err_set(err, ERR_CONFIG, "'%.200s' is not a proxy", url_redact(slot->ctx, text));
	return set_text(slot, text, err);
}

static bool set_headers(const struct slot *slot, const char *text, struct err *err)
{
	return conf_headers_read(slot->ctx, text, member(slot, slot->option->at),
				 member(slot, slot->option->count_at), err);
}

static bool set_command(const struct slot *slot, const char *text, struct err *err)
{
	return conf_command_argv(slot->ctx, text, err) && set_text(slot, text, err);
}

static bool add_name(const struct slot *slot, const char *s, size_t len, struct err *err)
{
	const char ***list = member(slot, slot->option->at);
	size_t *n = member(slot, slot->option->count_at);
	const char *name = mem_strndup(slot->ctx, s, len);

	if (!conf_name_ok(CONF_NAME_PLAIN, name))
		return err_set(err, ERR_CONFIG, "'%.80s' is not a name", name);
	for (size_t i = 0; i < *n; i++)
		if (strcmp((*list)[i], name) == 0)
			return err_set(err, ERR_CONFIG, "'%s' stands there twice", name);
	*list = mem_grow(slot->ctx, *list, const char *, *n + 1);
	(*list)[(*n)++] = name;
	return true;
}

static bool set_names(const struct slot *slot, const char *text, struct err *err)
{
	for (const char *s = text;;) {
		size_t len = strcspn(s, ",");
		const char *next = s + len;
		while (len > 0 && (*s == ' ' || *s == '\t')) {
			s++;
			len--;
		}
		while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
			len--;
		if (!add_name(slot, s, len, err))
			return false;
		if (*next == '\0')
			return true;
		s = next + 1;
	}
}

static bool set_smtp(const struct slot *slot, const char *text, struct err *err)
{
	const size_t len = strncasecmp(text, "smtp://", 7) == 0 ? 7 : strncasecmp(text, "smtps://", 8) == 0 ? 8 : 0;
	const char *host = text + len, *end = host + strcspn(host, "/");

	if (len && memchr(host, '@', (size_t)(end - host)))
		return err_set(err, ERR_CONFIG, "a user has a key of its own: username");
	if (!len || end == host || (end[0] == '/' && end[1]) || strpbrk(host, " \t?#"))
		return err_set(err, ERR_CONFIG, "'%.200s' is no mail server", text);
	return set_text(slot, text, err);
}

/* Printable ASCII without what would end it in a command or header: such names are not worth their danger. */
static bool is_address(const char *s)
{
	const char *at = strchr(s, '@');

	for (const char *p = s; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || strchr("<>()[]\\,;:\"", *p))
			return false;
	return at && at > s && at[1] && !strchr(at + 1, '@') && s[0] != '-' && strlen(s) <= 254;
}

static bool set_address(const struct slot *slot, const char *text, struct err *err)
{
	if (!is_address(text))
		return err_set(err, ERR_CONFIG, "'%.200s' is no mail address", text);
	return set_text(slot, text, err);
}

static bool set_addresses(const struct slot *slot, const char *text, struct err *err)
{
	const char ***list = member(slot, slot->option->at);
	size_t *n = member(slot, slot->option->count_at);

	for (const char *s = text + strspn(text, ", \t"); *s; s += strspn(s, ", \t")) {
		const size_t len = strcspn(s, ", \t");
		const char *one = mem_strndup(slot->ctx, s, len);

		if (!is_address(one))
			return err_set(err, ERR_CONFIG, "'%.200s' is no mail address", one);
		*list = mem_grow(slot->ctx, *list, const char *, *n + 1);
		(*list)[(*n)++] = one;
		s += len;
	}
	return *n || err_set(err, ERR_CONFIG, "there is no mail address");
}

static bool is_clock(const char *s)
{
	const bool digits_there = s[0] >= '0' && s[0] <= '2' && s[1] >= '0' && s[1] <= '9' && s[2] == ':' &&
				  s[3] >= '0' && s[3] <= '5' && s[4] >= '0' && s[4] <= '9';

	return digits_there && (s[0] < '2' || s[1] <= '3');
}

static bool set_hours(const struct slot *slot, const char *text, struct err *err)
{
	if (strlen(text) != 11 || text[5] != '-' || !is_clock(text) || !is_clock(text + 6))
		return err_set(err, ERR_CONFIG, "'%s' is not two times of day", text);
	return set_text(slot, text, err);
}

static bool set_clock(const struct slot *slot, const char *text, struct err *err)
{
	if (strlen(text) != 5 || !is_clock(text))
		return err_set(err, ERR_CONFIG, "'%s' is no time of day", text);
	return set_text(slot, text, err);
}

static bool (*const setters[])(const struct slot *slot, const char *text, struct err *err) = {
    [CONF_TEXT] = set_text,	  [CONF_PATH] = set_path,	[CONF_URL] = set_url,
    [CONF_QUERY] = set_text,	  [CONF_COMMAND] = set_command, [CONF_NAMES] = set_names,
    [CONF_WORD] = set_word,	  [CONF_CHOICE] = set_choice,	[CONF_BOOL] = set_bool,
    [CONF_SPAN] = set_span,	  [CONF_SIZE] = set_size,	[CONF_COUNT] = set_count,
    [CONF_CLOCK] = set_clock,	  [CONF_HOURS] = set_hours,	  [CONF_SOURCE] = set_source,	[CONF_PROXY] = set_proxy,
    [CONF_HEADERS] = set_headers, [CONF_SMTP] = set_smtp,	[CONF_ADDRESS] = set_address,
    [CONF_ADDRESSES] = set_addresses, [CONF_SELECTOR] = set_text,
};

bool conf_value_set(const struct conf_option *option, void *ctx, const char *text, const char *dir,
		    void *item, struct err *err)
{
	const struct slot slot = {option, ctx, item, dir};

	return setters[option->type](&slot, text, err);
}

void conf_value_unset(const struct conf_option *option, void *ctx, const char *dir, void *item)
{
	const struct slot slot = {option, ctx, item, dir};
	struct err err;

	if (option->fallback) {
		const bool ok = setters[option->type](&slot, option->fallback, &err);
		assert(ok || option->type == CONF_PATH); /* a path may fail where there is no home */
		(void)ok;
	} else if (option->unset != 0) {
		put_number(&slot, option->unset);
	}
}
