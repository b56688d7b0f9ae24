/* text.c: a message for people and for programs. */
#include "parts.h"

#include <string.h>

#include "telex/utf8.h"

enum { SUBJECT_MAX = 200, LINE_MAX = 1000 };

void notify_line(const char *text, size_t max, struct buf *out)
{
	AUTO_BUF line = BUF_INIT(MIB(1));
	size_t len = strlen(text);

	/* what is invisible takes room too: a title of megabytes is cut before it is looked at */
	utf8_safe((struct bytes){text, len < 8 * max ? len : 8 * max}, SAFE_LINE, &line);
	if (line.len > max) {
		buf_add(out, line.data, utf8_cut(line.data, line.len, max - 3));
		buf_adds(out, "\u2026");
		return;
	}
	buf_add(out, line.data, line.len);
}

static void add_title(const struct notify_item *item, size_t max, struct buf *out)
{
	notify_line(*item->title ? item->title : item->url, max, out);
}

void notify_subject(const struct notify_message *message, struct buf *out)
{
	AUTO_BUF line = BUF_INIT(KIB(4));

	if (message->subject) {
		notify_line(message->subject, SUBJECT_MAX, out);
		return;
	}
	buf_adds(&line, "[");
	notify_line(message->rule, 80, &line);
	buf_adds(&line, "] ");
	if (message->is_held)
		buf_addf(&line, "%zu held back by its limit", message->n_items);
	else if (message->n_items > 1)
		buf_addf(&line, "%zu alerts", message->n_items);
	if (message->n_items && (message->is_held || message->n_items > 1))
		buf_adds(&line, ": ");
	if (message->n_items)
		add_title(&message->items[0], SUBJECT_MAX - line.len, &line);
	notify_line(buf_str(&line), SUBJECT_MAX, out);
}

void notify_write(const struct notify_message *message, const struct notify_style *style, struct buf *out)
{
	size_t start = out->len;

	if (style->head)
		style->head(message, out);
	for (size_t i = 0; i < message->n_items; i++) {
		AUTO_BUF item = BUF_INIT(KIB(64));

		style->item(message, &message->items[i], &item);
		if (i && out->len - start + item.len > style->max) {
			style->more(message->n_items - i, out);
			return;
		}
		buf_add(out, item.data, item.len);
	}
}

/* ---- plain ---- */

static void add_if(const char *text, const char *before, const char *after, struct buf *out)
{
	if (!*text)
		return;
	buf_adds(out, before);
	notify_line(text, LINE_MAX, out);
	buf_adds(out, after);
}

static void plain_item(const struct notify_message *message, const struct notify_item *item, struct buf *out)
{
	char at[WHEN_RFC3339_SIZE];

	(void)message;
	add_title(item, LINE_MAX, out);
	buf_addc(out, '\n');
	add_if(item->outlet, "", item->at == WHEN_NONE ? "\n" : ", ", out);
	if (item->at != WHEN_NONE)
		buf_addf(out, "%s\n", when_rfc3339(item->at, at));
	add_if(item->url, "", "\n", out);
	add_if(item->sentence, "\n", "\n", out);
	buf_addf(out, "\nalert %lld; why: telex rule why %lld\n\n", (long long)item->id, (long long)item->id);
}

static void plain_more(size_t n, struct buf *out)
{
	buf_addf(out, "... and %zu more: telex alerts\n", n);
}

void notify_text(const struct notify_message *message, size_t max, struct buf *out)
{
	const struct notify_style style = {max, NULL, plain_item, plain_more};
	AUTO_BUF safe = BUF_INIT(MIB(16));

	if (!message->text) {
		notify_write(message, &style, out);
		return;
	}
	utf8_safe((struct bytes){message->text, strlen(message->text)}, SAFE_TEXT, &safe);
	if (safe.len > max) {
		buf_add(out, safe.data, utf8_cut(safe.data, safe.len, max));
		buf_adds(out, "\u2026\n");
	} else {
		buf_add(out, safe.data, safe.len);
	}
}

/* ---- for programs ---- */

void notify_json(const struct notify_message *message, struct buf *out)
{
	if (message->json) {
		buf_adds(out, message->json);
		return;
	}
	if (message->n_items == 1 && !message->is_list) {
		buf_adds(out, message->items[0].json);
		return;
	}
	buf_adds(out, "{\"v\": 1, \"alerts\": [");
	for (size_t i = 0; i < message->n_items; i++) {
		buf_adds(out, i ? ", " : "");
		buf_adds(out, message->items[i].json);
	}
	buf_adds(out, "]}");
}

/* An object, on one line. */
static void add_line(const char *key, const char *json, struct buf *out)
{
	buf_addf(out, "{\"key\": \"%s\"%s", key, json[0] == '{' && json[1] != '}' ? ", " : "");
	for (const char *p = json + (json[0] == '{'); *p; p++)
		buf_addc(out, *p == '\n' || *p == '\r' ? ' ' : *p);
	buf_addc(out, '\n');
}

void notify_lines(const struct notify_message *message, struct buf *out)
{
	if (message->json)
		add_line(message->key, message->json, out);
	else
		for (size_t i = 0; i < message->n_items; i++)
			add_line(message->key, message->items[i].json, out);
}
