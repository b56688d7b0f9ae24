/* config.c: `telex config`, `completion` and `help`: what the tables print. */
#include "cli.h"

#include <string.h>

static int config_check(struct cli *cli)
{
	int status;

	if (!cli_load_or_say(cli, &status))
		return status;
	cli_note(cli, "no faults: %s, %zu feed%s", cli->conf->file, cli->conf->n_feeds,
		 cli->conf->n_feeds == 1 ? "" : "s");
	return 0;
}

int cli_config(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF out = BUF_INIT(MIB(64));
	int status;

	if (argc == 1 && strcmp(argv[0], "check") == 0)
		return config_check(cli);
	if (argc > 0)
		return cli_usage(cli, "config prints the values in force, or: config check");
	if (cli_option(cli, "example")) {
		conf_write_example(&out);
	} else {
		if (!cli_load_or_say(cli, &status))
			return status;
		conf_write_defaults(cli->conf, &out);
	}
	cli_put(&out);
	return 0;
}

/* What a query's word may begin with: the fields, and the flags with their values. */
static void write_query_words(struct buf *out)
{
	size_t n;
	const struct query_field *fields = query_fields(&n);

	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "%s: ", fields[i].name);
		for (const char *s = fields[i].values ? fields[i].values : ""; *s;) {
			const size_t len = strcspn(s, " ");
			buf_addf(out, "%s:%.*s ", fields[i].name, (int)len, s);
			s += len + (s[len] == ' ');
		}
	}
}

int cli_completion(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF words = BUF_INIT(KIB(16)), out = BUF_INIT(MIB(1));

	write_query_words(&words);
	if (argc != 1 || !cmd_write_completion(argv[0], buf_str(&words), &out))
		return cli_usage(cli, "completion is there for bash and zsh");
	cli_put(&out);
	return 0;
}

int cli_help(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF out = BUF_INIT(KIB(64));

	if (argc > 1)
		return cli_usage(cli, "help takes one command");
	if (argc == 0)
		cmd_write_usage(&out);
	else if (!cmd_write_help(argv[0], &out))
		return cli_usage(cli, "there is no command '%s'", argv[0]);
	cli_put(&out);
	return 0;
}
