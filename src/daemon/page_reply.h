/* page_reply.h: what a server's answer to the request for an article's page means. */
#ifndef TELEX_DAEMON_PAGE_REPLY_H
#define TELEX_DAEMON_PAGE_REPLY_H

#include "telex/fetch.h"

/* Why there is no page in it, one clause, a child of ctx; NULL: there is.  *ret_is_final: it will not change by asking again. */
const char *page_reply_fault(void *ctx, const struct fetch_reply *reply, bool *ret_is_final);

#endif
