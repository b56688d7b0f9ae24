/* feed_list.c: `telex feed list`: the feeds of the configuration, with how they fare. */
#include "feed.h"

#include <string.h>

#include "telex/url.h"
#include "telex/utf8.h"
#include "telex/when.h"

const struct store_feed *feed_find_row(const struct store_feeds *feeds, const char *name)
{
	for (size_t i = 0; feeds && i < feeds->n; i++)
		if (strcmp(feeds->feeds[i].name, name) == 0)
			return &feeds->feeds[i];
	return NULL;
}

const char *feed_title(const struct feed_line *line)
{
	if (line->conf->title)
		return line->conf->title;
	return line->row ? line->row->title : line->conf->name;
}

/* One word for what is wrong or right. */
static const char *state_of(const struct feed_line *line)
{
	if (!line->row || line->row->state.last_try_at == WHEN_NONE)
		return "new";
	if (line->row->state.is_gone)
		return "gone";
	return line->row->state.failures > 0 ? "failing" : "ok";
}

void feed_put_cell(struct buf *out, const char *text, int cols)
{
	AUTO_BUF safe = BUF_INIT(KIB(64));

	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, &safe);
	utf8_fit(buf_str(&safe), safe.len, cols, true, out);
}

void feed_put_line(const struct cli *cli, const struct buf *text, struct buf *out)
{
	if (cli->is_tty)
		utf8_fit(buf_str(text), text->len, cli->cols, false, out);
	else
		buf_adds(out, buf_str(text));
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		buf_truncate(out, out->len - 1);
	buf_addc(out, '\n');
}

static void add_safe(struct buf *out, const char *before, const char *text)
{
	buf_adds(out, before);
	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, out);
}

static const char *age_of(int64_t t, int64_t now, char out[WHEN_AGE_SIZE])
{
	return t == WHEN_NONE ? "-" : when_age(t, now, out);
}

/* The error goes last and may be as long as it is; on a terminal the line is cut. */
static void put_text(struct cli *cli, const struct feed_line *line, struct buf *out)
{
	const struct store_feed *row = line->row;
	char age[WHEN_AGE_SIZE];
	AUTO_BUF text = BUF_INIT(KIB(64));

	feed_put_cell(&text, line->conf->name, 24);
	buf_addc(&text, ' ');
	feed_put_cell(&text, line->conf->group ? line->conf->group : "", 14);
	buf_addf(&text, " %7lld %7lld %5s  %-7s", (long long)(row ? row->n_articles : 0),
		 (long long)(row ? row->n_unread : 0),
		 age_of(row ? row->state.last_ok_at : WHEN_NONE, cli->now, age), state_of(line));
	if (row && row->state.last_error)
		add_safe(&text, "  ", row->state.last_error);
	if (row && row->state.moved_to)
		add_safe(&text, "  moved to ", row->state.moved_to);
	feed_put_line(cli, &text, out);
}

static void put_tsv(struct cli *cli, const struct feed_line *line, struct buf *out)
{
	const struct store_feed *row = line->row;
	const char *const cells[] = {line->conf->name, line->conf->group ? line->conf->group : "",
				     feed_title(line), url_redact(cli->ctx, line->conf->url),
				     state_of(line)};
	char at[WHEN_RFC3339_SIZE];

	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		cli_tsv_cell(cells[i], out);
		buf_addc(out, '\t');
	}
	buf_addf(out, "%lld\t%lld\t%s\t%lld\t", (long long)(row ? row->n_articles : 0),
		 (long long)(row ? row->n_unread : 0), when_rfc3339(row ? row->state.last_ok_at : WHEN_NONE, at),
		 (long long)(row ? row->state.failures : 0));
	cli_tsv_cell(row && row->state.last_error ? row->state.last_error : "", out);
	buf_addc(out, '\t');
	cli_tsv_cell(row && row->state.moved_to ? row->state.moved_to : "", out);
	buf_addc(out, '\n');
}

static void put_health(const struct store_feed *row, struct buf *out)
{
	static const struct store_feed never = {
	    .state = {.last_try_at = WHEN_NONE, .last_ok_at = WHEN_NONE}};

	row = row ? row : &never;
	buf_addf(out, ", \"articles\": %lld, \"unread\": %lld, \"failures\": %lld, \"http_status\": %lld",
		 (long long)row->n_articles, (long long)row->n_unread, (long long)row->state.failures,
		 (long long)row->state.last_status);
	json_out_when(out, "last_ok", row->state.last_ok_at);
	json_out_when(out, "last_try", row->state.last_try_at);
	json_out_when(out, "next", row->state.next_at > 0 ? row->state.next_at : WHEN_NONE);
	json_out_text(out, "error", row->state.last_error);
	json_out_text(out, "moved_to", row->state.moved_to);
	json_out_text(out, "site_url", row->site_url && row->site_url[0] ? row->site_url : NULL);
}

static void put_json(struct cli *cli, const struct feed_line *line, struct buf *out)
{
	buf_adds(out, "{\"v\": 1, \"name\": ");
	json_out_string(line->conf->name, out);
	json_out_text(out, "title", feed_title(line));
	json_out_text(out, "url", url_redact(cli->ctx, line->conf->url));
	json_out_text(out, "group", line->conf->group);
	json_out_text(out, "state", state_of(line));
	put_health(line->row, out);
	buf_addc(out, '}');
}

static const struct {
	const char *begin, *between, *end;
	void (*put)(struct cli *cli, const struct feed_line *line, struct buf *out);
} formats[] = {
    [CLI_TEXT] = {"", "", "", put_text},
    [CLI_JSON] = {"[", ",\n ", "]\n", put_json},
    [CLI_JSONL] = {"", "\n", "\n", put_json},
    [CLI_TSV] = {"", "", "", put_tsv},
};

static void print(struct cli *cli, const struct store_feeds *rows)
{
	const struct conf *conf = cli->conf;
	AUTO_BUF out = BUF_INIT(MIB(256));

	if (cli->format == CLI_TEXT && cli->is_tty && conf->n_feeds > 0)
		buf_addf(&out, "%-24s %-14s %7s %7s %5s  %s\n", "NAME", "GROUP", "STORED", "UNREAD", "OK",
			 "STATE");
	buf_adds(&out, formats[cli->format].begin);
	for (size_t i = 0; i < conf->n_feeds; i++) {
		const struct feed_line line = {&conf->feeds[i], feed_find_row(rows, conf->feeds[i].name)};
		buf_adds(&out, i > 0 ? formats[cli->format].between : "");
		formats[cli->format].put(cli, &line, &out);
	}
	if (conf->n_feeds > 0 || cli->format == CLI_JSON)
		buf_adds(&out, formats[cli->format].end);
	cli_put(&out);
}

int feed_list(struct cli *cli, int argc, char **argv)
{
	struct store_feeds *rows = NULL;
	struct err err;

	(void)argv;
	if (argc > 0)
		return cli_usage(cli, "feed list takes no operands");
	if (cli_has_store(cli) && (!cli_open_store(cli, STORE_READ, &err) ||
				   !store_feeds(cli->store, cli->ctx, false, &rows, &err)))
		return cli_fail(&err);
	print(cli, rows);
	return cli->conf->n_feeds > 0 ? 0 : err_exit_status(ERR_NO_MATCH);
}
