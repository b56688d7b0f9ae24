/* cite.c: `telex cite`: articles as citations. */
#include "cli.h"

#include <string.h>

#include "telex/cite.h"

static enum cite_format format_of(const struct cli *cli)
{
	static const char *const names[] = {
	    [CITE_TEXT] = "text", [CITE_MARKDOWN] = "markdown", [CITE_BIBTEX] = "bibtex", [CITE_CSL] = "csl"};
	const char *name = cli_option(cli, "format");
	int i = 0;

	while (name && i < CITE_CSL && strcmp(names[i], name) != 0)
		i++;
	return (enum cite_format)i;
}

int cli_cite(struct cli *cli, int argc, char **argv)
{
	enum cite_format format = format_of(cli);
	AUTO_BUF out = BUF_INIT(MIB(64));
	int status = 0, shown = 0;

	if (!argc)
		return cli_usage(cli, "an article's id is missing; `telex search --format tsv` prints them");
	for (int i = 0; i < argc; i++) {
		struct store_article *article;
		struct err err = {0};
		int64_t id;

		if (!cli_parse_id(argv[i], &id, &err) || !store_article(cli->store, cli->ctx, id, &article, &err)) {
			status = cli_fail(&err);
			continue;
		}
		buf_adds(&out, format == CITE_CSL ? (shown ? ",\n " : "[") : shown ? "\n" : "");
		report_cite(article, format, cli->now, &out);
		shown++;
		talloc_free(article);
	}
	if (format == CITE_CSL)
		buf_adds(&out, shown ? "]\n" : "[]\n");
	cli_put(&out);
	return status;
}
