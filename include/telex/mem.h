/* mem.h: memory with owners (talloc).
 *
 * A document (feed, query, layout, page of rows) is one talloc context; every string in it lives and dies with it, and
 * talloc_free(document) is the only release.  These wrappers never return NULL: a process that cannot get a few bytes
 * ends with one line (the parser process then costs its document an error; the store has rolled back).  Sizes that an
 * input decides go through telex/buf.h, which fails instead. */
#ifndef TELEX_MEM_H
#define TELEX_MEM_H

#include "telex/err.h"

#include <talloc.h>

/* p, or the end of the process with "out of memory". */
void *mem_check(void *p);
#define mem_new(ctx, type) ((type *)mem_check(talloc_zero((ctx), type)))
#define mem_array(ctx, type, n) ((type *)mem_check(talloc_zero_array((ctx), type, (n))))
/* n is at least 1: talloc takes 0 for a wish to free. */
#define mem_grow(ctx, p, type, n) ((type *)mem_check(talloc_realloc((ctx), (p), type, (n))))
char *mem_strdup(void *ctx, const char *s); /* NULL stays NULL, also below */
char *mem_strndup(void *ctx, const char *s, size_t len);
char *mem_printf(void *ctx, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
