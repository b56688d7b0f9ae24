/* cite.h: an article as something to cite.  Part of report. */
#ifndef TELEX_CITE_H
#define TELEX_CITE_H

#include "telex/store.h"

enum cite_format { CITE_TEXT, CITE_MARKDOWN, CITE_BIBTEX, CITE_CSL };
/* Title, outlet, author, dates, when it was first seen, its canonical address, and the SHA-256 of its plain text as it is stored.
 * Days are those of UTC.  CITE_TEXT and CITE_MARKDOWN: two lines; CITE_BIBTEX: an @online entry, whose key depends on host,
 * year and address alone; CITE_CSL: one object of CSL JSON 1.0, for an array. */
void report_cite(const struct store_article *article, enum cite_format format, int64_t now, struct buf *out);

#endif
