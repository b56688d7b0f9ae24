/* elements.c: the tables of elements and attributes, and how a name is found in them. */
#include "html.h"

#include <strings.h>

#define KEEP HTML_KEEP
#define VOID HTML_VOID
#define RAW HTML_RAW
#define BLOCK HTML_BLOCK
#define LINE HTML_LINE
#define TABLE_PART HTML_TABLE_PART
#define IGNORE 0
#define PARA (HTML_KEEP | HTML_BLOCK)
#define AS_DIV (HTML_AS_DIV | HTML_BLOCK)
#define ITEM (HTML_KEEP | HTML_LINE)
#define ROW (HTML_KEEP | HTML_LINE | HTML_TABLE_PART)
#define ROWS (HTML_KEEP | HTML_LINE | HTML_TABLE_PART)
#define CELL (HTML_KEEP | HTML_CELL | HTML_TABLE_PART)

const struct element html_elements[EL_COUNT] = {
#define ELEMENT(id, name, flags, groups, closes, stops, attrs) {name, flags, groups, closes, stops, attrs},
#include "elements.def"
#undef ELEMENT
};

static const struct html_attr_row attr_rows[] = {
	{"href", AT_HREF, ATTR_LINK},
	{"src", AT_SRC, ATTR_LINK},
	{"poster", AT_POSTER, ATTR_MEDIA},
	{"cite", AT_CITE, ATTR_LINK},
	{"longdesc", AT_LONGDESC, ATTR_LINK},
	{"alt", AT_ALT, ATTR_TEXT},
	{"title", AT_TITLE, ATTR_TEXT},
	{"width", AT_WIDTH, ATTR_NUMBER},
	{"height", AT_HEIGHT, ATTR_NUMBER},
	{"datetime", AT_DATETIME, ATTR_TEXT},
	{"colspan", AT_COLSPAN, ATTR_NUMBER},
	{"rowspan", AT_ROWSPAN, ATTR_NUMBER},
	{"start", AT_START, ATTR_NUMBER},
	{"value", AT_VALUE, ATTR_NUMBER},
	{"type", AT_TYPE, ATTR_TEXT},
	{"type", AT_MIME, ATTR_TEXT},
	{"reversed", AT_REVERSED, ATTR_SWITCH},
	{"lang", AT_LANG, ATTR_TEXT},
	{"dir", AT_DIR, ATTR_TEXT},
};

/* The first eight bytes of a name as a number: numbers are in the order of names. */
static uint64_t head_of(const char *name)
{
	uint64_t head;

	memcpy(&head, name, sizeof(head));
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(head) : head;
}

/* Where the elements of each letter begin. */
static const unsigned char first_of[27] = {
	EL_A,	EL_B,	EL_CANVAS, EL_DATA, EL_EM, EL_FIELDSET, EL_H1,	EL_H1,	   EL_I,
	EL_KBD, EL_KBD, EL_LABEL,  EL_MAIN, EL_NAV, EL_OBJECT,	EL_P,	EL_Q,	   EL_RP,
	EL_S,	EL_TABLE, EL_U,	   EL_VAR,  EL_WBR, EL_XMP,	EL_COUNT, EL_COUNT, EL_COUNT,
};
_Static_assert(EL_COUNT < 256, "one byte numbers all elements");

const struct element *html_element(struct bytes name)
{
	char key[sizeof(html_elements[0].name)] = "";
	size_t letter = name.len > 0 ? (size_t)((name.data[0] | 0x20) - 'a') : 26, low, high;
	uint64_t head;

	if (name.len >= sizeof(key) || letter >= 26)
		return NULL;
	low = first_of[letter];
	high = first_of[letter + 1];
	for (size_t i = 0; i < name.len; i++)
		key[i] = name.data[i] >= 'A' && name.data[i] <= 'Z' ? name.data[i] | 0x20 : name.data[i];
	head = head_of(key);
	while (low < high) {
		size_t mid = (low + high) / 2;
		const char *it = html_elements[mid].name;
		uint64_t other = head_of(it);

		if (head == other && !memcmp(key + 8, it + 8, sizeof(key) - 8))
			return &html_elements[mid];
		if (head != other ? head < other : memcmp(key + 8, it + 8, sizeof(key) - 8) < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

const struct html_attr_row *html_attr_row(struct bytes name, uint32_t wanted)
{
	for (size_t i = 0; i < sizeof(attr_rows) / sizeof(attr_rows[0]); i++) {
		const struct html_attr_row *row = &attr_rows[i];

		if ((row->bit & wanted) && strlen(row->name) == name.len &&
			!strncasecmp(row->name, name.data, name.len))
			return row;
	}
	return NULL;
}
