/* markup.h: text put into HTML and SVG. */
#ifndef REPORT_MARKUP_H
#define REPORT_MARKUP_H

#include "telex/buf.h"

/* On one line, safe, with & < > " and ' as references; good in an attribute, in XML too. */
void markup_text(const char *text, struct buf *out);
/* The address may stand in a link: http or https, without blanks and control bytes. */
bool markup_is_link(const char *url);

#endif
