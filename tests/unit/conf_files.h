/* conf_files.h: a folder of its own for a test, as HOME and for all XDG folders. */
#ifndef TEST_CONF_FILES_H
#define TEST_CONF_FILES_H

#include <assert.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "telex/conf.h"

struct place {
	char dir[64];
	char main_file[128]; /* DIR/telex/config.ini: the default path */
	char more_file[128]; /* DIR/telex/conf.d/more.ini */
};

static inline int place_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	snprintf(p->dir, sizeof(p->dir), "/tmp/telex-conf.XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->main_file, sizeof(p->main_file), "%s/telex/config.ini", p->dir);
	snprintf(p->more_file, sizeof(p->more_file), "%s/telex/conf.d/more.ini", p->dir);
	setenv("HOME", p->dir, 1);
	setenv("XDG_CONFIG_HOME", p->dir, 1);
	unsetenv("XDG_DATA_HOME");
	unsetenv("XDG_STATE_HOME");
	unsetenv("XDG_RUNTIME_DIR");
	*state = p;
	return 0;
}

static inline int place_unlink(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline int place_down(void **state)
{
	struct place *p = *state;
	const int failed = nftw(p->dir, place_unlink, 8, FTW_DEPTH | FTW_PHYS);

	free(p);
	return failed;
}

static inline void put_bytes(const char *file, const char *data, size_t len)
{
	char dir[256];
	FILE *f;

	snprintf(dir, sizeof(dir), "%s", file);
	for (char *s = strchr(dir + 1, '/'); s; s = strchr(s + 1, '/')) {
		*s = '\0';
		mkdir(dir, 0700);
		*s = '/';
	}
	f = fopen(file, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static inline void put_text(const char *file, const char *text)
{
	put_bytes(file, text, strlen(text));
}

/* The file's text; the caller frees it. */
static inline char *get_text(const char *file)
{
	FILE *f = fopen(file, "rb");
	char *text = calloc(1, 1 << 20);

	assert_non_null(f);
	assert_non_null(text);
	assert_true(fread(text, 1, (1 << 20) - 1, f) < (1 << 20) - 1);
	fclose(f);
	return text;
}

#endif
