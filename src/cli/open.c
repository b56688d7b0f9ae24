/* open.c: `telex open`: articles in the user's browser, started without a shell. */
#include "cli.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "telex/browser.h"
#include "telex/url.h"

extern char **environ;

static bool start(char **argv, struct err *err)
{
	pid_t pid;
	int status, rc = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);

	if (rc)
		return err_set(err, ERR_UNAVAILABLE, "cannot start %s: %s; set BROWSER to a program", argv[0],
			       strerror(rc));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return err_set(err, ERR_UNAVAILABLE, "%s was not found; set BROWSER to a program", argv[0]);
	return true;
}

/* The first command of `browser` that can be started; false without a word when there is none in it. */
static bool start_any(struct cli *cli, const char *browser, const char *url, struct err *err)
{
	char **argv;

	while ((argv = browser_argv(cli->ctx, &browser, url))) {
		if (start(argv, err))
			return true;
	}
	return false;
}

static bool open_url(struct cli *cli, const char *url, struct err *err)
{
	const char *browser = getenv("BROWSER");

	if (!url_is_web(url))
		return err_set(err, ERR_DATA, "the article has no web address that can be opened");
	if (browser && browser[strspn(browser, " \t:")])
		return start_any(cli, browser, url, err);
	return start_any(cli, "xdg-open:sensible-browser", url, NULL) ||
	       err_set(err, ERR_UNAVAILABLE, "no browser was found; set BROWSER to a program");
}

int cli_open(struct cli *cli, int argc, char **argv)
{
	struct store_change change = {.read = 1, .who = "cli", .what = "open"};
	struct err err = {0};

	if (!argc)
		return cli_usage(cli, "an article's id is missing; `telex search --format tsv` prints them");
	for (int i = 0; i < argc; i++) {
		struct store_article *article;
		int64_t id;

		if (!cli_parse_id(argv[i], &id, &err) ||
		    !store_article(cli->store, cli->ctx, id, &article, &err) ||
		    !open_url(cli, article->row.url, &err) ||
		    !store_mark(cli->store, &id, 1, &change, cli->now, NULL, &err))
			return cli_fail(&err);
		talloc_free(article);
	}
	return 0;
}
