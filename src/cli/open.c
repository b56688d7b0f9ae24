/* open.c: `telex open`: articles in the user's browser, started without a shell. */
#include "cli.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "telex/url.h"

extern char **environ;

enum { BROWSER_ARGS_MAX = 32 };

/* A word of $BROWSER with the address in place of "%s"; *ret_has_url tells that there was one. */
static char *browser_word(struct cli *cli, const char *word, size_t len, const char *url, bool *ret_has_url)
{
	char *text = mem_strndup(cli->ctx, word, len), *place = strstr(text, "%s");

	if (!place)
		return text;
	*ret_has_url = true;
	return mem_printf(cli->ctx, "%.*s%s%s", (int)(place - text), text, url, place + 2);
}

/* $BROWSER is split at blanks; the address goes where it says "%s", else last.  Nothing is ever given to a
 * shell. */
static char **browser_argv(struct cli *cli, const char *browser, const char *url)
{
	char **argv = mem_array(cli->ctx, char *, BROWSER_ARGS_MAX + 2);
	bool has_url = false;
	size_t n = 0;

	for (const char *p = browser; *p && n < BROWSER_ARGS_MAX;) {
		size_t len = strcspn(p, " \t");

		if (len)
			argv[n++] = browser_word(cli, p, len, url, &has_url);
		p += len + strspn(p + len, " \t");
	}
	if (!has_url)
		argv[n] = mem_strdup(cli->ctx, url);
	return argv;
}

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

static bool open_url(struct cli *cli, const char *url, struct err *err)
{
	const char *browser = getenv("BROWSER");

	if (!url_is_web(url))
		return err_set(err, ERR_DATA, "the article has no web address that can be opened");
	if (browser && browser[strspn(browser, " \t")])
		return start(browser_argv(cli, browser, url), err);
	return start(browser_argv(cli, "xdg-open", url), NULL) ||
	       start(browser_argv(cli, "sensible-browser", url), NULL) ||
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
