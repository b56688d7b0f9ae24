/* record.c: collecting what has been read of one feed, item or source. */
#include "record.h"

#include <string.h>
#include <strings.h>

#include "telex/text.h"
#include "telex/url.h"
#include "telex/utf8.h"

enum { POOL_BYTES = 16 << 10 };

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct bytes trim(struct bytes s)
{
	while (s.len > 0 && is_space(s.data[0])) {
		s.data++;
		s.len--;
	}
	while (s.len > 0 && is_space(s.data[s.len - 1]))
		s.len--;
	return s;
}

/* ---- values ---- */

char *value_trimmed(void *ctx, struct bytes text, size_t max)
{
	text = trim(text);
	return text.len ? mem_strndup(ctx, text.data, utf8_cut(text.data, text.len, max)) : NULL;
}

/* Plain text on one line. */
static char *collapsed(void *ctx, struct bytes text)
{
	char *out = mem_strndup(ctx, text.data, text.len);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (!is_space(out[i]))
			out[n++] = out[i];
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	out[n] = '\0';
	return out;
}

/* Markup that was serialized here is escaped exactly once. */
static char *line_of_markup(void *ctx, struct bytes text)
{
	AUTO_BUF plain = BUF_INIT(text.len + SMALL_BYTES);

	text_plain(text, &plain);
	return collapsed(ctx, buf_bytes(&plain));
}

char *value_line(void *ctx, struct bytes text, enum form form, size_t max)
{
	char *line;
	size_t len;

	text = trim(text);
	if (!text.len)
		return NULL;
	line = form == FORM_HTML    ? text_line(ctx, text)
	       : form == FORM_XHTML ? line_of_markup(ctx, text)
				    : collapsed(ctx, text);
	len = strlen(line);
	while (len > 0 && line[len - 1] == ' ')
		line[--len] = '\0';
	if (len > max)
		line[utf8_cut(line, len, max)] = '\0';
	if (*line)
		return line;
	talloc_free(line);
	return NULL;
}

int64_t value_count(const char *text)
{
	int64_t n = 0;
	int digits = 0;

	while (is_space(*text))
		text++;
	for (; *text >= '0' && *text <= '9' && digits < 18; digits++)
		n = n * 10 + (*text++ - '0');
	return digits ? n : -1;
}

/* "PT1H2M3S", "1h 2m", "62 min"; -1 when no unit is named. */
static int64_t duration_in_units(const char *text)
{
	static const struct {
		char letter;
		int seconds;
	} units[] = {{'h', 3600}, {'m', 60}, {'s', 1}};
	int64_t total = -1;

	text += strspn(text, " \t\r\nPpTt");
	while (*text >= '0' && *text <= '9') {
		int64_t n = value_count(text);

		text += strspn(text, "0123456789");
		text += strspn(text, " ");
		for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
			if ((*text | 0x20) == units[i].letter && n <= INT32_MAX)
				total = (total < 0 ? 0 : total) + n * units[i].seconds;
		text += strcspn(text, "0123456789");
	}
	return total;
}

int64_t value_duration(const char *text)
{
	int64_t total = duration_in_units(text);

	if (total >= 0)
		return total;
	total = 0;
	for (int part = 0; part < 3; part++) {
		int64_t n = value_count(text);

		if (n < 0 || n > INT32_MAX)
			return -1;
		total = total * 60 + n;
		text = strchr(text, ':');
		if (!text)
			return total;
		text++;
	}
	return -1;
}

/* ---- slots ---- */

static int free_slots(struct record *r)
{
	for (size_t i = 0; i < SLOT_COUNT; i++)
		buf_free(&r->slots[i].text);
	return 0;
}

struct record *record_new(void *ctx)
{
	struct record *r = mem_new(ctx, struct record);

	r->ctx = mem_check(talloc_pool(r, POOL_BYTES));
	for (size_t i = 0; i < SLOT_COUNT; i++)
		r->slots[i] = (struct slot){.text = BUF_INIT(SMALL_BYTES), .rank = RANK_NONE};
	talloc_set_destructor(r, free_slots);
	record_reset(r);
	return r;
}

void record_reset(struct record *r)
{
	talloc_free_children(r->ctx);
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		if (r->slots[i].rank == RANK_NONE && r->slots[i].text.len == 0)
			continue;
		r->slots[i].rank = RANK_NONE;
		r->slots[i].base = NULL;
		buf_reset(&r->slots[i].text);
	}
	for (size_t i = 0; i < DATE_COUNT; i++) {
		r->dates[i] = WHEN_NONE;
		r->date_ranks[i] = RANK_NONE;
	}
	r->authors.n = r->lesser_authors.n = r->n_tags = r->n_enclosures = r->n_media = 0;
	r->is_permalink = r->is_no_permalink = false;
}

void record_take(struct record *r, enum slot_id id, int rank, enum form form, struct buf *text,
		 const char *base)
{
	struct slot *slot = &r->slots[id];
	struct buf old = slot->text;

	if (rank >= slot->rank || trim(buf_bytes(text)).len == 0)
		return;
	slot->text = *text;
	*text = old;
	slot->rank = rank;
	slot->form = form;
	slot->base = mem_strdup(r->ctx, base);
}

void record_set(struct record *r, enum slot_id id, int rank, enum form form, const char *text,
		const char *base)
{
	AUTO_BUF copy = BUF_INIT(SMALL_BYTES);

	if (!text)
		return;
	buf_adds(&copy, text);
	if (buf_ok(&copy))
		record_take(r, id, rank, form, &copy, base);
}

void record_set_date(struct record *r, enum date_id id, int rank, struct bytes text)
{
	int64_t t;

	text = trim(text);
	if (rank >= r->date_ranks[id] || !when_parse(text.data, text.len, &t))
		return;
	r->dates[id] = t;
	r->date_ranks[id] = rank;
}

bool record_has(const struct record *r, enum slot_id id)
{
	return r->slots[id].rank != RANK_NONE;
}

struct bytes record_get(const struct record *r, enum slot_id id)
{
	return trim(buf_bytes(&r->slots[id].text));
}

/* ---- lists ---- */

static bool same(const char *a, const char *b)
{
	return a && b ? !strcasecmp(a, b) : a == b;
}

void people_add(struct people *people, struct feed_person person)
{
	if (!person.name && !person.url && !person.avatar)
		return;
	for (size_t i = 0; i < people->n; i++)
		if (same(people->list[i].name, person.name) &&
		    (person.name || same(people->list[i].url, person.url)))
			return;
	if (people->n < AUTHORS_MAX)
		people->list[people->n++] = person;
}

static bool is_mail(struct bytes s)
{
	const char *at = memchr(s.data, '@', s.len);

	if (!at || at == s.data || at == s.data + s.len - 1)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (is_space(s.data[i]))
			return false;
	return true;
}

/* "outside (inside)" or "outside <inside>": the one of them that is no mail address, if only one is. */
static struct bytes without_mail(struct bytes s)
{
	static const char brackets[] = "()<>";

	for (size_t i = 0; i < 4; i += 2) {
		const char *open = memchr(s.data, brackets[i], s.len), *close;
		struct bytes inside, outside;

		if (!open || !(close = memrchr(open, brackets[i + 1], s.len - (size_t)(open - s.data))))
			continue;
		inside = trim((struct bytes){open + 1, (size_t)(close - open - 1)});
		outside = trim((struct bytes){s.data, (size_t)(open - s.data)});
		if (is_mail(inside) && outside.len)
			return outside;
		if (is_mail(outside) && inside.len)
			return inside;
		if (is_mail(inside) || (!outside.len && brackets[i] == '('))
			return inside;
	}
	return s;
}

void people_add_text(struct people *people, void *ctx, struct bytes text)
{
	struct bytes name = without_mail(trim(text));

	people_add(people, (struct feed_person){.name = value_line(ctx, name, FORM_HTML, NAME_BYTES)});
}

void record_add_tag(struct record *r, struct bytes text)
{
	char *tag = r->n_tags < TAGS_MAX ? value_line(r->ctx, text, FORM_HTML, NAME_BYTES) : NULL;

	if (!tag)
		return;
	for (size_t i = 0; i < r->n_tags; i++)
		if (!strcmp(r->tags[i], tag))
			return;
	r->tags[r->n_tags++] = tag;
}

void record_add_tags(struct record *r, struct bytes text)
{
	while (text.len > 0) {
		const char *comma = memchr(text.data, ',', text.len);
		size_t n = comma ? (size_t)(comma - text.data) : text.len;

		record_add_tag(r, (struct bytes){text.data, n});
		n += n < text.len;
		text = (struct bytes){text.data + n, text.len - n};
	}
}

static struct feed_enclosure *find_enclosure(struct feed_enclosure *list, size_t n, const char *url)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].url, url))
			return &list[i];
	return NULL;
}

void record_add_enclosure(struct record *r, const struct feed_enclosure *enclosure, bool is_media)
{
	struct feed_enclosure *list = is_media ? r->media : r->enclosures;
	size_t *n = is_media ? &r->n_media : &r->n_enclosures;

	if (!enclosure->url || !*enclosure->url || find_enclosure(list, *n, enclosure->url) ||
	    *n == ENCLOSURES_MAX)
		return;
	list[*n] = (struct feed_enclosure){
	    .url = mem_strdup(r->ctx, enclosure->url),
	    .type = mem_strdup(r->ctx, enclosure->type),
	    .title = mem_strdup(r->ctx, enclosure->title),
	    .bytes = enclosure->bytes,
	    .seconds = enclosure->seconds,
	};
	++*n;
}
