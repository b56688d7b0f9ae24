/* evidence.c: what made a rule speak, clause by clause. */
#include "rules_priv.h"

#include <jansson.h>
#include <string.h>

enum { ANY_MAX = 3 }; /* of a clause that may hold in many ways, so many are told */

struct gather {
	const struct clause_look *look;
	json_t *list;
};

static void add(const struct gather *g, const char *clause, const char *field, const char *words, const char *sentence)
{
	if (json_array_size(g->list) < RULES_EVIDENCE_MAX)
		(void)json_array_append_new(g->list, json_pack("{s:s,s:s,s:s,s:s}", "clause", clause, "field", field, "words",
							       words, "sentence", sentence));
}

/* `clause`: the name of the entity or view the part stands in; NULL: none.  True: the part holds, and its evidence is
 * in the list. */
static bool gather(const struct gather *g, const struct query_part *part, const char *clause);

static bool gather_kids(const struct gather *g, const struct query_part *part, const char *clause)
{
	const bool is_any = part->kind == QUERY_PART_ANY;
	size_t n = 0;

	for (size_t i = 0; i < part->n_kids && !(is_any && n == ANY_MAX); i++) {
		if (gather(g, &part->kids[i], clause))
			n++;
		else if (!is_any)
			return false;
	}
	return n || !is_any;
}

/* The sentence of the word that is found first stands for all that are near. */
static bool gather_near(const struct gather *g, const struct query_part *part, const char *clause)
{
	const char *field = "body", *sentence = "";

	if (!clause_holds(g->look, part))
		return false;
	if (part->n_kids)
		(void)clause_find(g->look, &part->kids[0].words, &field, &sentence);
	add(g, clause ? clause : part->text, field, part->text, sentence);
	return true;
}

static bool gather_words(const struct gather *g, const struct query_part *part, const char *clause)
{
	const char *field, *sentence;

	if (!clause_find(g->look, &part->words, &field, &sentence))
		return false;
	add(g, clause ? clause : part->text, field, part->words.text, sentence);
	return true;
}

static bool gather(const struct gather *g, const struct query_part *part, const char *clause)
{
	clause = clause ? clause : part->name;
	switch (part->kind) {
	case QUERY_PART_WORDS:
		return gather_words(g, part, clause);
	case QUERY_PART_NEAR:
		return gather_near(g, part, clause);
	case QUERY_PART_FIELD:
		if (!clause_holds(g->look, part))
			return false;
		add(g, clause ? clause : part->text, part->field, part->text, "");
		return true;
	case QUERY_PART_NOT:
		return clause_holds(g->look, part);
	default:
		return gather_kids(g, part, clause);
	}
}

const char *rules_evidence(void *ctx, struct store *store, const struct query *query, const struct rules_text *text,
			   int64_t now)
{
	void *tmp = talloc_new(NULL);
	const struct clause_look look = {tmp, store, text, now};
	const struct query_part *parts = query_parts(tmp, query);
	const struct gather g = {&look, json_array()};
	char *json;
	const char *ret;

	if (parts)
		(void)gather(&g, parts, NULL);
	json = json_dumps(g.list, JSON_COMPACT);
	ret = mem_strdup(ctx, json ? json : "[]");
	free(json);
	json_decref(g.list);
	talloc_free(tmp);
	return ret;
}
