/* digest.c: `telex digest`: what came since the last one, by the sections of [digest NAME]. */
#include "cli.h"

#include <errno.h>
#include <string.h>

#include "telex/report.h"

enum { TEXT_COLS = 78 };

/* What is to be printed, before anything is gathered. */
struct plan {
	const struct conf_digest *conf; /* NULL: everything unread */
	struct report_digest_spec spec;
	bool is_marked; /* from the watermark on, which is then moved */
};

static void write_text(const struct report_digest *digest, struct buf *out)
{
	report_digest_text(digest, TEXT_COLS, out);
}

static const struct {
	const char *name;
	void (*write)(const struct report_digest *digest, struct buf *out);
} formats[] = {
    {"text", write_text},
    {"markdown", report_digest_markdown},
    {"html", report_digest_html},
    {"json", report_digest_json},
};

/* ---- which one, and from where on ---- */

static bool find(struct cli *cli, const char *name, struct plan *plan, struct err *err)
{
	const struct conf *conf = cli->conf;

	for (size_t i = 0; i < conf->n_digests; i++) {
		if (!name || strcmp(conf->digests[i].name, name) == 0) {
			plan->conf = &conf->digests[i];
			break;
		}
	}
	if (name && !plan->conf)
		return err_set(err, ERR_USAGE, "there is no [digest %s] in the configuration", name);
	if (!name && conf->n_digests > 1)
		cli_note(cli, "[digest %s], the first of %zu", plan->conf->name, conf->n_digests);
	if (!name && conf->n_digests == 0)
		cli_note(cli, "no [digest NAME] is configured: everything unread of a day");
	return true;
}

/* A section is the query of the rule or view of that name. */
static bool make_section(struct cli *cli, const char *name, struct report_section_spec *ret, struct err *err)
{
	const char *text = conf_view(cli->conf, name);
	struct query *query;

	*ret = (struct report_section_spec){.name = name, .kind = "view"};
	for (size_t i = 0; i < cli->conf->n_rules; i++) {
		if (strcmp(cli->conf->rules[i].name, name) == 0) {
			text = cli->conf->rules[i].query;
			ret->kind = "rule";
		}
	}
	if (!text)
		return err_set(err, ERR_CONFIG, "there is no rule and no view called '%s'", name);
	if (!cli_query(cli, text, &query, err))
		return err_wrap(err, "section %s", name);
	ret->query = query;
	return true;
}

static bool make_sections(struct cli *cli, struct plan *plan, struct err *err)
{
	const size_t n = plan->conf ? plan->conf->n_sections : 1;
	struct report_section_spec *sections = mem_array(cli->ctx, struct report_section_spec, n);
	struct query *unread;

	plan->spec.sections = sections;
	plan->spec.n_sections = n;
	if (!plan->conf) {
		if (!cli_query(cli, "is:unread", &unread, err))
			return false;
		sections[0] = (struct report_section_spec){"unread", "query", unread};
		return true;
	}
	for (size_t i = 0; i < n; i++)
		if (!make_section(cli, plan->conf->sections[i], &sections[i], err))
			return false;
	return true;
}

/* "last" is where the digest of that name ended, a time means what arrived since. */
static bool make_bounds(struct cli *cli, struct plan *plan, struct err *err)
{
	const char *text = cli_option(cli, "since");
	const struct query_env env = {.now = cli->now, .zone = when_zone_local};
	const bool is_last = text ? strcmp(text, "last") == 0 : plan->conf != NULL;

	if (!store_seq(cli->store, &plan->spec.upto, err))
		return false;
	if (is_last && !plan->conf)
		return err_set(err, ERR_USAGE,
			       "--since last needs a [digest NAME] to remember the last time by");
	plan->is_marked = is_last;
	if (is_last) {
		if (!store_digest_mark(cli->store, plan->conf->name, &plan->spec.after, &plan->spec.since,
				       err))
			return false;
		if (plan->spec.after >= 0)
			return true;
		cli_note(cli, "the first [digest %s]: of a day", plan->conf->name);
	}
	if (!query_instant(is_last || !text ? "1d" : text, &env, &plan->spec.since, err)) {
		err->code = ERR_USAGE;
		return err_wrap(err, "--since %s", text);
	}
	return store_seq_before(cli->store, plan->spec.since, &plan->spec.after, err);
}

/* ---- printed ---- */

static bool print(struct cli *cli, const struct report_digest *digest, struct err *err)
{
	AUTO_BUF out = BUF_INIT(MIB(512));
	const char *name = cli_option(cli, "format");

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(formats[i].name, name ? name : "text") == 0)
			formats[i].write(digest, &out);
	if (!buf_ok(&out))
		return err_set(err, ERR_LIMIT, "the digest is too long: ask for less with --since");
	cli_put(&out);
	if (fflush(stdout) != 0 || ferror(stdout))
		return err_set(err, ERR_IO, "cannot write to standard output: %s", strerror(errno));
	return true;
}

int cli_digest(struct cli *cli, int argc, char **argv)
{
	struct plan plan = {.spec = {.now = cli->now}};
	struct report_digest *digest;
	struct err err = {0};

	if (argc > 1)
		return cli_usage(cli, "digest takes one name");
	if (!find(cli, argc ? argv[0] : NULL, &plan, &err) || !make_sections(cli, &plan, &err) ||
	    !make_bounds(cli, &plan, &err))
		return cli_fail(&err);
	plan.spec.name = plan.conf ? plan.conf->name : NULL;
	if (!report_digest_make(cli->ctx, cli->store, &plan.spec, &digest, &err) || !print(cli, digest, &err))
		return cli_fail(&err);
	/* only what was written whole has been told */
	if (plan.is_marked && !cli_option(cli, "peek") &&
	    !store_digest_advance(cli->store, plan.spec.name, plan.spec.upto, cli->now, &err)) {
		(void)err_wrap(&err, "printed, but not noted down: the next one repeats it");
		return cli_fail(&err);
	}
	return digest->n_stories ? 0 : err_exit_status(ERR_NO_MATCH);
}
