/* template.c: the body of a webhook, as the service behind it wants it. */
#include "parts.h"

#include <string.h>

#include "telex/json_out.h"

enum { TITLE_MAX = 300, URL_LONGEST = 2000, SENTENCE_MAX = 500 };

/* text as one line, with each of `special` as its replacement. */
static void add_escaped(const char *text, size_t max, const char *special, const char *const *with, struct buf *out)
{
	AUTO_BUF line = BUF_INIT(KIB(16));

	notify_line(text, max, &line);
	for (const char *p = buf_str(&line); *p; p++) {
		const char *at = strchr(special, *p);

		if (at)
			buf_adds(out, with[at - special]);
		else
			buf_addc(out, *p);
	}
}

static const char *title_of(const struct notify_item *item)
{
	return *item->title ? item->title : item->url;
}

/* An address that may stand between brackets of any kind. */
static bool is_plain_address(const char *url)
{
	return *url && strlen(url) <= URL_LONGEST && !strpbrk(url, "<>\"'|()[] \t\r\n\\`");
}

/* ---- Slack and what speaks like it: mrkdwn ---- */

static void slack_text(const char *text, size_t max, struct buf *out)
{
	static const char *const with[] = {"&amp;", "&lt;", "&gt;", "\u2223"};

	add_escaped(text, max, "&<>|", with, out);
}

static void slack_address(const char *url, struct buf *out)
{
	static const char *const with[] = {"&amp;"};

	add_escaped(url, URL_LONGEST, "&", with, out);
}

static void slack_head(const struct notify_message *message, struct buf *out)
{
	buf_adds(out, "*");
	slack_text(message->rule, 80, out);
	buf_adds(out, "*");
	if (!strcmp(message->priority, "high"))
		buf_adds(out, " (high)");
	if (message->is_held)
		buf_addf(out, " %zu held back by its limit", message->n_items);
}

static void slack_item(const struct notify_message *message, const struct notify_item *item, struct buf *out)
{
	(void)message;
	buf_adds(out, "\n");
	if (is_plain_address(item->url)) {
		buf_adds(out, "<");
		slack_address(item->url, out);
		buf_adds(out, "|");
	}
	slack_text(title_of(item), TITLE_MAX, out);
	buf_adds(out, is_plain_address(item->url) ? ">" : "");
	if (*item->outlet) {
		buf_adds(out, " (");
		slack_text(item->outlet, 100, out);
		buf_adds(out, ")");
	}
	if (*item->sentence) {
		buf_adds(out, "\n> ");
		slack_text(item->sentence, SENTENCE_MAX, out);
	}
}

static void slack_more(size_t n, struct buf *out)
{
	buf_addf(out, "\n... and %zu more", n);
}

/* ---- Discord: Markdown ---- */

static void discord_text(const char *text, size_t max, struct buf *out)
{
	static const char special[] = "\\*_~`|[]()<>#-+@:";
	static const char *const with[] = {"\\\\", "\\*", "\\_", "\\~", "\\`", "\\|", "\\[", "\\]", "\\(",
					   "\\)",  "\\<", "\\>", "\\#", "\\-", "\\+", "\\@", "\\:"};

	add_escaped(text, max, special, with, out);
}

static void discord_head(const struct notify_message *message, struct buf *out)
{
	buf_adds(out, "**");
	discord_text(message->rule, 80, out);
	buf_adds(out, "**");
	if (message->is_held)
		buf_addf(out, " %zu held back by its limit", message->n_items);
}

static void discord_item(const struct notify_message *message, const struct notify_item *item, struct buf *out)
{
	(void)message;
	buf_adds(out, "\n");
	discord_text(title_of(item), TITLE_MAX, out);
	if (*item->outlet) {
		buf_adds(out, " (");
		discord_text(item->outlet, 100, out);
		buf_adds(out, ")");
	}
	if (is_plain_address(item->url) && strlen(item->url) < 500)
		buf_addf(out, " <%s>", item->url);
}

/* ---- HTML, of Matrix ---- */

static void html_text(const char *text, size_t max, struct buf *out)
{
	static const char *const with[] = {"&amp;", "&lt;", "&gt;", "&quot;"};

	add_escaped(text, max, "&<>\"", with, out);
}

static void html_head(const struct notify_message *message, struct buf *out)
{
	buf_adds(out, "<b>");
	html_text(message->rule, 80, out);
	buf_adds(out, "</b>");
	if (message->is_held)
		buf_addf(out, " %zu held back by its limit", message->n_items);
}

static void html_item(const struct notify_message *message, const struct notify_item *item, struct buf *out)
{
	(void)message;
	buf_adds(out, "<br>");
	if (is_plain_address(item->url)) {
		buf_adds(out, "<a href=\"");
		html_text(item->url, URL_LONGEST, out);
		buf_adds(out, "\">");
	}
	html_text(title_of(item), TITLE_MAX, out);
	buf_adds(out, is_plain_address(item->url) ? "</a>" : "");
	if (*item->outlet) {
		buf_adds(out, " (");
		html_text(item->outlet, 100, out);
		buf_adds(out, ")");
	}
	if (*item->sentence) {
		buf_adds(out, "<blockquote>");
		html_text(item->sentence, SENTENCE_MAX, out);
		buf_adds(out, "</blockquote>");
	}
}

static void html_more(size_t n, struct buf *out)
{
	buf_addf(out, "<br>... and %zu more", n);
}

static const struct notify_style slack = {30000, slack_head, slack_item, slack_more},
				 discord = {1800, discord_head, discord_item, slack_more},
				 html = {20000, html_head, html_item, html_more};

/* ---- a desktop's notification: little room, and the markup of HTML ---- */

static void markup_item(const struct notify_message *message, const struct notify_item *item, struct buf *out)
{
	if (message->n_items > 1) {
		html_text(title_of(item), 200, out);
		buf_addc(out, '\n');
		return;
	}
	html_text(item->outlet, 100, out);
	buf_adds(out, *item->outlet ? "\n" : "");
	html_text(item->sentence, 300, out);
}

static void markup_more(size_t n, struct buf *out)
{
	buf_addf(out, "... and %zu more", n);
}

void notify_markup(const struct notify_message *message, struct buf *out)
{
	static const struct notify_style style = {1000, NULL, markup_item, markup_more};

	if (message->n_items)
		notify_write(message, &style, out);
	else
		html_text(message->text ? message->text : "", 1000, out);
}

/* ---- whole bodies ---- */

/* A member whose value is the items in a style, or else the message's own subject and text. */
static void put_styled(const char *name, const struct notify_message *message, const struct notify_style *style,
		       void (*escape)(const char *text, size_t max, struct buf *out), struct buf *out)
{
	AUTO_BUF text = BUF_INIT(MIB(1));

	if (message->n_items)
		notify_write(message, style, &text);
	else if (escape) {
		AUTO_BUF subject = BUF_INIT(KIB(4));

		notify_subject(message, &subject);
		escape(buf_str(&subject), 200, &text);
		buf_addc(&text, '\n');
		for (const char *s = message->text ? message->text : ""; *s && text.len < style->max;) {
			size_t len = strcspn(s, "\n");
			char *line = mem_strndup(NULL, s, len);

			escape(line, 400, &text);
			buf_addc(&text, '\n');
			talloc_free(line);
			s += len + (s[len] == '\n');
		}
	}
	buf_addf(out, "\"%s\": ", name);
	json_out_string(buf_str(&text), out);
}

static void put_slack(const struct notify_message *message, const char *topic, struct buf *out)
{
	(void)topic;
	buf_addc(out, '{');
	put_styled("text", message, &slack, slack_text, out);
	buf_addc(out, '}');
}

static void put_discord(const struct notify_message *message, const char *topic, struct buf *out)
{
	(void)topic;
	buf_addc(out, '{');
	put_styled("content", message, &discord, discord_text, out);
	buf_adds(out, ", \"allowed_mentions\": {\"parse\": []}}");
}

static void put_plain(const char *name, const struct notify_message *message, size_t max, struct buf *out)
{
	AUTO_BUF text = BUF_INIT(MIB(1));

	notify_text(message, max, &text);
	json_out_text(out, name, buf_str(&text));
}

static void put_matrix(const struct notify_message *message, const char *topic, struct buf *out)
{
	(void)topic;
	buf_adds(out, "{\"msgtype\": \"m.text\"");
	put_plain("body", message, 20000, out);
	if (message->n_items) {
		buf_adds(out, ", \"format\": \"org.matrix.custom.html\", ");
		put_styled("formatted_body", message, &html, NULL, out);
	}
	buf_addc(out, '}');
}

static int ntfy_priority(const char *priority)
{
	return !strcmp(priority, "high") ? 5 : !strcmp(priority, "low") ? 2 : 3;
}

static void put_ntfy(const struct notify_message *message, const char *topic, struct buf *out)
{
	AUTO_BUF subject = BUF_INIT(KIB(4));

	notify_subject(message, &subject);
	buf_addf(out, "{\"priority\": %d", ntfy_priority(message->priority));
	json_out_text(out, "topic", topic);
	json_out_text(out, "title", buf_str(&subject));
	put_plain("message", message, 3500, out);
	if (message->n_items == 1 && is_plain_address(message->items[0].url))
		json_out_text(out, "click", message->items[0].url);
	buf_addc(out, '}');
}

static void put_json(const struct notify_message *message, const char *topic, struct buf *out)
{
	(void)topic;
	notify_json(message, out);
}

void notify_body(enum notify_template template, const struct notify_message *message, const char *topic, struct buf *out)
{
	static void (*const put[])(const struct notify_message *message, const char *topic, struct buf *out) = {
	    [NOTIFY_JSON] = put_json,
	    [NOTIFY_SLACK] = put_slack,
	    [NOTIFY_DISCORD] = put_discord,
	    [NOTIFY_MATRIX] = put_matrix,
	    [NOTIFY_NTFY] = put_ntfy};

	put[template](message, topic, out);
}
