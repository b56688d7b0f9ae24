/* digest.c: `telex digest`: what came since the last one, by the sections of [digest NAME]. */
#include "cli.h"

#include "outbox.h"

#include <errno.h>
#include <string.h>

#include "telex/alert.h"
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
	const size_t n = cli->conf->n_digests;

	plan->conf = conf_digest(cli->conf, name);
	if (name && !plan->conf)
		return err_set(err, ERR_USAGE, "there is no [digest %s] in the configuration", name);
	if (!name && n > 1)
		cli_note(cli, "[digest %s], the first of %zu", plan->conf->name, n);
	if (!name && n == 0)
		cli_note(cli, "no [digest NAME] is configured: everything unread");
	plan->spec.name = plan->conf ? plan->conf->name : NULL;
	return true;
}

static bool make_section(struct cli *cli, const char *name, struct report_section_spec *ret, struct err *err)
{
	const char *text;
	struct query *query;

	*ret = (struct report_section_spec){.name = name};
	text = conf_section_query(cli->conf, name, &ret->kind);
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
	const char *text = cli_option(cli, "since") ? cli_option(cli, "since") : plan->conf ? "last" : "1d";
	bool is_first;

	plan->is_marked = strcmp(text, "last") == 0;
	if (!report_digest_bounds(cli->store, &plan->spec, plan->is_marked ? NULL : text, &is_first, err)) {
		if (err->code != ERR_DATA)
			return false;
		err->code = ERR_USAGE;
		return err_wrap(err, "--since %s", text);
	}
	if (is_first)
		cli_note(cli, "the first%s%s: of a day", plan->conf ? " digest " : "",
			 plan->conf ? plan->conf->name : "");
	return true;
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

/* Into the outbox, and what is due there is sent now.  With nothing to tell nothing is sent. */
static int send(struct cli *cli, const struct plan *plan, const struct report_digest *digest)
{
	AUTO_BUF payload = BUF_INIT(MIB(256));
	struct err err = {0};
	int status;

	if (!digest->n_stories) {
		cli_note(cli, "nothing new: nothing is sent");
		return err_exit_status(ERR_NO_MATCH);
	}
	report_digest_payload(digest, &payload);
	if (!buf_ok(&payload)) {
		(void)err_set(&err, ERR_LIMIT, "the digest is too long: ask for less with --since");
		return cli_fail(&err);
	}
	if (!outbox_put_digest(cli->store, plan->conf->name, digest->upto, plan->conf->channels, plan->conf->n_channels,
			       buf_str(&payload), cli->now, &err) ||
	    !outbox_deliver(cli, NULL, &status, &err))
		return cli_fail(&err);
	return status;
}

static int check_send(struct cli *cli, const struct plan *plan)
{
	if (!plan->conf)
		return cli_usage(cli, "--send needs a [digest NAME] with channels");
	if (!plan->conf->n_channels)
		return cli_usage(cli, "[digest %s] has no channels", plan->conf->name);
	return cli_option(cli, "peek") ? cli_usage(cli, "--send and --peek exclude each other") : 0;
}

int cli_digest(struct cli *cli, int argc, char **argv)
{
	const bool sends = cli_option(cli, "send");
	struct plan plan = {.spec = {.now = cli->now}};
	struct report_digest *digest;
	struct err err = {0};
	int status;

	if (argc > 1)
		return cli_usage(cli, "digest takes one name");
	if (!find(cli, argc ? argv[0] : NULL, &plan, &err) || !make_sections(cli, &plan, &err) ||
	    !make_bounds(cli, &plan, &err))
		return cli_fail(&err);
	if (sends && (status = check_send(cli, &plan)) != 0)
		return status;
	if (!report_digest_make(cli->ctx, cli->store, &plan.spec, &digest, &err))
		return cli_fail(&err);
	if (sends)
		return send(cli, &plan, digest);
	if (!print(cli, digest, &err))
		return cli_fail(&err);
	/* only what was written whole has been told */
	if (plan.is_marked && !cli_option(cli, "peek") && !report_digest_done(cli->store, digest, &err)) {
		(void)err_wrap(&err, "printed, but not noted down: the next one repeats it");
		return cli_fail(&err);
	}
	return digest->n_stories ? 0 : err_exit_status(ERR_NO_MATCH);
}
