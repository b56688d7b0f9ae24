/* browser.c: an address to the user's browser: $BROWSER as argv, never through a shell. */
#include "app.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "telex/browser.h"
#include "telex/url.h"

/* Those that draw on the terminal themselves. */
static const char *const text_browsers[] = {"w3m",    "lynx", "links",	"links2", "elinks",
					    "chawan", "cha",  "browsh", "retawq"};

static bool is_on_path(const char *program)
{
	const char *path = getenv("PATH");
	AUTO_BUF file = BUF_INIT(KIB(4));

	if (strchr(program, '/'))
		return access(program, X_OK) == 0;
	while (path && *path) {
		size_t len = strcspn(path, ":");

		buf_reset(&file);
		buf_addf(&file, "%.*s/%s", (int)len, path, program);
		if (len > 0 && buf_ok(&file) && access(buf_str(&file), X_OK) == 0)
			return true;
		path += len + (path[len] == ':');
	}
	return false;
}

static const char *base_name(const char *program)
{
	const char *slash = strrchr(program, '/');

	return slash ? slash + 1 : program;
}

static bool is_text_browser(const char *program)
{
	for (size_t i = 0; i < sizeof(text_browsers) / sizeof(text_browsers[0]); i++) {
		if (strcmp(base_name(program), text_browsers[i]) == 0)
			return true;
	}
	return false;
}

/* The first of the commands that is there. */
static char **find_first(void *ctx, const char *commands, const char *url)
{
	char **argv;

	while ((argv = browser_argv(ctx, &commands, url))) {
		if (is_on_path(argv[0]))
			return argv;
	}
	return NULL;
}

static char **find_command(void *ctx, const char *url)
{
	const char *browser = getenv("BROWSER");
	char **argv = browser ? find_first(ctx, browser, url) : NULL;

	if (!argv && (getenv("DISPLAY") || getenv("WAYLAND_DISPLAY")))
		argv = find_first(ctx, "xdg-open", url);
	for (size_t i = 0; !argv && i < sizeof(text_browsers) / sizeof(text_browsers[0]); i++)
		argv = find_first(ctx, text_browsers[i], url);
	return argv;
}

static void run(struct app *app, char **argv, const char *url)
{
	struct err err = {0};
	int status = 0;

	if (is_text_browser(argv[0]))
		status = app->env->run_in_terminal(app->env->state, argv);
	else if (!app->env->start(app->env->state, argv))
		status = -1;
	if (status == 0) {
		app_say(app, "%s: %s", base_name(argv[0]), url);
		return;
	}
	err_set(&err, ERR_UNAVAILABLE, "%s failed%s", argv[0], status < 0 ? ": it cannot be started" : "");
	app_fault(app, &err);
}

void browser_open(struct app *app, const char *url)
{
	void *ctx = talloc_new(app);
	struct err err = {0};
	char **argv;

	if (!url_is_web(url)) {
		err_set(&err, ERR_DATA, "not an address for a browser: %s", url[0] ? url : "(none)");
		app_fault(app, &err);
	} else if (!(argv = find_command(ctx, url))) {
		err_set(&err, ERR_UNAVAILABLE,
			"no browser was found; set BROWSER, or copy the address with y");
		app_fault(app, &err);
	} else {
		run(app, argv, url);
	}
	talloc_free(ctx);
}
