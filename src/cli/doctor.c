/* doctor.c: `telex doctor`: is everything in order, and if not, what to do. */
#include "control.h"

#include <langinfo.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "telex/utf8.h"
#include "telexd.h"

/* The worst that was found decides the exit status: a fault in this order. */
enum verdict { FINE, REMARK, FAULT_CONFIG, FAULT_STORE };
struct doctor {
	struct cli *cli;
	struct buf out;
	enum verdict worst;
};

static void say(struct doctor *d, enum verdict verdict, const char *fmt, ...) PRINTF_LIKE(3, 4);
static void say(struct doctor *d, enum verdict verdict, const char *fmt, ...)
{
	static const char *const marks[] = {"ok     ", "note   ", "FAULT  ", "FAULT  "};
	AUTO_BUF text = BUF_INIT(KIB(64));
	va_list args;

	va_start(args, fmt);
	buf_vaddf(&text, fmt, args);
	va_end(args);
	buf_adds(&d->out, marks[verdict]);
	utf8_safe(buf_bytes(&text), SAFE_LINE, &d->out);
	buf_addc(&d->out, '\n');
	if (verdict > d->worst)
		d->worst = verdict;
}

/* Each line of a report as a finding. */
static void say_lines(struct doctor *d, enum verdict verdict, const struct buf *report)
{
	for (const char *s = buf_str(report); *s;) {
		const size_t len = strcspn(s, "\n");
		if (len > 0)
			say(d, verdict, "%.*s", (int)len, s);
		s += len + (s[len] == '\n');
	}
}

static bool check_config(struct doctor *d)
{
	AUTO_BUF faults = BUF_INIT(MIB(1));
	struct err err;

	if (!cli_load(d->cli, &faults, &err)) {
		say_lines(d, FAULT_CONFIG, &faults);
		return false;
	}
	if (access(d->cli->config_file, F_OK) != 0)
		say(d, REMARK, "there is no configuration yet at %s (telex feed add, telex import)",
		    d->cli->config_file);
	else
		say(d, FINE, "configuration %s: %zu feed%s", d->cli->config_file, d->cli->conf->n_feeds,
		    d->cli->conf->n_feeds == 1 ? "" : "s");
	return true;
}

/* Who may write the configuration decides what telexd fetches and, with channels, runs. */
static void check_mode(struct doctor *d, const char *file, unsigned bad, const char *what)
{
	struct stat st;

	if (stat(file, &st) == 0 && (st.st_mode & bad))
		say(d, REMARK, "others may %s %s (chmod go-%s)", what, file,
		    strcmp(what, "write") == 0 ? "w" : "rwx");
}

/* A secret is one only as long as others cannot read it. */
static void check_secrets(struct doctor *d)
{
	for (size_t i = 0; i < d->cli->conf->n_feeds; i++) {
		const struct conf_feed *feed = &d->cli->conf->feeds[i];
		const char *const files[] = {feed->password_file, feed->token_file,
					     feed->password || feed->token ? feed->file : NULL};

		for (size_t k = 0; k < sizeof(files) / sizeof(files[0]); k++)
			if (files[k])
				check_mode(d, files[k], 077, "read");
		if (feed->is_insecure)
			say(d, REMARK, "feed %s: its certificate is not checked (insecure = yes)", feed->name);
	}
}

static void check_stories(struct doctor *d)
{
	int64_t n = 0;

	if (store_ungrouped(d->cli->store, &n, NULL) && n)
		say(d, REMARK, "some %lld articles were stored before there were stories and have none yet (telexd goes on)",
		    (long long)n);
}

static void check_store(struct doctor *d)
{
	const bool repair = cli_option(d->cli, "repair") != NULL;
	const char *database = d->cli->conf->telexd.database;
	AUTO_BUF report = BUF_INIT(MIB(1));
	int64_t untold = 0;
	bool ok = false;
	struct err err;

	if (!cli_has_store(d->cli)) {
		say(d, REMARK, "nothing is stored yet in %s (telex refresh)", database);
		return;
	}
	/* The index checks itself by a statement that counts as a write. */
	if (!cli_open_store(d->cli, STORE_CLIENT, &err) ||
	    !store_check(d->cli->store, repair, &report, &ok, &err) || !store_untold(d->cli->store, &untold, &err)) {
		say(d, FAULT_STORE, "store: %s", err.msg);
		return;
	}
	say_lines(d, ok ? FINE : FAULT_STORE, &report);
	if (untold)
		say(d, REMARK, "%lld older articles are still to be asked for their language (telexd does it by and by)",
		    (long long)untold);
	if (ok)
		say(d, FINE, "store %s", database);
	else if (!repair)
		say(d, FAULT_STORE, "telex doctor --repair makes index and counters anew");
	check_stories(d);
	check_mode(d, database, 077, "read");
}

static void check_telexd(struct doctor *d)
{
	const char *program = telexd_find(d->cli->ctx);
	struct control *control = control_open(d->cli);
	const int64_t holder = control_lock_holder(d->cli);

	if (program)
		say(d, FINE, "telexd is %s", program);
	else
		say(d, REMARK, "telexd is neither beside telex nor on PATH: nothing can be fetched");
	if (control)
		say(d, FINE, "the daemon runs (pid %lld)", (long long)holder);
	else if (holder && control_listener(d->cli) == holder)
		say(d, REMARK, "the daemon does not answer (pid %lld)", (long long)holder);
	else if (holder)
		say(d, REMARK,
		    "pid %lld holds the lock, and no daemon answers at %s (telexd --once at work?)",
		    (long long)holder, conf_socket_path(d->cli->ctx, d->cli->conf));
	else
		say(d, FINE, "no daemon runs, and the lock is free");
	talloc_free(control);
}

static void check_terminal(struct doctor *d)
{
	const char *charset = nl_langinfo(CODESET);

	if (strcmp(charset, "UTF-8") != 0)
		say(d, REMARK, "the locale's characters are %s, not UTF-8 (set LANG to one ending in .UTF-8)",
		    charset);
}

int cli_doctor(struct cli *cli, int argc, char **argv)
{
	static const enum err_code codes[] = {ERR_NONE, ERR_NONE, ERR_CONFIG, ERR_IO};
	struct doctor d = {.cli = cli, .out = BUF_INIT(MIB(4))};

	(void)argv;
	if (argc > 0)
		return cli_usage(cli, "doctor takes no operands");
	if (check_config(&d)) {
		check_mode(&d, cli->config_file, 022, "write");
		check_secrets(&d);
		check_store(&d);
		check_telexd(&d);
	}
	check_terminal(&d);
	if (!cli_option(cli, "quiet") || d.worst >= FAULT_CONFIG)
		cli_put(&d.out);
	buf_free(&d.out);
	return err_exit_status(codes[d.worst]);
}
