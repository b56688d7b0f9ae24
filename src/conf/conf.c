/* conf.c: a configuration from its files: the main one and conf.d beside it. */
#include "telex/conf.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "load.h"
#include "paths.h"

static int is_ini(const struct dirent *entry)
{
	const size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 4 && strcmp(entry->d_name + len - 4, ".ini") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name); /* alphasort would follow the locale */
}

static void read_file(struct conf_full *full, struct conf_faults *faults, const char *file,
		      bool may_be_missing)
{
	AUTO_BUF text = BUF_INIT(CONF_FILE_MAX);
	const struct conf_place whole = {file, full->n_files, 0};
	const int failure = conf_file_read(file, &text);

	full->dirs = mem_grow(full, full->dirs, const char *, (size_t)full->n_files + 1);
	full->dirs[full->n_files] = conf_path_dir(full, file);
	if (failure == 0)
		conf_read(full, faults, file, buf_bytes(&text));
	else if (failure != ENOENT || !may_be_missing)
		conf_fault(faults, &whole, NULL, NULL, "cannot be read: %s", strerror(failure));
	full->n_files++;
}

static void read_folder(struct conf_full *full, struct conf_faults *faults, const char *dir)
{
	struct dirent **entries = NULL;
	const int n = scandir(dir, &entries, is_ini, by_bytes);
	const struct conf_place whole = {dir, full->n_files, 0};

	if (n < 0 && errno != ENOENT && errno != ENOTDIR)
		conf_fault(faults, &whole, NULL, NULL, "cannot be read: %s", strerror(errno));
	for (int i = 0; i < n; i++) {
		read_file(full, faults, mem_printf(full, "%s/%s", dir, entries[i]->d_name), false);
		free(entries[i]);
	}
	free(entries);
}

/* The default follows XDG_DATA_HOME, which no text in the table could. */
static void default_database(struct conf_full *full)
{
	const char *data;

	for (size_t i = 0; i < full->n_sections; i++)
		if (conf_section_entry(&full->sections[i], "database"))
			return;
	data = conf_xdg(full, "XDG_DATA_HOME", ".local/share");
	full->conf.telexd.database = data ? mem_printf(full, "%s/telex/telex.db", data)
					  : mem_printf(full, "%s/telex.db", full->dirs[0]);
}

bool conf_load(void *ctx, const char *file, conf_query_check *check_query, struct conf **ret,
	       struct buf *faults_out, struct err *err)
{
	struct conf_full *full = mem_new(ctx, struct conf_full);
	struct conf_faults faults = {.ctx = full};
	const char *standard = conf_default_path(full);
	size_t n;

	full->conf.file = conf_path_absolute(full, file ? file : standard);
	read_file(full, &faults, full->conf.file, strcmp(full->conf.file, standard) == 0);
	read_folder(full, &faults, mem_printf(full, "%s/conf.d", full->dirs[0]));
	conf_build(full, &faults);
	default_database(full);
	conf_check(full, check_query, &faults);
	n = faults.n + faults.n_dropped;
	if (n == 0) {
		*ret = &full->conf;
		return true;
	}
	conf_faults_write(&faults, faults_out);
	talloc_free(full);
	return err_set(err, ERR_CONFIG, "the configuration has %zu fault%s", n, n == 1 ? "" : "s");
}

static const char *query_of(const struct conf_query *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].name, name) == 0)
			return list[i].query;
	return NULL;
}

const char *conf_entity(const struct conf *conf, const char *name)
{
	return query_of(conf->entities, conf->n_entities, name);
}

const char *conf_view(const struct conf *conf, const char *name)
{
	return query_of(conf->views, conf->n_views, name);
}

const char *conf_section_query(const struct conf *conf, const char *name, const char **ret_kind)
{
	for (size_t i = 0; i < conf->n_rules; i++) {
		if (strcmp(conf->rules[i].name, name) == 0) {
			*ret_kind = "rule";
			return conf->rules[i].query;
		}
	}
	*ret_kind = "view";
	return conf_view(conf, name);
}

const struct conf_digest *conf_digest(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_digests; i++)
		if (!name || strcmp(conf->digests[i].name, name) == 0)
			return &conf->digests[i];
	return NULL;
}
