/* report_json.h: articles and alerts as JSON: what --format json prints, a webhook gets and a command reads.  Part of report. */
#ifndef TELEX_REPORT_JSON_H
#define TELEX_REPORT_JSON_H

#include "telex/alert.h"

/* The members of an article's object, without its braces. */
void report_article_members(const struct store_row *row, struct buf *out);
/* {"v":1,"alert":ID,"rule":...,"article":{...},"evidence":[...]}; its article is looked for among rows. */
void report_alert_json(const struct alert *alert, const struct store_rows *rows, struct buf *out);

#endif
