/* markup.h: text put into HTML, SVG and Markdown. */
#ifndef REPORT_MARKUP_H
#define REPORT_MARKUP_H

#include "telex/buf.h"

/* On one line, safe, with & < > " and ' as references; good in an attribute, in XML too. */
void markup_text(const char *text, struct buf *out);
/* On one line, safe, with what Markdown could take for its own escaped. */
void markup_markdown(const char *text, struct buf *out);
/* A text as a link to an address that may stand in one, else the text alone. */
void markup_markdown_link(const char *text, const char *url, struct buf *out);
/* The address may stand in a link: http or https, without blanks and control bytes. */
bool markup_is_link(const char *url);

#endif
