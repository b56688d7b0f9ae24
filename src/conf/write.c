/* write.c: what is made from the option table: the example, the values in force, the list of telex.ini(5). */
#include <string.h>

#include "ini.h"
#include "load.h"
#include "paths.h"
#include "telex/url.h"
#include "telex/utf8.h"

enum { HELP_COLS = 100 };

static void add_default(const struct conf_option *option, struct buf *out)
{
	AUTO_BUF allowed = BUF_INIT(KIB(1));

	conf_value_allowed(option, &allowed);
	buf_addf(out, "%s", buf_str(&allowed));
	if (option->required)
		buf_adds(out, "; must be there");
	else if (option->fallback)
		buf_addf(out, "; default %s", option->fallback);
}

/* text as comment lines of at most HELP_COLS bytes, broken at blanks. */
static void add_comment(const char *prefix, const char *text, struct buf *out)
{
	while (*text) {
		size_t len = strlen(text), room = HELP_COLS - strlen(prefix);
		if (len > room) {
			len = room;
			while (len > 0 && text[len] != ' ')
				len--;
		}
		buf_addf(out, "%s%.*s\n", prefix, (int)len, text);
		text += len + (text[len] == ' ');
	}
}

static const char *example_of(const struct conf_option *option)
{
	return option->example ? option->example : option->fallback;
}

static void add_example_option(const struct conf_option *option, struct buf *out)
{
	AUTO_BUF help = BUF_INIT(KIB(4));

	buf_addf(&help, "%s (", option->help);
	add_default(option, &help);
	buf_addc(&help, ')');
	add_comment("#   ", buf_str(&help), out);
	buf_addf(out, "#%s = %s\n", option->key, example_of(option) ? example_of(option) : "");
}

static void add_example_kind(const struct conf_kind *kind, struct buf *out)
{
	size_t n;
	const struct conf_option *options = conf_options(&n);

	buf_addc(out, '\n');
	add_comment("# ", kind->help, out);
	if (kind->rule == CONF_NAME_NONE)
		buf_addf(out, "[%s]\n", kind->name);
	else
		buf_addf(out, "#[%s %s]\n", kind->name, kind->example);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(options[i].kind, kind->name) != 0)
			continue;
		if (!options[i].is_alternative) {
			add_example_option(&options[i], out);
			continue;
		}
		buf_addf(out, "#   %s = %s\n", options[i].key, options[i].example);
		add_comment("#     ", options[i].help, out);
	}
}

void conf_write_example(struct buf *out)
{
	static const char head[] =
	    "# Telex configuration: ~/.config/telex/config.ini, then conf.d/*.ini beside it. See "
	    "telex.ini(5).\n"
	    "#\n"
	    "# Every option stands here with its meaning, what is allowed and the default; take the '#' away "
	    "to\n"
	    "# change one. Comments: '#' or ';' at the start of a line, or ';' after white space (a ';' that "
	    "is\n"
	    "# none is written '\\;'). Indented lines continue a value. No quotes around values.\n"
	    "# Check with: telex config check\n";
	size_t n;
	const struct conf_kind *kinds = conf_kinds(&n);

	buf_adds(out, head);
	for (size_t i = 0; i < n; i++)
		add_example_kind(&kinds[i], out);
	buf_adds(out, "\n# ---- feeds ----\n");
}

/* ---- the values in force ---- */

static void add_source(const char *source, int line, struct buf *out)
{
	buf_addf(out, "\t; %s", source);
	if (line > 0)
		buf_addf(out, ":%d", line);
	buf_addc(out, '\n');
}

static void add_setting(const char *key, const char *value, const char *source, int line, struct buf *out)
{
	AUTO_BUF safe = BUF_INIT(MIB(1));

	utf8_safe((struct bytes){value, strlen(value)}, SAFE_LINE, &safe);
	buf_addf(out, "%s = ", key);
	ini_escape(buf_str(&safe), out);
	add_source(source, line, out);
}

/* Names of headers are no secret; each stands on a line of its own, as it must to be read again. */
static void add_secret_lines(const struct conf_entry *entry, struct buf *out)
{
	buf_addf(out, "%s =", entry->option->key);
	add_source(entry->place.file, entry->place.line, out);
	for (const char *s = entry->text; *s; s += strcspn(s, "\n") + (strchr(s, '\n') != NULL))
		buf_addf(out, "\t%.*s: ***\n", (int)strcspn(s, ":"), s);
}

static void add_entry(const struct conf_entry *entry, struct buf *out)
{
	const struct conf_option *option = entry->option;
	void *tmp = mem_check(talloc_new(NULL));
	const char *value = entry->text;

	if (option->is_secret)
		value = "***";
	else if (option->type == CONF_SOURCE || option->type == CONF_URL)
		value = url_redact(tmp, value);
	else if (option->type == CONF_PROXY || strcmp(option->key, "proxy") == 0)
		value = url_redact(tmp, value);
	if (option->type == CONF_HEADERS)
		add_secret_lines(entry, out);
	else
		add_setting(option->key, value, entry->place.file, entry->place.line, out);
	talloc_free(tmp);
}

/* section NULL: the kind is there by its defaults alone. */
static void add_settings(const struct conf *conf, const struct conf_kind *kind,
			 const struct conf_section *section, struct buf *out)
{
	size_t n;
	const struct conf_option *options = conf_options(&n);

	buf_addf(out, "%s[%s%s%s]\n", out->len ? "\n" : "", kind->name,
		 section && section->name[0] ? " " : "", section ? section->name : "");
	for (size_t i = 0; i < n; i++) {
		const struct conf_option *option = &options[i];
		const struct conf_entry *entry = section ? conf_section_entry(section, option->key) : NULL;
		if (strcmp(option->kind, kind->name) != 0)
			continue;
		if (entry && entry->text[0])
			add_entry(entry, out);
		else if (strcmp(option->key, "database") == 0)
			add_setting(option->key, conf->telexd.database, "default", 0, out);
		else if (option->fallback)
			add_setting(option->key, option->fallback, "default", 0, out);
		else if (kind->rule == CONF_NAME_NONE)
			buf_addf(out, "%s =\t; default\n", option->key);
	}
}

void conf_write_defaults(const struct conf *conf, struct buf *out)
{
	const struct conf_full *full = (const struct conf_full *)conf; /* conf is its first member */
	size_t n;
	const struct conf_kind *kinds = conf_kinds(&n);

	for (size_t k = 0; k < n; k++) {
		size_t found = 0;
		for (size_t i = 0; i < full->n_sections; i++)
			if (full->sections[i].kind == &kinds[k]) {
				add_settings(conf, &kinds[k], &full->sections[i], out);
				found++;
			}
		if (found == 0 && kinds[k].rule == CONF_NAME_NONE)
			add_settings(conf, &kinds[k], NULL, out);
	}
}

/* ---- telex.ini(5) ---- */

/* roff: a backslash is "\e", and a line must not begin with a control character. */
static void add_roff(const char *text, struct buf *out)
{
	if (*text == '.' || *text == '\'')
		buf_adds(out, "\\&");
	for (; *text; text++)
		if (*text == '\\')
			buf_adds(out, "\\e");
		else
			buf_addc(out, *text);
}

/* mdoc wants a new line after each sentence. */
static void add_sentences(const char *text, struct buf *out)
{
	const char *stop;

	while ((stop = strstr(text, ". ")) != NULL) {
		char *one = mem_strndup(NULL, text, (size_t)(stop - text) + 1);
		add_roff(one, out);
		buf_addc(out, '\n');
		talloc_free(one);
		text = stop + 2;
	}
	add_roff(text, out);
	buf_addc(out, '\n');
}

static void add_mdoc_option(const struct conf_option *option, struct buf *out)
{
	AUTO_BUF allowed = BUF_INIT(KIB(1));

	conf_value_allowed(option, &allowed);
	buf_addf(out, ".It Ic %s\n", option->key);
	add_sentences(option->help, out);
	buf_adds(out, "Allowed: ");
	add_roff(buf_str(&allowed), out);
	buf_adds(out, ".\n");
	if (option->required)
		buf_adds(out, "It must be there.\n");
	else if (option->fallback)
		buf_addf(out, "The default is\n.Ql %s .\n", option->fallback);
}

void conf_write_mdoc(struct buf *out)
{
	size_t n_kinds, n;
	const struct conf_kind *kinds = conf_kinds(&n_kinds);
	const struct conf_option *options = conf_options(&n);

	for (size_t k = 0; k < n_kinds; k++) {
		buf_addf(out, ".Ss [%s%s]\n", kinds[k].name, kinds[k].rule == CONF_NAME_NONE ? "" : " NAME");
		add_sentences(kinds[k].help, out);
		if (kinds[k].rule != CONF_NAME_NONE)
			buf_addf(out, "A name: %s.\n", conf_name_allowed(kinds[k].rule));
		buf_adds(out, ".Bl -tag -width Ds\n");
		for (size_t i = 0; i < n; i++)
			if (strcmp(options[i].kind, kinds[k].name) == 0)
				add_mdoc_option(&options[i], out);
		buf_adds(out, ".El\n");
	}
}
