/* history.c: lines typed before, kept in the state directory from one day to the next. */
#include "app.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "telex/utf8.h"

static char *path_of(void *ctx, const char *name)
{
	const char *dir = conf_state_dir(ctx);

	return dir ? mem_printf(ctx, "%s/%s", dir, name) : NULL;
}

/* A line from a file may hold anything; what is shown later is made safe here. */
static void add_line(struct history *history, const char *line)
{
	char *safe = utf8_safe_dup(history, line, SAFE_LINE);

	history_add(history, safe);
	talloc_free(safe);
}

struct history *history_load(void *ctx, const char *name)
{
	struct history *history = history_new(ctx);
	char *path = path_of(history, name), line[PROMPT_BYTES_MAX + 2];
	FILE *file = path ? fopen(path, "re") : NULL;

	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		add_line(history, line);
	}
	if (file)
		fclose(file);
	return history;
}

static bool write_lines(const struct history *history, int fd)
{
	FILE *file = fdopen(fd, "w");
	bool is_written;

	if (!file) {
		close(fd);
		return false;
	}
	for (size_t i = 0; i < history->n; i++)
		fprintf(file, "%s\n", history->lines[i]);
	is_written = !ferror(file);
	return fclose(file) == 0 && is_written;
}

/* Best effort: a history that cannot be written is no reason to keep anyone from leaving. */
void history_save(const struct history *history, const char *name)
{
	void *ctx = talloc_new(NULL);
	char *path = path_of(ctx, name), *temporary = path ? mem_printf(ctx, "%s.new", path) : NULL;
	int fd = temporary && history->n > 0
		     ? open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)
		     : -1;

	if (fd >= 0 && (!write_lines(history, fd) || rename(temporary, path) != 0))
		unlink(temporary);
	talloc_free(ctx);
}
