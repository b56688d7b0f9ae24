/* read.c: the lines of a file into sections and entries of the option table. */
#include "load.h"

#include <string.h>

#include "ini.h"

struct reader {
	struct conf_full *full;
	struct conf_faults *faults;
	struct conf_place place;
	bool in_section; /* the last section is one of ours: its keys count */
	bool has_header; /* any section at all, also an unknown one */
	/* The value that indented lines continue: its text grows here and is stored when it ends. */
	struct buf text;
	bool has_key, key_counts;
};

static struct conf_section *last_section(struct reader *r)
{
	return r->in_section ? &r->full->sections[r->full->n_sections - 1] : NULL;
}

static char *dup_bytes(struct reader *r, struct bytes s)
{
	return mem_strndup(r->full, s.data, s.len);
}

/* The value is complete: store it. */
static void end_value(struct reader *r)
{
	struct conf_section *section = last_section(r);
	struct conf_entry *entry;

	if (r->has_key && r->key_counts) {
		entry = &section->entries[section->n_entries - 1];
		entry->text = mem_strdup(r->full, buf_str(&r->text));
		if (!buf_ok(&r->text))
			conf_fault(r->faults, &entry->place, section, entry->option->key,
				   "the value is over 64 kB");
	}
	r->has_key = false;
	buf_reset(&r->text);
}

static void on_section(struct reader *r, const struct ini_line *line)
{
	const struct conf_kind *kind = conf_kind_find(line->key);
	struct conf_full *full = r->full;
	const char *near, *word;

	r->has_header = true;
	r->in_section = kind != NULL;
	if (!kind) {
		word = dup_bytes(r, line->key);
		near = conf_kind_nearest(word);
		conf_fault(r->faults, &r->place, NULL, NULL, "[%.80s]: unknown section%s%s%s", word,
			   near ? ", did you mean [" : "", near ? near : "",
			   near ? "]?"
				: " (allowed: telexd, feed, entity, tag, mute, view, channel, rule, digest)");
		return;
	}
	full->sections = mem_grow(full, full->sections, struct conf_section, full->n_sections + 1);
	full->sections[full->n_sections++] =
	    (struct conf_section){.kind = kind, .name = dup_bytes(r, line->value), .place = r->place};
	if (!conf_name_ok(kind->rule, last_section(r)->name))
		conf_fault(r->faults, &r->place, last_section(r), NULL, "%s (allowed: %s)",
			   line->value.len ? "not a name for it" : "the name is missing",
			   conf_name_allowed(kind->rule));
}

static void unknown_key(struct reader *r, const struct conf_section *section, struct bytes key)
{
	const char *word = dup_bytes(r, key), *near = conf_option_nearest(section->kind->name, word);
	AUTO_BUF all = BUF_INIT(KIB(4));
	size_t n;
	const struct conf_option *options = conf_options(&n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(options[i].kind, section->kind->name) == 0)
			buf_addf(&all, "%s%s", all.len ? ", " : "", options[i].key);
	if (near)
		conf_fault(r->faults, &r->place, section, word, "unknown key, did you mean '%s'?", near);
	else
		conf_fault(r->faults, &r->place, section, word, "unknown key (allowed: %s)", buf_str(&all));
}

/* Where the text from byte `at` of the value on stands in the file: faults in it point there. */
static void add_part(struct reader *r, const struct ini_line *line, size_t at)
{
	struct conf_section *section = last_section(r);
	size_t len = line->all.len;
	struct conf_entry *entry;
	struct conf_part *part;

	if (!r->key_counts)
		return;
	entry = &section->entries[section->n_entries - 1];
	if (entry->option->type != CONF_QUERY && entry->option->type != CONF_SELECTOR)
		return;
	entry->parts = mem_grow(r->full, entry->parts, struct conf_part, entry->n_parts + 1);
	part = &entry->parts[entry->n_parts++];
	*part = (struct conf_part){.at = at, .line_no = r->place.line};
	part->from = (size_t)(line->value.data - line->all.data);
	part->to = part->from + line->value.len;
	while (len > 0 && (line->all.data[len - 1] == '\n' || line->all.data[len - 1] == '\r'))
		len--;
	part->line = mem_strndup(r->full, line->all.data, len);
}

static void on_key(struct reader *r, const struct ini_line *line)
{
	struct conf_section *section = last_section(r);
	const struct conf_option *option;
	const struct conf_entry *before;

	r->has_key = true;
	r->key_counts = false;
	ini_unescape(line->value, &r->text);
	if (!section) {
		if (!r->has_header)
			conf_fault(r->faults, &r->place, NULL, NULL, "a key before the first [section]");
		return;
	}
	option = conf_option_find(section->kind->name, line->key);
	if (!option) {
		unknown_key(r, section, line->key);
		return;
	}
	before = conf_section_entry(section, option->key);
	if (before) {
		conf_fault(r->faults, &r->place, section, option->key, "given twice (first on line %d)",
			   before->place.line);
		return;
	}
	section->entries = mem_grow(r->full, section->entries, struct conf_entry, section->n_entries + 1);
	section->entries[section->n_entries++] = (struct conf_entry){.option = option, .text = "", .place = r->place};
	r->key_counts = true;
	add_part(r, line, 0);
}

static bool keeps_lines(struct reader *r)
{
	const struct conf_section *section = last_section(r);

	return r->key_counts && section->entries[section->n_entries - 1].option->type == CONF_HEADERS;
}

static void on_more(struct reader *r, const struct ini_line *line)
{
	if (!r->has_key) {
		conf_fault(r->faults, &r->place, NULL, NULL,
			   "an indented line continues a value, and there is none above it (keys start at "
			   "the margin)");
		return;
	}
	if (r->text.len > 0)
		buf_addc(&r->text, keeps_lines(r) ? '\n' : ' ');
	add_part(r, line, r->text.len);
	ini_unescape(line->value, &r->text);
}

static void on_line(struct reader *r, const struct ini_line *line)
{
	if (line->kind == INI_SECTION || line->kind == INI_KEY || line->kind == INI_FAULT)
		end_value(r);
	if (line->kind == INI_SECTION)
		on_section(r, line);
	else if (line->kind == INI_KEY)
		on_key(r, line);
	else if (line->kind == INI_MORE)
		on_more(r, line);
	else if (line->kind == INI_FAULT) {
		conf_fault(r->faults, &r->place, NULL, NULL, "%s", line->fault);
		r->has_key = true; /* what continues it is no further fault */
		r->key_counts = false;
	}
}

const struct conf_entry *conf_section_entry(const struct conf_section *section, const char *key)
{
	for (size_t i = 0; i < section->n_entries; i++)
		if (strcmp(section->entries[i].option->key, key) == 0)
			return &section->entries[i];
	return NULL;
}

void conf_read(struct conf_full *full, struct conf_faults *faults, const char *file, struct bytes text)
{
	struct reader r = {
	    .full = full,
	    .faults = faults,
	    .place = {file, full->n_files, 0},
	    .text = BUF_INIT(INI_LINE_MAX),
	};
	struct ini_line line;

	ini_skip_mark(&text);
	while (ini_next(&text, &line)) {
		r.place.line++;
		on_line(&r, &line);
	}
	end_value(&r);
	buf_free(&r.text);
}
