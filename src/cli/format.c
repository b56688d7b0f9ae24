/* format.c: articles as text lines, JSON, JSON lines or TSV. */
#include "format.h"

#include <string.h>

#include "telex/report_json.h"
#include "telex/utf8.h"
#include "telex/when.h"

/* What is written at once: a pipe's buffer, so that a reader of a long list starts at once. */
enum { FLUSH_BYTES = 64 * 1024 };

static void put_json(struct cli *cli, const struct store_row *row, struct buf *out)
{
	(void)cli;
	buf_addc(out, '{');
	report_article_members(row, out);
	buf_addc(out, '}');
}

/* id, published (else arrived), feed, flags, tags, title, url */
static void put_tsv(struct cli *cli, const struct store_row *row, struct buf *out)
{
	char at[WHEN_RFC3339_SIZE];

	(void)cli;
	buf_addf(out, "%lld\t%s\t", (long long)row->id,
		 when_rfc3339(row->published == WHEN_NONE ? row->arrived : row->published, at));
	cli_tsv_cell(row->feed, out);
	buf_addf(out, "\t%s%s%s\t", row->is_read ? "" : "unread", !row->is_read && row->is_starred ? "," : "",
		 row->is_starred ? "starred" : "");
	for (size_t i = 0; i < row->n_tags; i++) {
		buf_adds(out, i ? "," : "");
		cli_tsv_cell(row->tags[i], out);
	}
	buf_addc(out, '\t');
	cli_tsv_cell(row->title, out);
	buf_addc(out, '\t');
	cli_tsv_cell(row->url, out);
	buf_addc(out, '\n');
}

/* "  12m  Fierce Network      * Title …  #tag" in the terminal's width; whole when nobody reads it on one. */
static void put_text(struct cli *cli, const struct store_row *row, struct buf *out)
{
	enum { AGE_COLS = 5, OUTLET_COLS = 18, FIXED_COLS = AGE_COLS + 2 + OUTLET_COLS + 1 + 2 };
	char age[WHEN_AGE_SIZE];
	const char *title = *row->title ? row->title : row->url;
	AUTO_BUF line = BUF_INIT(KIB(64));
	AUTO_BUF text = BUF_INIT(KIB(64));

	utf8_safe((struct bytes){row->outlet, strlen(row->outlet)}, SAFE_LINE, &text);
	buf_addf(&line, "%*s  ", AGE_COLS, when_age(row->sort_at, cli->now, age));
	utf8_fit(buf_str(&text), text.len, OUTLET_COLS, true, &line);
	buf_addf(&line, " %c ", row->is_starred ? '*' : row->is_read ? ' ' : 'N');
	buf_reset(&text);
	utf8_safe((struct bytes){title, strlen(title)}, SAFE_LINE, &text);
	for (size_t i = 0; i < row->n_tags; i++) {
		buf_adds(&text, i ? " #" : "  #");
		utf8_safe((struct bytes){row->tags[i], strlen(row->tags[i])}, SAFE_LINE, &text);
	}
	if (cli->is_tty && cli->cols > FIXED_COLS)
		utf8_fit(buf_str(&text), text.len, cli->cols - FIXED_COLS, false, &line);
	else
		buf_add(&line, text.data, text.len);
	buf_add(out, line.data, line.len);
	buf_addc(out, '\n');
}

static const struct {
	const char *begin, *first, *next, *end;
	void (*put)(struct cli *cli, const struct store_row *row, struct buf *out);
} formats[] = {
    [CLI_TEXT] = {"", "", "", "", put_text},
    [CLI_JSON] = {"[", "", ",\n ", "]\n", put_json},
    [CLI_JSONL] = {"", "", "\n", "\n", put_json},
    [CLI_TSV] = {"", "", "", "", put_tsv},
};

void format_begin(struct format *format, struct cli *cli)
{
	*format = (struct format){.cli = cli, .out = BUF_INIT(MIB(64))};
	buf_adds(&format->out, formats[cli->format].begin);
}

bool format_row(void *state, const struct store_row *row)
{
	struct format *format = state;
	enum cli_format kind = format->cli->format;

	buf_adds(&format->out, format->n++ ? formats[kind].next : formats[kind].first);
	formats[kind].put(format->cli, row, &format->out);
	if (format->out.len >= FLUSH_BYTES)
		cli_put(&format->out);
	return true;
}

void format_end(struct format *format)
{
	enum cli_format kind = format->cli->format;

	if (format->n || kind == CLI_JSON)
		buf_adds(&format->out, formats[kind].end);
	cli_put(&format->out);
	buf_free(&format->out);
}
