/* layout_plain.c: plain text as lines for a terminal; its addresses become links. */
#include "inline.h"

#include <strings.h>

static bool is_address(struct bytes word)
{
	return (word.len > 8 && !strncasecmp(word.data, "https://", 8)) ||
	       (word.len > 7 && !strncasecmp(word.data, "http://", 7));
}

/* Where the address in a word begins: behind what people put around it; word.len when there is none. */
static size_t address_start(struct bytes word)
{
	size_t i = 0;

	while (i < word.len && strchr("(<[\"'", word.data[i]) && word.data[i])
		i++;
	return is_address((struct bytes){word.data + i, word.len - i}) ? i : word.len;
}

/* The address ends before the marks of the sentence it stands in; a bracket belongs to it when it was opened
 * there. */
static size_t address_len(struct bytes s)
{
	long open = 0; /* brackets that are opened and not closed */
	size_t len = s.len;

	for (size_t i = 0; i < s.len; i++)
		open += (s.data[i] == '(') - (s.data[i] == ')');
	while (len > 0 && strchr(".,;:!?)]>\"'", s.data[len - 1])) {
		if (s.data[len - 1] == ')' && open++ >= 0)
			break;
		len--;
	}
	return len;
}

static void put_link(struct layout *l, struct bytes address)
{
	char *url = mem_strndup(l->flow.page.ctx, address.data, address.len);
	int link = page_link(&l->flow.page, url, false);

	inline_put(l, address, link >= 0 ? TEXT_LINK : 0, link);
	if (link >= 0) {
		inline_set_label(l, link, address);
		inline_number(l, link);
	}
	talloc_free(url);
}

static void put_word(struct layout *l, struct bytes word)
{
	size_t from = address_start(word), len;

	inline_words(l, (struct bytes){word.data, from});
	if (from == word.len)
		return;
	len = address_len((struct bytes){word.data + from, word.len - from});
	put_link(l, (struct bytes){word.data + from, len});
	inline_words(l, (struct bytes){word.data + from + len, word.len - from - len});
}

static void put_line(struct layout *l, struct bytes line)
{
	const char *p = line.data, *end = line.data + line.len;

	while (p < end) {
		size_t n = 0;

		while (p + n < end && !html_is_space(p[n]))
			n++;
		put_word(l, (struct bytes){p, n});
		l->flow.para.wants_space = true;
		p += n;
		while (p < end && html_is_space(*p))
			p++;
	}
}

/* Where a long line may be parted, from `at` on: in no address. */
static size_t part_line(struct bytes line, size_t at)
{
	size_t len = html_part(line, at), start = len;
	struct bytes word;

	while (start > 0 && !html_is_space(line.data[start - 1]))
		start--;
	word = (struct bytes){line.data + start, len - start};
	if (address_start(word) < word.len)
		while (len < line.len && !html_is_space(line.data[len]))
			len++;
	return len;
}

static void end_line(struct layout *l)
{
	if (para_at_line_start(&l->flow.para))
		layout_break(l, 1);
	else
		para_put(&l->flow.para, BYTES_LITERAL("\n"), 0, -1);
}

bool layout_lines(struct layout *l, const char **p, const char *to, const char *end)
{
	while (*p < to && !l->flow.page.is_full) {
		const char *stop = memchr(*p, '\n', (size_t)(end - *p));
		struct bytes line = {*p, (size_t)((stop ? stop : end) - *p)};
		const size_t len = to < *p + line.len ? part_line(line, (size_t)(to - *p)) : line.len;

		put_line(l, (struct bytes){*p, len});
		l->flow.para.wants_space = false;
		*p += len;
		if (len < line.len)
			break;
		end_line(l);
		*p += *p < end;
	}
	return *p < end && !l->flow.page.is_full;
}
