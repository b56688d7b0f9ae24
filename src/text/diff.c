/* diff.c: a diff in words: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), the greedy way with the
 * furthest points of every round kept. */
#include "telex/diff.h"

#include "telex/utf8.h"

#include "html.h"

enum {
	EDITS_MAX = 1500,	/* rounds; their furthest points take 4 bytes times the square of it */
	STEPS_MAX = 20 * 1000 * 1000,
	WORDS_MAX = 1000 * 1000 /* in a text; longer ones are compared by line */
};

struct token {
	size_t at, len;
	uint32_t hash;
	bool has_space; /* before it */
};
struct tokens {
	const char *text;
	struct token *tokens;
	size_t n, room;
};

/* ---- texts into words ---- */

static void add_token(void *ctx, struct tokens *t, size_t at, size_t len, bool has_space)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = at; i < at + len; i++)
		hash = (hash ^ (unsigned char)t->text[i]) * 16777619u;
	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 256;
		t->tokens = mem_grow(ctx, t->tokens, struct token, t->room);
	}
	t->tokens[t->n++] = (struct token){at, len, hash, has_space};
}

/* A word of letters that need no blanks ends behind each of them. */
static size_t word_len(struct bytes s, size_t at)
{
	size_t i = at;

	while (i < s.len && !html_is_space(s.data[i])) {
		int32_t cp;
		size_t n = utf8_next(s.data + i, s.len - i, &cp);

		if (cp >= 0x2e80 && utf8_is_cjk(cp))
			return i > at ? i - at : n;
		i += n;
	}
	return i - at;
}

/* White space with a line break in it is a word: its breaks. */
static size_t break_len(struct bytes s, size_t at, size_t *ret_end)
{
	size_t first = s.len, last = at, i = at;

	for (; i < s.len && html_is_space(s.data[i]); i++) {
		if (s.data[i] != '\n')
			continue;
		first = first == s.len ? i : first;
		last = i + 1;
	}
	*ret_end = i;
	return first < s.len ? last - first : 0;
}

static void cut_words(void *ctx, struct bytes s, struct tokens *ret)
{
	bool has_space = false;

	*ret = (struct tokens){.text = s.data};
	for (size_t i = 0; i < s.len && ret->n < WORDS_MAX;) {
		size_t end, n = html_is_space(s.data[i]) ? break_len(s, i, &end) : 0;

		if (html_is_space(s.data[i])) {
			const char *first = n > 0 ? memchr(s.data + i, '\n', end - i) : NULL;

			if (first && ret->n > 0 && end < s.len)
				add_token(ctx, ret, (size_t)(first - s.data), n, false);
			has_space = !first;
			i = end;
			continue;
		}
		n = word_len(s, i);
		add_token(ctx, ret, i, n, has_space && ret->n > 0);
		has_space = false;
		i += n;
	}
}

/* Each line with its break. */
static void cut_lines(void *ctx, struct bytes s, struct tokens *ret)
{
	*ret = (struct tokens){.text = s.data};
	for (size_t i = 0; i < s.len;) {
		const char *end = memchr(s.data + i, '\n', s.len - i);
		size_t n = end ? (size_t)(end - s.data) + 1 - i : s.len - i;

		add_token(ctx, ret, i, n, false);
		i += n;
	}
}

static bool is_same(const struct tokens *a, size_t i, const struct tokens *b, size_t k)
{
	const struct token *x = &a->tokens[i], *y = &b->tokens[k];

	return x->hash == y->hash && x->len == y->len && !memcmp(a->text + x->at, b->text + y->at, x->len);
}

/* ---- the shortest way ---- */

/* What both have at the start and the end is not looked at: what is between is [a, a + n) and [b, b + m). */
struct middle {
	const struct tokens *before, *after;
	size_t from, n, m;
};

static struct middle middle_of(const struct tokens *before, const struct tokens *after)
{
	struct middle mid = {before, after, 0, before->n, after->n};

	while (mid.n > 0 && mid.m > 0 && is_same(before, mid.from, after, mid.from)) {
		mid.from++;
		mid.n--;
		mid.m--;
	}
	while (mid.n > 0 && mid.m > 0 &&
	       is_same(before, mid.from + mid.n - 1, after, mid.from + mid.m - 1)) {
		mid.n--;
		mid.m--;
	}
	return mid;
}

/* Row d of the furthest points: those of the diagonals -d, -d + 2, ..., d. */
static int32_t *row_of(int32_t *points, size_t d)
{
	return points + d * (d + 1) / 2;
}

static int32_t point_before(const int32_t *row, long d, long k, bool *ret_is_down)
{
	/* row is that of d - 1: diagonal k - 1 stands at (k - 1 + d - 1) / 2 */
	long left = (k + d) / 2 - 1, right = left + 1;

	*ret_is_down = k == -d || (k != d && row[left] < row[right]);
	return *ret_is_down ? row[right] : row[left] + 1;
}

/* The number of edits, with the furthest points of every round; -1: more than EDITS_MAX, or too much work. */
static long search(void *ctx, const struct middle *mid, int32_t **ret_points)
{
	const long n = (long)mid->n, m = (long)mid->m;
	long steps = 0;
	size_t room = 0;
	int32_t *points = NULL;

	for (long d = 0; d <= EDITS_MAX && d <= n + m; d++) {
		size_t need = (size_t)((d + 1) * (d + 2) / 2);

		if (need > room) {
			room = need < 64 ? 64 : 2 * need;
			points = mem_grow(ctx, points, int32_t, room);
		}
		for (long k = -d; k <= d; k += 2) {
			bool is_down;
			long x = d == 0 ? 0 : point_before(row_of(points, (size_t)d - 1), d, k, &is_down);

			for (; x < n && x - k < m && x - k >= 0 &&
			       is_same(mid->before, mid->from + (size_t)x, mid->after, mid->from + (size_t)(x - k));
			     x++)
				steps++;
			row_of(points, (size_t)d)[(k + d) / 2] = (int32_t)x;
			*ret_points = points;
			if (k == n - m && x >= n)
				return d;
		}
		steps += 2 * d;
		if (steps > STEPS_MAX)
			break;
	}
	*ret_points = points;
	return -1;
}

/* Which words of both go and come, on the way back from the end. */
static void trace(const struct middle *mid, int32_t *points, long d, bool *removed, bool *added)
{
	long x = (long)mid->n, y = (long)mid->m;

	for (; d > 0; d--) {
		long k = x - y, from;
		bool is_down;

		from = point_before(row_of(points, (size_t)d - 1), d, k, &is_down);
		/* from is where the step has led to: behind it the diagonal */
		if (is_down)
			added[mid->from + (size_t)(from - k) - 1] = true;
		else
			removed[mid->from + (size_t)from - 1] = true;
		x = is_down ? from : from - 1;
		y = is_down ? from - k - 1 : from - k;
	}
}

/* ---- operations ---- */

static bool is_break(const struct tokens *t, size_t i)
{
	return t->tokens[i].len > 0 && t->text[t->tokens[i].at] == '\n';
}

static void add_op(struct text_diff *diff, enum text_diff_kind kind, const struct tokens *t, size_t from, size_t to)
{
	const struct token *first = &t->tokens[from], *last = &t->tokens[to - 1];
	size_t words = 0;

	for (size_t i = from; i < to; i++)
		words += !is_break(t, i);
	diff->n_removed += kind == TEXT_DIFF_REMOVED ? words : 0;
	diff->n_added += kind == TEXT_DIFF_ADDED ? words : 0;
	diff->ops = mem_grow(diff, diff->ops, struct text_diff_op, diff->n + 1);
	diff->ops[diff->n++] = (struct text_diff_op){
	    .kind = kind,
	    .has_space = first->has_space,
	    .text = {t->text + first->at, last->at + last->len - first->at},
	};
}

static size_t run_of(const bool *is_marked, size_t from, size_t n, bool wanted)
{
	size_t i = from;

	while (i < n && is_marked[i] == wanted)
		i++;
	return i;
}

static void write_ops(struct text_diff *diff, const struct tokens *before, const struct tokens *after,
		      const bool *removed, const bool *added)
{
	size_t i = 0, k = 0;

	while (i < before->n || k < after->n) {
		size_t gone = run_of(removed, i, before->n, true), come, same = 0;

		if (gone > i)
			add_op(diff, TEXT_DIFF_REMOVED, before, i, gone);
		come = run_of(added, k, after->n, true);
		if (come > k)
			add_op(diff, TEXT_DIFF_ADDED, after, k, come);
		i = gone;
		k = come;
		while (i + same < before->n && k + same < after->n && !removed[i + same] && !added[k + same])
			same++;
		if (same > 0)
			add_op(diff, TEXT_DIFF_SAME, after, k, k + same);
		i += same;
		k += same;
	}
}

/* One word that stays between two changes makes them hard to read: it goes with them, unless it is a long one. */
static void join_changes(const struct tokens *before, const struct tokens *after, bool *removed, bool *added)
{
	enum { SHORT_BYTES = 3 };
	size_t i = 0, k = 0;
	bool is_behind = false;

	while (i < before->n || k < after->n) {
		size_t gone = run_of(removed, i, before->n, true), come = run_of(added, k, after->n, true);
		bool is_changed = gone > i || come > k;

		i = gone;
		k = come;
		is_behind |= is_changed;
		if (i >= before->n || k >= after->n)
			break;
		if (is_behind && before->tokens[i].len <= SHORT_BYTES && !is_break(before, i) && i + 1 < before->n &&
		    k + 1 < after->n && (removed[i + 1] || added[k + 1])) {
			removed[i] = added[k] = true;
			continue;
		}
		is_behind = false;
		i++;
		k++;
	}
}

static bool diff_tokens(struct text_diff *diff, const struct tokens *before, const struct tokens *after, bool is_last)
{
	void *ctx = talloc_new(NULL);
	struct middle mid = middle_of(before, after);
	bool *removed = mem_array(ctx, bool, before->n + 1), *added = mem_array(ctx, bool, after->n + 1);
	int32_t *points = NULL;
	long d = search(ctx, &mid, &points);

	if (d >= 0) {
		trace(&mid, points, d, removed, added);
	} else if (is_last) { /* all of the middle */
		for (size_t i = 0; i < mid.n; i++)
			removed[mid.from + i] = true;
		for (size_t i = 0; i < mid.m; i++)
			added[mid.from + i] = true;
	}
	if (d >= 0 || is_last) {
		join_changes(before, after, removed, added);
		write_ops(diff, before, after, removed, added);
	}
	talloc_free(ctx);
	return d >= 0 || is_last;
}

struct text_diff *text_diff(void *ctx, struct bytes before, struct bytes after)
{
	struct text_diff *diff = mem_new(ctx, struct text_diff);
	void *own = talloc_new(NULL);
	struct tokens a, b;

	cut_words(own, before, &a);
	cut_words(own, after, &b);
	if (a.n == WORDS_MAX || b.n == WORDS_MAX || !diff_tokens(diff, &a, &b, false)) {
		diff->is_coarse = true;
		cut_lines(own, before, &a);
		cut_lines(own, after, &b);
		(void)diff_tokens(diff, &a, &b, true);
	}
	talloc_free(own);
	return diff;
}
