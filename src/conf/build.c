/* build.c: struct conf out of the sections that were read, by the offsets in the option table. */
#include "load.h"

#include <string.h>

#include "paths.h"
#include "values.h"

static void *at(void *item, size_t offset)
{
	return (char *)item + offset;
}

static void fill_value(struct conf_full *full, const struct conf_section *section,
		       const struct conf_entry *entry, void *item, struct conf_faults *faults)
{
	const struct conf_option *option = entry->option;
	AUTO_BUF allowed = BUF_INIT(KIB(1));
	struct err err;

	if (entry->text[0] == '\0') {
		/* `key =` says that there is none, where there may be none. */
		if (option->required || option->fallback) {
			conf_value_allowed(option, &allowed);
			conf_fault(faults, &entry->place, section, option->key, "is empty (allowed: %s)",
				   buf_str(&allowed));
		}
		return;
	}
	if (conf_value_set(option, full, entry->text, full->dirs[entry->place.file_no], item, &err))
		return;
	conf_value_allowed(option, &allowed);
	conf_fault(faults, &entry->place, section, option->key, "%s (allowed: %s)", err.msg,
		   buf_str(&allowed));
}

static void fill_defaults(struct conf_full *full, const char *kind, void *item)
{
	size_t n;
	const struct conf_option *options = conf_options(&n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(options[i].kind, kind) == 0)
			conf_value_unset(&options[i], full, full->dirs[0], item);
}

static void fill_place(const struct conf_section *section, void *item)
{
	const struct conf_kind *kind = section->kind;
	const struct conf_entry *entry = kind->line_key ? conf_section_entry(section, kind->line_key) : NULL;

	if (kind->name_at != CONF_NOWHERE)
		*(const char **)at(item, kind->name_at) = section->name;
	if (kind->file_at != CONF_NOWHERE)
		*(const char **)at(item, kind->file_at) = section->place.file;
	if (kind->line_at != CONF_NOWHERE)
		*(int *)at(item, kind->line_at) = entry ? entry->place.line : section->place.line;
}

static void fill_section(struct conf_full *full, const struct conf_section *section, void *item,
			 struct conf_faults *faults)
{
	size_t n;
	const struct conf_option *options = conf_options(&n);

	fill_place(section, item);
	for (size_t i = 0; i < section->n_entries; i++)
		fill_value(full, section, &section->entries[i], item, faults);
	for (size_t i = 0; i < n; i++)
		if (options[i].required && strcmp(options[i].kind, section->kind->name) == 0 &&
		    !conf_section_entry(section, options[i].key))
			conf_fault(faults, &section->place, section, NULL, "the %s is missing",
				   options[i].key);
}

/* The array of one kind: as many items as there are sections. */
static void build_kind(struct conf_full *full, const struct conf_kind *kind, struct conf_faults *faults)
{
	void **array = at(&full->conf, kind->array_at);
	size_t *count = at(&full->conf, kind->count_at), n = 0;

	for (size_t i = 0; i < full->n_sections; i++)
		n += full->sections[i].kind == kind;
	if (n == 0)
		return;
	*array = mem_check(_talloc_zero_array(full, kind->size, (unsigned)n, kind->name));
	for (size_t i = 0; i < full->n_sections; i++) {
		void *item = at(*array, *count * kind->size);
		if (full->sections[i].kind != kind)
			continue;
		fill_defaults(full, kind->name, item);
		fill_section(full, &full->sections[i], item, faults);
		(*count)++;
	}
}

static void build_single(struct conf_full *full, const struct conf_kind *kind, struct conf_faults *faults)
{
	void *item = at(&full->conf, kind->array_at);

	fill_defaults(full, kind->name, item);
	for (size_t i = 0; i < full->n_sections; i++)
		if (full->sections[i].kind == kind)
			fill_section(full, &full->sections[i], item, faults);
}

void conf_build(struct conf_full *full, struct conf_faults *faults)
{
	size_t n;
	const struct conf_kind *kinds = conf_kinds(&n);

	for (size_t i = 0; i < n; i++)
		if (kinds[i].count_at == CONF_NOWHERE)
			build_single(full, &kinds[i], faults);
		else
			build_kind(full, &kinds[i], faults);
}
