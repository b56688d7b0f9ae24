/* values.h: from the text of a value to the member it sets; private to conf. */
#ifndef CONF_VALUES_H
#define CONF_VALUES_H

#include "table.h"

/* Set option's member of `item` (its section's struct; strings become children of ctx).  dir: the folder that
 * relative paths are under.  False with one clause, "'5x' is not a duration". */
MUST_USE bool conf_value_set(const struct conf_option *option, void *ctx, const char *text, const char *dir,
			     void *item, struct err *err);
/* The member as it is when nothing is written. */
void conf_value_unset(const struct conf_option *option, void *ctx, const char *dir, void *item);

/* headers.c: header lines, one a line of text; *ret and its strings are children of ctx. */
MUST_USE bool conf_headers_read(void *ctx, const char *text, const char ***ret, size_t *ret_n,
				struct err *err);

#endif
