/* telexd.c: telexd found and run; argv arrays, never a shell. */
#include "telexd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char *beside_us(void *ctx)
{
	char path[4096];
	const ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (!slash)
		return NULL;
	return mem_printf(ctx, "%.*s/telexd", (int)(slash - path), path);
}

static const char *on_path(void *ctx)
{
	for (const char *dir = getenv("PATH"); dir && *dir;) {
		const size_t len = strcspn(dir, ":");
		char *path = mem_printf(ctx, "%.*s/telexd", len ? (int)len : 1, len ? dir : ".");
		if (access(path, X_OK) == 0)
			return path;
		talloc_free(path);
		dir += len + (dir[len] == ':');
	}
	return NULL;
}

const char *telexd_find(void *ctx)
{
	const char *path = beside_us(ctx);

	return path && access(path, X_OK) == 0 ? path : on_path(ctx);
}

/* One of the child's outputs: a pipe into a buffer; without a buffer the child writes where we write. */
struct output {
	int fd; /* the child's */
	struct buf *into;
	int ends[2];
};

/* False when nothing more will come.  What is past the maximum is read too, so that the child can end. */
static bool read_some(struct output *output)
{
	char chunk[8192];
	const ssize_t n = read(output->ends[0], chunk, sizeof(chunk));

	if (n > 0)
		buf_add(output->into, chunk, (size_t)n);
	return n > 0 || (n < 0 && errno == EINTR);
}

static void read_outputs(struct output outputs[2])
{
	struct pollfd fds[2];

	for (int i = 0; i < 2; i++)
		fds[i] = (struct pollfd){.fd = outputs[i].into ? outputs[i].ends[0] : -1, .events = POLLIN};
	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return;
		for (int i = 0; i < 2; i++)
			if (fds[i].fd >= 0 && fds[i].revents && !read_some(&outputs[i]))
				fds[i].fd = -1;
	}
}

static bool start(char *const *argv, const struct output outputs[2], pid_t *ret_pid, struct err *err)
{
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);

	/* Not our terminal's input: a child that asks must not take what was typed for the shell. */
	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
	for (int i = 0; rc == 0 && i < 2; i++)
		if (outputs[i].into)
			rc = posix_spawn_file_actions_adddup2(&actions, outputs[i].ends[1], outputs[i].fd);
	if (rc == 0)
		rc = posix_spawn(ret_pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return rc == 0 || err_set(err, ERR_UNAVAILABLE, "cannot start %s: %s", argv[0], strerror(rc));
}

static bool wait_for(pid_t pid, int *ret_status, struct err *err)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_set(err, ERR_UNAVAILABLE, "lost sight of telexd: %s", strerror(errno));
	if (WIFSIGNALED(status))
		return err_set(err, ERR_UNAVAILABLE, "telexd ended by signal %d", WTERMSIG(status));
	*ret_status = WEXITSTATUS(status);
	return true;
}

static bool open_pipes(struct output outputs[2], struct err *err)
{
	for (int i = 0; i < 2; i++)
		if (outputs[i].into && pipe2(outputs[i].ends, O_CLOEXEC) != 0)
			return err_set(err, ERR_UNAVAILABLE, "cannot make a pipe: %s", strerror(errno));
	return true;
}

static void close_ends(struct output outputs[2], int end)
{
	for (int i = 0; i < 2; i++)
		if (outputs[i].ends[end] >= 0) {
			close(outputs[i].ends[end]);
			outputs[i].ends[end] = -1;
		}
}

static bool run(char *const *argv, struct buf *out, struct buf *faults, int *ret_status, struct err *err)
{
	struct output outputs[2] = {{STDOUT_FILENO, out, {-1, -1}}, {STDERR_FILENO, faults, {-1, -1}}};
	pid_t pid;
	bool ok;

	fflush(stdout);
	ok = open_pipes(outputs, err) && start(argv, outputs, &pid, err);
	close_ends(outputs, 1);
	if (ok)
		read_outputs(outputs);
	close_ends(outputs, 0);
	if (!ok || !wait_for(pid, ret_status, err))
		return false;
	return !out || buf_ok(out) || err_set(err, ERR_LIMIT, "telexd printed more than %zu bytes", out->max);
}

bool telexd_run(struct cli *cli, const char *const *args, struct buf *out, struct buf *faults,
		int *ret_status, struct err *err)
{
	const char *program = telexd_find(cli->ctx);
	size_t n = 0;
	char **argv;

	if (!program)
		return err_set(err, ERR_UNAVAILABLE, "telexd is neither beside telex nor on PATH");
	while (args[n])
		n++;
	argv = mem_array(cli->ctx, char *, n + 2);
	argv[0] = mem_strdup(argv, program);
	for (size_t i = 0; i < n; i++)
		argv[i + 1] = mem_strdup(argv, args[i]);
	return run(argv, out, faults, ret_status, err);
}

bool telexd_once(struct cli *cli, const char *const *feeds, size_t n, bool is_forced, int *ret_status,
		 struct err *err)
{
	const char **args = mem_array(cli->ctx, const char *, n + 6);
	size_t k = 0;

	args[k++] = "--config";
	args[k++] = cli->config_file;
	args[k++] = "--once";
	if (is_forced)
		args[k++] = "--force";
	if (n > 0)
		args[k++] = "--";
	for (size_t i = 0; i < n; i++)
		args[k++] = feeds[i];
	return telexd_run(cli, args, NULL, NULL, ret_status, err);
}
