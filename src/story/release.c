/* release.c: whether a text is a press release, by what releases have and reports have not.
 *
 * Where it came over a wire its dateline says so.  Else its parts are looked for: each kind of part counts once. */
#include "release.h"

#include <string.h>

#include "telex/utf8.h"

enum {
	READ_MAX = 32 * 1024, /* bytes of a text */
	HEAD = 700,	      /* where a dateline stands, and who attributes what it tells */
	HEADING_MAX = 60,
	POINTS_LEAST = 3
};

/* Folded.  In a dateline, or over it. */
static const char *const wires[] = {
    "(business wire)", "businesswire)", "/prnewswire", "prnewswire/", "prnewswire)", "/pr newswire", "(pr newswire", "(globe newswire)",
    "globenewswire)", "/cision/", "/cnw/", "(cnw group", "(newsfile corp", "(accesswire)", "accesswire /", "(access newswire)",
    "/ein presswire/", "/einpresswire", "(ein presswire)", "(prweb)", "(marketwired", "(marketwire", "(canada newswire)", "(send2press",
    "/24-7pressrelease", "eqs-news:", "eqs-media:", "eqs newswire", "(ots)", "(dgap-media", "/medianet", "for immediate release",
    "for release:", "embargoed until", "strictly embargoed", "pressemitteilung vom",
};
/* Anywhere. */
static const char *const footers[] = {
    "view source version on businesswire", "view original content", "notes to editors", "note to editors",
    "hinweis fur redaktionen", "contenu original",
};
/* How a title or a text begins. */
static const char *const openings[] = {
    "press release", "news release", "media release", "pressemitteilung", "presseinformation", "communique de presse",
    "comunicado de prensa", "nota de prensa", "comunicato stampa", "persbericht", "pressmeddelande", "press release",
};

enum part { PART_CAUTION = 1, PART_CONTACT = 2, PART_NEWS = 4, PART_ABOUT = 8, PART_END = 16, PART_VISIT = 32 };
static const struct {
	const char *phrase;
	enum part part;
} parts[] = {
    {"forward-looking statement", PART_CAUTION}, {"forward looking statement", PART_CAUTION},
    {"safe harbor", PART_CAUTION},
    {"media contact", PART_CONTACT}, {"press contact", PART_CONTACT}, {"media relations contact", PART_CONTACT},
    {"contact for media", PART_CONTACT}, {"contacts for media", PART_CONTACT}, {"for media inquiries", PART_CONTACT},
    {"for media enquiries", PART_CONTACT}, {"for press inquiries", PART_CONTACT}, {"for press enquiries", PART_CONTACT},
    {"media inquiries:", PART_CONTACT}, {"media enquiries:", PART_CONTACT}, {"press inquiries:", PART_CONTACT},
    {"press enquiries:", PART_CONTACT}, {"media inquiries\n", PART_CONTACT}, {"media enquiries\n", PART_CONTACT},
    {"press inquiries\n", PART_CONTACT}, {"press enquiries\n", PART_CONTACT},
    {"investor contact", PART_CONTACT}, {"investor relations contact", PART_CONTACT}, {"pressekontakt", PART_CONTACT},
    {"contact presse", PART_CONTACT}, {"contacto de prensa", PART_CONTACT}, {"contatto stampa", PART_CONTACT},
    {"today announced", PART_NEWS}, {"announced today", PART_NEWS}, {"pleased to announce", PART_NEWS},
    {"proud to announce", PART_NEWS}, {"excited to announce", PART_NEWS}, {"thrilled to announce", PART_NEWS},
    {"gibt bekannt", PART_NEWS}, {"heute bekannt", PART_NEWS}, {"annonce aujourd'hui", PART_NEWS}, {"anuncia hoy", PART_NEWS},
    {"for more information, visit", PART_VISIT}, {"for more information visit", PART_VISIT}, {"to learn more, visit", PART_VISIT},
    {"learn more at", PART_VISIT},
};
/* What a part is worth; those of a text's layout are found elsewhere. */
static const struct {
	enum part part;
	int points;
} worth[] = {{PART_CAUTION, 1}, {PART_CONTACT, 2}, {PART_NEWS, 1}, {PART_ABOUT, 2}, {PART_END, 2}, {PART_VISIT, 1}};

/* Others tell by these what a release says. */
static const char *const attributions[] = {
    "in a press release", "in a news release", "in a media release", "in its press release", "in the press release",
    "press release said", "according to a press release", "according to the press release", "according to a news release",
    "in a statement", "in the statement", "the statement said", "according to a statement", "according to the statement",
    "said in a release", "in an announcement", "according to the announcement", "a company announcement",
    "in einer mitteilung", "einer mitteilung zufolge", "laut mitteilung", "laut einer mitteilung", "laut pressemitteilung",
    "in einer pressemitteilung", "pressemitteilung zufolge", "dans un communique", "selon un communique", "par voie de communique",
    "en un comunicado", "segun un comunicado", "in una nota", "in un comunicato", "em comunicado", "num comunicado", "in een persbericht",
    "in een verklaring", "i ett pressmeddelande", "w komunikacie", "w oswiadczeniu",
};

static bool has(struct bytes text, const char *phrase)
{
	return memmem(text.data, text.len, phrase, strlen(phrase)) != NULL;
}

static bool has_any(struct bytes text, const char *const *phrases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (has(text, phrases[i]))
			return true;
	return false;
}
#define HAS_ANY(text, phrases) has_any(text, phrases, sizeof(phrases) / sizeof(*(phrases)))

static bool begins_so(struct bytes text)
{
	for (size_t i = 0; i < sizeof(openings) / sizeof(*openings); i++) {
		const size_t len = strlen(openings[i]);

		if (text.len > len && !memcmp(text.data, openings[i], len) && strchr(":-|\n[(", text.data[len + (text.data[len] == ' ')]))
			return true;
	}
	return false;
}

static struct bytes head_of(struct bytes text)
{
	return (struct bytes){text.data, text.len < HEAD ? text.len : HEAD};
}

static struct bytes line_of(const char *s)
{
	return (struct bytes){s, strcspn(s, "\n")};
}

static bool is_upper(char c)
{
	return (c >= 'A' && c <= 'Z') || (c & 0x80);
}

/* "About Acme's debts the firm said nothing." */
static bool is_sentence(struct bytes line)
{
	enum { NAME_MAX_BLANKS = 5 }; /* "About Acme Pumps of Graz Ltd." */
	size_t n = 0;

	for (size_t i = 0; i < line.len; i++)
		n += line.data[i] == ' ';
	return memchr("?!", line.data[line.len - 1], 2) || (line.data[line.len - 1] == '.' && n > NAME_MAX_BLANKS);
}

/* "About Acme" as a heading, or run into "Acme is a maker of ..." behind it. */
static bool is_about(struct bytes line)
{
	static const char about[] = "About ", capitals[] = "ABOUT ";
	const size_t len = sizeof(about) - 1;
	struct bytes name = {line.data + len, 0}, rest;

	if (line.len <= len || (memcmp(line.data, about, len) != 0 && memcmp(line.data, capitals, len) != 0) ||
	    !is_upper(line.data[len]))
		return false;
	if (line.len <= HEADING_MAX)
		return !is_sentence(line);
	name.len = strcspn(name.data, " :\n");
	rest = (struct bytes){name.data + name.len, line.len - len - name.len};
	return memmem(rest.data, rest.len < HEADING_MAX ? rest.len : HEADING_MAX, name.data, name.len) != NULL;
}

static bool is_end(struct bytes line)
{
	static const char *const ends[] = {"###", "# # #", "-30-", "ENDS", "Ends", "-ends-", "-ENDS-", "- ENDS -", "- Ends -", "-Ends-"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (line.len == strlen(ends[i]) && !memcmp(line.data, ends[i], line.len))
			return true;
	return line.len > 7 && line.len <= HEADING_MAX && !memcmp(line.data, "SOURCE ", 7);
}

static unsigned parts_of_layout(const char *body)
{
	unsigned found = 0;

	for (const char *s = body; *s && s - body < READ_MAX;) {
		const struct bytes line = line_of(s);

		found |= (is_about(line) ? PART_ABOUT : 0U) | (is_end(line) ? PART_END : 0U);
		s += line.len + (s[line.len] == '\n');
	}
	for (const char *s = strstr(body, ". About "); s && s - body < READ_MAX; s = strstr(s + 1, ". About "))
		found |= is_about((struct bytes){s + 2, strcspn(s + 2, "\n")}) ? PART_ABOUT : 0U;
	return found;
}

static int points_of(struct bytes folded, const char *body)
{
	unsigned found = parts_of_layout(body);
	int points = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (!(found & parts[i].part) && has(folded, parts[i].phrase))
			found |= parts[i].part;
	for (size_t i = 0; i < sizeof(worth) / sizeof(*worth); i++)
		points += found & worth[i].part ? worth[i].points : 0;
	return points;
}

static void fold(const char *text, struct buf *out)
{
	struct bytes bytes = {text, strlen(text)};

	if (bytes.len > READ_MAX)
		bytes.len = utf8_cut(text, bytes.len, READ_MAX);
	utf8_fold(bytes, out);
}

enum release_trait release_look(const char *title, const char *body)
{
	AUTO_BUF folded_title = BUF_INIT(4 * READ_MAX);
	AUTO_BUF folded = BUF_INIT(4 * READ_MAX);
	struct bytes head;

	fold(title, &folded_title);
	fold(body, &folded);
	head = head_of(buf_bytes(&folded));
	if (HAS_ANY(head, wires) || begins_so(head) || begins_so(buf_bytes(&folded_title)) || HAS_ANY(buf_bytes(&folded), footers))
		return RELEASE_IS_ONE;
	if (HAS_ANY(head, attributions))
		return RELEASE_IS_CITED;
	return points_of(buf_bytes(&folded), body) >= POINTS_LEAST ? RELEASE_IS_ONE : RELEASE_NONE;
}
