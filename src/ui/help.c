/* help.c: the keys as they are bound now, and help on one command: a text to scroll in. */
#include "app.h"

#include <string.h>

#include "telex/query.h"

#include "marked.h"

enum { KEY_COLS = 21 };

struct pager {
	const char *title;
	char **lines;
	size_t n, top;
};

static const char *const prompt_help[] = {
    "While typing a search (/) or a command (:)",
    "  <Tab>                  Complete: fields, names, commands; again: the next one",
    "  <Up> <Down>            Lines typed before that begin the same way",
    "  <Enter>                Keep the list, or run the command",
    "  <Esc>                  Back to where you were",
    "  ^W ^U ^K ^A ^E         Delete a word, to the start, to the end; go to the start, the end",
    "",
    "A number before a key repeats it: 5j.  Commands may be shortened while they are clear: :ref",
    "",
};

static void add_line(struct pager *pager, const char *line)
{
	pager->lines = mem_grow(pager, pager->lines, char *, pager->n + 1);
	pager->lines[pager->n++] = mem_strdup(pager, line);
}

static unsigned first_context(unsigned contexts)
{
	return contexts & (0u - contexts);
}

static void add_command(struct pager *pager, const struct keymap *map, enum cmd cmd)
{
	const struct cmd_row *row = &cmd_table[cmd];
	AUTO_BUF keys = BUF_INIT(256);
	char *line;

	keymap_write_keys(map, first_context(row->contexts), cmd, &keys);
	if (keys.len == 0)
		buf_addf(&keys, ":%s", row->name);
	line = mem_printf(pager, "  %-*s  %s", KEY_COLS, buf_str(&keys), row->summary);
	add_line(pager, line);
	talloc_free(line);
}

static void add_section(struct pager *pager, const struct keymap *map, const struct cmd_section *section)
{
	bool is_first = true;

	for (int i = 0; i < CMD_COUNT_; i++) {
		if (!cmd_is_of(&cmd_table[i], section))
			continue;
		if (is_first)
			add_line(pager, section->title);
		is_first = false;
		add_command(pager, map, (enum cmd)i);
	}
	if (!is_first)
		add_line(pager, "");
}

static void add_fields(struct pager *pager)
{
	size_t n;
	const struct query_field *fields = query_fields(&n);

	add_line(pager, "Searches: words, \"phrases\", prefix*, AND OR NOT - ( ), and these fields");
	for (size_t i = 0; i < n; i++) {
		char *line =
		    mem_printf(pager, "  %-*s  %s (%s)", KEY_COLS, mem_printf(pager, "%s:", fields[i].name),
			       fields[i].help, fields[i].example);

		add_line(pager, line);
		talloc_free(line);
	}
}

static void write_keys(struct pager *pager, const struct keymap *map)
{
	size_t n_sections;
	const struct cmd_section *sections = cmd_sections(&n_sections);

	for (size_t i = 0; i < n_sections; i++)
		add_section(pager, map, &sections[i]);
	for (size_t i = 0; i < sizeof(prompt_help) / sizeof(prompt_help[0]); i++)
		add_line(pager, prompt_help[i]);
	add_fields(pager);
}

static void add_text(struct pager *pager, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = mem_strndup(pager, text, len);

		add_line(pager, line);
		talloc_free(line);
		text += len + (text[len] == '\n');
	}
}

static void show(struct app *app, struct pager *pager)
{
	talloc_free(app->help);
	app->help = pager;
	app->mode = APP_HELP;
	app->is_stale = true;
}

void help_show(struct app *app, const char *title, const char *text)
{
	struct pager *pager = mem_new(app, struct pager);

	pager->title = mem_strdup(pager, title);
	add_text(pager, text);
	show(app, pager);
}

void help_open(struct app *app, const char *command)
{
	struct pager *pager = mem_new(app, struct pager);
	AUTO_BUF text = BUF_INIT(KIB(64));

	pager->title = "Keys";
	if (!command[0]) {
		write_keys(pager, app->map);
	} else if (cmd_write_help(command, &text)) {
		pager->title = mem_printf(pager, "Help: %s", command);
		add_text(pager, buf_str(&text));
	} else {
		app_say(app, "no command is called '%s'", command);
		talloc_free(pager);
		return;
	}
	show(app, pager);
}

void help_close(struct app *app)
{
	talloc_free(app->help);
	app->help = NULL;
	app->mode = APP_PANES;
	app->is_stale = true;
}

const char *help_title(const struct app *app)
{
	return app->help->title;
}

static int help_rows(const struct app *app)
{
	int rows = app->layout.bottom.y - 1 - 2 * app->layout.is_wide;

	return rows > 1 ? rows : 1;
}

bool help_key(struct app *app, enum cmd cmd, const struct action *action)
{
	int rows = help_rows(app);
	const struct {
		enum cmd cmd;
		long lines;
	} moves[] = {
	    {CMD_DOWN, 1},
	    {CMD_UP, -1},
	    {CMD_PAGE_DOWN, rows - 1},
	    {CMD_PAGE_UP, 1 - rows},
	    {CMD_HALF_DOWN, rows / 2},
	    {CMD_HALF_UP, -rows / 2},
	    {CMD_TOP, -(1L << 20)},
	    {CMD_BOTTOM, 1L << 20},
	};
	long last = (long)app->help->n - rows, to;

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		if (moves[i].cmd != cmd)
			continue;
		to = (long)app->help->top + moves[i].lines * (action->count > 0 ? action->count : 1);
		to = to > last ? last : to;
		app->help->top = (size_t)(to > 0 ? to : 0);
		return true;
	}
	return false;
}

void help_draw(struct app *app, struct rect r)
{
	const struct pager *pager = app->help;

	for (int y = 0; y < r.rows && pager->top + (size_t)y < pager->n; y++) {
		const char *line = pager->lines[pager->top + (size_t)y];
		bool is_heading = line[0] != ' ';

		marked_fit(app->canvas, r.x + 1, r.y + y, r.cols - 2, line, is_heading ? STYLE_BOLD : 0);
	}
	if (pager->top + (size_t)r.rows < pager->n)
		canvas_right(app->canvas, r.x + r.cols - 1, r.y + r.rows - 1, r.cols, " more: space ",
			     STYLE_REVERSE);
}
