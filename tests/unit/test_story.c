/* test_story.c: what articles are compared by, and what speaks for their being one story. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "telex/story.h"

#define T INT64_C(1790000000)

struct listing {
	char words[512];
};

static void list_word(void *state, uint32_t hash, struct bytes word)
{
	struct listing *l = state;
	size_t at = strlen(l->words);

	assert_true(hash != 0);
	snprintf(l->words + at, sizeof(l->words) - at, "%s%.*s", at ? "|" : "", (int)word.len, word.data);
}

static const char *words_of(const char *text)
{
	static struct listing l;

	l.words[0] = '\0';
	story_words((struct bytes){text, strlen(text)}, list_word, &l);
	return l.words;
}

static void test_words(void **state)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
	    {"The U.S. and the US tell us", "usa|usa|tell"},
	    {"AT&T, T-Mobile & O-RAN", "att|mobile|ran"},
	    {"up 13.8 percent to 1,200 masts", "13.8|percent|1200|masts"},
	    {"Huawei's boss's 'own' users’ rights", "huawei|boss|users|rights"},
	    {"Télécom ÉLÈVE", "telecom|eleve"},
	    {"O operador não tem rede em Lisboa", "operador|rede|lisboa"},
	    {"Der Betreiber hat sein Netz für die Kunden", "betreiber|netz|kunden"},
	    {"На рынке связи и для операторов", "рынке|связи|операторов"},
	    {"中国电信 5G", "中国|国电|电信|5g"},
	    {"the and of", ""},
	    {"", ""},
	    {"a\xff\xfe b", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(words_of(rows[i].text), rows[i].words);
}

static uint32_t last_hash;

static void keep_hash(void *state, uint32_t hash, struct bytes word)
{
	(void)state;
	(void)word;
	last_hash = hash;
}

static uint32_t hash_of(const char *word)
{
	story_words((struct bytes){word, strlen(word)}, keep_hash, NULL);
	return last_hash;
}

static void test_endings_do_not_matter(void **state)
{
	static const char *const same[][3] = {{"buy", "buys", "buying"},
					      {"ally", "allies", "ally's"},
					      {"cut", "cuts", "cutting"},
					      {"raise", "raises", "raised"}};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		for (size_t k = 1; k < 3; k++)
			assert_int_equal(hash_of(same[i][0]), hash_of(same[i][k]));
	assert_int_not_equal(hash_of("princes"), hash_of("princess"));
}

/* Every word of so many articles. */
static void weigh(struct story_article *a, double n_with, double n_all)
{
	for (size_t i = 0; i < a->n_title; i++)
		story_weigh(&a->title[i], n_with, n_all);
	for (size_t i = 0; i < a->n_text; i++)
		story_weigh(&a->text[i], n_with, n_all);
}

static struct story_article article(const char *title, const char *body, int64_t at, int64_t outlet)
{
	static char url[64];
	struct story_article a;

	snprintf(url, sizeof(url), "https://o%d.example/%d", (int)outlet, (int)(at - T));
	story_read(&(struct story_source){title, body, NULL, url, at, outlet}, &a);
	weigh(&a, 2, 4000);
	return a;
}

static struct story_score score(const struct story_article *a, const struct story_article *b)
{
	struct story_sum sum;
	struct story_score s;

	story_sum_of(b, &sum);
	story_score(a, &sum, &s);
	return s;
}

static const char split_a[] = "Norvik will separate its masts and fibre from its retail business by autumn, said Solberg. "
			      "Pension funds have shown interest in the unit with 4,200 masts, to be listed in Oslo.";
static const char split_b[] = "The board approved a plan to carve out 4,200 masts and the fibre network. Solberg said pension "
			      "funds were knocking at the door; the unit is to be listed in Oslo.";
static const char other[] = "Norvik raised its forecast as roaming revenue returned and churn fell to 1.1 percent. It will pay a "
			    "dividend of 2.20 kroner, a third more than analysts had thought.";

static void test_texts_decide(void **state)
{
	struct story_article a = article("Norvik to split into two companies", split_a, T, 1);
	struct story_article b = article("Solberg breaks up operator, eyes listing", split_b, T + 7200, 2);
	struct story_article c = article("Norvik to lift outlook", other, T + 7200, 3);
	struct story_score same = score(&a, &b), apart = score(&a, &c);

	(void)state;
	assert_true(same.is_member);
	assert_true(same.text > 0.4);
	assert_false(apart.is_member);
	assert_true(apart.n_words > same.n_words); /* by the titles alone it would be the other way round */
	assert_true(apart.text < 0.2);
}

static void test_titles_alone(void **state)
{
	struct story_article a = article("Regulator fines Fonia over Gdansk outage", NULL, T, 1);
	struct story_article b = article("Fonia fined for outage in Gdansk", NULL, T + 3600, 2);
	struct story_article c = article("Fonia opens shop near the station", NULL, T + 3600, 3);

	(void)state;
	assert_true(score(&a, &b).is_member);
	assert_true(score(&a, &b).text < 0);
	assert_false(score(&a, &c).is_member);
	/* what everybody writes says nothing */
	weigh(&a, 900, 4000);
	weigh(&b, 900, 4000);
	assert_false(score(&a, &b).is_member);
}

static void test_time_decays_and_ends(void **state)
{
	struct story_article a = article("Regulator fines Fonia over Gdansk outage", NULL, T, 1);
	struct story_article b = article("Fonia fined for outage in Gdansk", NULL, T, 2);
	double last = 2;

	(void)state;
	for (int64_t days = 0; days < 10; days++) {
		struct story_score s;

		b.at = T + days * 86400;
		s = score(&a, &b);
		assert_true(days < 2 ? s.decay == 1 : s.decay < last);
		assert_true(days <= 7 || !s.is_member);
		last = days > 7 ? 1 : s.decay;
	}
	/* clocks ten hours apart are the same day */
	b.at = T - 36000;
	assert_true(score(&a, &b).is_member);
}

static void test_an_outlet_that_titles_everything_the_same(void **state)
{
	struct story_article a = article("Press release", "Quintel announced its Aurora suite, which automates slicing for ports.",
					 T, 1);
	struct story_article b = article("Press release", "Helio appoints Marta Ruiz, who joins from a maker of wind turbines.", T,
					 1);

	(void)state;
	a.is_title_common = b.is_title_common = true;
	assert_false(score(&a, &b).is_member);
	assert_true(score(&a, &b).title == 0);
}

static void test_roundups_stand_alone(void **state)
{
	static const char *const titles[] = {"The week in review: Fonia, outage, Gdansk", "Fonia outage; Gdansk port; spectrum",
					     "Morning briefing: Fonia fined for outage in Gdansk"};
	struct story_article a = article("Fonia fined for outage in Gdansk", NULL, T, 1);

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct story_article b = article(titles[i], NULL, T, 2);

		assert_true(b.is_roundup);
		assert_false(score(&b, &a).is_member);
		assert_false(score(&a, &b).is_member);
	}
}

static void test_live_blogs_are_known(void **state)
{
	static const char *const live[] = {"Live: storm Ada reaches Brest", "LIVE - Ada reaches Brest", "Storm Ada: live updates",
					   "Storm Ada live: trains stop in Brest", "Ada reaches Brest \xe2\x80\x93 live",
					   "The cup final, as it happened", "Storm Ada: minute by minute", "Liveblog zum Sturm Ada",
					   "EN DIRECT. Ada arrive \xc3\xa0 Brest", "Budget day, live blog",
					   "Storm Ada live \xe2\x80\x93 trains stop"};
	static const char *const others[] = {"Where to live now", "Fish found alive: a miracle in Brest", "Saturday Night Live: the best of Ada",
					     "Open directory of live music", "They live, we sleep", "Olive: a fruit"};
	static const char entries[] = "10:42 Trains stop.\n\n10:31 Wind.\n\n9:58am Rain.\n\n[09:12] Clouds.\n\n8.40 Uhr It begins.";
	/* the oldest first */
	static const char programme[] = "8:00 Morning show\n9:30 Cooking\n11:00 News\n12:15pm Sports\n1:00pm The Harbour\n4:00pm Quiz";
	static const char night[] = "21:40 A neighbour calls.\n\n21:52 Engines arrive.\n\n22:15 The roof falls.\n\n23:05 All are out.\n\n"
				    "01:30 It is over.";
	static const char prices[] = "10.42 a piece\n9.99 for two\n8.40 each\n7.10 off\n6.55 more\n3:2 was the score";

	(void)state;
	for (size_t i = 0; i < sizeof(live) / sizeof(*live); i++)
		if (!article(live[i], NULL, T, 1).is_live)
			fail_msg("%s", live[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (article(others[i], prices, T, 1).is_live)
			fail_msg("%s", others[i]);
	assert_true(article("Storm Ada", entries, T, 1).is_live);
	assert_true(article("Storm Ada", "1:10pm Calm.\n\n12:50pm Wind.\n\n11:58am Rain.\n\n0:10 Clouds.\n\n23:50 It begins.", T, 1).is_live);
	assert_false(article("On TV on Friday", programme, T, 1).is_live);
	assert_false(article("The night of the fire", night, T, 1).is_live);
	assert_false(article("Storm Ada", "10:42 Trains stop.\n\n10:31 Wind.\n\nThat was it.", T, 1).is_live);
}

/* By its title alone, whatever its text has become; with three words of it. */
static void test_live_blogs_go_by_their_titles(void **state)
{
	static const char text[] = "Fonia was fined for the outage that left the port of Gdansk without service, the regulator said.";
	struct story_article a = article("Regulator fines Fonia for outage in Gdansk", text, T, 1);
	struct story_article mine = article("Live: Fonia fined for outage in Gdansk", text, T, 2);
	struct story_article later = article("Live: Fonia fined for outage in Gdansk", "14:00 Rain in Lisbon.", T, 2);
	struct story_article general = article("Live: all of the news from Gdansk", text, T, 2);

	(void)state;
	assert_true(score(&mine, &a).is_member);
	assert_int_equal(mine.n_text, mine.n_title);
	assert_memory_equal(mine.text, later.text, sizeof(mine.text));
	assert_false(score(&general, &a).is_member);
	assert_false(score(&a, &general).is_member);
}

static void test_links(void **state)
{
	struct story_article a, b;

	(void)state;
	story_read(&(struct story_source){"Wire", NULL, NULL, "https://wire.example/fonia", T, 1}, &a);
	story_read(&(struct story_source){"Port", NULL,
					  "<p><a href=\"https://www.wire.example/fonia?utm_source=x&amp;utm_medium=y\">as told</a>"
					  " <a href=\"https://port.example/own\">ours</a> <a href=\"https://wire.example/\">root</a></p>",
					  "https://port.example/fonia", T, 2},
		   &b);
	assert_int_equal(b.n_links, 1);
	assert_int_equal(b.links[0], a.self);
	assert_int_equal(score(&a, &b).n_links, 1);
	assert_int_equal(score(&b, &a).n_links, 1);
}

static void test_copies_are_known_by_their_runs(void **state)
{
	struct story_article a = article("First", split_a, T, 1), b = article("Second", split_a, T, 2);

	(void)state;
	assert_true(a.n_runs == STORY_RUNS);
	assert_true(score(&a, &b).runs == 1);
	assert_true(score(&a, &b).is_member);
	b = article("Second", split_b, T, 2);
	assert_true(score(&a, &b).runs < 0.5);
}

static void test_the_order_of_a_sum_does_not_matter(void **state)
{
	struct story_article a = article("Norvik to split into two companies", split_a, T, 1);
	struct story_article b = article("Solberg breaks up operator, eyes listing", split_b, T + 7200, 2);
	struct story_article c = article("Masts of Norvik wanted", NULL, T + 9000, 3);
	void *ctx = talloc_new(NULL);
	AUTO_BUF one = BUF_INIT(MIB(1)), two = BUF_INIT(MIB(1));
	struct story_sum x = {0}, y = {0}, z = {0};
	struct story_score s, t;

	(void)state;
	story_sum_add(ctx, &x, &a);
	story_sum_add(ctx, &x, &b);
	story_sum_add(ctx, &y, &b);
	story_sum_add(ctx, &y, &a);
	story_score(&c, &x, &s);
	story_score(&c, &y, &t);
	assert_true(s.total == t.total);
	/* packed and back; borrowed words are copied before they change */
	story_sum_pack(&x, &one);
	assert_true(story_sum_unpack(ctx, buf_bytes(&one), &z));
	story_sum_pack(&z, &two);
	assert_int_equal(one.len, two.len);
	assert_memory_equal(one.data, two.data, one.len);
	story_sum_of(&a, &y);
	story_sum_unite(ctx, &y, &x);
	assert_int_equal(y.n_articles, 3);
	assert_int_equal(a.title[0].n, 1);
	talloc_free(ctx);
}

static void test_bytes_that_are_no_sum(void **state)
{
	struct story_article a = article("Norvik to split into two companies", split_a, T, 1);
	void *ctx = talloc_new(NULL);
	AUTO_BUF packed = BUF_INIT(MIB(1));
	struct story_sum sum = {0};

	(void)state;
	story_sum_add(ctx, &sum, &a);
	story_sum_pack(&sum, &packed);
	for (size_t n = 0; n < packed.len; n++)
		assert_false(story_sum_unpack(ctx, (struct bytes){packed.data, n}, &sum));
	for (size_t i = 0; i < 16; i++) {
		struct story_score s;

		packed.data[i] = (char)(packed.data[i] ^ 0x55);
		if (story_sum_unpack(ctx, buf_bytes(&packed), &sum))
			story_score(&a, &sum, &s);
		packed.data[i] = (char)(packed.data[i] ^ 0x55);
	}
	talloc_free(ctx);
}

static void test_a_large_sum_keeps_what_it_is_about(void **state)
{
	void *ctx = talloc_new(NULL);
	struct story_sum sum = {0};
	struct story_article a;
	struct story_score s;

	(void)state;
	for (int i = 0; i < 500; i++) {
		char title[128];

		snprintf(title, sizeof(title), "Gdansk outage word%d other%d thing%d more%d", i, 3 * i, 7 * i, 11 * i);
		a = article(title, NULL, T + i, i);
		story_sum_add(ctx, &sum, &a);
	}
	assert_true(sum.title.n <= STORY_SUM_TERMS);
	a = article("Outage in Gdansk", NULL, T, 1000);
	story_score(&a, &sum, &s);
	assert_int_equal(s.n_words, 2);
	assert_true(s.needed > 0.7); /* so large a story asks for more */
	talloc_free(ctx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_endings_do_not_matter),
	    cmocka_unit_test(test_texts_decide),
	    cmocka_unit_test(test_titles_alone),
	    cmocka_unit_test(test_time_decays_and_ends),
	    cmocka_unit_test(test_an_outlet_that_titles_everything_the_same),
	    cmocka_unit_test(test_roundups_stand_alone),
	    cmocka_unit_test(test_live_blogs_are_known),
	    cmocka_unit_test(test_live_blogs_go_by_their_titles),
	    cmocka_unit_test(test_links),
	    cmocka_unit_test(test_copies_are_known_by_their_runs),
	    cmocka_unit_test(test_the_order_of_a_sum_does_not_matter),
	    cmocka_unit_test(test_bytes_that_are_no_sum),
	    cmocka_unit_test(test_a_large_sum_keeps_what_it_is_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
