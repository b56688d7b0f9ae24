/* check.c: faults between sections, and those that need more than the value to be seen. */
#include "load.h"

#include <stdlib.h>
#include <string.h>

#include "telex/extract.h"

#include "paths.h"

struct check {
	struct conf_full *full;
	conf_query_check *check_query;
	struct conf_faults *faults;
};

static int compare_names(const void *a, const void *b)
{
	const struct conf_section *x = *(const struct conf_section *const *)a,
				  *y = *(const struct conf_section *const *)b;
	const int by_kind = strcmp(x->kind->name, y->kind->name);
	const int by_name = by_kind ? by_kind : strcmp(x->name, y->name);

	return by_name ? by_name : (x > y) - (x < y);
}

static void check_duplicates(const struct check *c)
{
	const size_t n = c->full->n_sections;
	const struct conf_section **sorted = mem_array(c->full, const struct conf_section *, n);

	for (size_t i = 0; i < n; i++)
		sorted[i] = &c->full->sections[i];
	if (n > 0)
		qsort(sorted, n, sizeof(sorted[0]), compare_names);
	for (size_t i = 1, first = 0; i < n; i++) {
		if (sorted[i]->kind != sorted[first]->kind ||
		    strcmp(sorted[i]->name, sorted[first]->name) != 0)
			first = i;
		else
			conf_fault(c->faults, &sorted[i]->place, sorted[i], NULL,
				   "this section is there already (%s:%d)", sorted[first]->place.file,
				   sorted[first]->place.line);
	}
	talloc_free(sorted);
}

static bool has_section(const struct check *c, const char *kind, const char *name)
{
	for (size_t i = 0; i < c->full->n_sections; i++)
		if (strcmp(c->full->sections[i].kind->name, kind) == 0 &&
		    strcmp(c->full->sections[i].name, name) == 0)
			return true;
	return false;
}

/* Is every name of a list the name of a section of one of two kinds? */
static void check_names(const struct check *c, const struct conf_section *section, const char *key,
			const char *const kinds[2])
{
	const struct conf_entry *entry = conf_section_entry(section, key);

	for (const char *s = entry ? entry->text : ""; *s;) {
		size_t len = strcspn(s, ", \t");
		char *name = mem_strndup(c->full, s, len);
		if (len > 0 && !has_section(c, kinds[0], name) &&
		    !(kinds[1] && has_section(c, kinds[1], name)))
			conf_fault(c->faults, &entry->place, section, key, "there is no [%s %.80s]%s",
				   kinds[0], name,
				   kinds[1] ? mem_printf(name, " and no [%s %.80s]", kinds[1], name) : "");
		s += len;
		s += strspn(s, ", \t");
	}
}

static void check_language(const struct check *c, const struct conf_section *section,
			   const struct conf_entry *entry)
{
	const enum conf_type type = entry->option->type;
	struct err err;

	if (entry->text[0] == '\0')
		return;
	if ((type == CONF_QUERY && c->check_query && !c->check_query(entry->text, &c->full->conf, &err)) ||
	    (type == CONF_SELECTOR && !extract_selector_check(entry->text, &err)))
		conf_fault_in_value(c->faults, section, entry, &err);
}

static void check_command(const struct check *c, const struct conf_section *section,
			  const struct conf_entry *entry)
{
	struct conf_source source = {0};

	if (entry->text[0] == '\0')
		return;
	if (entry->option->type == CONF_COMMAND)
		source.argv = conf_command_argv(c->full, entry->text, NULL);
	else if (entry->option->type != CONF_SOURCE ||
		 !conf_source_parse(c->full, entry->text, &source, NULL))
		return;
	if (source.argv && !conf_program_path(c->full, source.argv[0]))
		conf_fault(
		    c->faults, &entry->place, section, entry->option->key,
		    "the program '%.200s' is not there (allowed: an executable file, or a name on PATH)",
		    source.argv[0]);
}

static void check_channel(const struct check *c, const struct conf_section *section)
{
	conf_check_channel(section, c->faults);
}

static void check_telexd(const struct check *c, const struct conf_section *section)
{
	const struct conf_telexd *t = &c->full->conf.telexd;
	const struct conf_entry *entry = conf_section_entry(section, "min_interval");

	if (t->min_interval_s <= t->max_interval_s)
		return;
	if (!entry)
		entry = conf_section_entry(section, "max_interval");
	if (entry)
		conf_fault(c->faults, &entry->place, section, entry->option->key,
			   "min_interval is longer than max_interval (allowed: at most as long)");
}

static void check_rule(const struct check *c, const struct conf_section *section)
{
	check_names(c, section, "channels", (const char *const[2]){"channel", NULL});
}

static void check_feed(const struct check *c, const struct conf_section *section)
{
	conf_check_feed(section, c->faults);
}

static void check_digest(const struct check *c, const struct conf_section *section)
{
	check_names(c, section, "channels", (const char *const[2]){"channel", NULL});
	check_names(c, section, "sections", (const char *const[2]){"rule", "view"});
}

static const struct {
	const char *kind;
	void (*check)(const struct check *c, const struct conf_section *section);
} by_kind[] = {
    {"telexd", check_telexd}, {"feed", check_feed},	{"channel", check_channel},
    {"rule", check_rule},     {"digest", check_digest},
};

void conf_check(struct conf_full *full, conf_query_check *query, struct conf_faults *faults)
{
	const struct check c = {full, query, faults};

	check_duplicates(&c);
	for (size_t i = 0; i < full->n_sections; i++) {
		const struct conf_section *section = &full->sections[i];
		for (size_t k = 0; k < section->n_entries; k++) {
			check_language(&c, section, &section->entries[k]);
			check_command(&c, section, &section->entries[k]);
		}
		for (size_t k = 0; k < sizeof(by_kind) / sizeof(by_kind[0]); k++)
			if (strcmp(by_kind[k].kind, section->kind->name) == 0)
				by_kind[k].check(&c, section);
	}
}
