/* parts.h: what the files of notify share. */
#ifndef NOTIFY_PARTS_H
#define NOTIFY_PARTS_H

#include "telex/notify.h"

enum { NOTIFY_TEXT_MAX = 256 * 1024 }; /* bytes of a mail's text */

/* One line of a hostile text, safe, at most max bytes. */
void notify_line(const char *text, size_t max, struct buf *out);

/* How a service wants the alerts of a message. */
struct notify_style {
	size_t max; /* bytes, about */
	void (*head)(const struct notify_message *message, struct buf *out);
	void (*item)(const struct notify_message *message, const struct notify_item *item, struct buf *out);
	void (*more)(size_t n, struct buf *out);
};
/* Head and items until max bytes are there, then how many more. */
void notify_write(const struct notify_message *message, const struct notify_style *style, struct buf *out);

/* template.c: the body of a webhook. */
void notify_body(enum notify_template template, const struct notify_message *message, const char *topic, struct buf *out);

/* encode.c: for mails. */
void notify_quoted_printable(const char *text, struct buf *out); /* line breaks become CRLF */
/* A header's value as it may stand there: as it is, or as encoded words (RFC 2047), folded. */
void notify_header_text(const char *line, struct buf *out);
/* "Mon, 26 Nov 2018 20:12:00 +0000" */
void notify_mail_date(int64_t t, struct buf *out);

#endif
