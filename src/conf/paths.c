/* paths.c: where things are: home, XDG folders, paths in a configuration, programs. */
#include "paths.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "telex/conf.h"

static const char *home(void)
{
	const char *dir = getenv("HOME");
	const struct passwd *user;

	if (dir && dir[0] == '/')
		return dir;
	user = getpwuid(getuid());
	return user && user->pw_dir && user->pw_dir[0] == '/' ? user->pw_dir : NULL;
}

const char *conf_xdg(void *ctx, const char *name, const char *beside)
{
	const char *dir = getenv(name);

	/* XDG base directory specification: a relative path is invalid and to be ignored. */
	if (dir && dir[0] == '/')
		return mem_strdup(ctx, dir);
	dir = home();
	return dir ? mem_printf(ctx, "%s/%s", dir, beside) : NULL;
}

const char *conf_path_expand(void *ctx, const char *path, const char *dir, struct err *err)
{
	static const char credentials[] = "$CREDENTIALS_DIRECTORY/";

	if (path[0] == '/')
		return mem_strdup(ctx, path);
	/* Only the service itself has that folder: for everybody else the path names a file that is not
	 * there. */
	if (strncmp(path, credentials, sizeof(credentials) - 1) == 0)
		return getenv("CREDENTIALS_DIRECTORY")
			   ? mem_printf(ctx, "%s/%s", getenv("CREDENTIALS_DIRECTORY"),
					path + sizeof(credentials) - 1)
			   : mem_strdup(ctx, path);
	if (path[0] == '~' && path[1] != '/' && path[1] != '\0') {
		err_set(err, ERR_CONFIG, "'%.200s' names another user's home", path);
		return NULL;
	}
	if (path[0] == '~') {
		if (!home())
			err_set(err, ERR_CONFIG, "'%.200s' needs a home folder and there is none (set HOME)",
				path);
		return home() ? mem_printf(ctx, "%s%s", home(), path + 1) : NULL;
	}
	return mem_printf(ctx, "%s/%s", dir, path);
}

const char *conf_path_dir(void *ctx, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : mem_strndup(ctx, path, (size_t)(slash - path));
}

const char *conf_path_absolute(void *ctx, const char *path)
{
	char *here;
	const char *whole;

	if (path[0] == '/')
		return mem_strdup(ctx, path);
	here = getcwd(NULL, 0);
	whole = here ? mem_printf(ctx, "%s/%s", here, path) : mem_strdup(ctx, path);
	free(here);
	return whole;
}

bool conf_make_dir(const char *dir, struct err *err)
{
	char *path = mem_strdup(NULL, dir);
	bool ok = true;

	for (char *p = path + 1; ok && *path; p++) {
		const char end = *p;
		if (end != '/' && end != '\0')
			continue;
		*p = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			ok = err_set(err, ERR_IO, "cannot make the folder %s: %s", path, strerror(errno));
		*p = end;
		if (end == '\0')
			break;
	}
	talloc_free(path);
	return ok;
}

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

char *conf_program_path(void *ctx, const char *program)
{
	const char *path = getenv("PATH");

	if (strchr(program, '/'))
		return is_program(program) ? mem_strdup(ctx, program) : NULL;
	while (path && *path) {
		const size_t len = strcspn(path, ":");
		char *full = mem_printf(ctx, "%.*s/%s", (int)len, len ? path : ".", program);
		if (is_program(full))
			return full;
		talloc_free(full);
		path += len + (path[len] == ':');
	}
	return NULL;
}

const char *conf_default_path(void *ctx)
{
	const char *dir = conf_xdg(ctx, "XDG_CONFIG_HOME", ".config");

	return mem_printf(ctx, "%s/telex/config.ini", dir ? dir : "/etc");
}

const char *conf_state_dir(void *ctx)
{
	const char *base = conf_xdg(ctx, "XDG_STATE_HOME", ".local/state");
	const char *dir = mem_printf(ctx, "%s/telex", base ? base : "/nonexistent");

	(void)!conf_make_dir(dir, NULL); /* who uses it finds out, with a better message */
	return dir;
}

const char *conf_socket_path(void *ctx, const struct conf *conf)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (conf->telexd.socket)
		return mem_strdup(ctx, conf->telexd.socket);
	if (runtime && runtime[0] == '/')
		return mem_printf(ctx, "%s/telex/telexd.sock", runtime);
	return mem_printf(ctx, "%s/telexd.sock", conf_state_dir(ctx));
}

const char *conf_lock_path(void *ctx, const struct conf *conf)
{
	return mem_printf(ctx, "%s.lock", conf->telexd.database);
}
