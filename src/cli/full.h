/* full.h: `telex show --full`: the page of an article fetched before it is shown. */
#ifndef CLI_FULL_H
#define CLI_FULL_H

#include "cli.h"

/* Have telexd read the page, and wait for it.  What went wrong is a remark: the text of the feed is shown then.  False with
 * ERR_NO_MATCH for no such article, or when telexd cannot be had. */
MUST_USE bool full_fetch(struct cli *cli, int64_t id, struct err *err);

#endif
