/* rules_priv.h: what the files of src/rules share. */
#ifndef RULES_PRIV_H
#define RULES_PRIV_H

#include "telex/rules.h"

/* ---- clause.c: the clauses of a query on one article ---- */

struct clause_look {
	void *ctx;
	struct store *store;
	const struct rules_text *text;
	int64_t now;
};
/* The part holds for the article, which is in the batch. */
bool clause_holds(const struct clause_look *look, const struct query_part *part);
/* The first place of words: the column's name, and the sentence around them, a child of ctx; false: nowhere. */
bool clause_find(const struct clause_look *look, const struct query_term *words, const char **ret_field,
		 const char **ret_sentence);

/* ---- backfill.c ---- */

bool rules_backfill_query(struct store *store, const struct query *query, const struct alert_manner *manner,
			  int64_t since, int64_t now, int64_t *ret_raised, struct err *err);

#endif
