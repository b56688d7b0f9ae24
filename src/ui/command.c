/* command.c: a line after ":" finds its row in the command table. */
#include "screens.h"

#include <string.h>

enum { NAME_MAX_BYTES = 32 };

/* A name, or the start of exactly one. */
static enum cmd find(const char *name)
{
	enum cmd found = cmd_find(name, CMD_TUI);
	size_t len = strlen(name);
	int n = 0;

	if (found != CMD_COUNT_)
		return found;
	if (strcmp(name, "q") == 0) /* the hands know it from other programs */
		return CMD_QUIT;
	for (int i = 0; i < CMD_COUNT_; i++) {
		if (!(cmd_table[i].where & CMD_TUI) || strncmp(cmd_table[i].name, name, len) != 0)
			continue;
		found = (enum cmd)i;
		n++;
	}
	return n == 1 ? found : CMD_COUNT_;
}

static void say_unknown(struct app *app, const char *name)
{
	const char *names[CMD_COUNT_];
	const char *nearest;
	struct err err = {0};
	size_t n = 0;

	for (int i = 0; i < CMD_COUNT_; i++) {
		if (cmd_table[i].where & CMD_TUI)
			names[n++] = cmd_table[i].name;
	}
	nearest = cmd_nearest(name, names, n);
	if (nearest)
		err_set(&err, ERR_USAGE, "no command is called '%s': did you mean '%s'?", name, nearest);
	else if (cmd_find(name, CMD_CLI) != CMD_COUNT_)
		err_set(&err, ERR_USAGE, "'%s' is for the shell: telex %s", name, name);
	else
		err_set(&err, ERR_USAGE, "no command is called '%s'; Tab lists them", name);
	app_fault(app, &err);
}

static void run(struct app *app, enum cmd cmd, const char *args)
{
	const struct screen *screen = screens_seen(app);
	struct err err = {0};

	if (args[0] && !cmd_table[cmd].args[0]) {
		err_set(&err, ERR_USAGE, "'%s' takes no argument", cmd_table[cmd].name);
		app_fault(app, &err);
		return;
	}
	/* What is not for the screen that is seen is for the panes behind it. */
	if (screen && !(cmd_table[cmd].contexts & screen->context))
		screens_close(app);
	app_do(app, cmd, &(struct action){.args = args});
}

/* Blanks at both ends do not count. */
static char *trimmed(void *ctx, const char *line)
{
	size_t len;

	line += strspn(line, " ");
	len = strlen(line);
	while (len > 0 && line[len - 1] == ' ')
		len--;
	return mem_strndup(ctx, line, len);
}

/* A name, or the start of one, of the line's first word. */
static enum cmd command_of(const char *line, char name[NAME_MAX_BYTES])
{
	size_t len = strcspn(line, " ");

	len = len < NAME_MAX_BYTES ? len : NAME_MAX_BYTES - 1;
	memcpy(name, line, len);
	name[len] = '\0';
	return find(name);
}

bool command_is_kept(const char *line)
{
	char name[NAME_MAX_BYTES];

	/* An address or a key of a section may hold a password. */
	return command_of(line + strspn(line, " "), name) != CMD_EDIT;
}

void command_run(struct app *app, const char *line)
{
	char *copy = trimmed(app, line), name[NAME_MAX_BYTES];
	size_t len = strcspn(copy, " ");
	enum cmd cmd;

	if (len > 0) {
		cmd = command_of(copy, name);
		if (cmd == CMD_COUNT_)
			say_unknown(app, name);
		else
			run(app, cmd, copy + len + strspn(copy + len, " "));
	}
	talloc_free(copy);
}
