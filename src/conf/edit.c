/* edit.c: sections and keys changed in place; what is not changed stays byte for byte. */
#include "edit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "files.h"
#include "ini.h"
#include "paths.h"
#include "values.h"

/* The file as lines.  A line that is changed or new has all its text in `all`, as a child of the doc. */
struct doc {
	struct bytes mark; /* a byte order mark */
	struct ini_line *lines;
	size_t n;
	const char *eol;
};

static bool equals(struct bytes a, const char *b)
{
	return strlen(b) == a.len && memcmp(a.data, b, a.len) == 0;
}

static void reserve_line(struct doc *doc)
{
	if (talloc_array_length(doc->lines) <= doc->n)
		doc->lines = mem_grow(doc, doc->lines, struct ini_line, 2 * doc->n + 2);
}

/* A line keeps the end it has, also in a file that mixes them. */
static const char *own_eol(const struct ini_line *line)
{
	const struct bytes all = line->all;

	if (all.data[all.len - 1] != '\n')
		return "";
	return all.len > 1 && all.data[all.len - 2] == '\r' ? "\r\n" : "\n";
}

static struct doc *parse(void *ctx, struct bytes text)
{
	struct doc *doc = mem_new(ctx, struct doc);
	struct ini_line line;
	const char *start = text.data;

	doc->mark = (struct bytes){start, ini_skip_mark(&text)};
	doc->eol = "\n";
	while (ini_next(&text, &line)) {
		reserve_line(doc);
		if (doc->n == 0 && own_eol(&line)[0])
			doc->eol = own_eol(&line);
		doc->lines[doc->n++] = line;
	}
	return doc;
}

static void delete_lines(struct doc *doc, size_t at, size_t n)
{
	if (n == 0)
		return;
	memmove(doc->lines + at, doc->lines + at + n, (doc->n - at - n) * sizeof(doc->lines[0]));
	doc->n -= n;
}

static void set_line(struct doc *doc, size_t at, char *text)
{
	struct bytes all = {text, strlen(text)}, rest = all;

	(void)ini_next(&rest, &doc->lines[at]); /* what we write is one line */
}

static void insert_line(struct doc *doc, size_t at, char *text)
{
	reserve_line(doc);
	memmove(doc->lines + at + 1, doc->lines + at, (doc->n - at) * sizeof(doc->lines[0]));
	doc->n++;
	set_line(doc, at, text);
}

static bool is_section(const struct ini_line *line, const char *kind, const char *name)
{
	return line->kind == INI_SECTION && equals(line->key, kind) && equals(line->value, name);
}

/* doc->n when there is none. */
static size_t find_section(const struct doc *doc, const char *kind, const char *name)
{
	size_t i = 0;

	while (i < doc->n && !is_section(&doc->lines[i], kind, name))
		i++;
	return i;
}

/* One behind the last line that belongs to the section: comments and blank lines before the next one are not
 * its own. */
static size_t section_end(const struct doc *doc, size_t at)
{
	size_t end = at + 1;

	for (size_t i = at + 1; i < doc->n && doc->lines[i].kind != INI_SECTION; i++)
		if (doc->lines[i].kind != INI_BLANK && doc->lines[i].kind != INI_COMMENT)
			end = i + 1;
	return end;
}

/* The indented lines of the value above `at` go; their comments stay as lines. */
static void drop_more(struct doc *doc, size_t at)
{
	while (at < doc->n && doc->lines[at].kind != INI_KEY && doc->lines[at].kind != INI_SECTION &&
	       doc->lines[at].kind != INI_FAULT) {
		const struct ini_line *line = &doc->lines[at];
		if (line->kind != INI_MORE)
			at++;
		else if (line->comment.len > 0)
			set_line(doc, at++,
				 mem_printf(doc, "\t%.*s%s", (int)line->comment.len, line->comment.data,
					    own_eol(line)));
		else
			delete_lines(doc, at, 1);
	}
}

static char *changed_line(struct doc *doc, const struct ini_line *line, const char *value)
{
	const bool had = line->value.len > 0;
	const char *behind = line->value.data + line->value.len;
	AUTO_BUF text = BUF_INIT(2 * INI_LINE_MAX);

	if (had)
		buf_add(&text, line->all.data, (size_t)(line->value.data - line->all.data));
	else
		buf_addf(&text, "%.*s = ", (int)line->key.len, line->key.data);
	ini_escape(value, &text);
	if (line->comment.len > 0 && had)
		buf_add(&text, behind, (size_t)(line->comment.data - behind));
	else if (line->comment.len > 0)
		buf_addc(&text, ' ');
	buf_add(&text, line->comment.data, line->comment.len);
	buf_adds(&text, own_eol(line));
	return mem_check(buf_steal(&text, doc));
}

static char *new_line(struct doc *doc, const struct conf_pair *pair)
{
	AUTO_BUF text = BUF_INIT(2 * INI_LINE_MAX);

	buf_addf(&text, "%s = ", pair->key);
	ini_escape(pair->value, &text);
	buf_adds(&text, doc->eol);
	return mem_check(buf_steal(&text, doc));
}

static void end_last_line(struct doc *doc)
{
	const struct bytes all = doc->n ? doc->lines[doc->n - 1].all : (struct bytes){"\n", 1};
	AUTO_BUF text = BUF_INIT(CONF_FILE_MAX);

	if (all.data[all.len - 1] == '\n')
		return;
	buf_add(&text, all.data, all.len); /* not by %s: there may be NUL bytes in a faulty line */
	buf_adds(&text, doc->eol);
	doc->lines[doc->n - 1].all = (struct bytes){talloc_memdup(doc, text.data, text.len), text.len};
	mem_check((void *)doc->lines[doc->n - 1].all.data);
}

static void set_key(struct doc *doc, size_t section, const struct conf_pair *pair)
{
	const size_t end = section_end(doc, section);
	size_t i = section + 1;

	while (i < end && !(doc->lines[i].kind == INI_KEY && equals(doc->lines[i].key, pair->key)))
		i++;
	if (i < end && pair->value) {
		set_line(doc, i, changed_line(doc, &doc->lines[i], pair->value));
		drop_more(doc, i + 1);
	} else if (i < end) {
		drop_more(doc, i + 1);
		delete_lines(doc, i, 1);
	} else if (pair->value) {
		end_last_line(doc);
		insert_line(doc, end, new_line(doc, pair));
	}
}

static void add_section(struct doc *doc, const struct conf_edit *edit)
{
	end_last_line(doc);
	if (doc->n > 0 && doc->lines[doc->n - 1].kind != INI_BLANK)
		insert_line(doc, doc->n, mem_strdup(doc, doc->eol));
	insert_line(
	    doc, doc->n,
	    mem_printf(doc, "[%s%s%s]%s", edit->kind, edit->name[0] ? " " : "", edit->name, doc->eol));
	for (size_t i = 0; i < edit->n_pairs; i++)
		if (edit->pairs[i].value)
			insert_line(doc, doc->n, new_line(doc, &edit->pairs[i]));
}

static void remove_section(struct doc *doc, size_t at)
{
	const bool blank_before = at == 0 || doc->lines[at - 1].kind == INI_BLANK;

	delete_lines(doc, at, section_end(doc, at) - at);
	if (blank_before && at < doc->n && doc->lines[at].kind == INI_BLANK)
		delete_lines(doc, at, 1);
}

/* What stands behind the bracket, a comment, stays. */
static void rename_section(struct doc *doc, size_t at, const struct conf_edit *edit)
{
	const struct bytes old = doc->lines[at].all;
	const char *close = memchr(old.data, ']', old.len);
	const size_t rest = close ? (size_t)(close - old.data) + 1 : old.len;

	delete_lines(doc, at, 1);
	insert_line(doc, at,
		    mem_printf(doc, "[%s %s]%.*s", edit->kind, edit->new_name, (int)(old.len - rest), old.data + rest));
}

static void apply(struct doc *doc, const struct conf_edit *edit)
{
	const size_t at = find_section(doc, edit->kind, edit->name);

	if (at == doc->n) {
		if (!edit->remove)
			add_section(doc, edit);
		return;
	}
	if (edit->remove) {
		remove_section(doc, at);
		return;
	}
	for (size_t i = 0; i < edit->n_pairs; i++)
		set_key(doc, at, &edit->pairs[i]);
	if (edit->new_name)
		rename_section(doc, at, edit);
}

/* The value would load: written to a scratch struct by the table. */
static bool check_pair(void *ctx, const struct conf_kind *kind, const struct conf_pair *pair, struct err *err)
{
	const struct conf_option *option =
	    conf_option_find(kind->name, (struct bytes){pair->key, strlen(pair->key)});
	void *scratch = talloc_zero_size(ctx, kind->size);

	if (!option)
		return err_set(err, ERR_CONFIG, "[%s] has no key '%s'", kind->name, pair->key);
	if (!pair->value)
		return true;
	/* What comes from a list of feeds, a page or a prompt never becomes a program to run. */
	if (option->type == CONF_SOURCE && conf_source_is_program(pair->value))
		return err_set(err, ERR_CONFIG, "a program as a feed's source is written by hand: '%.200s'",
			       pair->value);
	if (!conf_value_ok(pair->value))
		return err_set(err, ERR_CONFIG, "this text cannot be the %s in a configuration: '%.200s'",
			       pair->key, pair->value);
	return conf_value_set(option, mem_check(scratch), pair->value, ".", scratch, err) ||
	       err_wrap(err, "%s", pair->key);
}

static bool check_edit(void *ctx, const struct conf_edit *edit, struct err *err)
{
	const struct conf_kind *kind = conf_kind_find((struct bytes){edit->kind, strlen(edit->kind)});

	if (!kind)
		return err_set(err, ERR_CONFIG, "there is no section [%s]", edit->kind);
	if (!conf_name_ok(kind->rule, edit->name))
		return err_set(err, ERR_CONFIG, "'%.100s' cannot be the name of a %s (allowed: %s)",
			       edit->name, kind->name, conf_name_allowed(kind->rule));
	if (edit->new_name && !conf_name_ok(kind->rule, edit->new_name))
		return err_set(err, ERR_CONFIG, "'%.100s' cannot be the name of a %s (allowed: %s)",
			       edit->new_name, kind->name, conf_name_allowed(kind->rule));
	for (size_t i = 0; !edit->remove && i < edit->n_pairs; i++)
		if (!check_pair(ctx, kind, &edit->pairs[i], err))
			return false;
	return true;
}

void conf_edit_text(struct bytes text, const struct conf_edit *edits, size_t n, struct buf *out)
{
	struct doc *doc = parse(NULL, text);

	for (size_t i = 0; i < n; i++)
		apply(doc, &edits[i]);
	buf_add(out, doc->mark.data, doc->mark.len);
	for (size_t i = 0; i < doc->n; i++)
		buf_add(out, doc->lines[i].all.data, doc->lines[i].all.len);
	talloc_free(doc);
}

static bool edit_file(const char *file, const struct conf_edit *edits, size_t n, struct err *err)
{
	AUTO_BUF text = BUF_INIT(CONF_FILE_MAX), out = BUF_INIT(CONF_FILE_MAX);
	const int failure = conf_file_read(file, &text);

	if (failure != 0 && failure != ENOENT)
		return err_set(err, ERR_IO, "cannot read %s: %s", file, strerror(failure));
	conf_edit_text(buf_bytes(&text), edits, n, &out);
	if (!buf_ok(&out))
		return err_set(err, ERR_CONFIG, "%s would grow over %d MB", file, CONF_FILE_MAX >> 20);
	return conf_file_replace(file, buf_bytes(&out), err);
}

/* The folder is locked from the first byte read to the new name, so that no change of another process is
 * lost. */
static bool with_lock(void *ctx, const char *file, const struct conf_edit *edits, size_t n, struct err *err)
{
	const char *dir = conf_path_dir(ctx, file);
	bool ok;
	int fd;

	if (!conf_make_dir(dir, err))
		return false;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, ERR_IO, "cannot open the folder %s: %s", dir, strerror(errno));
	(void)flock(fd, LOCK_EX); /* a file system without locks: then as without this */
	ok = edit_file(file, edits, n, err);
	close(fd);
	return ok;
}

bool conf_edit(const char *file, const struct conf_edit *edits, size_t n, struct err *err)
{
	void *ctx = mem_check(talloc_new(NULL));
	bool ok = true;

	for (size_t i = 0; ok && i < n; i++)
		ok = check_edit(ctx, &edits[i], err);
	ok = ok && with_lock(ctx, file, edits, n, err);
	talloc_free(ctx);
	return ok;
}

bool conf_edit_section(const char *file, const char *kind, const char *name, const struct conf_pair *pairs,
		       size_t n, struct err *err)
{
	const struct conf_edit edit = {.kind = kind, .name = name, .pairs = pairs, .n_pairs = n};

	return conf_edit(file, &edit, 1, err);
}

bool conf_remove_section(const char *file, const char *kind, const char *name, struct err *err)
{
	const struct conf_edit edit = {.kind = kind, .name = name, .remove = true};

	if (access(file, F_OK) != 0 && errno == ENOENT)
		return true;
	return conf_edit(file, &edit, 1, err);
}

bool conf_create(const char *file, struct bytes text, struct err *err)
{
	void *ctx = mem_check(talloc_new(NULL));
	bool ok = conf_make_dir(conf_path_dir(ctx, file), err);

	if (ok && access(file, F_OK) != 0)
		ok = errno == ENOENT ? conf_file_replace(file, text, err)
				     : err_set(err, ERR_IO, "cannot look at %s: %s", file, strerror(errno));
	talloc_free(ctx);
	return ok;
}
