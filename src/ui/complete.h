/* complete.h: what Tab puts in: fields and values of a query, commands and their arguments.  Pure. */
#ifndef TELEX_UI_COMPLETE_H
#define TELEX_UI_COMPLETE_H

#include "telex/mem.h"

enum { COMPLETE_MAX = 200 };

/* The names there are; each list may be empty. */
struct complete_names {
	const char **feeds, **groups, **tags, **views, **entities;
	size_t n_feeds, n_groups, n_tags, n_views, n_entities;
	const char **sites; /* those that begin as typed */
	size_t n_sites;
	const char **digests;
	size_t n_digests;
	const char **rules;
	size_t n_rules;
};
/* What may stand in text[from, to), in the order it is offered. */
struct completion {
	size_t from, to;
	const char **words;
	size_t n;
};
/* For a query, with the cursor before byte `at`.  A talloc child of ctx, with n 0 when nothing fits. */
struct completion *complete_query(void *ctx, const char *text, size_t at, const struct complete_names *names);
/* What was typed of the value of site: before the cursor, a talloc child of ctx; NULL: another field or none. */
char *complete_site(void *ctx, const char *text, size_t at);
/* For a line after ':'. */
struct completion *complete_command(void *ctx, const char *text, size_t at,
				    const struct complete_names *names);

#endif
