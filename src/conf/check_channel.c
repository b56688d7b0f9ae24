/* check_channel.c: which keys a channel of each type needs, may have, and which exclude each other. */
#include "load.h"

#include <string.h>

enum { KEYS_MAX = 16 };

/* The first of `needs` is named when none of them is given. */
static const struct channel_keys {
	const char *type, *needs[4], *may[KEYS_MAX];
} rows[] = {
    {"desktop", {NULL}, {"timeout"}},
    {"command", {"command"}, {"timeout"}},
    {"mail",
     {"to"},
     {"from", "smtp", "sendmail", "tls", "username", "password", "password_command", "password_file", "timeout"}},
    {"webhook",
     {"url", "url_command", "url_file"},
     {"template", "secret", "secret_command", "secret_file", "token", "token_command", "token_file", "headers",
      "timeout"}},
    {"file", {"path"}, {NULL}},
};

/* Of each row at most one. */
static const char *const either[][4] = {
    {"url", "url_command", "url_file"},		 {"secret", "secret_command", "secret_file"},
    {"token", "token_command", "token_file"},	 {"password", "password_command", "password_file"},
    {"smtp", "sendmail"},
};

static const struct conf_entry *given(const struct conf_section *section, const char *key)
{
	const struct conf_entry *entry = conf_section_entry(section, key);

	return entry && entry->text[0] ? entry : NULL;
}

static bool is_among(const char *const *keys, size_t max, const char *key)
{
	for (size_t i = 0; i < max && keys[i]; i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

static const struct channel_keys *row_of(const struct conf_section *section)
{
	const struct conf_entry *type = conf_section_entry(section, "type");

	for (size_t i = 0; type && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].type, type->text) == 0)
			return &rows[i];
	return NULL;
}

static void check_use(const struct conf_section *section, const struct channel_keys *row, struct conf_faults *faults)
{
	bool is_there = row->needs[0] == NULL;

	for (size_t i = 0; i < section->n_entries; i++) {
		const struct conf_entry *entry = &section->entries[i];
		const char *key = entry->option->key;
		const bool is_needed = is_among(row->needs, 4, key);

		is_there |= is_needed && entry->text[0];
		if (!is_needed && !is_among(row->may, KEYS_MAX, key) && strcmp(key, "type") != 0)
			conf_fault(faults, &entry->place, section, key,
				   "a channel of type %s has no use for it", row->type);
	}
	if (!is_there)
		conf_fault(faults, &section->place, section, NULL, "the %s is missing (type = %s)",
			   row->needs[0], row->type);
}

static void check_either(const struct conf_section *section, struct conf_faults *faults)
{
	for (size_t i = 0; i < sizeof(either) / sizeof(either[0]); i++) {
		const struct conf_entry *first = NULL;

		for (size_t k = 0; k < 4 && either[i][k]; k++) {
			const struct conf_entry *entry = given(section, either[i][k]);

			if (first && entry)
				conf_fault(faults, &entry->place, section, entry->option->key,
					   "%s is given already (allowed: either)", first->option->key);
			first = first ? first : entry;
		}
	}
}

static void check_needs(const struct conf_section *section, const char *key, const char *needed, const char *words,
			struct conf_faults *faults)
{
	const struct conf_entry *entry = given(section, key);

	if (entry && !given(section, needed))
		conf_fault(faults, &entry->place, section, key, "%s", words);
}

void conf_check_channel(const struct conf_section *section, struct conf_faults *faults)
{
	static const char *const passwords[] = {"password", "password_command", "password_file"};
	const struct channel_keys *row = row_of(section);
	const struct conf_entry *user = given(section, "username");
	bool has_password = false;

	if (!row)
		return; /* said already */
	check_use(section, row, faults);
	check_either(section, faults);
	for (size_t i = 0; i < 3; i++) {
		has_password |= given(section, passwords[i]) != NULL;
		check_needs(section, passwords[i], "username", "needs a username", faults);
	}
	if (user && !has_password)
		conf_fault(faults, &user->place, section, "username",
			   "needs a password (allowed: password, password_command or password_file beside it)");
	check_needs(section, "username", "smtp", "needs an smtp server", faults);
}
