/* feed_health.c: `telex feed health`: how feeds fare, worst first; of those that are named the whole story.
 */
#include "feed.h"

#include <stdlib.h>
#include <string.h>

#include "feeds_file.h"
#include "telex/url.h"
#include "telex/utf8.h"
#include "telex/when.h"

enum { LABEL_COLS = 14 };

struct patient {
	struct feed_line line;
	struct store_feed feed; /* the row, or that of a feed nobody asked yet */
	struct store_rhythm rhythm;
	struct store_report report;
	size_t place; /* in the configuration */
};
struct ward {
	struct patient *patients;
	size_t n;
};

/* ---- who ---- */

static const struct store_feed never = {
    .site_url = "",
    .group = "",
    .state = {.last_try_at = WHEN_NONE,
	      .last_ok_at = WHEN_NONE,
	      .failing_since = WHEN_NONE,
	      .missed_at = WHEN_NONE},
};

static bool examine(struct cli *cli, const struct conf_feed *conf, const struct store_feeds *rows,
		    struct patient *ret, struct err *err)
{
	const struct store_feed *row = feed_find_row(rows, conf->name);

	*ret = (struct patient){.line = {conf, row},
				.feed = row ? *row : never,
				.rhythm = {.newest_at = WHEN_NONE},
				.place = (size_t)(conf - cli->conf->feeds)};
	if (!row)
		ret->feed.name = conf->name;
	/* An address or interval that was changed since telexd ran last counts as it stands in the file. */
	ret->feed.url = url_redact(cli->ctx, conf->url);
	store_feed_set_interval(&ret->feed.state, conf_fixed_interval_s(cli->conf, conf));
	if (row && !store_feed_rhythm(cli->store, row->id, cli->now, &ret->rhythm, err))
		return false;
	store_feed_report(cli->ctx, &ret->feed, &ret->rhythm, cli->now, &ret->report);
	return true;
}

static bool is_problem(const struct patient *p)
{
	return p->report.health >= STORE_FEED_WARNING;
}

static bool is_wanted(const struct patient *p, int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], p->line.conf->name) == 0)
			return true;
	return argc == 0;
}

/* Worst first; of those that fail the one that has for longest; else as they stand in the configuration. */
static int compare(const void *a, const void *b)
{
	const struct patient *x = a, *y = b;
	int64_t since_x = x->feed.state.failing_since, since_y = y->feed.state.failing_since;

	if (x->report.health != y->report.health)
		return x->report.health > y->report.health ? -1 : 1;
	if (x->report.health == STORE_FEED_FAILING && since_x != since_y)
		return since_x < since_y ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static bool collect(struct cli *cli, int argc, char **argv, struct ward *ret, struct err *err)
{
	const bool only_problems = cli_option(cli, "problems") != NULL;
	struct store_feeds *rows = NULL;

	for (int i = 0; i < argc; i++)
		if (!feeds_find(cli->conf, argv[i]))
			return feeds_unknown(cli, argv[i], err);
	if (cli_has_store(cli) &&
	    (!cli_open_store(cli, STORE_READ, err) || !store_feeds(cli->store, cli->ctx, false, &rows, err)))
		return false;
	ret->patients = mem_array(cli->ctx, struct patient, cli->conf->n_feeds + 1);
	for (size_t i = 0; i < cli->conf->n_feeds; i++) {
		struct patient *p = &ret->patients[ret->n];

		if (!examine(cli, &cli->conf->feeds[i], rows, p, err))
			return false;
		ret->n += is_wanted(p, argc, argv) && (!only_problems || is_problem(p));
	}
	qsort(ret->patients, ret->n, sizeof(ret->patients[0]), compare);
	return true;
}

/* ---- text ---- */

static int64_t next_of(const struct patient *p)
{
	const struct store_feed_state *s = &p->feed.state;

	return s->hold_until > s->next_at ? s->hold_until : s->next_at;
}

/* "5m": until then; "now", "never". */
static const char *short_next(const struct patient *p, int64_t now, char out[WHEN_AGE_SIZE])
{
	if (p->feed.state.is_gone)
		return "never";
	return when_age(now, next_of(p), out);
}

static void add_safe(struct buf *out, const char *text)
{
	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, out);
}

/* The worst finding, and why it is asked then. */
static void put_remark(const struct patient *p, int64_t now, struct buf *out)
{
	const char *why = p->feed.state.next_why;

	if (p->report.n > 0)
		add_safe(out, p->report.findings[0].words);
	if (p->report.n > 1)
		buf_addf(out, " (and %zu more)", p->report.n - 1);
	if (!why || p->feed.state.is_gone || next_of(p) <= now)
		return;
	buf_adds(out, p->report.n > 0 ? " · " : "");
	add_safe(out, store_next_words(why));
}

static void put_line(const struct cli *cli, const struct patient *p, struct buf *out)
{
	AUTO_BUF text = BUF_INIT(KIB(64));
	char week[STORE_WEEK_SIZE], age[WHEN_AGE_SIZE], next[WHEN_AGE_SIZE];
	int64_t ok_at = p->feed.state.last_ok_at;

	buf_addf(&text, "%-7s ", store_health_name(p->report.health));
	feed_put_cell(&text, p->line.conf->name, cli->cols >= 100 ? 24 : 18);
	buf_addf(&text, " %6s %5s %5s  ", store_week_words(p->line.row ? &p->rhythm : NULL, week),
		 ok_at == WHEN_NONE ? "-" : when_age(ok_at, cli->now, age), short_next(p, cli->now, next));
	put_remark(p, cli->now, &text);
	feed_put_line(cli, &text, out);
}

static void put_story(struct cli *cli, const struct patient *p, struct buf *out)
{
	struct store_facts story;

	store_feed_facts(cli->ctx, &p->feed, p->line.row ? &p->rhythm : NULL,
			 conf_interval_words(cli->ctx, cli->conf, p->line.conf), cli->now, &story);
	add_safe(out, feed_title(&p->line));
	buf_addf(out, " (%s)\n", p->line.conf->name);
	for (size_t i = 0; i < story.n; i++) {
		buf_addf(out, "  %-*s", LABEL_COLS, story.facts[i].label);
		add_safe(out, story.facts[i].words);
		buf_addc(out, '\n');
	}
}

static void put_text(struct cli *cli, const struct ward *ward, bool is_whole, struct buf *out)
{
	if (!is_whole && cli->is_tty && ward->n > 0)
		buf_addf(out, "%-7s %-*s %6s %5s %5s  %s\n", "STATE", cli->cols >= 100 ? 24 : 18, "NAME",
			 "/WEEK", "OK", "NEXT", "WHAT, AND WHY NEXT IS THEN");
	for (size_t i = 0; i < ward->n; i++) {
		if (is_whole)
			buf_adds(out, i ? "\n" : "");
		if (is_whole)
			put_story(cli, &ward->patients[i], out);
		else
			put_line(cli, &ward->patients[i], out);
	}
}

/* ---- for programs ---- */

static void json_findings(const struct store_report *report, struct buf *out)
{
	buf_adds(out, ", \"findings\": [");
	for (size_t i = 0; i < report->n; i++) {
		buf_addf(out, "%s{\"name\": \"%s\"", i ? ", " : "", report->findings[i].name);
		json_out_text(out, "words", report->findings[i].words);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void json_schedule(const struct patient *p, struct buf *out)
{
	const struct store_feed_state *s = &p->feed.state;

	json_out_when(out, "next", s->is_gone || next_of(p) <= 0 ? WHEN_NONE : next_of(p));
	json_out_text(out, "next_why", s->next_why);
	if (s->interval_s > 0)
		json_out_number(out, "interval_s", s->interval_s);
	else
		buf_adds(out, ", \"interval_s\": null");
	buf_addf(out, ", \"posts_per_week\": %lld.%lld", (long long)p->rhythm.week_tenths / 10,
		 (long long)p->rhythm.week_tenths % 10);
	json_out_when(out, "newest", p->rhythm.newest_at);
	json_out_bool(out, "silent", p->rhythm.is_silent);
}

static void put_json(const struct patient *p, struct buf *out)
{
	const struct store_feed_state *s = &p->feed.state;

	buf_adds(out, "{\"v\": 1");
	json_out_text(out, "name", p->line.conf->name);
	json_out_text(out, "title", feed_title(&p->line));
	json_out_text(out, "url", p->feed.url);
	json_out_text(out, "health", store_health_name(p->report.health));
	json_findings(&p->report, out);
	json_out_when(out, "last_ok", s->last_ok_at);
	json_out_when(out, "last_try", s->last_try_at);
	json_out_number(out, "http_status", s->last_status);
	json_out_text(out, "error", s->last_error);
	json_out_number(out, "failures", s->failures);
	json_out_when(out, "failing_since", s->failing_since);
	json_schedule(p, out);
	json_out_text(out, "moved_to", s->moved_to);
	json_out_text(out, "problem", s->problem);
	json_out_number(out, "missed", s->missed);
	json_out_when(out, "missed_at", s->missed > 0 ? s->missed_at : WHEN_NONE);
	json_out_bool(out, "has_validators", s->etag || s->last_modified);
	json_out_bool(out, "link_keyed", p->feed.is_link_keyed);
	json_out_bool(out, "gone", s->is_gone);
	json_out_number(out, "articles", p->feed.n_articles);
	json_out_number(out, "unread", p->feed.n_unread);
	buf_addc(out, '}');
}

static void put_tsv(const struct patient *p, struct buf *out)
{
	const struct store_feed_state *s = &p->feed.state;
	char ok[WHEN_RFC3339_SIZE], next[WHEN_RFC3339_SIZE];

	buf_addf(out, "%s\t%s\t%lld.%lld\t%s\t%s\t%s\t%lld\t%lld\t%s\t", store_health_name(p->report.health),
		 p->line.conf->name, (long long)p->rhythm.week_tenths / 10,
		 (long long)p->rhythm.week_tenths % 10, when_rfc3339(s->last_ok_at, ok),
		 when_rfc3339(s->is_gone || next_of(p) <= 0 ? WHEN_NONE : next_of(p), next),
		 s->next_why ? s->next_why : "", (long long)s->last_status, (long long)s->failures,
		 p->report.n > 0 ? p->report.findings[0].name : "");
	cli_tsv_cell(p->report.n > 0 ? p->report.findings[0].words : "", out);
}

static const struct {
	const char *begin, *between, *end;
	void (*put)(const struct patient *p, struct buf *out);
} formats[] = {
    [CLI_JSON] = {"[", ",\n ", "]\n", put_json},
    [CLI_JSONL] = {"", "\n", "\n", put_json},
    [CLI_TSV] = {"", "\n", "\n", put_tsv},
};

static void put_data(const struct cli *cli, const struct ward *ward, struct buf *out)
{
	buf_adds(out, formats[cli->format].begin);
	for (size_t i = 0; i < ward->n; i++) {
		buf_adds(out, i ? formats[cli->format].between : "");
		formats[cli->format].put(&ward->patients[i], out);
	}
	if (ward->n > 0 || cli->format == CLI_JSON)
		buf_adds(out, formats[cli->format].end);
}

int feed_health(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF out = BUF_INIT(MIB(256));
	struct ward ward = {0};
	struct err err;

	if (!collect(cli, argc, argv, &ward, &err))
		return cli_fail(&err);
	if (cli->format == CLI_TEXT)
		put_text(cli, &ward, argc > 0, &out);
	else
		put_data(cli, &ward, &out);
	cli_put(&out);
	return ward.n > 0 ? 0 : err_exit_status(ERR_NO_MATCH);
}
