/* decode.c: bytes in any encoding in, valid UTF-8 out. */
#include "telex/decode.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "charset.h"
#include "telex/scan.h"
#include "telex/utf8.h"

enum { PIECE = 64 << 10, REPLACEMENT = 0xfffd };

struct decoder {
	struct decode_input input;
	enum decode_kind kind;
	bool is_over;	     /* the input has ended */
	const char *charset; /* charset_find's name */
	iconv_t cd;	     /* used when it is not UTF-8 */
	const char *problem;
	struct buf raw;	   /* read, not yet decoded */
	size_t n_lent;	   /* bytes of raw that were handed out as they are */
	struct buf utf8;   /* out of iconv, not yet cleaned */
	struct buf head;   /* the first piece, decoded, not yet handed out */
	bool is_head_read; /* head was handed out */
};

/* ---- settling the encoding ---- */

struct mark {
	const char *bytes;
	size_t len, skip;
	const char *charset;
};
/* Byte order marks; longer ones first. */
static const struct mark marks[] = {
    {"\xef\xbb\xbf", 3, 3, "UTF-8"}, {"\xff\xfe\0\0", 4, 4, "UTF-32LE"}, {"\0\0\xfe\xff", 4, 4, "UTF-32BE"},
    {"\xff\xfe", 2, 2, "UTF-16LE"},  {"\xfe\xff", 2, 2, "UTF-16BE"},
};
/* Without one, the zeros say how wide the ASCII characters are that every document begins with (XML 1.0
 * appendix F): 'x' is one, '0' is zero. */
static const struct mark zeros[] = {
    {"x000", 4, 0, "UTF-32LE"},
    {"000x", 4, 0, "UTF-32BE"},
    {"x0x0", 4, 0, "UTF-16LE"},
    {"0x0x", 4, 0, "UTF-16BE"},
};

static bool has_zeros(struct bytes raw, const struct mark *mark)
{
	for (size_t i = 0; i < mark->len; i++) {
		unsigned char c = i < raw.len ? (unsigned char)raw.data[i] : 0xff;

		if (mark->bytes[i] == '0' ? c != 0 : c == 0 || c >= 0x80)
			return false;
	}
	return true;
}

static const struct mark *find_mark(struct bytes raw)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (raw.len >= marks[i].len && !memcmp(raw.data, marks[i].bytes, marks[i].len))
			return &marks[i];
	for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
		if (has_zeros(raw, &zeros[i]))
			return &zeros[i];
	return NULL;
}

/* The value behind "word =" in text, quoted or not; empty when it is not there. */
static struct bytes value_of(const char *text, size_t len, const char *word)
{
	const char *end = text + len, *p = text;
	size_t n = strlen(word);

	for (; p + n < end; p++) {
		const char *q = p + n;

		if (strncasecmp(p, word, n))
			continue;
		while (q < end && (*q == ' ' || *q == '\t'))
			q++;
		if (q == end || *q != '=')
			continue;
		q++;
		while (q < end && strchr(" \t\"'", *q))
			q++;
		p = q;
		while (q < end && !strchr(" \t\r\n\"';?>,", *q))
			q++;
		return (struct bytes){p, (size_t)(q - p)};
	}
	return (struct bytes){"", 0};
}

static const char *label_of_declaration(struct bytes raw)
{
	struct bytes sample = {raw.data, raw.len < 512 ? raw.len : 512};
	const char *start = memmem(sample.data, sample.len, "<?xml", 5), *end;

	if (!start)
		return NULL;
	end = memchr(start, '>', sample.len - (size_t)(start - sample.data));
	if (!end)
		return NULL;
	return charset_find(value_of(start, (size_t)(end - start), "encoding"));
}

/* <meta charset="x"> and <meta http-equiv="Content-Type" content="text/html; charset=x">. */
static const char *label_of_meta(struct bytes raw)
{
	enum { LOOK = 32 << 10 };
	const char *p = raw.data, *end = raw.data + (raw.len < LOOK ? raw.len : LOOK), *stop;

	for (; (p = memchr(p, '<', (size_t)(end - p))); p++) {
		struct bytes value;

		if (end - p < 6 || strncasecmp(p, "<meta", 5))
			continue;
		stop = memchr(p, '>', (size_t)(end - p));
		if (!stop)
			return NULL;
		value = value_of(p, (size_t)(stop - p), "charset");
		if (value.len > 0)
			return charset_find(value);
		p = stop;
	}
	return NULL;
}

static inline scan_block wide_in(scan_block block)
{
	return block & ((scan_block){} + 0x80);
}

/* Characters of two bytes and more, and invalid bytes. */
static void count_utf8(struct bytes raw, size_t *ret_chars, size_t *ret_bad)
{
	size_t i = 0;
	int32_t cp;

	*ret_chars = *ret_bad = 0;
	while (i < raw.len) {
		i += scan_until(raw.data + i, raw.len - i, wide_in);
		while (i < raw.len && (unsigned char)raw.data[i] < 0x80)
			i++;
		if (i == raw.len)
			break;
		i += utf8_next(raw.data + i, raw.len - i, &cp);
		if (cp >= 0)
			++*ret_chars;
		else if (i < raw.len) /* the sample's end may cut a character */
			++*ret_bad;
	}
}

static bool is_wide(const char *charset)
{
	return !strncmp(charset, "UTF-16", 6) || !strncmp(charset, "UTF-32", 6);
}

/* A document without a zero byte is not in wide characters. */
static const char *unless_disproved(const char *label, struct bytes raw)
{
	return label && is_wide(label) && !memchr(raw.data, '\0', raw.len) ? NULL : label;
}

/* The label, unless the bytes disprove it: what is not ASCII and yet valid UTF-8 is UTF-8.  What says that it
 * is UTF-8 and mostly is has stray bytes in it. */
static const char *settle(struct bytes raw, const char *label, const char **ret_problem)
{
	size_t n_chars, n_bad;

	count_utf8(raw, &n_chars, &n_bad);
	if (n_bad == 0 && (n_chars > 0 || !label))
		return "UTF-8";
	if (label && strcmp(label, "UTF-8"))
		return label;
	if (n_bad == 0)
		return "UTF-8";
	*ret_problem = label ? "not in UTF-8, as it says" : "not in UTF-8, and no other encoding given";
	return n_chars > (label ? n_bad : 2 * n_bad) ? "UTF-8" : charset_guess(raw);
}

static void choose(struct decoder *d, const char *content_type)
{
	struct bytes raw = buf_bytes(&d->raw);
	const struct mark *mark = find_mark(raw);
	const char *label = NULL;

	if (mark) {
		d->charset = mark->charset;
		memmove(d->raw.data, d->raw.data + mark->skip, d->raw.len - mark->skip);
		buf_truncate(&d->raw, d->raw.len - mark->skip);
	} else {
		if (content_type)
			label = charset_find(value_of(content_type, strlen(content_type), "charset"));
		label = unless_disproved(label, raw);
		if (!label)
			label = unless_disproved(label_of_declaration(raw), raw);
		if (!label && d->kind == DECODE_HTML)
			label = unless_disproved(label_of_meta(raw), raw);
		d->charset = settle(raw, label, &d->problem);
	}
	if (strcmp(d->charset, "UTF-8"))
		d->cd = charset_open(d->charset);
	if (d->cd == (iconv_t)-1)
		d->charset = "UTF-8"; /* this system has no converter: single bytes as windows-1252 */
}

/* ---- cleaning ---- */

static bool is_plain(int32_t cp)
{
	return cp >= 0xa0 ? cp != 0xfffe && cp != 0xffff
			  : (cp >= ' ' && cp < 0x7f) || cp == '\n' || cp == '\t' || cp == '\r';
}

static bool is_plain_ascii(unsigned char c)
{
	return (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t' || c == '\r';
}

/* Those that are not: whatever is not ASCII, and controls. */
static inline scan_block odd_in(scan_block block)
{
	scan_block blanks = scan_is(block, '\n') | scan_is(block, '\t') | scan_is(block, '\r');

	return scan_odd(block) & ~blanks;
}

/* The bytes at the start of s that may go out as they are. */
static size_t plain_run(const char *s, size_t len)
{
	size_t i = 0;
	int32_t cp;

	while (i < len) {
		size_t n;

		i += scan_until(s + i, len - i, odd_in);
		while (i < len && is_plain_ascii((unsigned char)s[i]))
			i++;
		if (i == len || (unsigned char)s[i] < 0x80)
			break;
		n = utf8_next(s + i, len - i, &cp);
		if (!is_plain(cp))
			break;
		i += n;
	}
	return i;
}

/* What stands for a character or byte that may not go out as it is.  Single stray bytes and C1 controls are
 * windows-1252 in all that is seen in practice; the five that it does not have stay, other controls vanish.
 */
static void add_odd(struct decoder *d, const char *s, size_t n, int32_t cp, struct buf *out)
{
	if (cp < 0) {
		unsigned char c = (unsigned char)s[0];

		d->problem = d->problem ? d->problem : "invalid bytes";
		cp = n > 1 ? REPLACEMENT : c >= 0xa0 ? c : decode_cp1252[c & 0x1f];
	} else if (cp >= 0x80 && cp < 0xa0) {
		cp = decode_cp1252[cp - 0x80];
	} else if (cp == '\v' || cp == '\f') {
		cp = ' ';
	}
	if (is_plain(cp) || (cp >= 0x80 && cp < 0xa0))
		utf8_put(out, cp);
}

/* A character that the end of the piece cuts. */
static bool is_cut(const char *s, size_t len)
{
	unsigned char c = (unsigned char)s[0];
	int32_t cp;

	return len < 4 && c >= 0xc2 && c <= 0xf4 &&
	       len < (c < 0xe0	 ? 2u
		      : c < 0xf0 ? 3u
				 : 4u) &&
	       utf8_next(s, len, &cp) == len;
}

/* Append s cleaned; gives the bytes used: all, or all but a character that the end cuts. */
static size_t clean(struct decoder *d, struct bytes in, bool is_final, struct buf *out)
{
	size_t i = 0;
	int32_t cp;

	while (i < in.len) {
		size_t n = plain_run(in.data + i, in.len - i);

		buf_add(out, in.data + i, n);
		i += n;
		if (i == in.len || (!is_final && is_cut(in.data + i, in.len - i)))
			break;
		n = utf8_next(in.data + i, in.len - i, &cp);
		add_odd(d, in.data + i, n, cp, out);
		i += n;
	}
	return i;
}

static void drop_front(struct buf *b, size_t n)
{
	if (n == 0)
		return;
	memmove(b->data, b->data + n, b->len - n);
	buf_truncate(b, b->len - n);
}

/* Raw bytes through iconv into d->utf8.  What it cannot read is one U+FFFD a byte, but for windows-1252's
 * holes. */
static void convert(struct decoder *d)
{
	char *in = d->raw.data;
	size_t left = d->raw.len;

	while (left > 0) {
		char *room = buf_reserve(&d->utf8, 4 * left + 16), *to = room;
		size_t space = 4 * left + 16;
		bool is_done = room && iconv(d->cd, &in, &left, &to, &space) != (size_t)-1;

		if (!room)
			break;
		d->utf8.len += (size_t)(to - room);
		if (is_done || (errno == EINVAL && !d->is_over))
			break;
		if (errno == E2BIG)
			continue;
		d->problem = d->problem ? d->problem : "bytes that its encoding does not have";
		utf8_put(&d->utf8, REPLACEMENT);
		in++;
		left--;
	}
	drop_front(&d->raw, d->raw.len - left);
}

/* ---- reading ---- */

/* Fill raw up to a whole piece, so that small reads do not make small pieces. */
static bool fill(struct decoder *d)
{
	drop_front(&d->raw, d->n_lent);
	d->n_lent = 0;
	while (!d->is_over && d->raw.len < PIECE) {
		char *room = buf_reserve(&d->raw, PIECE - d->raw.len);
		long n = room ? d->input.read(d->input.state, room, PIECE - d->raw.len) : -1;

		if (n < 0)
			return false;
		d->raw.len += (size_t)n;
		d->is_over = n == 0;
	}
	return true;
}

static void decode(struct decoder *d, struct buf *out)
{
	if (!strcmp(d->charset, "UTF-8")) {
		drop_front(&d->raw, clean(d, buf_bytes(&d->raw), d->is_over, out));
		return;
	}
	convert(d);
	drop_front(&d->utf8, clean(d, buf_bytes(&d->utf8), d->is_over, out));
}

int decoder_read(struct decoder *d, struct buf *out)
{
	if (!d->is_head_read) {
		buf_add(out, buf_str(&d->head), d->head.len);
		d->is_head_read = true;
		buf_free(&d->head);
		return d->is_over && !d->raw.len ? 0 : 1;
	}
	if (!fill(d))
		return -1;
	decode(d, out);
	return d->is_over ? 0 : 1;
}

int decoder_next(struct decoder *d, struct buf *store, struct bytes *ret)
{
	size_t n;
	int more;

	buf_reset(store);
	if (d->is_head_read && !strcmp(d->charset, "UTF-8")) {
		if (!fill(d))
			return -1;
		n = plain_run(buf_str(&d->raw), d->raw.len);
		if (n == d->raw.len || (!d->is_over && is_cut(d->raw.data + n, d->raw.len - n))) {
			*ret = (struct bytes){buf_str(&d->raw), n};
			d->n_lent = n;
			return d->is_over ? 0 : 1;
		}
	}
	more = decoder_read(d, store);
	*ret = buf_bytes(store);
	return more;
}

struct bytes decoder_head(const struct decoder *d)
{
	return buf_bytes(&d->head);
}

const char *decoder_problem(const struct decoder *d)
{
	return d->problem;
}

static int free_decoder(struct decoder *d)
{
	buf_free(&d->raw);
	buf_free(&d->utf8);
	buf_free(&d->head);
	return 0;
}

struct decoder *decoder_new(void *ctx, struct decode_input input, enum decode_kind kind,
			    const char *content_type, struct err *err)
{
	struct decoder *d = mem_new(ctx, struct decoder);

	d->input = input;
	d->kind = kind;
	d->raw = (struct buf)BUF_INIT(2 * PIECE);
	d->utf8 = (struct buf)BUF_INIT(16 * PIECE);
	d->head = (struct buf)BUF_INIT(16 * PIECE);
	talloc_set_destructor(d, free_decoder);
	if (!fill(d)) {
		err_set(err, ERR_IO, "cannot be read");
		talloc_free(d);
		return NULL;
	}
	choose(d, content_type);
	decode(d, &d->head);
	return d;
}

long decode_read_memory(void *state, char *buf, size_t size)
{
	struct bytes *rest = state;
	size_t n = rest->len < size ? rest->len : size;

	memcpy(buf, rest->data, n);
	rest->data += n;
	rest->len -= n;
	return (long)n;
}

bool decode_all(struct bytes in, enum decode_kind kind, const char *content_type, struct buf *out)
{
	struct bytes rest = {in.len > 0 ? in.data : "", in.len};
	struct decoder *d =
	    decoder_new(NULL, (struct decode_input){decode_read_memory, &rest}, kind, content_type, NULL);

	while (decoder_read(d, out) > 0 && !out->overflow)
		;
	talloc_free(d);
	return buf_ok(out);
}
