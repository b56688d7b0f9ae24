/* whynot.c: which clause keeps a query from matching an article, and what the article has instead. */
#include "rules_priv.h"

#include <stdio.h>
#include <string.h>

#include "telex/when.h"

struct seen {
	const struct clause_look *look;
	const struct store_article *article;
	struct rules_clause *ret;
};

/* ---- what it has instead ---- */

static const char *names(void *ctx, const char *const *list, size_t n, const char *none)
{
	char *text = NULL;

	for (size_t i = 0; i < n; i++)
		text = text ? mem_printf(ctx, "%s, %s", text, list[i]) : mem_strdup(ctx, list[i]);
	return text ? text : none;
}

static const char *when_words(void *ctx, int64_t t)
{
	char text[WHEN_RFC3339_SIZE];

	return t == WHEN_NONE ? "never" : mem_strdup(ctx, when_rfc3339(t, text));
}

static const char *saw_feed(const struct seen *s)
{
	const struct store_row *row = &s->article->row;

	return mem_printf(s->look->ctx, "it came from %s",
			  names(s->look->ctx, (const char *const *)row->feeds, row->n_feeds, "no feed"));
}

static const char *saw_tag(const struct seen *s)
{
	const struct store_row *row = &s->article->row;

	return row->n_tags ? mem_printf(s->look->ctx, "its tags are %s",
					names(s->look->ctx, (const char *const *)row->tags, row->n_tags, ""))
			   : "it has no tag";
}

static const char *saw_is(const struct seen *s)
{
	const struct store_row *row = &s->article->row;

	return mem_printf(s->look->ctx, "it is %s, %s, %s", row->is_read ? "read" : "unread",
			  row->is_starred ? "starred" : "not starred", row->is_muted ? "muted" : "not muted");
}

static const char *saw_has(const struct seen *s)
{
	const struct store_row *row = &s->article->row;

	return mem_printf(s->look->ctx, "it has %s enclosure, %s text, %s picture", row->has_enclosure ? "an" : "no",
			  row->has_text ? "a" : "no", row->has_image ? "a" : "no");
}

static const char *saw_url(const struct seen *s)
{
	return s->article->row.url[0] ? mem_printf(s->look->ctx, "its address is %s", s->article->row.url)
				      : "it has no address";
}

static const char *saw_lang(const struct seen *s)
{
	return s->article->row.lang[0] ? mem_printf(s->look->ctx, "its language is %s", s->article->row.lang)
				       : "its feed names no language";
}

static const char *saw_date(const struct seen *s)
{
	const struct store_row *row = &s->article->row;

	return row->published != WHEN_NONE
		   ? mem_printf(s->look->ctx, "it was published %s", when_words(s->look->ctx, row->published))
		   : mem_printf(s->look->ctx, "its feed gave no date, it arrived %s",
				when_words(s->look->ctx, row->arrived));
}

static const char *saw_seen(const struct seen *s)
{
	return mem_printf(s->look->ctx, "it arrived %s", when_words(s->look->ctx, s->article->row.arrived));
}

static const char *saw_updated(const struct seen *s)
{
	return s->article->updated == WHEN_NONE ? "its publisher has not changed it"
						: mem_printf(s->look->ctx, "its publisher changed it %s",
							     when_words(s->look->ctx, s->article->updated));
}

static const char *saw_outlets(const struct seen *s)
{
	struct story_size size;

	if (!story_of(s->look->store, s->look->text->id, &size, NULL))
		return "it is gone";
	return mem_printf(s->look->ctx, "%lld outlet%s carr%s its story", (long long)size.n_outlets,
			  size.n_outlets == 1 ? "" : "s", size.n_outlets == 1 ? "ies" : "y");
}

static const struct {
	const char *field;
	const char *(*saw)(const struct seen *s);
} fields[] = {
    {"feed", saw_feed}, {"group", saw_feed},	 {"tag", saw_tag},	   {"is", saw_is},	   {"has", saw_has},
    {"url", saw_url},	{"site", saw_url},	 {"lang", saw_lang},	   {"date", saw_date},	   {"since", saw_date},
    {"before", saw_date}, {"seen", saw_seen}, {"updated", saw_updated}, {"outlets", saw_outlets},
};

static size_t count_words(const char *text)
{
	size_t n = 0;
	bool is_in = false;

	for (; *text; text++) {
		const bool is_blank = *text == ' ' || *text == '\n' || *text == '\t';

		n += !is_blank && !is_in;
		is_in = !is_blank;
	}
	return n;
}

static const char *saw_words(const struct seen *s, bool is_one)
{
	return mem_printf(s->look->ctx, "%s in its title, its author or its %zu words of text",
			  is_one ? "it is not" : "none of them is", count_words(s->look->text->body));
}

static const char *saw_field(const struct seen *s, const char *field)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (!strcmp(fields[i].field, field))
			return fields[i].saw(s);
	return "it is not so";
}

/* ---- which ---- */

/* The part is there, and must not be: which words of it. */
static const char *saw_too_much(const struct seen *s, const struct query_part *part)
{
	const char *field, *sentence;

	if (part->kind == QUERY_PART_WORDS && clause_find(s->look, &part->words, &field, &sentence))
		return mem_printf(s->look->ctx, "its %s has it: %s", field, sentence);
	for (size_t i = 0; i < part->n_kids; i++)
		if (clause_holds(s->look, &part->kids[i]))
			return saw_too_much(s, &part->kids[i]);
	return part->kind == QUERY_PART_FIELD ? saw_field(s, part->field) : "it is so";
}

static bool is_words_alone(const struct query_part *part)
{
	if (part->kind == QUERY_PART_FIELD || part->kind == QUERY_PART_NOT)
		return false;
	for (size_t i = 0; i < part->n_kids; i++)
		if (!is_words_alone(&part->kids[i]))
			return false;
	return true;
}

static const char *saw_any(const struct seen *s, const struct query_part *part)
{
	char *text = NULL;

	if (is_words_alone(part))
		return saw_words(s, false);
	for (size_t i = 0; i < part->n_kids; i++) {
		const struct query_part *kid = &part->kids[i];
		const char *saw = kid->kind == QUERY_PART_FIELD ? saw_field(s, kid->field) : saw_words(s, true);

		text = text && strstr(text, saw) ? text
		       : text			 ? mem_printf(s->look->ctx, "%s; %s", text, saw)
						 : mem_strdup(s->look->ctx, saw);
	}
	return text ? text : "there is nothing to find";
}

/* part does not hold. */
static void explain(const struct seen *s, const struct query_part *part, const char *within)
{
	const char *inner = within ? within : part->name;

	if (part->kind == QUERY_PART_ALL) {
		for (size_t i = 0; i < part->n_kids; i++)
			if (!clause_holds(s->look, &part->kids[i])) {
				explain(s, &part->kids[i], inner);
				return;
			}
	}
	s->ret->clause = part->name ? part->name : part->text;
	s->ret->means = part->name ? part->text : NULL;
	s->ret->within = part->name ? NULL : within;
	s->ret->saw = part->kind == QUERY_PART_NOT     ? saw_too_much(s, part->kids)
		      : part->kind == QUERY_PART_ANY   ? saw_any(s, part)
		      : part->kind == QUERY_PART_FIELD ? saw_field(s, part->field)
		      : part->kind == QUERY_PART_NEAR  ? "they do not stand so near to each other"
						       : saw_words(s, true);
}

bool rules_why_not(void *ctx, struct store *store, const struct query *query, int64_t article_id, int64_t now,
		   struct rules_clause *ret, bool *ret_matches, struct err *err)
{
	struct store_article *article;
	struct rules_text text;
	struct store_new item;
	const struct clause_look look = {ctx, store, &text, now};
	const struct query_part *parts = query_parts(ctx, query);
	const bool has_text = true;

	if (!store_article(store, ctx, article_id, &article, err))
		return false;
	text = (struct rules_text){article_id, article->row.title, article->row.author, article->text};
	item = (struct store_new){article_id, text.title, text.author, text.body, true};
	if (!store_batch_fill(store, &item, 1, &has_text, err))
		return false;
	*ret_matches = !parts || clause_holds(&look, parts);
	if (!*ret_matches)
		explain(&(struct seen){&look, article, ret}, parts, NULL);
	return true;
}
