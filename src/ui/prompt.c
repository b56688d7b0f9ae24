/* prompt.c: a line being typed. */
#include "prompt.h"

#include <string.h>

#include "telex/utf8.h"

#include "key.h"

struct history *history_new(void *ctx)
{
	return mem_new(ctx, struct history);
}

static void history_drop(struct history *history, size_t i)
{
	talloc_free(history->lines[i]);
	memmove(history->lines + i, history->lines + i + 1, (history->n - i - 1) * sizeof(history->lines[0]));
	history->n--;
}

void history_add(struct history *history, const char *line)
{
	size_t len = strlen(line);

	if (len == 0 || len > PROMPT_BYTES_MAX || strchr(line, '\n'))
		return;
	for (size_t i = 0; i < history->n; i++) {
		if (strcmp(history->lines[i], line) == 0) {
			history_drop(history, i);
			break;
		}
	}
	if (history->n == HISTORY_MAX)
		history_drop(history, 0);
	history->lines = mem_grow(history, history->lines, char *, history->n + 1);
	history->lines[history->n++] = mem_strdup(history, line);
}

void prompt_set(struct prompt *prompt, const char *text)
{
	size_t len = utf8_cut(text, strlen(text), PROMPT_BYTES_MAX);

	memmove(prompt->text, text, len);
	prompt->text[len] = '\0';
	prompt->len = prompt->at = len;
	prompt->scroll = 0;
}

void prompt_init(struct prompt *prompt, const char *text, const struct history *history)
{
	*prompt = (struct prompt){.history = history, .history_at = history ? history->n : 0};
	prompt_set(prompt, text);
}

bool prompt_replace(struct prompt *prompt, size_t from, size_t to, const char *with)
{
	size_t n = strlen(with);

	if (prompt->len - (to - from) + n > PROMPT_BYTES_MAX)
		return false;
	memmove(prompt->text + from + n, prompt->text + to, prompt->len - to + 1);
	memcpy(prompt->text + from, with, n);
	prompt->len = prompt->len - (to - from) + n;
	prompt->at = from + n;
	return true;
}

static size_t next_cluster(const struct prompt *prompt, size_t at)
{
	int cols;

	return at < prompt->len ? at + utf8_cluster(prompt->text + at, prompt->len - at, &cols) : at;
}

/* Clusters can only be found forwards. */
static size_t prev_cluster(const struct prompt *prompt, size_t at)
{
	size_t i = 0, before = 0;

	while (i < at) {
		before = i;
		i = next_cluster(prompt, i);
	}
	return before;
}

static size_t word_start(const struct prompt *prompt)
{
	size_t i = prompt->at;

	while (i > 0 && prompt->text[i - 1] == ' ')
		i--;
	while (i > 0 && prompt->text[i - 1] != ' ')
		i--;
	return i;
}

static enum prompt_result move_to(struct prompt *prompt, size_t at)
{
	prompt->at = at;
	return PROMPT_MOVED;
}

static enum prompt_result erase(struct prompt *prompt, size_t from, size_t to)
{
	if (from == to)
		return PROMPT_MOVED;
	(void)prompt_replace(prompt, from, to, ""); /* less always fits */
	return PROMPT_CHANGED;
}

static enum prompt_result left(struct prompt *prompt)
{
	return move_to(prompt, prev_cluster(prompt, prompt->at));
}

static enum prompt_result right(struct prompt *prompt)
{
	return move_to(prompt, next_cluster(prompt, prompt->at));
}

static enum prompt_result home(struct prompt *prompt)
{
	return move_to(prompt, 0);
}

static enum prompt_result end(struct prompt *prompt)
{
	return move_to(prompt, prompt->len);
}

static enum prompt_result backspace(struct prompt *prompt)
{
	if (prompt->len == 0)
		return PROMPT_CANCELLED;
	return erase(prompt, prev_cluster(prompt, prompt->at), prompt->at);
}

static enum prompt_result delete_right(struct prompt *prompt)
{
	return erase(prompt, prompt->at, next_cluster(prompt, prompt->at));
}

static enum prompt_result delete_word(struct prompt *prompt)
{
	return erase(prompt, word_start(prompt), prompt->at);
}

static enum prompt_result delete_start(struct prompt *prompt)
{
	return erase(prompt, 0, prompt->at);
}

static enum prompt_result delete_end(struct prompt *prompt)
{
	return erase(prompt, prompt->at, prompt->len);
}

static enum prompt_result show_line(struct prompt *prompt, size_t at)
{
	if (prompt->history_at == prompt->history->n)
		memcpy(prompt->typed, prompt->text, prompt->len + 1);
	prompt->history_at = at;
	prompt_set(prompt, at == prompt->history->n ? prompt->typed : prompt->history->lines[at]);
	return PROMPT_CHANGED;
}

/* Only lines that begin as the typed one does, as shells do. */
static bool is_candidate(const struct prompt *prompt, size_t at)
{
	const char *typed = prompt->history_at == prompt->history->n ? prompt->text : prompt->typed;

	return strncmp(prompt->history->lines[at], typed, strlen(typed)) == 0;
}

static enum prompt_result older(struct prompt *prompt)
{
	if (!prompt->history)
		return PROMPT_MOVED;
	for (size_t i = prompt->history_at; i-- > 0;) {
		if (is_candidate(prompt, i))
			return show_line(prompt, i);
	}
	return PROMPT_MOVED;
}

static enum prompt_result newer(struct prompt *prompt)
{
	if (!prompt->history || prompt->history_at == prompt->history->n)
		return PROMPT_MOVED;
	for (size_t i = prompt->history_at + 1; i < prompt->history->n; i++) {
		if (is_candidate(prompt, i))
			return show_line(prompt, i);
	}
	return show_line(prompt, prompt->history->n);
}

static enum prompt_result accept(struct prompt *prompt)
{
	(void)prompt;
	return PROMPT_ACCEPTED;
}

static enum prompt_result cancel(struct prompt *prompt)
{
	(void)prompt;
	return PROMPT_CANCELLED;
}

static const struct {
	int32_t key;
	enum prompt_result (*edit)(struct prompt *prompt);
} edits[] = {
    {UIK_LEFT, left},
    {UIK_CTRL('B'), left},
    {UIK_RIGHT, right},
    {UIK_CTRL('F'), right},
    {UIK_HOME, home},
    {UIK_CTRL('A'), home},
    {UIK_END, end},
    {UIK_CTRL('E'), end},
    {UIK_BACKSPACE, backspace},
    {UIK_DELETE, delete_right},
    {UIK_CTRL('D'), delete_right},
    {UIK_CTRL('W'), delete_word},
    {UIK_CTRL('U'), delete_start},
    {UIK_CTRL('K'), delete_end},
    {UIK_UP, older},
    {UIK_CTRL('P'), older},
    {UIK_DOWN, newer},
    {UIK_CTRL('N'), newer},
    {UIK_ENTER, accept},
    {UIK_ESC, cancel},
    {UIK_CTRL('C'), cancel},
    {UIK_CTRL('G'), cancel},
};

static enum prompt_result insert(struct prompt *prompt, int32_t key)
{
	AUTO_BUF text = BUF_INIT(8);

	utf8_put(&text, key);
	return prompt_replace(prompt, prompt->at, prompt->at, buf_str(&text)) ? PROMPT_CHANGED : PROMPT_MOVED;
}

enum prompt_result prompt_key(struct prompt *prompt, int32_t key)
{
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		if (edits[i].key == key)
			return edits[i].edit(prompt);
	}
	if (key < ' ' || key >= UIK_ENTER || (key >= 0x7f && key < 0xa0))
		return PROMPT_IGNORED;
	return insert(prompt, key);
}

size_t prompt_view(struct prompt *prompt, int cols, int *ret_cursor)
{
	int cursor = utf8_width(prompt->text, prompt->at);
	size_t from;
	int skipped;

	if (cols < 1)
		cols = 1;
	if (cursor < prompt->scroll)
		prompt->scroll = cursor;
	if (cursor - prompt->scroll > cols - 1)
		prompt->scroll = cursor - (cols - 1);
	from = utf8_clip(prompt->text, prompt->len, prompt->scroll, &skipped);
	/* A wide character may stand across the edge: begin behind it. */
	if (skipped < prompt->scroll)
		from = next_cluster(prompt, from);
	*ret_cursor = utf8_width(prompt->text + from, prompt->at > from ? prompt->at - from : 0);
	return from;
}
