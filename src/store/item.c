/* item.c: what an item says of itself: its keys, its dates, its words. */
#include "ingest.h"

#include <string.h>

#include "telex/url.h"
#include "telex/utf8.h"

enum { SECOND_1990 = 631152000, DAY = 86400, CANONICAL_TITLE_MAX = 4096 };

static struct bytes bytes_of(const char *s)
{
	return (struct bytes){s, s ? strlen(s) : 0};
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

/* Without the white space around it; NULL when nothing is left. */
static struct bytes trimmed(const char *s)
{
	struct bytes b = bytes_of(s);

	while (b.len && strchr(" \t\r\n", b.data[0])) {
		b.data++;
		b.len--;
	}
	while (b.len && strchr(" \t\r\n", b.data[b.len - 1]))
		b.len--;
	return b.len ? b : (struct bytes){NULL, 0};
}

/* A date that cannot be one is none (reliability study, section 4). */
static int64_t plausible(int64_t t, int64_t now)
{
	return t < SECOND_1990 || t > now + DAY ? WHEN_NONE : t;
}

static const char *author_of(void *ctx, const struct feed_item *item)
{
	char *names = NULL;

	for (size_t i = 0; i < item->n_authors; i++) {
		const char *name = item->authors[i].name;

		if (name && *name)
			names = names ? mem_printf(ctx, "%s, %s", names, name) : mem_strdup(ctx, name);
	}
	return or_empty(names);
}

int64_t title_key(const char *title)
{
	AUTO_BUF folded = BUF_INIT(CANONICAL_TITLE_MAX), letters = BUF_INIT(CANONICAL_TITLE_MAX);
	struct bytes part;
	struct key key;

	/* Quotes, dashes and blanks differ between outlets that carry the same story; letters do not. */
	utf8_fold(bytes_of(title), &folded);
	for (size_t i = 0; i < folded.len;) {
		int32_t cp;
		size_t n = utf8_next(folded.data + i, folded.len - i, &cp);

		if (utf8_role(cp) == UTF8_WORD)
			buf_add(&letters, folded.data + i, n);
		i += n;
	}
	part = buf_bytes(&letters);
	key = key_make(KEY_CONTENT, &part, 1);
	return key_short(&key);
}

static int64_t meta_hash(const struct plan *plan)
{
	const struct feed_item *item = plan->item;
	struct bytes parts[5 + 3 * 8 + 1] = {
	    bytes_of(plan->author),
	    bytes_of(plan->canonical ? plan->canonical : plan->url),
	    {(const char *)&plan->published, sizeof(plan->published)},
	    bytes_of(item->lang),
	    bytes_of(item->image),
	};
	size_t n = 5;
	struct key key;

	for (size_t i = 0; i < item->n_enclosures && i < 8; i++) {
		const struct feed_enclosure *e = &item->enclosures[i];

		parts[n++] = bytes_of(e->url);
		parts[n++] = bytes_of(e->type);
		parts[n++] = (struct bytes){(const char *)&e->bytes, sizeof(e->bytes)};
	}
	if (plan->is_sponsored)
		parts[n++] = bytes_of("sponsored");
	key = key_make(KEY_META, parts, n);
	return key_short(&key);
}

static void fill_keys(struct plan *plan)
{
	const struct feed_item *item = plan->item;
	struct bytes guid = trimmed(item->guid),
		     link = bytes_of(plan->canonical ? plan->canonical : plan->url);
	const struct bytes content[] = {bytes_of(plan->title), bytes_of(item->html), bytes_of(plan->body)};

	if (guid.data)
		plan->guid = key_make(KEY_GUID, &guid, 1);
	/* The root of a site is where items without an address of their own point to. */
	if (link.len && !url_is_root(plan->url))
		plan->link = key_make(KEY_LINK, &link, 1);
	plan->content = key_make(KEY_CONTENT, content, 3);
	plan->meta = meta_hash(plan);
	if (key_is_none(&plan->guid) && key_is_none(&plan->link))
		plan->loose |= LOOSE_BARE;
}

void plan_fill(struct plan *plan, void *ctx, int64_t now)
{
	const struct feed_item *item = plan->item;
	struct key key;
	struct bytes canonical;

	plan->title = or_empty(item->title);
	plan->author = author_of(ctx, item);
	plan->body = item->text && *item->text ? item->text : or_empty(item->summary);
	plan->url = or_empty(item->url ? item->url : item->external_url);
	plan->canonical = url_is_web(plan->url) ? url_canonical(ctx, plan->url) : NULL;
	plan->published = plausible(item->published, now);
	plan->is_sponsored = feed_item_is_sponsored(item);
	fill_keys(plan);
	/* RSS 1.0 has only dc:date, many Atom feeds only updated: at first sight that is the publication */
	plan->is_dated_by_change = plan->published == WHEN_NONE;
	if (plan->is_dated_by_change)
		plan->published = plausible(item->updated, now);
	plan->second = plan->published == WHEN_NONE || plan->published > now ? now : plan->published;
	plan->title_key = title_key(plan->title);
	if (plan->canonical && url_is_root(plan->canonical))
		plan->canonical = NULL;
	if (!plan->canonical)
		return;
	canonical = bytes_of(plan->canonical);
	key = key_make(KEY_CANONICAL, &canonical, 1);
	plan->canonical_key = key_short(&key);
}
