/* note.c: the note on an article: written in the line at the bottom, or in an editor. */
#include "actions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of the article that keys act on: *ret "" when it has none.  False: there is no article, and that was said. */
static bool read_note(struct app *app, void *ctx, int64_t *ret_id, const char **ret)
{
	struct err err = {0};

	*ret_id = app_article(app);
	if (!*ret_id) {
		app_say(app, "there is no article here");
		return false;
	}
	(void)app_flush(app);
	if (!store_note(app->store, ctx, *ret_id, ret, &err)) {
		app_fault(app, &err);
		return false;
	}
	*ret = *ret ? *ret : "";
	return true;
}

static void write_note(struct app *app, int64_t id, const char *text)
{
	marks_add_note(app->marks, id, text, app_now(app));
	app_say(app, "%s", *text ? "note written; U takes it back" : "note removed; U brings it back");
}

void action_note(struct app *app, const struct action *action)
{
	enum { LINE_MAX_BYTES = PROMPT_BYTES_MAX - 16 };
	void *ctx = talloc_new(app);
	const char *text;
	int64_t id;

	if (!read_note(app, ctx, &id, &text)) {
		talloc_free(ctx);
		return;
	}
	if (!action->key && (action->args[0] || *text))
		write_note(app, id, action->args);
	else if (!action->key)
		app_say(app, ":note TEXT writes a note; m opens it, M opens it in an editor");
	else if (strchr(text, '\n') || strlen(text) > LINE_MAX_BYTES)
		action_edit_note(app, action);
	else
		prompts_open(app, APP_COMMAND, mem_printf(ctx, "note %s", text));
	talloc_free(ctx);
}

/* ---- in an editor ---- */

static bool write_file(int fd, const char *text)
{
	FILE *file = fdopen(fd, "w");
	bool ok;

	if (!file) {
		close(fd);
		return false;
	}
	ok = fputs(text, file) >= 0 && (!*text || fputc('\n', file) != EOF);
	return !fclose(file) && ok;
}

/* Without the line breaks at its end. */
static bool read_file(const char *path, void *ctx, char **ret)
{
	char *text = mem_array(ctx, char, STORE_NOTE_MAX + 3);
	FILE *file = fopen(path, "r");
	size_t n;
	bool ok;

	if (!file)
		return false;
	n = fread(text, 1, STORE_NOTE_MAX + 2, file);
	ok = !ferror(file);
	(void)fclose(file);
	while (n > 0 && text[n - 1] == '\n')
		n--;
	text[n] = '\0';
	*ret = text;
	return ok && !memchr(text, '\0', n);
}

/* $VISUAL or $EDITOR, its words apart by blanks; never a shell. */
static char **editor_argv(void *ctx, char *path)
{
	enum { WORDS_MAX = 16 };
	char **argv = mem_array(ctx, char *, WORDS_MAX + 2);
	const char *editor = getenv("VISUAL");
	size_t n = 0;

	if (!editor || !editor[strspn(editor, " ")])
		editor = getenv("EDITOR");
	if (!editor || !editor[strspn(editor, " ")])
		editor = "vi";
	for (editor += strspn(editor, " "); *editor && n < WORDS_MAX; editor += strspn(editor, " ")) {
		const size_t len = strcspn(editor, " ");

		argv[n++] = mem_strndup(argv, editor, len);
		editor += len;
	}
	argv[n++] = path;
	argv[n] = NULL;
	return argv;
}

static bool run_editor(struct app *app, void *ctx, char *path, struct err *err)
{
	char **argv = editor_argv(ctx, path);

	if (app->env->run_in_terminal(app->env->state, argv) == 0)
		return true;
	return err_set(err, ERR_UNAVAILABLE, "%s failed: the note is as it was", argv[0]);
}

static bool edit(struct app *app, void *ctx, const char *text, char **ret, struct err *err)
{
	const char *folder = getenv("TMPDIR");
	char *path = mem_printf(ctx, "%s/telex-note-XXXXXX", folder && *folder ? folder : "/tmp");
	int fd = mkstemp(path); /* mode 0600 */
	bool ok;

	if (fd < 0)
		return err_set(err, ERR_IO, "no file for the editor could be made in %s", folder ? folder : "/tmp");
	ok = (write_file(fd, text) || err_set(err, ERR_IO, "%s cannot be written", path)) &&
	     run_editor(app, ctx, path, err) &&
	     (read_file(path, ctx, ret) || err_set(err, ERR_DATA, "what the editor left is no text"));
	(void)unlink(path);
	return ok;
}

void action_edit_note(struct app *app, const struct action *action)
{
	void *ctx = talloc_new(app);
	struct err err = {0};
	const char *text;
	char *edited = NULL;
	int64_t id;

	(void)action;
	if (read_note(app, ctx, &id, &text)) {
		if (!edit(app, ctx, text, &edited, &err))
			app_fault(app, &err);
		else if (strcmp(edited, text))
			write_note(app, id, edited);
		else
			app_say(app, "the note is as it was");
	}
	talloc_free(ctx);
}
