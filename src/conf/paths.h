/* paths.h: home, XDG folders, and paths as they stand in a configuration; private to conf. */
#ifndef CONF_PATHS_H
#define CONF_PATHS_H

#include "telex/mem.h"

/* NAME (XDG_DATA_HOME, ...) when it is an absolute path, else ~/beside; NULL without a home. */
const char *conf_xdg(void *ctx, const char *name, const char *beside);
/* ~/ is the home folder, other relative paths are under dir. */
const char *conf_path_expand(void *ctx, const char *path, const char *dir, struct err *err);
/* What stands before the last '/'; "." without one. */
const char *conf_path_dir(void *ctx, const char *path);
/* The absolute form of a path that need not exist. */
const char *conf_path_absolute(void *ctx, const char *path);
/* Make dir and what is above it, 0700. */
MUST_USE bool conf_make_dir(const char *dir, struct err *err);

#endif
