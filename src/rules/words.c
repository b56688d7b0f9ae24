/* words.c: why a rule spoke, what keeps it silent, and what it would have done, as lines of text. */
#include "telex/rules.h"

#include <string.h>

#include "telex/utf8.h"

enum { NEWEST_REASONS = 3 };

static void put_labelled(const char *label, const char *text, struct buf *out)
{
	buf_addf(out, "%-10s", label);
	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, out);
	buf_addc(out, '\n');
}

/* ---- why ---- */

static void put_raised(int64_t t, int64_t now, struct buf *out)
{
	char local[WHEN_LOCAL_SIZE], age[WHEN_AGE_SIZE];

	when_age(t, now, age);
	buf_addf(out, "%-10s%s (%s%s)\n", "raised", when_local(t, now, local), age, strcmp(age, "now") ? " ago" : "");
}

void rules_put_why(const struct alert *alert, const struct query *query_now, bool is_gone, int64_t now,
		   const struct rules_ink *ink, struct buf *out)
{
	AUTO_BUF line = BUF_INIT(KIB(64));
	AUTO_BUF query = BUF_INIT(KIB(512));

	buf_addf(out, "Alert %lld of rule %s, priority %s, %s\n", (long long)alert->id, alert->rule,
		 alert_priority_name(alert->priority), alert_state_name(alert->state));
	buf_addf(&line, "%s (%lld)", alert->title, (long long)alert->article_id);
	put_labelled("article", buf_str(&line), out);
	put_labelled("outlet", alert->outlet, out);
	put_labelled("url", alert->url, out);
	put_raised(alert->at, now, out);
	put_labelled("query", alert->query, out);
	if (query_now)
		query_format(query_now, &query);
	if (is_gone)
		buf_adds(out, "now       the rule is no longer in the configuration\n");
	else if (query_now && strcmp(buf_str(&query), alert->query) != 0)
		put_labelled("now", buf_str(&query), out);
	buf_adds(out, "because\n");
	rules_put_reasons(alert->evidence, ink, "  ", RULES_EVIDENCE_MAX, out);
}

const char *rules_state(const struct alert_rule *row, bool is_configured, bool is_enabled)
{
	return !is_configured	    ? "removed"
	       : !is_enabled	    ? "disabled"
	       : row && row->fault  ? "broken"
	       : !row || row->is_gone ? "new"
				      : "ok";
}

/* A span of the query language goes back from now: so far forward. */
bool rules_snooze(const char *span, int64_t now, int64_t *ret, struct err *err)
{
	const struct query_env env = {.now = now, .zone = when_zone_local};
	int64_t back;

	if (!query_instant(span, &env, &back, err) || back >= now)
		return err_set(err, ERR_USAGE, "'%s' is no time to come (allowed: 30min, 2h, 1d, 1w)", span);
	*ret = now + (now - back);
	return true;
}

/* ---- why not ---- */

/* The rule's query matches the article: what came of that, one clause. */
static const char *outcome_words(void *ctx, struct store *store, const struct rules_candidate *rule, bool is_enabled,
				 const struct store_row *row, struct err *err)
{
	struct alert_rules *rows;
	enum alert_outcome outcome;
	int64_t alert_id;
	char span[WHEN_AGE_SIZE], max[WHEN_AGE_SIZE];

	if (!alert_judge(store, rule->manner, row->id, &outcome, &alert_id, err) ||
	    !alert_rules(store, ctx, &rows, err))
		return NULL;
	switch (outcome) {
	case ALERT_ALREADY:
		return mem_printf(ctx, "it did alert: telex rule why %lld", (long long)alert_id);
	case ALERT_STORY_KNOWN:
		return mem_printf(ctx, "its story had alerted already, as alert %lld: a rule with once = story speaks once of "
				       "each, and again when it passes the outlets that the rule names",
				  (long long)alert_id);
	case ALERT_IS_MUTED:
		return "the article is muted, or of feeds that were removed: such articles do not alert";
	case ALERT_TOO_OLD:
		return mem_printf(ctx, "it was %s old when it came, and max_age is %s",
				  when_span(row->arrived - row->sort_at, span), when_span(rule->manner->max_age_s, max));
	default:
		break;
	}
	if (!is_enabled)
		return "the rule is disabled: telex rule enable makes it speak";
	for (size_t i = 0; i < rows->n; i++)
		if (!strcmp(rows->rules[i].name, rule->name) && !rows->rules[i].is_gone)
			return row->seq <= rows->rules[i].since_seq
				   ? "the article came before the rule: telex rule backfill looks at the past"
				   : "it matches now, and did not when it came: a tag, a mark or an entity has changed since";
	return "telexd has not run with this rule yet";
}

bool rules_silence(void *ctx, struct store *store, const struct rules_candidate *rule, bool is_enabled, int64_t article_id,
		   int64_t now, struct rules_silence *ret, struct err *err)
{
	struct store_rows *rows;
	bool matches;

	*ret = (struct rules_silence){.rule = rule->name};
	if (!store_rows_by_id(store, ctx, &article_id, 1, STORE_FULL, &rows, err) ||
	    !rules_why_not(ctx, store, rule->query, article_id, now, &ret->clause, &matches, err))
		return false;
	ret->row = &rows->rows[0];
	if (!ret->row->is_muted && !matches)
		return true;
	ret->outcome = outcome_words(ctx, store, rule, is_enabled, ret->row, err);
	return ret->outcome;
}

void rules_put_silence(const struct rules_silence *silence, struct buf *out)
{
	const struct rules_clause *clause = &silence->clause;

	buf_addf(out, "Rule %s and article %lld: ", silence->rule, (long long)silence->row->id);
	utf8_safe((struct bytes){silence->row->title, strlen(silence->row->title)}, SAFE_LINE, out);
	buf_addc(out, '\n');
	if (silence->outcome) {
		put_labelled("matches", silence->outcome, out);
		return;
	}
	put_labelled("failed", clause->clause, out);
	if (clause->means)
		put_labelled("which is", clause->means, out);
	if (clause->within)
		put_labelled("part of", clause->within, out);
	put_labelled("because", clause->saw, out);
}

/* ---- tried ---- */

void rules_put_trial_head(const struct rules_trial *trial, struct buf *out)
{
	char since[WHEN_LOCAL_SIZE];

	buf_addf(out, "First seen since %s: %lld article%s match%s", when_local(trial->since, trial->now, since),
		 (long long)trial->n_matches, trial->n_matches == 1 ? "" : "s", trial->n_matches == 1 ? "es" : "");
	buf_addf(out, ", %lld alert%s would have been sent, %lld.%lld a day", (long long)trial->n_alerts,
		 trial->n_alerts == 1 ? "" : "s", (long long)(trial->alerts_a_day_tenths / 10),
		 (long long)(trial->alerts_a_day_tenths % 10));
	if (trial->n_too_old)
		buf_addf(out, "\n%lld of them raise none: they were older than max_age when they came", (long long)trial->n_too_old);
	buf_addc(out, '\n');
}

void rules_put_trial_newest(const struct rules_trial *trial, const struct rules_ink *ink, struct buf *out)
{
	buf_adds(out, trial->newest->n ? "Newest\n" : "");
	for (size_t i = 0; i < trial->newest->n; i++) {
		const struct store_row *row = &trial->newest->rows[i];
		AUTO_BUF line = BUF_INIT(KIB(64));
		char age[WHEN_AGE_SIZE];

		buf_addf(&line, "%5s  ", when_age(row->arrived, trial->now, age));
		utf8_fit(row->outlet, strlen(row->outlet), 18, true, &line);
		buf_addf(&line, "  %s", row->title);
		utf8_safe(buf_bytes(&line), SAFE_LINE, out);
		buf_addc(out, '\n');
		rules_put_reasons(trial->evidence[i], ink, "         ", NEWEST_REASONS, out);
	}
}

static void put_share(const struct rules_share *share, bool is_first, struct buf *out)
{
	buf_adds(out, is_first ? "" : ", ");
	utf8_safe((struct bytes){share->name, strlen(share->name)}, SAFE_LINE, out);
	buf_addf(out, " %lld", (long long)share->n);
}

void rules_put_trial_rest(const struct rules_trial *trial, struct buf *out)
{
	buf_adds(out, trial->n_outlets ? "Outlets        " : "");
	for (size_t i = 0; i < trial->n_outlets; i++)
		put_share(&trial->outlets[i], i == 0, out);
	for (size_t i = 0; i < trial->n_overlaps; i++)
		buf_addf(out, "\n%-15s%lld of %lld also caught by rule %s", i ? "" : "Overlap",
			 (long long)trial->overlaps[i].n, (long long)trial->n_matches, trial->overlaps[i].name);
	buf_adds(out, trial->n_never ? "\nNever matched  " : "");
	for (size_t i = 0; i < trial->n_never; i++) {
		buf_adds(out, i ? ", " : "");
		utf8_safe((struct bytes){trial->never[i], strlen(trial->never[i])}, SAFE_LINE, out);
	}
	if (trial->n_outlets || trial->n_overlaps || trial->n_never)
		buf_addc(out, '\n');
}
