/* edit.h: edits on text in memory; private to conf.  Pure. */
#ifndef CONF_EDIT_H
#define CONF_EDIT_H

#include "telex/conf.h"

/* text with the edits made, into out.  The edits were checked against the table. */
void conf_edit_text(struct bytes text, const struct conf_edit *edits, size_t n, struct buf *out);

#endif
