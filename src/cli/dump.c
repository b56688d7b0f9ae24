/* dump.c: `telex dump` and `restore`: stars, tags and notes as text, a line an article.
 *
 *   #telex-dump 1
 *   URL <tab> FEED <tab> GUID <tab> MARKS <tab> NOTE
 *
 * Sorted by bytes, so that two dumps merge line by line.  MARKS: "*" for a star, "+TAG", "-TAG" for a tag that was taken off
 * by hand, blank-separated.  Tab, line break, carriage return and backslash are written \\t \\n \\r \\\\. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "#telex-dump 1"
enum { FIELDS = 5, LINE_MAX_BYTES = 256 * 1024 };

/* ---- out ---- */

static const struct {
	char byte, letter;
} escapes[] = {{'\t', 't'}, {'\n', 'n'}, {'\r', 'r'}, {'\\', '\\'}};
enum { N_ESCAPES = sizeof(escapes) / sizeof(escapes[0]) };

static void put_field(const char *text, struct buf *out)
{
	for (; *text; text++) {
		char letter = 0;

		for (size_t i = 0; i < N_ESCAPES; i++)
			if (escapes[i].byte == *text)
				letter = escapes[i].letter;
		if (letter)
			buf_addc(out, '\\');
		buf_addc(out, letter ? letter : *text);
	}
}

struct dump {
	struct cli *cli;
	char **lines;
	size_t n;
};

static bool take_line(void *state, const struct store_marks *marks)
{
	struct dump *dump = state;
	AUTO_BUF line = BUF_INIT(LINE_MAX_BYTES);

	put_field(marks->url, &line);
	buf_addc(&line, '\t');
	put_field(marks->feed, &line);
	buf_addc(&line, '\t');
	put_field(marks->guid, &line);
	buf_adds(&line, marks->is_starred ? "\t*" : "\t");
	for (size_t i = 0; i < marks->n_tags; i++)
		buf_addf(&line, "%s+%s", line.data[line.len - 1] == '\t' ? "" : " ", marks->tags[i]);
	for (size_t i = 0; i < marks->n_off; i++)
		buf_addf(&line, "%s-%s", line.data[line.len - 1] == '\t' ? "" : " ", marks->off[i]);
	buf_addc(&line, '\t');
	put_field(marks->note ? marks->note : "", &line);
	if (dump->n % 1024 == 0)
		dump->lines = mem_grow(dump->cli->ctx, dump->lines, char *, dump->n + 1024);
	dump->lines[dump->n++] = mem_strdup(dump->cli->ctx, buf_str(&line));
	return true;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int cli_dump(struct cli *cli, int argc, char **argv)
{
	struct dump dump = {.cli = cli};
	AUTO_BUF out = BUF_INIT(MIB(1));
	struct err err = {0};

	(void)argv;
	if (argc)
		return cli_usage(cli, "dump takes no operands");
	if (!store_marks_each(cli->store, take_line, &dump, &err))
		return cli_fail(&err);
	if (dump.n)
		qsort(dump.lines, dump.n, sizeof(*dump.lines), by_bytes);
	buf_adds(&out, HEADER "\n");
	for (size_t i = 0; i < dump.n; i++) {
		buf_addf(&out, "%s\n", dump.lines[i]);
		if (out.len > KIB(512))
			cli_put(&out);
	}
	cli_put(&out);
	return 0;
}

/* ---- in ---- */

struct restore {
	struct cli *cli;
	struct store_marks *marks;
	size_t n, line;
};

static bool fault(const struct restore *r, const char *what, struct err *err)
{
	return err_set(err, ERR_DATA, "line %zu: %s: nothing was restored", r->line, what);
}

/* In place: it only gets shorter. */
static bool unescape(char *text)
{
	char *to = text;

	for (const char *s = text; *s; s++) {
		char c = *s;

		if (c == '\\') {
			size_t i = 0;

			s++;
			while (i < N_ESCAPES && escapes[i].letter != *s)
				i++;
			if (i == N_ESCAPES)
				return false;
			c = escapes[i].byte;
		}
		*to++ = c;
	}
	*to = '\0';
	return true;
}

static bool take_mark(struct restore *r, struct store_marks *m, char *word, struct err *err)
{
	if (!strcmp(word, "*")) {
		m->is_starred = true;
		return true;
	}
	if (word[0] != '+' && word[0] != '-')
		return fault(r, "a mark is *, +TAG or -TAG", err);
	if (!store_tag_check(word + 1, err)) {
		char why[sizeof(err->msg)];

		memcpy(why, err->msg, sizeof(why));
		return fault(r, why, err); /* here it is the data that is wrong, not the usage */
	}
	if (word[0] == '+')
		m->tags[m->n_tags++] = word + 1;
	else
		m->off[m->n_off++] = word + 1;
	return true;
}

static bool take_marks(struct restore *r, struct store_marks *m, char *text, struct err *err)
{
	size_t most = strlen(text) / 2 + 1;
	char *save = NULL;

	m->tags = mem_array(r->cli->ctx, const char *, most);
	m->off = mem_array(r->cli->ctx, const char *, most);
	for (char *word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save))
		if (!take_mark(r, m, word, err))
			return false;
	return true;
}

static bool take_fields(struct restore *r, char *line, struct err *err)
{
	struct store_marks *m;
	char *fields[FIELDS], *s = line;
	size_t n = 0;

	while (n < FIELDS && s) {
		fields[n++] = s;
		s = strchr(s, '\t');
		if (s)
			*s++ = '\0';
	}
	if (n != FIELDS || s)
		return fault(r, "not five fields with tabs between", err);
	for (size_t i = 0; i < FIELDS; i++)
		if (!unescape(fields[i]))
			return fault(r, "a backslash stands before t, n, r or a backslash", err);
	if (r->n % 1024 == 0)
		r->marks = mem_grow(r->cli->ctx, r->marks, struct store_marks, r->n + 1024);
	m = &r->marks[r->n++];
	*m = (struct store_marks){.url = fields[0], .feed = fields[1], .guid = fields[2]};
	m->note = *fields[4] ? fields[4] : NULL;
	return take_marks(r, m, fields[3], err);
}

static bool take_header(struct restore *r, const char *line, struct err *err)
{
	if (!strcmp(line, HEADER))
		return true;
	if (!strncmp(line, "#telex-dump ", 12))
		return err_set(err, ERR_DATA, "a dump of version %.20s: this telex reads version 1; nothing was restored",
			       line + 12);
	return fault(r, "not a dump: it begins with " HEADER, err);
}

/* The whole file is read and understood before anything is changed. */
static bool read_file(struct restore *r, FILE *file, struct err *err)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	bool ok = true;

	while (ok && (len = getline(&line, &room, file)) >= 0) {
		r->line++;
		if (len && line[len - 1] == '\n')
			line[--len] = '\0';
		if (len > LINE_MAX_BYTES || strlen(line) != (size_t)len)
			ok = fault(r, len > LINE_MAX_BYTES ? "too long" : "a NUL byte", err);
		else if (r->line == 1)
			ok = take_header(r, line, err);
		else if (len)
			ok = take_fields(r, mem_strdup(r->cli->ctx, line), err);
	}
	if (ok && ferror(file))
		ok = err_set(err, ERR_IO, "%s", strerror(errno));
	else if (ok && !r->line)
		ok = err_set(err, ERR_DATA, "empty, not a dump");
	free(line);
	return ok;
}

int cli_restore(struct cli *cli, int argc, char **argv)
{
	struct restore r = {.cli = cli};
	struct store_restored done;
	struct err err = {0};
	FILE *file;
	bool ok;

	if (argc != 1)
		return cli_usage(cli, "restore takes one file; - is standard input");
	file = strcmp(argv[0], "-") != 0 ? fopen(argv[0], "re") : stdin;
	if (!file) {
		err_set(&err, ERR_IO, "%s: %s", argv[0], strerror(errno));
		return cli_fail(&err);
	}
	ok = read_file(&r, file, &err) || err_wrap(&err, "%s", argv[0]);
	if (file != stdin)
		fclose(file);
	if (!ok || !store_marks_restore(cli->store, r.marks, r.n, cli_option(cli, "accumulate") != NULL, "cli", cli->now,
					&done, &err))
		return cli_fail(&err);
	cli_note(cli, "%lld mark%s changed%s", (long long)done.n_changed, done.n_changed == 1 ? "" : "s",
		 done.n_changed ? "; `telex undo` takes it back" : "");
	if (done.n_missing)
		cli_note(cli, "%lld article%s not stored here", (long long)done.n_missing,
			 done.n_missing == 1 ? " is" : "s are");
	return 0;
}
