/* manual.c: the lists of telex(1) and telexd(1) in mdoc, from the tables. */
#include "telex/cmd.h"

#include <string.h>

/* roff: a backslash is "\e"; '-' as typed is "\-"; '^' and '~' are other characters unless escaped; no macro
 * may begin by accident. */
static void add_roff(const char *text, struct buf *out)
{
	if (*text == '.' || *text == '\'')
		buf_adds(out, "\\&");
	for (; *text; text++)
		if (*text == '\\')
			buf_adds(out, "\\e");
		else if (*text == '^')
			buf_adds(out, "\\(ha");
		else if (*text == '~')
			buf_adds(out, "\\(ti");
		else
			buf_addc(out, *text);
}

/* An argument of a macro: quoted, so that blanks stay in it; a sign alone must not be taken for punctuation.
 */
static void add_quoted(const char *text, struct buf *out)
{
	buf_adds(out, text[0] && !text[1] ? "\"\\&" : "\"");
	for (; *text; text++)
		if (*text == '"')
			buf_adds(out, "\\(dq");
		else if (*text == '\\')
			buf_adds(out, "\\e");
		else if (*text == '^')
			buf_adds(out, "\\(ha");
		else if (*text == '~')
			buf_adds(out, "\\(ti");
		else
			buf_addc(out, *text);
	buf_addc(out, '"');
}

static void add_sentence(const char *text, struct buf *out)
{
	add_roff(text, out);
	buf_adds(out, ".\n");
}

static void add_option(const struct cmd_option *option, struct buf *out)
{
	buf_addf(out, ".It Fl Fl %s", option->name);
	if (option->value) {
		buf_adds(out, " Ar ");
		add_quoted(option->value, out);
	}
	buf_addc(out, '\n');
	add_sentence(option->help, out);
}

static void add_options(const struct cmd_option *options, size_t n, enum cmd cmd, struct buf *out)
{
	bool open = false;

	for (size_t i = 0; i < n; i++) {
		if (options[i].cmd != cmd)
			continue;
		if (!open)
			buf_adds(out, ".Bl -tag -width Ds\n");
		open = true;
		add_option(&options[i], out);
	}
	if (open)
		buf_adds(out, ".El\n");
}

void cmd_write_mdoc_commands(struct buf *out)
{
	size_t n;
	const struct cmd_option *options = cmd_options(&n);

	buf_adds(out, ".Ss Options of every command\n");
	add_options(options, n, CMD_COUNT_, out);
	for (int i = 0; i < CMD_COUNT_; i++) {
		const struct cmd_row *row = &cmd_table[i];
		if (!(row->where & CMD_CLI))
			continue;
		buf_addf(out, ".Ss telex %s", row->name);
		if (row->args[0]) {
			buf_addc(out, ' ');
			add_roff(row->args, out);
		}
		buf_addc(out, '\n');
		add_sentence(row->summary, out);
		add_options(options, n, (enum cmd)i, out);
	}
}

static void add_keys(const struct cmd_row *row, struct buf *out)
{
	buf_adds(out, ".It Ic ");
	if (row->keys[0])
		add_quoted(row->keys, out);
	else
		buf_addf(out, "\":%s\"", row->name);
	buf_addc(out, '\n');
	add_roff(row->summary, out);
	buf_addf(out, "\n.Pq Ic \":%s\" .\n", row->name);
}

void cmd_write_mdoc_keys(struct buf *out)
{
	size_t n;
	const struct cmd_section *sections = cmd_sections(&n);

	for (size_t s = 0; s < n; s++) {
		bool open = false;

		for (int i = 0; i < CMD_COUNT_; i++) {
			if (!cmd_is_of(&cmd_table[i], &sections[s]))
				continue;
			if (!open)
				/* "In" alone would be a macro. */
				buf_addf(out, ".Ss \\&%s\n.Bl -tag -width \"<PageDown>\"\n",
					 sections[s].title);
			open = true;
			add_keys(&cmd_table[i], out);
		}
		if (open)
			buf_adds(out, ".El\n");
	}
}

void cmd_write_mdoc_telexd(struct buf *out)
{
	size_t n;
	const struct cmd_option *options = cmd_telexd_options(&n);

	add_options(options, n, CMD_COUNT_, out);
	const struct cmd_verb *verbs = cmd_telexd_verbs(&n);
	buf_adds(out, ".Pp\nThe verbs need no configuration:\n.Bl -tag -width Ds\n");
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, ".It Ic %s Ar ", verbs[i].name);
		add_quoted(verbs[i].args, out);
		buf_addc(out, '\n');
		add_sentence(verbs[i].summary, out);
	}
	buf_adds(out, ".El\n");
}
