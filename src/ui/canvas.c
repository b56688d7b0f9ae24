/* canvas.c: a screen in memory. */
#include "canvas.h"

#include <string.h>

#include "telex/utf8.h"

static const char ellipsis[] = "…";

static int clamp(int n, int min, int max)
{
	return n < min ? min : n > max ? max : n;
}

static struct canvas_cell *cell_at(struct canvas *canvas, int x, int y)
{
	if (x < 0 || y < 0 || x >= canvas->cols || y >= canvas->rows)
		return NULL;
	return &canvas->cells[(size_t)y * (size_t)canvas->cols + (size_t)x];
}

static void set_blank(struct canvas_cell *cell)
{
	*cell = (struct canvas_cell){.text = " ", .cols = 1};
}

void canvas_clear(struct canvas *canvas)
{
	for (int i = 0; i < canvas->cols * canvas->rows; i++)
		set_blank(&canvas->cells[i]);
	canvas->cursor_x = canvas->cursor_y = -1;
}

void canvas_resize(struct canvas *canvas, int cols, int rows)
{
	canvas->cols = clamp(cols, 1, CANVAS_COLS_MAX);
	canvas->rows = clamp(rows, 1, CANVAS_ROWS_MAX);
	canvas->cells =
	    mem_grow(canvas, canvas->cells, struct canvas_cell, (size_t)(canvas->cols * canvas->rows));
	canvas_clear(canvas);
}

struct canvas *canvas_new(void *ctx, int cols, int rows)
{
	struct canvas *canvas = mem_new(ctx, struct canvas);

	canvas_resize(canvas, cols, rows);
	return canvas;
}

const struct canvas_cell *canvas_at(const struct canvas *canvas, int x, int y)
{
	return cell_at((struct canvas *)canvas, x, y);
}

/* Half of a wide character that something else is written over becomes a blank. */
static void break_wide(struct canvas *canvas, int x, int y)
{
	struct canvas_cell *cell = cell_at(canvas, x, y);
	struct canvas_cell *before = cell_at(canvas, x - 1, y), *after = cell_at(canvas, x + 1, y);

	if (cell->cols == 0 && before)
		set_blank(before);
	if (cell->cols == 2 && after)
		set_blank(after);
}

static void put_cluster(struct canvas *canvas, int x, int y, struct bytes cluster, struct canvas_cell as)
{
	struct canvas_cell *cell = cell_at(canvas, x, y);
	/* A longer cluster loses its last marks, not its base. */
	size_t len = utf8_cut(cluster.data, cluster.len, CANVAS_CELL_BYTES - 1);

	break_wide(canvas, x, y);
	if (as.cols == 2)
		break_wide(canvas, x + 1, y);
	*cell = as;
	memcpy(cell->text, cluster.data, len);
	cell->text[len] = '\0';
	if (as.cols == 2)
		cell[1] = (struct canvas_cell){.style = as.style, .cols = 0};
}

static int put_safe(struct canvas *canvas, int x, int y, int max_cols, struct bytes text, unsigned style)
{
	int used = 0;
	size_t at = 0;

	if (y < 0 || y >= canvas->rows || x < 0)
		return 0;
	if (max_cols > canvas->cols - x)
		max_cols = canvas->cols - x;
	while (at < text.len && used < max_cols) {
		int cols;
		size_t len = utf8_cluster(text.data + at, text.len - at, &cols);

		if (used + cols > max_cols)
			break;
		if (cols > 0)
			put_cluster(canvas, x + used, y, (struct bytes){text.data + at, len},
				    (struct canvas_cell){.style = (uint16_t)style, .cols = (uint8_t)cols});
		used += cols;
		at += len;
	}
	return used;
}

static bool is_plain(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < 0x20 || text.data[i] >= 0x7f)
			return false;
	}
	return true;
}

/* A cell takes three bytes at most without marks; what a screen cannot show need not be made safe. */
static struct bytes cut_for(struct bytes text, int max_cols)
{
	size_t most = max_cols > 0 ? (size_t)max_cols * 64 : 0;

	if (text.len > most)
		text.len = utf8_cut(text.data, text.len, most);
	return text;
}

int canvas_text(struct canvas *canvas, int x, int y, int max_cols, struct bytes text, unsigned style)
{
	struct bytes shown = cut_for(text, max_cols);
	AUTO_BUF safe = BUF_INIT(shown.len * 3);

	if (is_plain(shown))
		return put_safe(canvas, x, y, max_cols, shown, style);
	utf8_safe(shown, SAFE_LINE, &safe);
	return put_safe(canvas, x, y, max_cols, buf_bytes(&safe), style);
}

int canvas_puts(struct canvas *canvas, int x, int y, int max_cols, const char *s, unsigned style)
{
	return canvas_text(canvas, x, y, max_cols, (struct bytes){s, strlen(s)}, style);
}

int canvas_fit(struct canvas *canvas, int x, int y, int max_cols, const char *s, unsigned style)
{
	struct bytes text = cut_for((struct bytes){s, strlen(s)}, max_cols);
	AUTO_BUF safe = BUF_INIT(text.len * 3);
	int cols;
	size_t fits;

	utf8_safe(text, SAFE_LINE, &safe);
	fits = utf8_clip(buf_str(&safe), safe.len, max_cols, &cols);
	if (fits == safe.len && text.len == strlen(s))
		return put_safe(canvas, x, y, max_cols, buf_bytes(&safe), style);
	if (max_cols < 1)
		return 0;
	fits = utf8_clip(buf_str(&safe), safe.len, max_cols - 1, &cols);
	cols = put_safe(canvas, x, y, max_cols, (struct bytes){buf_str(&safe), fits}, style);
	return cols + put_safe(canvas, x + cols, y, 1, (struct bytes){ellipsis, sizeof(ellipsis) - 1}, style);
}

void canvas_right(struct canvas *canvas, int x_end, int y, int max_cols, const char *s, unsigned style)
{
	int cols = utf8_width(s, strlen(s));

	if (cols > max_cols)
		cols = max_cols;
	canvas_fit(canvas, x_end - cols, y, cols, s, style);
}

void canvas_style(struct canvas *canvas, struct rect r, unsigned style)
{
	for (int y = r.y; y < r.y + r.rows; y++) {
		for (int x = r.x; x < r.x + r.cols; x++) {
			struct canvas_cell *cell = cell_at(canvas, x, y);

			if (!cell)
				continue;
			if (style & STYLE_ROLES)
				cell->style &= (uint16_t)~STYLE_ROLES;
			cell->style |= (uint16_t)style;
		}
	}
}

void canvas_blank(struct canvas *canvas, struct rect r)
{
	for (int y = r.y; y < r.y + r.rows; y++) {
		for (int x = r.x; x < r.x + r.cols; x++) {
			if (cell_at(canvas, x, y)) {
				break_wide(canvas, x, y);
				set_blank(cell_at(canvas, x, y));
			}
		}
	}
}

void canvas_hline(struct canvas *canvas, int x, int y, int cols)
{
	for (int i = 0; i < cols; i++)
		put_safe(canvas, x + i, y, 1, BYTES_LITERAL("─"), STYLE_MUTED);
}

void canvas_vline(struct canvas *canvas, int x, int y, int rows)
{
	for (int i = 0; i < rows; i++)
		put_safe(canvas, x, y + i, 1, BYTES_LITERAL("│"), STYLE_MUTED);
}

static void trim_line(struct buf *out, size_t start)
{
	while (out->len > start && out->data[out->len - 1] == ' ')
		buf_truncate(out, out->len - 1);
	buf_addc(out, '\n');
}

void canvas_dump(const struct canvas *canvas, struct buf *out)
{
	for (int y = 0; y < canvas->rows; y++) {
		size_t start = out->len;

		for (int x = 0; x < canvas->cols; x++)
			buf_adds(out, canvas_at(canvas, x, y)->text);
		trim_line(out, start);
	}
}

static char style_letter(unsigned style)
{
	static const struct {
		unsigned style;
		char letter;
	} letters[] = {
	    {STYLE_REVERSE, 'r'}, {STYLE_BOLD, 'b'},   {STYLE_UNDERLINE, 'u'},
	    {STYLE_DIM, 'd'},	  {STYLE_ITALIC, 'i'},
	};
	static const char roles[CANVAS_ROLES] = {'.', 'a', 'm', 'h', 'w', 'l', 's', 'q'};

	if ((style & STYLE_ROLES) == STYLE_HIT)
		return 'h';
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (style & letters[i].style)
			return letters[i].letter;
	}
	return roles[(style & STYLE_ROLES) >> STYLE_ROLE_SHIFT];
}

void canvas_dump_styles(const struct canvas *canvas, struct buf *out)
{
	for (int y = 0; y < canvas->rows; y++) {
		for (int x = 0; x < canvas->cols; x++)
			buf_addc(out, style_letter(canvas_at(canvas, x, y)->style));
		buf_addc(out, '\n');
	}
}
