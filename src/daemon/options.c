/* options.c: the arguments of telexd, but for its verbs. */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "telex/nearest.h"

struct parse {
	struct telexd_options options;
	enum options_wish wish;
};

static bool set_config(struct parse *p, const char *value, struct err *err)
{
	(void)err;
	p->options.config = value;
	return true;
}

static bool set_once(struct parse *p, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	return p->options.is_once = true;
}

static bool set_forced(struct parse *p, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	return p->options.is_forced = true;
}

static bool set_delivery(struct parse *p, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	return p->options.is_delivery = true;
}

static bool set_quiet(struct parse *p, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	return p->options.is_quiet = true;
}

static bool set_json(struct parse *p, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	return p->options.is_json = true;
}

static bool set_verbose(struct parse *p, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	p->options.level = LOG_INFO;
	return true;
}

static bool set_level(struct parse *p, const char *value, struct err *err)
{
	static const char *const levels[] = {"error", "warn", "info", "debug"}; /* as enum log_level */

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (!strcmp(value, levels[i])) {
			p->options.level = (enum log_level)i;
			return true;
		}
	}
	return err_set(err, ERR_USAGE, "--log-level is error, warn, info or debug, not '%s'", value);
}

/* Seconds since 1970, up to the year 9999. */
static bool parse_epoch(const char *value, int64_t *ret)
{
	size_t len = strlen(value);

	if (!len || len > 11 || strspn(value, "0123456789") != len)
		return false;
	*ret = strtoll(value, NULL, 10);
	return true;
}

static bool set_now(struct parse *p, const char *value, struct err *err)
{
	int64_t now;

	if (!parse_epoch(value, &now) && !when_parse(value, strlen(value), &now))
		return err_set(err, ERR_USAGE,
			       "--now is a time as 2026-11-23T08:00:00Z or in seconds since 1970, not '%s'",
			       value);
	if (now < 0)
		return err_set(err, ERR_USAGE, "--now is a time after 1970, not '%s'", value);
	p->options.now = now;
	return true;
}

static bool set_help(struct parse *p, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	p->wish = OPTIONS_HELP;
	return true;
}

static bool set_version(struct parse *p, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	p->wish = OPTIONS_VERSION;
	return true;
}

static const struct option_row {
	const char *name;
	bool has_value;
	bool (*set)(struct parse *p, const char *value, struct err *err);
} rows[] = {
    {"config", true, set_config},	{"once", false, set_once},	 {"force", false, set_forced},
    {"quiet", false, set_quiet},	{"verbose", false, set_verbose}, {"log-level", true, set_level},
    {"progress-json", false, set_json}, {"now", true, set_now},		 {"help", false, set_help},
    {"version", false, set_version},	{"deliver", false, set_delivery},
};
enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

static bool unknown(const char *name, struct err *err)
{
	const char *names[N_ROWS], *near;

	for (size_t i = 0; i < N_ROWS; i++)
		names[i] = rows[i].name;
	near = nearest_name(name, names, N_ROWS);
	if (near)
		return err_set(err, ERR_USAGE, "no option --%s: did you mean --%s?", name, near);
	return err_set(err, ERR_USAGE, "no option --%s; telexd --help lists them", name);
}

/* One option at argv[*at]; *at is moved past its value. */
static bool take_option(char **argv, int *at, struct parse *p, struct err *err)
{
	const char *name = argv[*at] + 2, *equal = strchr(name, '='), *value = equal ? equal + 1 : NULL;
	size_t len = equal ? (size_t)(equal - name) : strlen(name);

	for (size_t i = 0; i < N_ROWS; i++) {
		if (strlen(rows[i].name) != len || strncmp(rows[i].name, name, len) != 0)
			continue;
		if (rows[i].has_value && !value && argv[*at + 1])
			value = argv[++*at];
		if (rows[i].has_value && !value)
			return err_set(err, ERR_USAGE, "--%s needs a value", rows[i].name);
		if (!rows[i].has_value && value)
			return err_set(err, ERR_USAGE, "--%s takes no value", rows[i].name);
		return rows[i].set(p, value, err);
	}
	return unknown(name, err);
}

bool options_parse(int argc, char **argv, struct telexd_options *ret, enum options_wish *ret_wish,
		   struct err *err)
{
	struct parse p = {.options = {.level = LOG_WARN, .now = WHEN_NONE}};
	int n_feeds = 0;
	bool is_end = false;

	for (int i = 1; i < argc; i++) {
		if (!is_end && !strcmp(argv[i], "--"))
			is_end = true;
		else if (!is_end && argv[i][0] == '-' && argv[i][1] == '-') {
			if (!take_option(argv, &i, &p, err))
				return false;
		} else if (!is_end && argv[i][0] == '-') {
			return err_set(err, ERR_USAGE, "no option %s; telexd --help lists them", argv[i]);
		} else {
			argv[n_feeds++] = argv[i];
		}
	}
	p.options.feeds = (const char **)argv;
	p.options.n_feeds = (size_t)n_feeds;
	if (p.wish == OPTIONS_RUN && !p.options.is_once &&
	    (n_feeds || p.options.is_forced || p.options.is_json || p.options.is_delivery))
		return err_set(err, ERR_USAGE, "%s only with --once",
			       n_feeds		       ? "feeds can be named"
			       : p.options.is_forced   ? "--force works"
			       : p.options.is_delivery ? "--deliver works"
						       : "--progress-json works");
	*ret = p.options;
	*ret_wish = p.wish;
	return true;
}
