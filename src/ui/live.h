/* live.h: what is typed in the search line, as the query it is going to be.  Pure. */
#ifndef TELEX_UI_LIVE_H
#define TELEX_UI_LIVE_H

#include "telex/mem.h"

/* The text with what is still open closed: a quote, brackets; and its last word as a prefix when it has three
 * letters or more (shorter ones have no index of their own: design section 7).  +tag becomes tag:tag, @2w since:2w.  A talloc
 * string of ctx. */
char *live_text(void *ctx, const char *typed);
/* The byte of typed from which byte `at` of its live_text came. */
size_t live_place(const char *typed, size_t at);

#endif
