/* ui.c: the loop: keys, signals and the refresh from outside; one frame a key; idle work between them. */
#include "telex/ui.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "app.h"
#include "key.h"
#include "spawn.h"
#include "term.h"

enum { FRAME_MS = 16, FDS_MAX = 8 };

struct ui {
	struct app *app;
	struct term *term;
	int signals; /* a signalfd: no handler runs between two instructions */
	sigset_t old_mask;
	int64_t drawn_ms;
	bool is_ended; /* by a signal, or because the terminal is gone */
};

static int64_t now(void *state)
{
	(void)state;
	return (int64_t)time(NULL);
}

static int64_t clock_ms(void *state)
{
	struct timespec t;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool has_input(void *state)
{
	return term_has_input(((struct ui *)state)->term);
}

static void resize(struct ui *ui)
{
	int cols, rows;

	term_resized(ui->term);
	term_size(ui->term, &cols, &rows);
	app_resize(ui->app, cols, rows);
}

static int run_in_terminal(void *state, char *const *argv)
{
	struct ui *ui = state;
	int status;

	term_suspend(ui->term);
	status = spawn_here(argv);
	term_resume(ui->term);
	resize(ui);
	return status;
}

static bool start(void *state, char *const *argv)
{
	(void)state;
	return spawn_away(argv);
}

static void copy(void *state, const char *text)
{
	term_copy(((struct ui *)state)->term, text);
}

static void redraw(void *state)
{
	term_redraw(((struct ui *)state)->term);
}

static bool block_signals(struct ui *ui, struct err *err)
{
	static const int numbers[] = {SIGTERM, SIGHUP, SIGINT, SIGWINCH};
	sigset_t mask;

	sigemptyset(&mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaddset(&mask, numbers[i]);
	sigprocmask(SIG_BLOCK, &mask, &ui->old_mask);
	ui->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (ui->signals >= 0)
		return true;
	sigprocmask(SIG_SETMASK, &ui->old_mask, NULL);
	return err_set(err, ERR_IO, "signals cannot be received: too many open files?");
}

static void take_signals(struct ui *ui)
{
	struct signalfd_siginfo info;

	while (read(ui->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGWINCH)
			resize(ui);
		else if (info.ssi_signo == SIGINT)
			app_key(ui->app, UIK_CTRL('C'));
		else
			ui->is_ended = true;
	}
}

static void wait_for_something(struct ui *ui)
{
	struct pollfd fds[FDS_MAX] = {
	    {.fd = STDIN_FILENO, .events = POLLIN},
	    {.fd = ui->signals, .events = POLLIN},
	};
	size_t n = 2 + app_poll(ui->app, fds + 2, FDS_MAX - 2);

	if (poll(fds, n, app_wait_ms(ui->app)) > 0 && (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)))
		ui->is_ended = true;
}

/* While keys wait, a frame that nobody would see is not drawn. */
static void draw(struct ui *ui, bool had_key)
{
	int64_t at = clock_ms(NULL);

	if (had_key && at - ui->drawn_ms < FRAME_MS && term_has_input(ui->term))
		return;
	if (ui->app->is_stale)
		term_draw(ui->term, app_draw(ui->app));
	ui->drawn_ms = at;
}

static void loop(struct ui *ui)
{
	while (!ui->app->is_done && !ui->is_ended) {
		int32_t key;
		bool had_key = term_key(ui->term, &key);

		if (had_key && key != UIK_NONE)
			app_key(ui->app, key);
		take_signals(ui);
		app_ready(ui->app);
		if (ui->app->is_done)
			break;
		draw(ui, had_key);
		if (!had_key && !app_idle(ui->app)) {
			draw(ui, false);
			wait_for_something(ui);
		}
	}
}

static bool run(struct ui *ui, void *ctx, const struct ui_options *options, struct err *err)
{
	const struct app_env env = {
	    .state = ui,
	    .now = now,
	    .clock_ms = clock_ms,
	    .has_input = has_input,
	    .run_in_terminal = run_in_terminal,
	    .start = start,
	    .copy = copy,
	    .redraw = redraw,
	};
	int cols, rows;
	bool is_closed;

	if (!term_open(ctx, &ui->term, err))
		return false;
	if (!app_new(ctx, options, &env, &ui->app, err)) {
		talloc_free(ui->term);
		return false;
	}
	term_size(ui->term, &cols, &rows);
	app_resize(ui->app, cols, rows);
	loop(ui);
	/* First the terminal: what is still to be written may take a moment. */
	talloc_free(ui->term);
	is_closed = app_close(ui->app, err);
	talloc_free(ui->app);
	return is_closed;
}

int ui_run(const struct ui_options *options, struct err *err)
{
	struct ui ui = {.signals = -1};
	void *ctx = talloc_new(NULL);
	struct err why = {0};
	bool is_done = block_signals(&ui, &why);

	if (is_done) {
		is_done = run(&ui, ctx, options, &why);
		close(ui.signals);
		sigprocmask(SIG_SETMASK, &ui.old_mask, NULL);
	}
	talloc_free(ctx);
	if (is_done)
		return 0;
	if (err)
		*err = why;
	return err_exit_status(why.code);
}
