/* note.c: `telex note`: a note on an article, shown, written and removed. */
#include "cli.h"

#include <string.h>

#include "telex/utf8.h"

static int show(struct cli *cli, int64_t id)
{
	AUTO_BUF out = BUF_INIT(KIB(64));
	const char *text;
	struct err err = {0};

	if (!store_note(cli->store, cli->ctx, id, &text, &err))
		return cli_fail(&err);
	if (!text)
		return err_exit_status(ERR_NO_MATCH);
	utf8_safe((struct bytes){text, strlen(text)}, SAFE_TEXT, &out);
	buf_addc(&out, '\n');
	cli_put(&out);
	return 0;
}

int cli_note_on(struct cli *cli, int argc, char **argv)
{
	struct err err = {0};
	const char *text;
	int64_t id;

	if (!argc)
		return cli_usage(cli, "which article? give its id");
	if (!cli_parse_id(argv[0], &id, &err))
		return cli_fail(&err);
	if (argc == 1)
		return show(cli, id);
	text = cli_join(cli, argc, argv, 1);
	if (!store_note_set(cli->store, id, text, "cli", cli->now, &err))
		return cli_fail_text(&err, text);
	return 0;
}
