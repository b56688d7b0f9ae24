/* source.c: where a feed comes from, out of its url: an address, a program, or a program behind an address.
 */
#include "telex/conf.h"

#include <string.h>
#include <strings.h>

#include "telex/url.h"

static const struct {
	const char *scheme;
	enum conf_source_kind kind;
} programs[] = {{"exec:", CONF_SOURCE_EXEC}, {"filter:", CONF_SOURCE_FILTER}};

/* What stands behind exec: or filter:; NULL for everything else. */
static const char *behind_scheme(const char *url, enum conf_source_kind *ret)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		const size_t len = strlen(programs[i].scheme);
		if (strncasecmp(url, programs[i].scheme, len) != 0)
			continue;
		*ret = programs[i].kind;
		return url + len;
	}
	*ret = CONF_SOURCE_WEB;
	return NULL;
}

bool conf_source_is_program(const char *url)
{
	enum conf_source_kind kind;

	return behind_scheme(url, &kind) != NULL;
}

/* The ':' in front of the address: newsboat's first one, but that arguments may hold others. */
static const char *address_colon(const char *s)
{
	bool quoted = false;

	for (; *s; s++) {
		quoted ^= *s == '"';
		if (!quoted && *s == ':' &&
		    (strncasecmp(s + 1, "http://", 7) == 0 || strncasecmp(s + 1, "https://", 8) == 0))
			return s;
	}
	return NULL;
}

static bool parse_program(void *ctx, const char *command, struct conf_source *ret, struct err *err)
{
	char **argv = conf_command_argv(ctx, command, err);

	if (!argv)
		return false;
	/* Under which folder it would be looked for depends on who starts telexd. */
	if (argv[0][0] != '/' && strchr(argv[0], '/'))
		return err_set(err, ERR_CONFIG,
			       "the program '%.200s' is neither a name on PATH nor an absolute path",
			       argv[0]);
	ret->argv = argv;
	return true;
}

static bool parse_address(void *ctx, const char *url, struct conf_source *ret, struct err *err)
{
	const size_t scheme = strcspn(url, ":/?#");

	if (url[scheme] == ':' && strncasecmp(url, "http:", 5) != 0 && strncasecmp(url, "https:", 6) != 0)
		return err_set(err, ERR_CONFIG, "the scheme '%.*s' is not allowed",
			       (int)(scheme < 40 ? scheme : 40), url);
	if (!url_is_web(url))
		return err_set(err, ERR_CONFIG, "'%.200s' is not a web address", url_redact(ctx, url));
	ret->address = mem_strdup(ctx, url);
	return true;
}

bool conf_source_parse(void *ctx, const char *url, struct conf_source *ret, struct err *err)
{
	struct conf_source source = {0};
	const char *rest = behind_scheme(url, &source.kind), *colon;

	if (source.kind == CONF_SOURCE_FILTER) {
		colon = address_colon(rest);
		if (!colon)
			return err_set(err, ERR_CONFIG,
				       "a filter: without ':' and an http or https address at its end");
		if (!parse_address(ctx, colon + 1, &source, err))
			return false;
		rest = mem_strndup(ctx, rest, (size_t)(colon - rest));
	}
	if (!(rest ? parse_program(ctx, rest, &source, err) : parse_address(ctx, url, &source, err)))
		return false;
	*ret = source;
	return true;
}
