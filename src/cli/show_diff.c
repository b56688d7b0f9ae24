/* show_diff.c: `telex show --diff`: what publishers changed, word by word. */
#include "show.h"

#include <stdlib.h>
#include <string.h>

#include "telex/diff.h"
#include "telex/text.h"
#include "telex/when.h"

enum { NEWEST = 10 };

/* The wordings of an article, the oldest first, the one that is stored last: a child of ctx. */
struct history {
	const struct store_article *article;
	struct store_former *formers;
	size_t n; /* changes */
};

/* ---- for people ---- */

static const struct ink {
	const char *begin, *end;
} inks[] = {{"\033[31m", "\033[39m"}, {"\033[32m", "\033[39m"}, {"\033[1m", "\033[22m"}};

static void put_span(const struct text_span *span, bool has_colour, struct buf *out)
{
	const struct ink *ink = span->style & TEXT_REMOVED ? &inks[0]
				: span->style & TEXT_ADDED ? &inks[1]
				: span->style & TEXT_BOLD  ? &inks[2]
							   : NULL;

	buf_adds(out, has_colour && ink ? ink->begin : "");
	buf_add(out, span->s, span->len);
	buf_adds(out, has_colour && ink ? ink->end : "");
}

static const char *when_words(struct cli *cli, void *ctx, int64_t at)
{
	char local[WHEN_LOCAL_SIZE], age[WHEN_AGE_SIZE];

	when_age(at, cli->now, age);
	return mem_printf(ctx, "%s (%s%s)", when_local(at, cli->now, local), age, strcmp(age, "now") ? " ago" : "");
}

static void put_text(struct cli *cli, const struct history *h, struct buf *out)
{
	void *ctx = talloc_new(cli->ctx);
	bool has_colour = cli->is_tty && !getenv("NO_COLOR");
	struct text_wording *wordings = mem_array(ctx, struct text_wording, h->n + 1);
	AUTO_BUF html = BUF_INIT(MIB(64));
	struct text_page *page;

	for (size_t i = 0; i < h->n; i++)
		wordings[i] = (struct text_wording){h->formers[i].title, h->formers[i].author, h->formers[i].body,
						    when_words(cli, ctx, h->formers[i].replaced_at)};
	wordings[h->n] = (struct text_wording){h->article->row.title, h->article->row.author, h->article->text, NULL};
	show_head(cli, h->article, 0, out);
	if (h->n == 0)
		buf_adds(out, "Its publisher has not changed it.\n");
	text_diff_html(wordings, h->n + 1, !has_colour, &html);
	page = text_layout(ctx, buf_bytes(&html), show_cols(cli));
	for (size_t i = 0; i < page->n_rows; i++) {
		for (size_t k = 0; k < page->rows[i].n_spans; k++)
			put_span(&page->rows[i].spans[k], has_colour, out);
		buf_addc(out, '\n');
	}
	talloc_free(ctx);
}

/* ---- for programs ---- */

static void put_ops(const char *name, const char *before, const char *after, struct buf *out)
{
	static const char *const kinds[] = {"same", "removed", "added"};
	struct text_diff *diff =
	    text_diff(NULL, (struct bytes){before, strlen(before)}, (struct bytes){after, strlen(after)});

	buf_addf(out, ", \"%s\": [", name);
	for (size_t i = 0; i < diff->n; i++) {
		const struct text_diff_op *op = &diff->ops[i];
		char *text = mem_printf(diff, "%s%.*s", op->has_space ? " " : "", (int)op->text.len, op->text.data);

		buf_addf(out, "%s{\"op\": \"%s\", \"text\": ", i ? ", " : "", kinds[op->kind]);
		json_out_string(text, out);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
	talloc_free(diff);
}

static void put_json(const struct history *h, struct buf *out)
{
	buf_addf(out, "{\"id\": %lld", (long long)h->article->row.id);
	json_out_text(out, "title", h->article->row.title);
	buf_adds(out, ", \"changes\": [");
	for (size_t i = 0; i < h->n; i++) {
		const struct store_former *before = &h->formers[i];
		bool is_last = i + 1 == h->n;

		buf_addf(out, "%s{\"version\": %lld", i ? ", " : "", (long long)before->version);
		json_out_when(out, "replaced", before->replaced_at);
		put_ops("title", before->title, is_last ? h->article->row.title : before[1].title, out);
		put_ops("author", before->author, is_last ? h->article->row.author : before[1].author, out);
		put_ops("text", before->body, is_last ? h->article->text : before[1].body, out);
		buf_addc(out, '}');
	}
	buf_adds(out, "]}");
}

static bool show_one(struct cli *cli, int64_t id, int index, struct buf *out, struct err *err)
{
	struct store_article *article;
	struct history h = {0};

	if (!store_article(cli->store, cli->ctx, id, &article, err) ||
	    !store_versions(cli->store, article, id, &h.formers, &h.n, err))
		return false;
	h.article = article;
	if (cli->format == CLI_TEXT) {
		buf_adds(out, index ? "\n\f\n" : "");
		put_text(cli, &h, out);
	} else {
		buf_adds(out, !index ? "" : cli->format == CLI_JSON ? ",\n " : "\n");
		put_json(&h, out);
	}
	talloc_free(article);
	cli_put(out);
	return true;
}

/* The newest that were changed. */
static bool newest_changed(struct cli *cli, int64_t **ret_ids, int *ret_n, struct err *err)
{
	struct store_page page = STORE_PAGE_NEWEST(NEWEST);
	struct query *query;
	struct store_rows *rows;

	if (!cli_query(cli, "is:updated", &query, err) ||
	    !store_search(cli->store, cli->ctx, query, &page, cli->now, &rows, NULL, err))
		return false;
	*ret_ids = mem_array(cli->ctx, int64_t, rows->n + 1);
	*ret_n = (int)rows->n;
	for (size_t i = 0; i < rows->n; i++)
		(*ret_ids)[i] = rows->rows[i].id;
	return rows->n > 0 || err_set(err, ERR_NO_MATCH, "no article that is stored was changed by its publisher");
}

int show_diff(struct cli *cli, int64_t *ids, int n)
{
	AUTO_BUF out = BUF_INIT(MIB(256));
	struct err err = {0};
	int status = 0, shown = 0;

	if (cli->format == CLI_TSV)
		return cli_usage(cli, "--diff is text, json or jsonl");
	if (n == 0 && !newest_changed(cli, &ids, &n, &err))
		return cli_fail(&err);
	buf_adds(&out, cli->format == CLI_JSON ? "[" : "");
	for (int i = 0; i < n; i++) {
		if (show_one(cli, ids[i], shown, &out, &err))
			shown++;
		else
			status = cli_fail(&err);
	}
	buf_adds(&out, cli->format == CLI_JSON ? "]\n" : cli->format == CLI_JSONL && shown ? "\n" : "");
	cli_put(&out);
	return status;
}
