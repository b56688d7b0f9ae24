/* verdict.h: what the facts of one fetch mean for whoever wants to read the feed. Pure. */
#ifndef CLI_VERDICT_H
#define CLI_VERDICT_H

#include "telex/buf.h"
#include "telex/mem.h"

/* As `telexd inspect` prints them; texts may be NULL, numbers -1 where nothing was told. */
struct facts {
	const char *asked, *name; /* the address, without userinfo; the feed's NAME, NULL: none of ours */
	const char *url;	  /* where the answer came from */
	const char *fault, *error, *content_type, *not_a_feed, *format, *title, *problem, *newest;
	const char **names; /* feeds that are named there instead */
	size_t n_names;
	int64_t status, ms, bytes, max_age_s, retry_after_s;
	int64_t items, undated, without_guid, repeated_guids, without_link, mean_text;
	bool is_moved, has_etag, has_last_modified, is_feed;
	bool is_insecure; /* its section has insecure = yes */
};

enum verdict_weight { VERDICT_NOTE, VERDICT_WARNING, VERDICT_FAULT };
const char *verdict_weight_name(enum verdict_weight weight); /* "note", "warning", "fault" */
struct remark {
	const char *name; /* a stable word: "forbidden", "no-validators" */
	enum verdict_weight weight;
	const char *words,
	    *advice; /* a sentence each; advice NULL: nothing to be done.  Not yet safe to print. */
};
enum { VERDICT_REMARKS_MAX = 40 };
struct verdict {
	bool works, is_reached; /* is_reached: a server answered */
	struct remark remarks[VERDICT_REMARKS_MAX];
	size_t n;
};
/* Strings are children of ctx, or the facts'. */
void verdict_make(void *ctx, const struct facts *facts, struct verdict *ret);

#endif
