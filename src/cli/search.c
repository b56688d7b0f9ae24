/* search.c: `telex search` and `telex count`: the articles of a query, and how many they are. */
#include "format.h"

#include <string.h>

/* "oldest" prints from the other end; pages come newest first, so that takes one page at a time. */
enum { OLDEST_PAGE = 500 };

static bool print_page_backwards(struct format *format, const struct store_rows *rows)
{
	for (size_t i = rows->n; i-- > 0;)
		if (!format_row(format, &rows->rows[i]))
			return false;
	return true;
}

static bool each_oldest(struct cli *cli, const struct query *query, size_t limit, struct format *format,
			struct err *err)
{
	struct store_page page = {
	    .below = INT64_MAX, .above = INT64_MIN, .oldest_first = true, .fields = STORE_FULL};

	for (;;) {
		size_t left = limit ? limit - format->n : OLDEST_PAGE;
		struct store_rows *rows;

		page.limit = left < OLDEST_PAGE ? left : OLDEST_PAGE;
		if (!page.limit)
			return true;
		if (!store_search(cli->store, cli->ctx, query, &page, cli->now, &rows, NULL, err))
			return false;
		print_page_backwards(format, rows);
		if (rows->n < page.limit) {
			talloc_free(rows);
			return true;
		}
		page.above = rows->rows[0].id;
		talloc_free(rows);
	}
}

static bool each(struct cli *cli, const struct query *query, size_t limit, struct format *format,
		 struct err *err)
{
	const char *sort = cli_option(cli, "sort");
	struct store_page page = STORE_PAGE_NEWEST(limit);

	if (sort && !strcmp(sort, "oldest"))
		return each_oldest(cli, query, limit, format, err);
	page.fields = STORE_FULL;
	page.sort = !sort || !strcmp(sort, "newest") ? STORE_BY_DATE
		    : !strcmp(sort, "best")	     ? STORE_BEST
						     : STORE_BY_ARRIVAL;
	return store_each(cli->store, query, &page, cli->now, format_row, format, err);
}

/* On a terminal, without --limit and --format: what fits on one screen, less the prompt and the line 'N
 * more'. */
static size_t limit_of(const struct cli *cli, bool *ret_is_screen)
{
	*ret_is_screen = cli->limit < 0 && cli->is_tty && !cli->has_format;
	if (*ret_is_screen)
		return cli->rows > 4 ? (size_t)cli->rows - 2 : 2;
	return cli->limit < 0 ? 0 : (size_t)cli->limit;
}

static void say_more(struct cli *cli, const struct query *query, size_t shown)
{
	int64_t total;
	struct err err = {0};

	if (store_count(cli->store, query, cli->now, 0, &total, &err) && total > (int64_t)shown)
		cli_note(cli, "%lld more; --limit 0 prints all", (long long)(total - (int64_t)shown));
}

int cli_search(struct cli *cli, int argc, char **argv)
{
	const char *text = cli_join(cli, argc, argv, 0);
	bool is_screen, ok;
	size_t limit = limit_of(cli, &is_screen), shown;
	struct format format;
	struct query *query;
	struct err err = {0};

	if (!cli_query(cli, text, &query, &err))
		return cli_fail_text(&err, text);
	cli_remark(cli, query);
	format_begin(&format, cli);
	ok = each(cli, query, limit, &format, &err);
	shown = format.n;
	format_end(&format);
	if (!ok)
		return cli_fail_text(&err, text);
	if (is_screen && shown == limit)
		say_more(cli, query, shown);
	return shown ? 0 : err_exit_status(ERR_NO_MATCH);
}

int cli_count(struct cli *cli, int argc, char **argv)
{
	const char *text = cli_join(cli, argc, argv, 0);
	const bool is_stories = cli_option(cli, "stories") != NULL;
	struct query *query;
	int64_t count;
	struct err err = {0};
	AUTO_BUF out = BUF_INIT(KIB(1));

	if (!cli_query(cli, text, &query, &err) ||
	    !(is_stories ? store_count_stories(cli->store, query, cli->now, &count, &err)
			 : store_count(cli->store, query, cli->now, 0, &count, &err)))
		return cli_fail_text(&err, text);
	cli_remark(cli, query);
	if (cli->format == CLI_JSON || cli->format == CLI_JSONL)
		buf_addf(&out, "{\"v\": 1, \"%s\": %lld}\n", is_stories ? "stories" : "count", (long long)count);
	else
		buf_addf(&out, "%lld\n", (long long)count);
	cli_put(&out);
	return count ? 0 : err_exit_status(ERR_NO_MATCH);
}
