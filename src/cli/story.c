/* story.c: `telex story`: who had it first, who followed and how late; put together and taken apart by hand. */
#include "cli.h"

#include <string.h>

#include "telex/alert.h"
#include "telex/report_json.h"
#include "telex/utf8.h"
#include "telex/when.h"

#include "feed.h"

enum {
	SCREEN_MORE = 2, /* lines of a terminal that the list leaves */
	PAGE_ROWS = 256
};

static bool open_for_reading(struct cli *cli, struct err *err)
{
	return cli_open_store(cli, cli_has_store(cli) ? STORE_READ : STORE_CLIENT, err);
}

static bool story_named(struct cli *cli, const char *s, int64_t *ret, struct err *err)
{
	int64_t id;

	return cli_parse_id(s, &id, err) && story_resolve(cli->store, id, ret, err);
}

/* ---- one story ---- */

static void put_lag(int64_t lag_s, struct buf *out)
{
	char lag[WHEN_AGE_SIZE];

	buf_addf(out, "%-12s", story_lag(lag_s, true, lag));
}

static void put_articles(struct cli *cli, const struct store_rows *rows, const char *const *roles, struct buf *out)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct store_row *row = &rows->rows[i];
		AUTO_BUF line = BUF_INIT(KIB(64));

		buf_addf(&line, "%14lld  ", (long long)row->id);
		put_lag(story_told_at(row) - story_told_at(&rows->rows[0]), &line);
		buf_addf(&line, "  %-7s  ", roles[i]);
		feed_put_cell(&line, row->outlet, 20);
		buf_adds(&line, "  ");
		utf8_safe((struct bytes){row->title, strlen(row->title)}, SAFE_LINE, &line);
		feed_put_line(cli, &line, out);
	}
}

static void put_story_json(const struct story_size *story, const struct store_rows *rows, const char *const *roles,
			   struct buf *out)
{
	buf_addf(out, "{\"v\": 1, \"story_id\": %lld, \"n_articles\": %lld, \"n_outlets\": %lld", (long long)story->id,
		 (long long)story->n_articles, (long long)story->n_outlets);
	json_out_text(out, "title", rows->n ? rows->rows[0].title : "");
	json_out_when(out, "first", rows->n ? story_told_at(&rows->rows[0]) : WHEN_NONE);
	buf_adds(out, ", \"articles\": [");
	for (size_t i = 0; i < rows->n; i++) {
		buf_adds(out, i ? ", {" : "{");
		report_article_members(&rows->rows[i], out);
		json_out_number(out, "lag_s", story_told_at(&rows->rows[i]) - story_told_at(&rows->rows[0]));
		json_out_text(out, "role", *roles[i] ? roles[i] : NULL);
		buf_addc(out, '}');
	}
	buf_adds(out, "]}");
}

static void put_story_line(struct cli *cli, const struct story_size *story, const struct store_rows *rows, struct buf *out)
{
	AUTO_BUF line = BUF_INIT(KIB(64));
	char age[WHEN_AGE_SIZE];

	if (!rows->n)
		return;
	buf_addf(&line, "%14lld  %5s  %3lld articles, %3lld outlet%s  ", (long long)story->id,
		 when_age(story_told_at(&rows->rows[0]), cli->now, age), (long long)story->n_articles,
		 (long long)story->n_outlets, story->n_outlets == 1 ? " " : "s");
	feed_put_cell(&line, rows->rows[0].outlet, 16);
	buf_adds(&line, "  ");
	utf8_safe((struct bytes){rows->rows[0].title, strlen(rows->rows[0].title)}, SAFE_LINE, &line);
	feed_put_line(cli, &line, out);
}

static void put_story_tsv(const struct story_size *story, const struct store_rows *rows, struct buf *out)
{
	char at[WHEN_RFC3339_SIZE];

	if (!rows->n)
		return;
	buf_addf(out, "%lld\t%lld\t%lld\t%s\t", (long long)story->id, (long long)story->n_articles,
		 (long long)story->n_outlets, when_rfc3339(story_told_at(&rows->rows[0]), at));
	cli_tsv_cell(rows->rows[0].outlet, out);
	buf_addc(out, '\t');
	cli_tsv_cell(rows->rows[0].title, out);
	buf_addc(out, '\n');
}

static bool put_story(struct cli *cli, const struct story_size *story, const struct store_rows *rows, size_t number,
		      struct buf *out, struct err *err)
{
	const char *const *roles = NULL;

	if (cli->format == CLI_TSV) {
		put_story_tsv(story, rows, out);
	} else if (cli->format == CLI_TEXT) {
		put_story_line(cli, story, rows, out);
	} else {
		if (!story_roles(cli->store, cli->ctx, rows, &roles, err))
			return false;
		if (cli->format == CLI_JSON)
			buf_adds(out, number ? ",\n " : "[");
		put_story_json(story, rows, roles, out);
		buf_adds(out, cli->format == CLI_JSON ? "" : "\n");
	}
	return true;
}

static void end_list(struct cli *cli, size_t n, struct buf *out)
{
	if (cli->format == CLI_JSON)
		buf_adds(out, n ? "]\n" : "[]\n");
	cli_put(out);
}

/* ---- list and show ---- */

/* Stories of which an article matches, those with the newest match first; of several articles.  max 0: all. */
static bool find_stories(struct cli *cli, const struct query *query, size_t max, struct story_size **ret, size_t *ret_n,
			 struct err *err)
{
	struct store_page page = {
	    .below = INT64_MAX, .above = INT64_MIN, .limit = PAGE_ROWS, .fields = STORE_STORIES, .by_story = true};
	struct store_rows *rows;

	do {
		if (!store_search(cli->store, cli->ctx, query, &page, cli->now, &rows, NULL, err))
			return false;
		for (size_t i = 0; i < rows->n && (!max || *ret_n < max); i++) {
			const struct store_row *row = &rows->rows[i];

			page.below = row->id;
			if (row->n_in_story < 2)
				continue;
			*ret = mem_grow(cli->ctx, *ret, struct story_size, *ret_n + 1);
			(*ret)[(*ret_n)++] = (struct story_size){row->story_id, row->n_in_story, row->n_outlets};
		}
	} while (rows->n == PAGE_ROWS && (!max || *ret_n < max));
	return true;
}

static int list(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF out = BUF_INIT(MIB(64));
	const bool is_screen = cli->is_tty && !cli->has_format && cli->limit < 0;
	const size_t screen = cli->rows > SCREEN_MORE ? (size_t)(cli->rows - SCREEN_MORE) : 1;
	const size_t max = is_screen ? screen + 1 : cli->limit > 0 ? (size_t)cli->limit : 0;
	const char *text = cli_join(cli, argc, argv, 0);
	struct story_size *stories = NULL;
	struct query *query;
	struct err err = {0};
	size_t n = 0, shown;

	if (!cli_query(cli, text, &query, &err))
		return cli_fail_text(&err, text);
	if (!open_for_reading(cli, &err) || !(argc ? find_stories(cli, query, max, &stories, &n, &err)
						   : story_newest(cli->store, cli->ctx, INT64_MAX, max, &stories, &n, &err)))
		return cli_fail(&err);
	shown = is_screen && n > screen ? screen : n;
	for (size_t i = 0; i < shown; i++) {
		struct store_rows *rows;

		if (!story_articles(cli->store, cli->ctx, stories[i].id, 0, &rows, &err) ||
		    !put_story(cli, &stories[i], rows, i, &out, &err))
			return cli_fail(&err);
		if (out.len > KIB(64))
			cli_put(&out);
		talloc_free(rows);
	}
	end_list(cli, shown, &out);
	if (shown < n)
		cli_note(cli, "there are more: --limit 0 lists all");
	return n ? 0 : err_exit_status(ERR_NO_MATCH);
}

static bool put_whole(struct cli *cli, const struct story_size *story, const struct store_rows *rows, struct buf *out,
		      struct err *err)
{
	const char *const *roles;

	if (!story_roles(cli->store, cli->ctx, rows, &roles, err))
		return false;
	buf_addf(out, "story %lld: %lld article%s, %lld outlet%s\n", (long long)story->id, (long long)story->n_articles,
		 story->n_articles == 1 ? "" : "s", (long long)story->n_outlets, story->n_outlets == 1 ? "" : "s");
	put_articles(cli, rows, roles, out);
	return true;
}

static int show(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF out = BUF_INIT(MIB(64));
	struct err err = {0};

	if (!argc)
		return cli_usage(cli, "which story? give its number, or the id of an article");
	if (!open_for_reading(cli, &err))
		return cli_fail(&err);
	for (int i = 0; i < argc; i++) {
		struct story_size size;
		struct store_rows *rows;
		int64_t story;

		if (!story_named(cli, argv[i], &story, &err) || !story_articles(cli->store, cli->ctx, story, 0, &rows, &err) ||
		    (rows->n && !story_of(cli->store, rows->rows[0].id, &size, &err)))
			return cli_fail(&err);
		if (!rows->n)
			continue;
		if (!(cli->format == CLI_TEXT ? put_whole(cli, &size, rows, &out, &err)
					      : put_story(cli, &size, rows, (size_t)i, &out, &err)))
			return cli_fail(&err);
	}
	end_list(cli, 1, &out);
	return 0;
}

/* ---- why ---- */

static void put_words(const char **words, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? ", " : "");
		utf8_safe((struct bytes){words[i], strlen(words[i])}, SAFE_LINE, out);
	}
}

static void put_why_text(const struct story_why *why, struct buf *out)
{
	if (why->a.id == why->b.id)
		buf_addf(out, "one story: %lld, of %lld articles\n", (long long)why->a.id, (long long)why->a.n_articles);
	else
		buf_addf(out, "two stories: %lld and %lld%s\n", (long long)why->a.id, (long long)why->b.id,
			 why->is_apart ? ", split by hand" : "");
	buf_addf(out, "title  %6.2f  a word; in common: ", why->title);
	put_words(why->title_words, why->n_title_words, out);
	if (!why->n_title_words)
		buf_adds(out, "nothing");
	if (why->text < 0) {
		buf_adds(out, "\ntext        -  not both have one\n");
	} else {
		buf_addf(out, "\ntext   %5.0f %%  of one stands in the other: ", 100 * why->text);
		put_words(why->text_words, why->n_text_words, out);
		buf_addc(out, '\n');
	}
	if (why->runs > 0)
		buf_addf(out, "runs   %5.0f %%  of the same words in the same order\n", 100 * why->runs);
	if (why->n_links)
		buf_addf(out, "links  %6d  in common, or from one to the other\n", why->n_links);
	if (why->decay < 1)
		buf_addf(out, "time   x %4.2f  for the time between them\n", why->decay);
	buf_addf(out, "total  %6.2f  of %.2f that are needed%s\n", why->total, why->needed,
		 why->a.id == why->b.id && !why->is_enough ? ": others stand between them, or somebody put them together" : "");
}

static void put_list(struct buf *out, const char *name, const char **words, size_t n)
{
	buf_addf(out, ", \"%s\": [", name);
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? ", " : "");
		json_out_string(words[i], out);
	}
	buf_addc(out, ']');
}

static void put_why_json(const struct story_why *why, struct buf *out)
{
	buf_addf(out, "{\"v\": 1, \"stories\": [%lld, %lld]", (long long)why->a.id, (long long)why->b.id);
	json_out_bool(out, "is_one", why->a.id == why->b.id);
	json_out_bool(out, "is_enough", why->is_enough);
	json_out_bool(out, "is_apart", why->is_apart);
	buf_addf(out, ", \"total\": %.3f, \"needed\": %.3f, \"title\": %.3f, \"text\": ", why->total, why->needed, why->title);
	if (why->text < 0)
		buf_adds(out, "null");
	else
		buf_addf(out, "%.3f", why->text);
	buf_addf(out, ", \"runs\": %.3f, \"links\": %d, \"decay\": %.3f", why->runs, why->n_links, why->decay);
	put_list(out, "title_words", why->title_words, why->n_title_words);
	put_list(out, "text_words", why->text_words, why->n_text_words);
	buf_adds(out, "}");
}

static int why(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF out = BUF_INIT(MIB(1));
	struct story_why found;
	struct err err = {0};
	int64_t a, b;

	if (argc != 2)
		return cli_usage(cli, "story why takes the ids of two articles");
	if (!cli_parse_id(argv[0], &a, &err) || !cli_parse_id(argv[1], &b, &err) || !open_for_reading(cli, &err) ||
	    !story_why(cli->store, cli->ctx, a, b, &found, &err))
		return cli_fail(&err);
	if (cli->format == CLI_TEXT || cli->format == CLI_TSV) {
		put_why_text(&found, &out);
	} else {
		buf_adds(&out, cli->format == CLI_JSON ? "[" : "");
		put_why_json(&found, &out);
		buf_adds(&out, cli->format == CLI_JSON ? "]\n" : "\n");
	}
	cli_put(&out);
	return 0;
}

/* ---- by hand ---- */

static bool parse_ids(struct cli *cli, int argc, char **argv, int64_t **ret, struct err *err)
{
	*ret = mem_array(cli->ctx, int64_t, (size_t)argc + 1);
	for (int i = 0; i < argc; i++)
		if (!cli_parse_id(argv[i], &(*ret)[i], err))
			return false;
	return true;
}

static int merge(struct cli *cli, int argc, char **argv)
{
	struct err err = {0};
	int64_t *ids, story;

	if (argc < 2)
		return cli_usage(cli, "story merge takes the numbers of two stories or more");
	if (!parse_ids(cli, argc, argv, &ids, &err) || !cli_open_store(cli, STORE_CLIENT, &err) ||
	    !story_merge(cli->store, ids, (size_t)argc, "cli", cli->now, &story, &err))
		return cli_fail(&err);
	cli_note(cli, "one story now: %lld", (long long)story);
	return 0;
}

static int split(struct cli *cli, int argc, char **argv)
{
	struct err err = {0};
	int64_t *ids, story;

	if (argc < 2)
		return cli_usage(cli, "story split takes the number of a story and the ids of the articles that leave it");
	if (!parse_ids(cli, argc, argv, &ids, &err) || !cli_open_store(cli, STORE_CLIENT, &err) ||
	    !story_split(cli->store, ids[0], ids + 1, (size_t)argc - 1, "cli", cli->now, &story, &err))
		return cli_fail(&err);
	cli_note(cli, "a story of its own: %lld", (long long)story);
	return 0;
}

static const struct cli_verb verbs[] = {{"list", list}, {"show", show}, {"why", why}, {"merge", merge}, {"split", split}};

int cli_story(struct cli *cli, int argc, char **argv)
{
	return cli_run_verb(cli, verbs, sizeof(verbs) / sizeof(verbs[0]), argc, argv);
}
