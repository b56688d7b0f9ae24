/* test_story_kind.c: press releases, their copies and what was made of them, told by their texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "telex/story.h"

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

#define NEWS                                                                                                                      \
	"Helio Networks, a maker of optical transport systems, today announced the H9, a coherent module that carries 1.6 terabits a second over " \
	"a single wavelength.  Fonia will be the first carrier to deploy it, between Gdansk and Malmo, from September.  \"With the H9 our "       \
	"customers double what their cables carry without laying new fibre,\" said Marta Ruiz, chief executive of Helio Networks."
#define ABOUT "\n\nAbout Helio Networks\nHelio Networks makes optical transport systems for carriers in forty countries."
#define CONTACT "\n\nMedia contact: Ines Duarte, press@helio.example"

static const char *kind(const char *title, const char *body)
{
	const struct story_text text = {title, body};
	enum story_kind found;

	story_kinds(&text, 1, &found);
	return story_kind_name(found);
}

static void test_a_release_is_known_by_its_dateline(void **state)
{
	static const char *const datelines[] = {
	    "PARIS, June 1, 2026 (GLOBE NEWSWIRE) -- ", "LISBON--(BUSINESS WIRE)--", "STOCKHOLM, June 1, 2026 /PRNewswire/ -- ",
	    "HELSINKI, June 1, 2026 /CNW/ - ", "LONDON, June 1, 2026 /PRNewswire-PRWeb/ -- ", "OSLO, NORWAY / ACCESSWIRE / June 1, 2026 / ",
	    "Toronto, Ontario--(Newsfile Corp. - June 1, 2026) - ", "FOR IMMEDIATE RELEASE\nLisbon, 1 June. ", "Lisbon (ots) - ",
	    "EMBARGOED UNTIL 09:00 CET, 1 June 2026\n", "EQS-News: Helio Networks / Key word(s): Product Launch\n", "Press release: ",
	    "MALMO, Sweden, June 1, 2026 /CISION/ -- ",
	};
	char body[2000];

	(void)state;
	for (size_t i = 0; i < N_OF(datelines); i++) {
		snprintf(body, sizeof(body), "%sHelio Networks has a new module for long cables.", datelines[i]);
		if (strcmp(kind("Helio Networks unveils the H9", body), "release") != 0)
			fail_msg("%s", datelines[i]);
	}
	assert_string_equal(kind("Press release: Helio Networks unveils the H9", "Here."), "release");
	assert_string_equal(kind("PRESSEMITTEILUNG | Helio Networks stellt H9 vor", "Hier."), "release");
	assert_string_equal(kind("Communiqué de presse : Helio Networks lance H9", "Ici."), "release");
}

static void test_a_release_is_known_by_its_parts(void **state)
{
	(void)state;
	assert_string_equal(kind("Helio Networks unveils the H9", NEWS ABOUT), "release");
	assert_string_equal(kind("Helio Networks unveils the H9", NEWS CONTACT), "release");
	assert_string_equal(kind("H9", "Helio is pleased to announce the H9.\n\nIt is quick.\n\n###"), "release");
	assert_string_equal(kind("H9", "A module for long cables." ABOUT "\n\nForward-looking statements\nThis text has some."), "release");
	assert_string_equal(kind("H9", "The H9 is here. About Helio Helio is a maker of modules. Press enquiries: ask us."), "release");
	assert_string_equal(kind("H9", "Helio heute: neues Modul.\n\nÜber uns.\n\nPressekontakt: I. Duarte\nHelio gibt bekannt, was es gibt."), "release");
	assert_string_equal(kind("H9", "The H9 is here.\n\nNotes to editors: pictures at helio.example"), "release");
}

static void test_reports_are_no_releases(void **state)
{
	static const char *const bodies[] = {
	    "Helio Networks today announced a module that doubles what cables carry.  Analysts doubt that carriers need it.",
	    "About 200 people work at Helio, which has never made a profit.\nAbout time, says its chief.",
	    "The filing has the usual forward-looking statements, and a loss of nine million.",
	    "Press releases are dying, says a study; only the wires still sell them.",
	    "For more information, visit the museum: it is open until nine.",
	    "Shares of Helio fell after its forward-looking statements.  It did not respond to media inquiries.\n\n\
About Helio's debts its chief said nothing.\n\nAnalysts cut their targets.",
	    "About AnythingThatGoesOnAndOnWithoutABlankUntilTheVeryEndOfWhatThereIsToRead",
	    "",
	};

	(void)state;
	for (size_t i = 0; i < N_OF(bodies); i++)
		if (*kind("Helio Networks has a new module", bodies[i]))
			fail_msg("%s", bodies[i]);
}

static void test_who_tells_what_a_release_says(void **state)
{
	static const char *const leads[] = {
	    "Helio Networks has a new module, the vendor said in a press release on Monday.",
	    "The module doubles what a cable carries, chief executive Ruiz said in a statement.",
	    "According to a statement from Helio, Fonia will be the first to have it.",
	    "Das Modul verdoppelt die Kapazität, wie Helio in einer Mitteilung schreibt.",
	    "Le module double la capacité, annonce Helio dans un communiqué.",
	    "El módulo duplica la capacidad, según un comunicado de Helio.",
	};

	(void)state;
	for (size_t i = 0; i < N_OF(leads); i++)
		if (strcmp(kind("Helio doubles cables", leads[i]), "rewrite") != 0)
			fail_msg("%s", leads[i]);
}

static void check(const struct story_text *texts, size_t n, const char *const *wanted)
{
	enum story_kind kinds[8];

	story_kinds(texts, n, kinds);
	for (size_t i = 0; i < n; i++)
		if (strcmp(story_kind_name(kinds[i]), wanted[i]) != 0)
			fail_msg("%zu is a %s", i, story_kind_name(kinds[i]));
}

static void test_copies_and_rewrites_of_a_release(void **state)
{
	static const struct story_text texts[] = {
	    {"Helio Networks unveils the H9", "LISBON--(BUSINESS WIRE)--" NEWS ABOUT CONTACT},
	    {"Helio Networks launches module", NEWS},				/* a portal */
	    {"Helio Networks unveils the H9", "LISBON--(BUSINESS WIRE)--" NEWS ABOUT}, /* another one, with the dateline */
	    {"Helio doubles what cables carry",
	     "Owners of cables have been waiting for this.  Helio Networks of Lisbon has a module with 1.6 Tbit/s.  \"With the H9 our customers double "
	     "what their cables carry without laying new fibre,\" said Marta Ruiz.  Fonia buys first, as rivals look on and count their own euros."},
	    {"Who needs the H9?",
	     "Carriers have more fibre in the sea than they light.  Three of them told this paper that they would rather see cheaper amplifiers than a "
	     "faster module, and that Helio knows it; its shares fell by a tenth as the market did its own sums."},
	};
	static const char *const wanted[] = {"release", "copy", "copy", "rewrite", ""};

	(void)state;
	check(texts, N_OF(texts), wanted);
}

/* The vendor's own page says nothing of being a release, and was there before the wire. */
static void test_the_same_words_before_the_wire_are_the_release(void **state)
{
	static const struct story_text texts[] = {{"Helio unveils the H9", NEWS}, {"Helio unveils the H9", "LISBON--(BUSINESS WIRE)--" NEWS ABOUT}};
	static const char *const wanted[] = {"release", "release"};

	(void)state;
	check(texts, 2, wanted);
}

static void test_without_a_release_nothing_is_a_copy(void **state)
{
	static const struct story_text texts[] = {{"Helio unveils the H9", NEWS}, {"Helio unveils the H9", NEWS}};
	static const char *const wanted[] = {"", ""};

	(void)state;
	check(texts, 2, wanted);
	story_kinds(texts, 0, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_release_is_known_by_its_dateline),
	    cmocka_unit_test(test_a_release_is_known_by_its_parts),
	    cmocka_unit_test(test_reports_are_no_releases),
	    cmocka_unit_test(test_who_tells_what_a_release_says),
	    cmocka_unit_test(test_copies_and_rewrites_of_a_release),
	    cmocka_unit_test(test_the_same_words_before_the_wire_are_the_release),
	    cmocka_unit_test(test_without_a_release_nothing_is_a_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
