/* show.c: `telex show`: whole articles as text, or with their bodies as JSON. */
#include "show.h"
#include "full.h"

#include <string.h>

#include "format.h"
#include "telex/alert.h"
#include "telex/report_json.h"
#include "telex/text.h"
#include "telex/utf8.h"
#include "telex/when.h"

static void put_safe(struct buf *out, const char *label, const char *s)
{
	if (!s || !*s)
		return;
	buf_adds(out, label);
	utf8_safe((struct bytes){s, strlen(s)}, SAFE_LINE, out);
	buf_addc(out, '\n');
}

static void put_part(struct buf *out, const char *part)
{
	buf_adds(out, *part ? " · " : "");
	utf8_safe((struct bytes){part, strlen(part)}, SAFE_LINE, out);
}

/* The other articles of its story: who had it first, who how late. */
static void put_story(struct cli *cli, const struct store_row *row, struct buf *out)
{
	struct store_rows *rows;
	const char *const *roles;
	char lag[WHEN_AGE_SIZE];

	if (!story_articles(cli->store, cli->ctx, row->story_id, 0, &rows, NULL) ||
	    !story_roles(cli->store, cli->ctx, rows, &roles, NULL))
		return;
	for (size_t i = 0; i < rows->n && rows->n > 1; i++) {
		AUTO_BUF name = BUF_INIT(KIB(4));

		utf8_safe((struct bytes){rows->rows[i].outlet, strlen(rows->rows[i].outlet)}, SAFE_LINE, &name);
		buf_addf(out, "%s%s%s%s", i ? ", " : "Story: ", buf_str(&name), i ? " " : " first",
			 i ? story_lag(story_told_at(&rows->rows[i]) - story_told_at(&rows->rows[0]), false, lag) : "");
		if (*roles[i])
			buf_addf(out, " (%s)", roles[i]);
	}
	buf_adds(out, rows->n > 1 ? "\n" : "");
	talloc_free(rows);
}

void show_head(struct cli *cli, const struct store_article *article, int words, struct buf *out)
{
	const struct store_row *row = &article->row;
	char at[WHEN_LOCAL_SIZE], age[WHEN_AGE_SIZE], changes[STORE_CHANGES_SIZE], minutes[TEXT_MINUTES_SIZE];

	put_safe(out, "", *row->title ? row->title : row->url);
	put_safe(out, "", row->outlet);
	put_safe(out, "by ", row->author);
	when_age(row->sort_at, cli->now, age);
	buf_addf(out, "%s (%s%s)", when_local(row->sort_at, cli->now, at), age, strcmp(age, "now") ? " ago" : "");
	put_part(out, store_changes_words(article, cli->now, changes));
	put_part(out, text_minutes(words, minutes));
	put_part(out, row->lang);
	put_part(out, article->is_sponsored ? "sponsored" : "");
	buf_addc(out, '\n');
	put_safe(out, "", row->url);
	for (size_t i = 0; i < row->n_tags; i++) {
		buf_adds(out, i ? " #" : "#");
		utf8_safe((struct bytes){row->tags[i], strlen(row->tags[i])}, SAFE_LINE, out);
	}
	buf_adds(out, row->n_tags ? "\n" : "");
	put_story(cli, row, out);
	if (article->note) {
		buf_adds(out, "Note: ");
		utf8_safe((struct bytes){article->note, strlen(article->note)}, SAFE_TEXT, out);
		buf_addc(out, '\n');
	}
	buf_addc(out, '\n');
}

static void put_links(const struct store_article *article, const struct text_page *page, struct buf *out)
{
	for (size_t i = 0; i < page->n_links; i++) {
		buf_addf(out, "%s[%zu] ", i ? "" : "\n", i + 1);
		put_safe(out, "", page->links[i].url);
	}
	for (size_t i = 0; i < article->n_enclosures; i++) {
		const struct feed_enclosure *enclosure = &article->enclosures[i];

		put_safe(out, i ? "" : "\n", enclosure->url);
		put_safe(out, "  ", enclosure->type);
	}
}

int show_cols(const struct cli *cli)
{
	int cols = cli->cols < cli->conf->reader.measure ? cli->cols : (int)cli->conf->reader.measure;

	return cols < 20 ? 20 : cols;
}

static struct text_page *layout(struct cli *cli, const struct store_article *article)
{
	int cols = show_cols(cli);

	if (article->html)
		return text_layout(cli->ctx, (struct bytes){article->html, strlen(article->html)}, cols);
	return text_layout_plain(cli->ctx, (struct bytes){article->text, strlen(article->text)}, cols);
}

static void put_text(struct cli *cli, const struct store_article *article, struct buf *out)
{
	struct text_page *page = layout(cli, article);

	show_head(cli, article, page->words, out);
	for (size_t i = 0; i < page->n_rows; i++) {
		for (size_t k = 0; k < page->rows[i].n_spans; k++)
			buf_add(out, page->rows[i].spans[k].s, page->rows[i].spans[k].len);
		buf_addc(out, '\n');
	}
	put_links(article, page, out);
	talloc_free(page);
}

/* The members of a list row, and the bodies. */
static void put_json(const struct store_article *article, struct buf *out)
{
	buf_addc(out, '{');
	report_article_members(&article->row, out);
	buf_adds(out, ", \"content_html\": ");
	json_out_string(article->html, out);
	buf_adds(out, ", \"content_text\": ");
	json_out_string(article->text, out);
	buf_adds(out, ", \"updated\": ");
	json_out_time(article->updated, out);
	json_out_number(out, "changes", article->n_changes);
	json_out_bool(out, "is_sponsored", article->is_sponsored);
	json_out_text(out, "lang", article->row.lang);
	json_out_text(out, "note", article->note);
	buf_adds(out, ", \"enclosures\": [");
	for (size_t i = 0; i < article->n_enclosures; i++) {
		const struct feed_enclosure *enclosure = &article->enclosures[i];

		buf_adds(out, i ? ", {\"url\": " : "{\"url\": ");
		json_out_string(enclosure->url, out);
		buf_adds(out, ", \"type\": ");
		json_out_string(enclosure->type, out);
		buf_addf(out, enclosure->bytes < 0 ? ", \"bytes\": null}" : ", \"bytes\": %lld}",
			 (long long)enclosure->bytes);
	}
	buf_adds(out, "]}");
}

static void put_article(struct cli *cli, const struct store_article *article, int index, struct buf *out)
{
	struct format format;

	if (cli->format == CLI_TSV) {
		format_begin(&format, cli);
		format_row(&format, &article->row);
		format_end(&format);
	} else if (cli->format == CLI_TEXT) {
		buf_adds(out, index ? "\n\f\n" : "");
		put_text(cli, article, out);
	} else {
		buf_adds(out, !index ? "" : cli->format == CLI_JSON ? ",\n " : "\n");
		put_json(article, out);
	}
}

/* One that is not there fails the command, but does not keep the others back: what is printed stays whole. */
static int show_each(struct cli *cli, const int64_t *ids, int n, struct buf *out)
{
	int status = 0, shown = 0;

	for (int i = 0; i < n; i++) {
		struct store_article *article;
		struct err err = {0};

		if (cli_option(cli, "full") && !full_fetch(cli, ids[i], &err)) {
			status = cli_fail(&err);
			continue;
		}
		if (!store_article(cli->store, cli->ctx, ids[i], &article, &err)) {
			status = cli_fail(&err);
			continue;
		}
		put_article(cli, article, shown++, out);
		talloc_free(article);
		cli_put(out);
	}
	if (shown && cli->format == CLI_JSONL)
		buf_addc(out, '\n');
	return status;
}

int cli_show(struct cli *cli, int argc, char **argv)
{
	int64_t *ids = mem_array(cli->ctx, int64_t, (size_t)argc + 1);
	struct err err = {0};
	int status;
	AUTO_BUF out = BUF_INIT(MIB(64));

	if (!argc && !cli_option(cli, "diff"))
		return cli_usage(cli, "an article's id is missing; `telex search --format tsv` prints them");
	for (int i = 0; i < argc; i++)
		if (!cli_parse_id(argv[i], &ids[i], &err))
			return cli_fail(&err);
	if (cli_option(cli, "diff"))
		return show_diff(cli, ids, argc);
	buf_adds(&out, cli->format == CLI_JSON ? "[" : "");
	status = show_each(cli, ids, argc, &out);
	buf_adds(&out, cli->format == CLI_JSON ? "]\n" : "");
	cli_put(&out);
	return status;
}
