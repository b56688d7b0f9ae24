/* browser.c: an address to the user's browser: $BROWSER as argv, never through a shell. */
#include "app.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "telex/url.h"

enum { ARGS_MAX = 16 };

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

/* One command of $BROWSER: words apart by blanks; "%s" is the address, which else goes to the end. */
static char **split(void *ctx, const char *command, size_t len, const char *url)
{
	char **argv = mem_array(ctx, char *, ARGS_MAX + 2), *copy = mem_strndup(ctx, command, len);
	size_t n = 0;
	bool has_place = false;

	for (char *s = copy; *(s += strspn(s, " \t")) && n < ARGS_MAX;) {
		size_t word = strcspn(s, " \t");
		bool is_last = s[word] == '\0';

		s[word] = '\0';
		has_place = has_place || strcmp(s, "%s") == 0;
		argv[n++] = strcmp(s, "%s") == 0 ? mem_strdup(ctx, url) : s;
		s += word + !is_last;
	}
	if (n == 0)
		return NULL;
	if (!has_place)
		argv[n] = mem_strdup(ctx, url);
	return argv;
}

/* The first of the commands in $BROWSER (apart by colons, as xdg-open and others read it) that is there. */
static char **from_variable(void *ctx, const char *value, const char *url)
{
	while (value && *value) {
		size_t len = strcspn(value, ":");
		char **argv = split(ctx, value, len, url);

		if (argv && is_on_path(argv[0]))
			return argv;
		value += len + (value[len] == ':');
	}
	return NULL;
}

static char **find_command(void *ctx, const char *url)
{
	char **argv = from_variable(ctx, getenv("BROWSER"), url);
	bool has_screen = getenv("DISPLAY") || getenv("WAYLAND_DISPLAY");

	if (!argv && has_screen && is_on_path("xdg-open"))
		argv = split(ctx, "xdg-open", strlen("xdg-open"), url);
	for (size_t i = 0; !argv && i < sizeof(text_browsers) / sizeof(text_browsers[0]); i++) {
		if (is_on_path(text_browsers[i]))
			argv = split(ctx, text_browsers[i], strlen(text_browsers[i]), url);
	}
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
