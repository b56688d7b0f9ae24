/* mem.c: small allocations that cannot fail and belong to somebody. */
#include "telex/mem.h"

#include <stdarg.h>
#include <unistd.h>

/* EX_TEMPFAIL: whoever starts us may try again. */
enum { EXIT_NO_MEMORY = 75 };

/* No memory, so no stdio: one write, and nothing that could allocate or run cleanups on half-made data. */
static _Noreturn void die(void)
{
	static const char msg[] = "telex: out of memory\n";
	ssize_t ignored = write(STDERR_FILENO, msg, sizeof(msg) - 1);

	(void)ignored;
	_exit(EXIT_NO_MEMORY);
}

void *mem_check(void *p)
{
	if (!p)
		die();
	return p;
}

char *mem_strdup(void *ctx, const char *s)
{
	return s ? mem_check(talloc_strdup(ctx, s)) : NULL;
}

char *mem_strndup(void *ctx, const char *s, size_t len)
{
	return s ? mem_check(talloc_strndup(ctx, s, len)) : NULL;
}

char *mem_printf(void *ctx, const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	s = talloc_vasprintf(ctx, fmt, args);
	va_end(args);
	return mem_check(s);
}
