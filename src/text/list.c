/* list.c: lists: which number or bullet an item has, and where it ends. */
#include "inline.h"

#include <stdio.h>
#include <stdlib.h>

enum { LIST_NUMBER_SIZE = 22 };

/* a to z, aa to zz, ...; at most seven letters, as numbers of items are no longer than nine digits. */
static void put_letters(long n, char first, char *out)
{
	char reversed[16];
	size_t len = 0;

	for (; n > 0 && len < sizeof(reversed); n = (n - 1) / 26)
		reversed[len++] = (char)(first + (n - 1) % 26);
	for (size_t i = 0; i < len; i++)
		out[i] = reversed[len - 1 - i];
	out[len] = '\0';
}

static void put_roman(long n, bool is_upper, char *out)
{
	static const struct {
		long value;
		const char *digits;
	} parts[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
		     {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},	{4, "iv"},  {1, "i"}};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		for (; n >= parts[i].value; n -= parts[i].value) {
			for (const char *p = parts[i].digits; *p; p++)
				*out++ = (char)(is_upper ? *p - 0x20 : *p);
		}
	}
	*out = '\0';
}

/* What letters or digits cannot say is said in digits. */
static void list_number(long n, char type, char out[LIST_NUMBER_SIZE])
{
	enum { LETTERS_MAX = 1000000, ROMAN_MAX = 3999 }; /* "mmmdccclxxxviii" are the most signs */

	if ((type == 'a' || type == 'A') && n > 0 && n <= LETTERS_MAX)
		put_letters(n, type, out);
	else if ((type == 'i' || type == 'I') && n > 0 && n <= ROMAN_MAX)
		put_roman(n, type == 'I', out);
	else
		snprintf(out, LIST_NUMBER_SIZE, "%ld", n);
}

static struct frame *list_of(struct layout *l)
{
	for (size_t i = l->depth; i > 0; i--) {
		if (l->frames[i].element->groups & IN_LIST)
			return &l->frames[i];
	}
	return NULL;
}

static long number_attr(const struct html_token *token, const char *name, long otherwise)
{
	struct bytes value;
	char text[12] = "";

	if (!html_attr_find(token->raw, name, &value) || value.len == 0 || value.len >= sizeof(text))
		return otherwise;
	memcpy(text, value.data, value.len);
	return strtol(text, NULL, 10);
}

/* The items of the list whose content this is, as far as a short look goes: their numbers stand one below the other. */
static long count_items(struct bytes rest)
{
	enum { TOKENS_MAX = 256 };
	struct html_reader r = HTML_READER(rest);
	struct html_token token;
	int inner = 0;
	long n = 0;

	for (int i = 0; i < TOKENS_MAX && inner >= 0; i++) {
		html_next(&r, &token);
		if (token.kind == HTML_END)
			break;
		if (token.kind == HTML_TEXT || !token.element)
			continue;
		if (html_id(token.element) == EL_OL || html_id(token.element) == EL_UL)
			inner += token.kind == HTML_OPEN ? 1 : -1;
		n += inner == 0 && token.kind == HTML_OPEN && html_id(token.element) == EL_LI;
	}
	return n;
}

/* How far to the right the numbers of a list end.  Where lists are nested deep, nobody looks ahead. */
static int numbers_cols(const struct layout *l, const struct html_token *token)
{
	enum { DEPTH_MAX = 20 };
	const struct frame *list = &l->frames[l->depth];
	long n = list->type == '1' && l->depth < DEPTH_MAX ? count_items(token->rest) : 0;
	char first[LIST_NUMBER_SIZE], last[LIST_NUMBER_SIZE];

	if (n == 0)
		return 0;
	list_number(list->number, '1', first);
	list_number(list->number + (n - 1) * list->step, '1', last);
	return (int)(strlen(first) > strlen(last) ? strlen(first) : strlen(last));
}

void list_open(struct layout *l, const struct html_token *token)
{
	struct bytes value;

	layout_top(l)->step = html_attr_find(token->raw, "reversed", &value) ? -1 : 1;
	layout_top(l)->number = number_attr(token, "start", 1);
	layout_top(l)->type = html_attr_find(token->raw, "type", &value) && value.len == 1 ? value.data[0] : '1';
	layout_top(l)->number_cols = numbers_cols(l, token);
}

void list_open_item(struct layout *l, const struct html_token *token)
{
	static const char *const signs[] = {"• ", "◦ ", "▪ "};
	struct frame *list = list_of(l);
	char bullet[24], number[LIST_NUMBER_SIZE];
	size_t nested = 0;

	if (list && list->element == &html_elements[EL_OL]) {
		list->number = number_attr(token, "value", list->number);
		list_number(list->number, list->type, number);
		snprintf(bullet, sizeof(bullet), "%*s. ", list->number_cols, number);
		list->number += list->step;
		flow_push(&l->flow, ITEM, (int)strlen(bullet), bullet);
		return;
	}
	for (size_t i = 0; i < l->flow.n_containers; i++)
		nested += l->flow.containers[i].kind == ITEM;
	flow_push(&l->flow, ITEM, 2, signs[nested % 3]);
}
