/* names.c: names and values made out of what others wrote, so that they may stand in a configuration. */
#include "telex/conf.h"

#include <string.h>

#include "ini.h"
#include "table.h"
#include "telex/url.h"
#include "telex/utf8.h"

enum { VALUE_MAX = 32 * 1024, SLUG_MAX = 40, COUNTED_MAX = 20 };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool conf_value_ok(const char *value)
{
	const size_t len = strlen(value);

	return len > 0 && len <= VALUE_MAX && !is_blank(value[0]) && !is_blank(value[len - 1]) &&
	       ini_bytes_fault((struct bytes){value, len}) == NULL;
}

char *conf_value_make(void *ctx, const char *text)
{
	AUTO_BUF safe = BUF_INIT(MIB(1)), out = BUF_INIT(VALUE_MAX);

	utf8_safe((struct bytes){text, utf8_cut(text, strlen(text), VALUE_MAX / 3)}, SAFE_LINE, &safe);
	for (const char *s = buf_str(&safe); *s; s++)
		if (!is_blank(*s) || (out.len > 0 && !is_blank(out.data[out.len - 1])))
			buf_addc(&out, *s);
	while (out.len > 0 && is_blank(out.data[out.len - 1]))
		buf_truncate(&out, out.len - 1);
	return out.len > 0 ? buf_steal(&out, ctx) : NULL;
}

bool conf_section_name_ok(const char *kind, const char *name)
{
	const struct conf_kind *row = conf_kind_find((struct bytes){kind, strlen(kind)});

	return row && conf_name_ok(row->rule, name);
}

/* Lower-case letters and digits of ASCII, one '-' for each run of anything else; whole words, at most
 * SLUG_MAX bytes. */
static void add_slug(const char *text, struct buf *out)
{
	AUTO_BUF folded = BUF_INIT(KIB(64));
	const size_t len = strlen(text);
	size_t word_end = 0;

	utf8_fold((struct bytes){text, utf8_cut(text, len, KIB(4))}, &folded);
	for (const char *s = buf_str(&folded); *s && out->len <= SLUG_MAX; s++) {
		if ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9')) {
			buf_addc(out, *s);
		} else if (out->len > 0 && out->data[out->len - 1] != '-') {
			word_end = out->len;
			buf_addc(out, '-');
		}
	}
	if (out->len > SLUG_MAX)
		buf_truncate(out, word_end > 0 ? word_end : SLUG_MAX);
	while (out->len > 0 && out->data[out->len - 1] == '-')
		buf_truncate(out, out->len - 1);
}

/* "www.example.org" gives "example-org". */
static void add_host(const char *url, struct buf *out)
{
	char *host = url_host(NULL, url);

	if (host)
		add_slug(strncmp(host, "www.", 4) == 0 ? host + 4 : host, out);
	talloc_free(host);
}

/* FNV-1a. */
static uint32_t hash_of(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

char *conf_feed_name(void *ctx, const char *title, const char *url,
		     bool (*taken)(void *state, const char *name), void *state)
{
	AUTO_BUF base = BUF_INIT(KIB(1));
	char *name;

	if (title)
		add_slug(title, &base);
	if (base.len == 0 && url)
		add_host(url, &base);
	if (base.len == 0)
		buf_adds(&base, "feed");
	name = mem_strdup(ctx, buf_str(&base));
	for (unsigned i = 2; taken(state, name); i++) {
		talloc_free(name);
		/* Thousands of feeds under one title: counting up each time would take for ever. */
		if (i == COUNTED_MAX && url)
			buf_addf(&base, "-%08x", hash_of(url));
		name = mem_printf(ctx, "%s-%u", buf_str(&base), i);
	}
	return name;
}
