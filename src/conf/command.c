/* command.c: a program and its arguments as they stand in a configuration: no shell, ever. */
#include "telex/conf.h"

#include <stdlib.h>
#include <string.h>

#include "paths.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* One argument from *s on, which moves behind it.  "..." may stand anywhere in it; inside, a backslash keeps
 * the next '"' or backslash. */
static char *argument(void *ctx, const char **s, struct err *err)
{
	AUTO_BUF arg = BUF_INIT(KIB(64));
	const char *p = *s;
	bool quoted = false;

	for (; *p && (quoted || !is_blank(*p)); p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (quoted && *p == '\\' && (p[1] == '"' || p[1] == '\\'))
			buf_addc(&arg, *++p);
		else
			buf_addc(&arg, *p);
	}
	*s = p;
	if (!quoted && buf_ok(&arg))
		return buf_steal(&arg, ctx);
	err_set(err, ERR_CONFIG, quoted ? "a '\"' is not closed" : "an argument is too long");
	return NULL;
}

char **conf_command_argv(void *ctx, const char *command, struct err *err)
{
	char **argv = mem_array(ctx, char *, 1);
	size_t n = 0;

	for (const char *s = command;;) {
		while (is_blank(*s))
			s++;
		if (!*s)
			break;
		argv = mem_grow(ctx, argv, char *, n + 2);
		argv[n] = argument(argv, &s, err);
		argv[n + 1] = NULL;
		if (!argv[n++])
			return NULL;
	}
	if (n == 0 || argv[0][0] == '\0') {
		err_set(err, ERR_CONFIG, "no program");
		return NULL;
	}
	if (argv[0][0] == '~')
		argv[0] = (char *)conf_path_expand(argv, argv[0], ".", err);
	return argv[0] ? argv : NULL;
}
