/* term.c: curses, and nothing else of it anywhere. */
#define _XOPEN_SOURCE_EXTENDED 1
#include "term.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "telex/utf8.h"

#include "key.h"

enum { ESC_DELAY_MS = 25, COPY_BYTES_MAX = 8192, ZERO_WIDTH_JOINER = 0x200d };

struct term {
	SCREEN *screen;
	bool is_utf8, has_colours;
	struct canvas *sent; /* what the terminal shows */
	bool all_is_stale;
};

/* ---- styles ---- */

/* What a role is in colour, and what it is without: a character or an attribute always says the same. */
static const struct {
	short colour, background;
	attr_t with, without;
} roles[CANVAS_ROLES] = {
    [STYLE_ACCENT >> STYLE_ROLE_SHIFT] = {COLOR_CYAN, -1, A_NORMAL, A_NORMAL},
    /* Dim rather than a grey: in some palettes bright black is the background. */
    [STYLE_MUTED >> STYLE_ROLE_SHIFT] = {-1, -1, A_DIM, A_DIM},
    [STYLE_HIT >> STYLE_ROLE_SHIFT] = {COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_STANDOUT | A_UNDERLINE},
    [STYLE_WARN >> STYLE_ROLE_SHIFT] = {COLOR_RED, -1, A_NORMAL, A_BOLD},
    [STYLE_LINK >> STYLE_ROLE_SHIFT] = {COLOR_BLUE, -1, A_NORMAL, A_NORMAL},
    [STYLE_STAR >> STYLE_ROLE_SHIFT] = {COLOR_YELLOW, -1, A_NORMAL, A_BOLD},
    [STYLE_QUOTE >> STYLE_ROLE_SHIFT] = {COLOR_GREEN, -1, A_NORMAL, A_NORMAL},
};

static void init_colours(struct term *term)
{
	const char *no_color = getenv("NO_COLOR");

	/* https://no-color.org: set and not empty */
	if ((no_color && no_color[0]) || !has_colors() || start_color() == ERR || use_default_colors() == ERR)
		return;
	for (short i = 1; i < CANVAS_ROLES; i++)
		init_pair(i, roles[i].colour, roles[i].background);
	term->has_colours = true;
}

static attr_t attributes(const struct term *term, unsigned style, short *ret_pair)
{
	static const struct {
		unsigned style;
		attr_t attr;
	} table[] = {
	    {STYLE_BOLD, A_BOLD},	    {STYLE_DIM, A_DIM},		{STYLE_ITALIC, A_ITALIC},
	    {STYLE_UNDERLINE, A_UNDERLINE}, {STYLE_REVERSE, A_REVERSE},
	};
	unsigned role = (style & STYLE_ROLES) >> STYLE_ROLE_SHIFT;
	attr_t attr = term->has_colours ? roles[role].with : roles[role].without;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (style & table[i].style)
			attr |= table[i].attr;
	}
	/* A hit on the reversed line of the cursor: reversed once more it would look like the rest. */
	if (role == STYLE_HIT >> STYLE_ROLE_SHIFT && (style & STYLE_REVERSE))
		attr = (attr & ~A_REVERSE) | A_BOLD | A_UNDERLINE;
	*ret_pair = term->has_colours ? (short)role : 0;
	return attr;
}

/* ---- characters ---- */

/* What our own signs are where the terminal knows no UTF-8. */
static const struct {
	const char *sign;
	char ascii;
} fallbacks[] = {
    {"─", '-'}, {"━", '='}, {"│", '|'}, {"┬", '+'},  {"┴", '+'},  {"├", '+'}, {"┼", '+'},
    {"▌", '>'}, {"▏", '|'}, {"•", 'o'}, {"●", 'o'},  {"…", '~'},  {"·", '-'}, {"▓", '#'},
    {"░", '.'}, {"“", '"'}, {"”", '"'}, {"‘", '\''}, {"’", '\''}, {"–", '-'}, {"—", '-'},
};

static char ascii_of(const char *text)
{
	if ((unsigned char)text[0] < 0x80)
		return text[0];
	for (size_t i = 0; i < sizeof(fallbacks) / sizeof(fallbacks[0]); i++) {
		if (strcmp(fallbacks[i].sign, text) == 0)
			return fallbacks[i].ascii;
	}
	return '?';
}

/* One cell of the canvas on its way to one or two of curses. */
struct pen {
	cchar_t *out;
	int n;	  /* of out, written */
	int room; /* cells left */
	attr_t attr;
	short pair;
	wchar_t text[CCHARW_MAX + 1];
	int len;
};

static void put_cell(struct pen *pen)
{
	/* A joiner whose second half had no room would join what stands in the next cell. */
	while (pen->len > 1 && pen->text[pen->len - 1] == ZERO_WIDTH_JOINER)
		pen->len--;
	if (pen->len == 0)
		return;
	pen->text[pen->len] = L'\0';
	setcchar(&pen->out[pen->n++], pen->text, pen->attr, pen->pair, NULL);
	pen->len = 0;
}

/* The tables of the C library and of utf8proc are of different years: what they disagree on must not shift
 * the line, so the C library's width, which curses goes by, has the last word within the room that the canvas
 * gave.  False: no room. */
static bool put_code_point(struct pen *pen, int32_t cp)
{
	int cols = wcwidth((wchar_t)cp);

	if (cols == 0 && pen->len > 0 && pen->len < CCHARW_MAX)
		pen->text[pen->len++] = (wchar_t)cp;
	if (cols == 0)
		return true;
	if (cols < 0 || (cols > pen->room && pen->n == 0 && pen->len == 0)) {
		cp = '?';
		cols = 1;
	}
	if (cols > pen->room)
		return false;
	put_cell(pen);
	pen->text[pen->len++] = (wchar_t)cp;
	pen->room -= cols;
	return true;
}

/* Gives how many cells of curses were written. */
static int make_cell(const struct term *term, const struct canvas_cell *cell, cchar_t *out)
{
	struct pen pen = {.out = out, .room = cell->cols};
	size_t len = strlen(cell->text), at = 0;
	int32_t cp = ' ';
	bool has_room = true;

	pen.attr = attributes(term, cell->style, &pen.pair);
	if (!term->is_utf8 && cell->cols > 0) {
		has_room = put_code_point(&pen, ascii_of(cell->text));
		at = len;
	}
	while (at < len && has_room) {
		at += utf8_next(cell->text + at, len - at, &cp);
		has_room = put_code_point(&pen, cp);
	}
	put_cell(&pen);
	while (pen.room > 0) {
		(void)put_code_point(&pen, ' ');
		put_cell(&pen);
	}
	return pen.n;
}

static void draw_row(struct term *term, const struct canvas *canvas, int y)
{
	cchar_t cells[2 * CANVAS_COLS_MAX];
	int n = 0;

	for (int x = 0; x < canvas->cols; x++)
		n += make_cell(term, canvas_at(canvas, x, y), &cells[n]);
	mvadd_wchnstr(y, 0, cells, n);
}

static bool is_same_row(const struct canvas *a, const struct canvas *b, int y)
{
	for (int x = 0; x < a->cols; x++) {
		const struct canvas_cell *p = canvas_at(a, x, y), *q = canvas_at(b, x, y);

		if (p->style != q->style || p->cols != q->cols || strcmp(p->text, q->text) != 0)
			return false;
	}
	return true;
}

void term_draw(struct term *term, const struct canvas *canvas)
{
	bool is_new =
	    term->all_is_stale || term->sent->cols != canvas->cols || term->sent->rows != canvas->rows;

	if (is_new) {
		canvas_resize(term->sent, canvas->cols, canvas->rows);
		clear();
		clearok(stdscr, TRUE);
	}
	for (int y = 0; y < canvas->rows; y++) {
		if (is_new || !is_same_row(canvas, term->sent, y))
			draw_row(term, canvas, y);
	}
	memcpy(term->sent->cells, canvas->cells,
	       (size_t)(canvas->cols * canvas->rows) * sizeof(canvas->cells[0]));
	term->all_is_stale = false;
	curs_set(canvas->cursor_x >= 0);
	if (canvas->cursor_x >= 0)
		move(canvas->cursor_y, canvas->cursor_x);
	refresh();
}

void term_redraw(struct term *term)
{
	term->all_is_stale = true;
}

/* ---- keys ---- */

static const struct {
	int curses;
	int32_t key;
} named_keys[] = {
    {KEY_UP, UIK_UP},		{KEY_DOWN, UIK_DOWN},	 {KEY_LEFT, UIK_LEFT},
    {KEY_RIGHT, UIK_RIGHT},	{KEY_HOME, UIK_HOME},	 {KEY_END, UIK_END},
    {KEY_A1, UIK_HOME},		{KEY_C1, UIK_END},	 {KEY_PPAGE, UIK_PAGE_UP},
    {KEY_NPAGE, UIK_PAGE_DOWN}, {KEY_DC, UIK_DELETE},	 {KEY_IC, UIK_INSERT},
    {KEY_ENTER, UIK_ENTER},	{KEY_BTAB, UIK_BACKTAB}, {KEY_BACKSPACE, UIK_BACKSPACE},
};

static int32_t named_key(int code)
{
	if (code >= KEY_F(1) && code <= KEY_F(12))
		return UIK_F1 + (code - KEY_F(1));
	for (size_t i = 0; i < sizeof(named_keys) / sizeof(named_keys[0]); i++) {
		if (named_keys[i].curses == code)
			return named_keys[i].key;
	}
	return UIK_NONE;
}

static int32_t plain_key(wint_t c)
{
	switch (c) {
	case '\r':
	case '\n':
		return UIK_ENTER;
	case '\t':
		return UIK_TAB;
	case 0x1b:
		return UIK_ESC;
	case 0x7f:
	case 0x08:
		return UIK_BACKSPACE;
	default:
		return c < 0x110000 ? (int32_t)c : UIK_NONE;
	}
}

bool term_key(struct term *term, int32_t *ret)
{
	wint_t c;
	int what = get_wch(&c);

	(void)term;
	if (what == ERR)
		return false;
	*ret = what == KEY_CODE_YES ? named_key((int)c) : plain_key(c);
	return true;
}

bool term_has_input(const struct term *term)
{
	struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};

	(void)term;
	return poll(&fd, 1, 0) > 0;
}

/* ---- life ---- */

/* On exit(3) from anywhere, and on a crash: the shell gets its terminal back. */
static void restore(void)
{
	if (stdscr && !isendwin())
		endwin();
}

#ifndef TELEX_SANITIZED
/* endwin is not async-signal-safe; where everything is lost already, a usable terminal is worth the try. */
static void on_crash(int number)
{
	restore();
	raise(number);
}
#endif

static void guard(void)
{
#ifndef TELEX_SANITIZED
	static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
	struct sigaction action = {.sa_handler = on_crash, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
		sigaction(crashes[i], &action, NULL);
#endif
	atexit(restore);
}

/* Where no locale is set, as in containers, the terminal is nearly always UTF-8 all the same; LC_ALL=C is an
 * order. */
static bool choose_locale(void)
{
	const char *order = getenv("LC_ALL"), *name;

	setlocale(LC_CTYPE, "");
	name = setlocale(LC_CTYPE, NULL);
	if (name && !(order && order[0]) && (strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0))
		setlocale(LC_CTYPE, "C.UTF-8");
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static int close_term(struct term *term)
{
	if (term->screen) {
		restore();
		delscreen(term->screen);
	}
	return 0;
}

/* Of <term.h>, which cannot be included: it has a struct term of its own. */
char *tigetstr(const char *name);

static bool can_place_cursor(void)
{
	const char *sequence = tigetstr("cup");

	return sequence && sequence != (const char *)-1;
}

bool term_open(void *ctx, struct term **ret, struct err *err)
{
	struct term *term;
	const char *type = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, ERR_UNAVAILABLE,
			       "the reader needs a terminal; telex search prints the same articles");
	term = mem_new(ctx, struct term);
	term->is_utf8 = choose_locale();
	term->sent = canvas_new(term, 1, 1);
	term->all_is_stale = true;
	term->screen = newterm(NULL, stdout, stdin);
	if (!term->screen) {
		talloc_free(term);
		return err_set(err, ERR_UNAVAILABLE, "the terminal type '%s' is not known (TERM)",
			       type ? type : "");
	}
	talloc_set_destructor(term, close_term);
	guard();
	if (!can_place_cursor()) {
		talloc_free(term);
		return err_set(err, ERR_UNAVAILABLE, "the terminal type '%s' cannot place the cursor (TERM)",
			       type ? type : "");
	}
	set_escdelay(ESC_DELAY_MS);
	/* Else curses looks for input after every line it sends, and sends them one by one. */
	typeahead(-1);
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	init_colours(term);
	*ret = term;
	return true;
}

void term_size(const struct term *term, int *ret_cols, int *ret_rows)
{
	(void)term;
	getmaxyx(stdscr, *ret_rows, *ret_cols);
}

void term_resized(struct term *term)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0)
		resizeterm(size.ws_row, size.ws_col);
	term->all_is_stale = true;
}

void term_suspend(struct term *term)
{
	(void)term;
	def_prog_mode();
	endwin();
}

void term_resume(struct term *term)
{
	reset_prog_mode();
	term_resized(term);
}

static void write_all(const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, data, len);

		if (n <= 0)
			return;
		data += n;
		len -= (size_t)n;
	}
}

void term_copy(struct term *term, const char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	AUTO_BUF out = BUF_INIT(2 * COPY_BYTES_MAX);
	size_t len = strlen(text);

	(void)term;
	if (len > COPY_BYTES_MAX)
		return;
	buf_adds(&out, "\033]52;c;");
	for (size_t i = 0; i < len; i += 3) {
		const unsigned char *s = (const unsigned char *)text + i;
		size_t n = len - i;
		uint32_t bits = (uint32_t)s[0] << 16 | (n > 1 ? (uint32_t)s[1] << 8 : 0) | (n > 2 ? s[2] : 0);

		buf_addc(&out, digits[bits >> 18]);
		buf_addc(&out, digits[bits >> 12 & 63]);
		buf_addc(&out, n > 1 ? digits[bits >> 6 & 63] : '=');
		buf_addc(&out, n > 2 ? digits[bits & 63] : '=');
	}
	buf_adds(&out, "\a");
	write_all(buf_str(&out), out.len);
}
