/* fuzz_conf.c: any bytes as a configuration: lines add up, values in force can be read again, edits do what
 * they say. */
#include <stdlib.h>
#include <string.h>

#include "../../src/conf/edit.h"
#include "../../src/conf/ini.h"
#include "../../src/conf/load.h"

#define CHECK(claim)                                                                                         \
	do {                                                                                                 \
		if (!(claim))                                                                                \
			abort();                                                                             \
	} while (0)

static void check_lines(struct bytes text)
{
	struct ini_line line;
	size_t sum = 0;

	for (struct bytes rest = text; ini_next(&rest, &line);)
		sum += line.all.len;
	CHECK(sum == text.len);
}

/* NULL when it has faults. */
static struct conf_full *load(struct bytes text)
{
	struct conf_full *full = mem_new(NULL, struct conf_full);
	struct conf_faults faults = {.ctx = full};
	AUTO_BUF said = BUF_INIT(MIB(64));

	full->dirs = mem_array(full, const char *, 1);
	full->dirs[0] = "/";
	conf_read(full, &faults, "fuzz", text);
	full->n_files = 1;
	conf_build(full, &faults);
	conf_check(full, NULL, &faults);
	conf_faults_write(&faults, &said);
	CHECK((faults.n > 0) == (said.len > 0));
	if (faults.n == 0)
		return full;
	talloc_free(full);
	return NULL;
}

static void check_values(struct bytes text)
{
	struct conf_full *full = load(text), *again;
	AUTO_BUF out = BUF_INIT(MIB(64));

	if (!full)
		return;
	conf_write_defaults(&full->conf, &out);
	CHECK(buf_ok(&out));
	again = load(buf_bytes(&out));
	CHECK(again != NULL ||
	      text.len > INI_LINE_MAX / 2); /* lines that were continued may be too long as one */
	CHECK(!again || again->conf.n_feeds == full->conf.n_feeds);
	talloc_free(again);
	talloc_free(full);
}

static const struct conf_section *find(const struct conf_full *full)
{
	for (size_t i = 0; i < full->n_sections; i++)
		if (strcmp(full->sections[i].kind->name, "feed") == 0 &&
		    strcmp(full->sections[i].name, "a") == 0)
			return &full->sections[i];
	return NULL;
}

/* Faults or not, the text after an edit has the section with the value, or has it no more. */
static void check_edit(struct bytes text, bool remove)
{
	const struct conf_pair pair = {"title", "new ;\\; \\"};
	const struct conf_edit edit = {
	    .kind = "feed", .name = "a", .pairs = &pair, .n_pairs = 1, .remove = remove};
	struct conf_full *full = mem_new(NULL, struct conf_full);
	struct conf_faults faults = {.ctx = full};
	AUTO_BUF out = BUF_INIT(MIB(64)), twice = BUF_INIT(MIB(64));
	const struct conf_section *section;

	conf_edit_text(text, &edit, 1, &out);
	conf_read(full, &faults, "fuzz", buf_bytes(&out));
	section = find(full);
	if (!remove) {
		CHECK(section && conf_section_entry(section, "title"));
		CHECK(strcmp(conf_section_entry(section, "title")->text, pair.value) == 0);
		conf_edit_text(buf_bytes(&out), &edit, 1, &twice);
		CHECK(twice.len == out.len && memcmp(buf_str(&twice), buf_str(&out), out.len) == 0);
	}
	talloc_free(full);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of exactly this size: reading one byte too far is seen. */
	char *copy = malloc(size ? size : 1);
	struct bytes text = {copy, size};

	CHECK(copy != NULL);
	if (size > 0)
		memcpy(copy, data, size);
	check_lines(text);
	check_values(text);
	check_edit(text, false);
	check_edit(text, true);
	free(copy);
	return 0;
}
