/* test_rules_alerts.c: rules that alert: what is raised, once, and why; what stays silent, and why. */
#include "store_help.h"

#include "telex/rules.h"

static const char *const feeds[] = {"alpha", "beta", "gamma"};
static const char *const channels[] = {"desk", "log"};

struct rule_text {
	const char *name, *query, *once;
	int64_t max_age_s, batch_s, score;
};

static const char *entity_of(void *state, const char *name)
{
	(void)state;
	return !strcmp(name, "huawei") ? "Huawei OR HiSilicon OR \"Huawei Technologies\"" : NULL;
}

static struct rules *use(struct bench *b, const struct rule_text *texts, size_t n, const char *mute)
{
	static const struct query_names names = {.entity = entity_of};
	struct rules_entry entries[8] = {{RULES_MUTE, "m", mute, 0, NULL}};
	struct alert_manner manners[8];
	struct rules *rules;
	const size_t first = mute ? 1 : 0;

	for (size_t i = 0; i < n; i++) {
		manners[i] = rules_manner(texts[i].once, "high");
		manners[i].max_age_s = texts[i].max_age_s;
		manners[i].batch_s = texts[i].batch_s;
		manners[i].channels = channels;
		manners[i].n_channels = 2;
		entries[first + i] = (struct rules_entry){RULES_ALERT, texts[i].name, texts[i].query, texts[i].score,
							  &manners[i]};
	}
	OK(rules_new(b->ctx, b->store, entries, first + n, &names, &rules, &b->err));
	OK(rules_sync(rules, NOW, &b->err));
	store_set_judge(b->store, rules_judge, rules);
	store_set_grown(b->store, rules_grown);
	return rules;
}
#define USE(b, ...)                                                                                          \
	use(b, (const struct rule_text[]){__VA_ARGS__},                                                      \
	    sizeof((const struct rule_text[]){__VA_ARGS__}) / sizeof(struct rule_text), NULL)

static void put_at(struct bench *b, const char *feed, const char *guid, const char *title, const char *text, int64_t now)
{
	struct feed_item one = item(guid, NULL, title, text);

	(void)ingest_at(b, feed, &one, 1, now);
}

static void put(struct bench *b, const char *feed, const char *title, const char *text)
{
	put_at(b, feed, title, title, text, NOW);
}

static int64_t id_of(struct bench *b, const char *title)
{
	return atoll(ask(b, mem_printf(b->ctx, "SELECT id FROM article_text WHERE title = '%s'", title)));
}

static struct alerts *alerts(struct bench *b)
{
	const struct alert_filter filter = {.with_acknowledged = true, .with_snoozed = true, .since = WHEN_NONE};
	struct alerts *list = NULL;

	OK(alert_list(b->store, b->ctx, &filter, NOW, &list, &b->err));
	return list;
}

/* "RULE TITLE" of every alert, newest first, with '|' between. */
static const char *raised(struct bench *b)
{
	struct alerts *list = alerts(b);
	char *text = mem_strdup(b->ctx, "");

	for (size_t i = 0; i < list->n; i++)
		text = mem_printf(b->ctx, "%s%s%s %s", text, i ? "|" : "", list->alerts[i].rule,
				  list->alerts[i].title);
	return text;
}

/* ---- raising ---- */

static void test_an_alert_with_its_evidence(void **state)
{
	struct bench *b = *state;
	const struct alert *alert;

	configure(b, feeds, 3);
	USE(b, {"supply-chain", "@huawei (espionage OR \"national security\")", "story", -1, 0, 10});
	put(b, "alpha", "U.S. presses allies",
	    "A first sentence. The concerns about potential espionage via Huawei products grow! A last one.");
	put(b, "beta", "ZTE returns", "Espionage is not its matter.");
	assert_string_equal(raised(b), "supply-chain U.S. presses allies");
	alert = alerts(b)->alerts;
	assert_string_equal(alert->query, "@huawei (espionage OR \"national security\")");
	assert_int_equal(alert->priority, ALERT_HIGH);
	assert_int_equal(alert->state, ALERT_NEW);
	assert_string_equal(alert->outlet, "alpha");
	assert_string_equal(alert->evidence,
			    "[{\"clause\":\"@huawei\",\"field\":\"body\",\"words\":\"Huawei\",\"sentence\":\"The concerns about "
			    "potential espionage via Huawei products grow!\"},{\"clause\":\"espionage\",\"field\":\"body\","
			    "\"words\":\"espionage\",\"sentence\":\"The concerns about potential espionage via Huawei products "
			    "grow!\"}]");
	assert_int_equal(alert->n_waiting, 2);
	assert_string_equal(titles(b, "rule:supply-chain"), "U.S. presses allies");
	assert_string_equal(titles(b, "is:alerted"), "U.S. presses allies");
	assert_string_equal(titles(b, "score:10"), "U.S. presses allies");
	assert_string_equal(titles(b, "-rule:supply*"), "ZTE returns");
	assert_whole(b);
}

static void test_once_each(void **state)
{
	struct bench *b = *state;

	configure(b, feeds, 3);
	USE(b, {"a", "merger", "article", -1, 0, 3}, {"s", "merger", "story", -1, 0, 0},
	    {"u", "merger", "update", -1, 0, 0});
	put_at(b, "alpha", "g", "One", "merger", NOW);
	put_at(b, "alpha", "g", "One", "merger again", NOW);
	assert_string_equal(raised(b), "u One|u One|s One|a One");
	put_at(b, "alpha", "g", "One", "merger again", NOW + DAY); /* it returns, unchanged */
	assert_int_equal(alerts(b)->n, 4);
	assert_string_equal(titles(b, "score:3"), "One");
	/* an edit brings what was not there before */
	put_at(b, "alpha", "h", "Two", "nothing", NOW);
	assert_int_equal(alerts(b)->n, 4);
	put_at(b, "alpha", "h", "Two", "a merger", NOW);
	assert_int_equal(alerts(b)->n, 7);
	assert_string_equal(ask(b, "SELECT count(*) FROM outbox"), "14");
	assert_whole(b);
}

static void test_what_stays_silent(void **state)
{
	struct bench *b = *state;
	struct feed_item old = item("old", NULL, "Old", "merger"), young = item("young", NULL, "Young", "merger");
	struct alert_manner manner = rules_manner("story", "low");
	enum alert_outcome outcome;
	int64_t id;

	configure(b, feeds, 3);
	(void)use(b, (const struct rule_text[]){{"r", "merger", "story", 7 * DAY, 0, 0}}, 1, "promo");
	old.published = NOW - 8 * DAY;
	young.published = NOW - 6 * DAY;
	(void)ingest(b, "alpha", &old, 1);
	(void)ingest(b, "alpha", &young, 1);
	put(b, "beta", "Muted", "merger promo");
	assert_string_equal(raised(b), "r Young");
	assert_string_equal(titles(b, "rule:r"), "Young|Old"); /* matched, and none used up */
	manner.rule = "r";
	manner.max_age_s = 7 * DAY;
	OK(alert_judge(b->store, &manner, id_of(b, "Old"), &outcome, &id, &b->err));
	assert_int_equal(outcome, ALERT_TOO_OLD);
	OK(alert_judge(b->store, &manner, id_of(b, "Young"), &outcome, &id, &b->err));
	assert_int_equal(outcome, ALERT_ALREADY);
	OK(alert_judge(b->store, &manner, id_of(b, "Muted"), &outcome, &id, &b->err));
	assert_int_equal(outcome, ALERT_IS_MUTED);
}

static void test_a_broken_rule_says_so(void **state)
{
	struct bench *b = *state;
	struct alert_rules *list;
	struct rules *rules;
	const char *name, *fault, *in_store;

	configure(b, feeds, 3);
	rules = USE(b, {"bad", "@nobody merger", "story", -1, 0, 0}, {"good", "merger", "story", -1, 0, 0});
	put(b, "alpha", "One", "merger");
	assert_string_equal(raised(b), "good One");
	fault = rules_fault(rules);
	assert_non_null(strstr(fault, "rule bad is left out: "));
	assert_non_null(strstr(fault, "nobody"));
	assert_null(rules_fault(rules));
	OK(alert_rules_fault(b->store, b->ctx, &name, &in_store, &b->err));
	assert_string_equal(name, "bad");
	assert_non_null(strstr(fault, in_store));
	OK(alert_rules(b->store, b->ctx, &list, &b->err));
	assert_int_equal(list->n, 2);
	assert_non_null(strstr(fault, list->rules[0].fault));
	assert_int_equal(list->rules[1].n_alerts, 1);
	/* repaired, and then gone from the configuration: its alerts stay */
	USE(b, {"bad", "merger", "story", -1, 0, 0});
	OK(alert_rules(b->store, b->ctx, &list, &b->err));
	assert_int_equal(list->n, 2);
	assert_null(list->rules[0].fault);
	assert_true(list->rules[1].is_gone);
	OK(alert_rules_fault(b->store, b->ctx, &name, &in_store, &b->err));
	assert_null(name);
}

/* ---- stories ---- */

static void join(struct bench *b, struct rules *rules, const char *one, const char *two)
{
	const int64_t ids[] = {id_of(b, one), id_of(b, two)};
	int64_t story;

	OK(story_join(b->store, ids, 2, &story, &b->err));
	OK(rules_judge_stories(rules, &story, 1, NOW, &b->err));
}

static void test_a_story_alerts_once_and_when_it_grows(void **state)
{
	struct bench *b = *state;
	struct rules *rules;

	configure(b, feeds, 3);
	rules = USE(b, {"plain", "merger", "story", -1, 0, 0}, {"wide", "merger outlets:>=3", "story", -1, 0, 0},
		    {"both", "merger (deal OR outlets:>=2)", "story", -1, 0, 0});
	put(b, "alpha", "One", "merger deal");
	assert_string_equal(raised(b), "both One|plain One");
	put_at(b, "beta", "Two", "Two", "merger", NOW + 10);
	assert_string_equal(raised(b), "plain Two|both One|plain One");
	join(b, rules, "One", "Two");
	/* the two alerts of one rule belong to one story now; growth past 2 is news for `both` */
	assert_string_equal(raised(b), "both Two|plain Two|both One|plain One");
	put_at(b, "gamma", "Three", "Three", "merger", NOW + 20);
	join(b, rules, "Two", "Three");
	assert_string_equal(raised(b), "wide Three|plain Three|both Two|plain Two|both One|plain One");
	join(b, rules, "One", "Three");
	assert_int_equal(alerts(b)->n, 6);
	assert_string_equal(titles(b, "outlets:>=3"), "Three|Two|One");
	assert_string_equal(titles(b, mem_printf(b->ctx, "story:%lld", (long long)id_of(b, "One"))), "Three|Two|One");
	assert_string_equal(ask(b, "SELECT count(DISTINCT story_id) FROM alert"), "1");
	/* an article that joins a story which was told is silent */
	put_at(b, "alpha", "four", "Four", "nothing", NOW);
	join(b, rules, "One", "Four");
	put_at(b, "alpha", "four", "Four", "merger", NOW);
	assert_int_equal(alerts(b)->n, 6);
	assert_whole(b);
}

/* ---- why not ---- */

static void check_not(struct bench *b, const char *query, const char *title, const char *clause, const char *saw)
{
	static const struct query_names names = {.entity = entity_of};
	struct rules_clause ret = {0};
	struct query *q;
	bool matches;

	OK(query_parse(b->ctx, query, &names, &q, &b->err));
	OK(rules_why_not(b->ctx, b->store, q, id_of(b, title), NOW, &ret, &matches, &b->err));
	if (matches)
		fail_msg("%s matches %s", query, title);
	assert_string_equal(ret.clause, clause);
	if (!strstr(ret.saw, saw))
		fail_msg("%s: saw '%s', not '%s'", query, ret.saw, saw);
}

static void test_why_not(void **state)
{
	struct bench *b = *state;

	configure(b, feeds, 3);
	put(b, "alpha", "ZTE returns", "A test of espionage. It was promo only.");
	check_not(b, "@huawei espionage", "ZTE returns", "@huawei", "none of them is in its title");
	check_not(b, "zte (verdict OR ruling)", "ZTE returns", "verdict OR ruling", "8 words");
	check_not(b, "zte feed:beta", "ZTE returns", "feed:beta", "it came from alpha");
	check_not(b, "zte -promo", "ZTE returns", "-promo", "its body has it: It was promo only.");
	check_not(b, "zte tag:red", "ZTE returns", "tag:red", "it has no tag");
	check_not(b, "NEAR(zte promo, 1)", "ZTE returns", "NEAR(zte promo, 1)", "near");
	check_not(b, "zte outlets:>=2", "ZTE returns", "outlets:>=2", "1 outlet carries its story");
}

/* ---- the inbox ---- */

static void test_states(void **state)
{
	struct bench *b = *state;
	struct alert_filter filter = {.since = WHEN_NONE};
	struct alerts *list;
	int64_t ids[3], n, n_new, newest;

	configure(b, feeds, 3);
	USE(b, {"r", "merger", "article", -1, 0, 0});
	put(b, "alpha", "One", "merger");
	put(b, "alpha", "Two", "merger");
	put(b, "alpha", "Three", "merger");
	list = alerts(b);
	for (int i = 0; i < 3; i++)
		ids[i] = list->alerts[i].id;
	OK(alert_set_state(b->store, ids, 1, ALERT_ACKNOWLEDGED, WHEN_NONE, NOW, &n, &b->err));
	assert_int_equal(n, 1);
	OK(alert_set_state(b->store, ids, 1, ALERT_ACKNOWLEDGED, WHEN_NONE, NOW, &n, &b->err));
	assert_int_equal(n, 0);
	OK(alert_set_state(b->store, ids + 1, 1, ALERT_SNOOZED, NOW + 60, NOW, &n, &b->err));
	OK(alert_totals(b->store, NOW, &n_new, &newest, &b->err));
	assert_int_equal(n_new, 1);
	assert_int_equal(newest, ids[0]);
	OK(alert_list(b->store, b->ctx, &filter, NOW, &list, &b->err));
	assert_int_equal(list->n, 1);
	OK(alert_list(b->store, b->ctx, &filter, NOW + 60, &list, &b->err)); /* the snooze is over */
	assert_int_equal(list->n, 2);
	assert_int_equal(list->alerts[0].state, ALERT_NEW);
	assert_false(alert_set_state(b->store, ids, 1, ALERT_SNOOZED, NOW, NOW, &n, &b->err));
}

/* ---- the outbox ---- */

static bool is_batched(void *state, const char *rule)
{
	return !strcmp(rule, (const char *)state);
}

static struct outbox_message *due(struct bench *b, int64_t now, const char *batched, size_t *n)
{
	const struct outbox_wish wish = {.now = now, .is_batched = is_batched, .state = (void *)batched};
	struct outbox_message *heads = NULL;

	OK(outbox_due(b->store, b->ctx, &wish, &heads, n, &b->err));
	return heads;
}

static void test_messages(void **state)
{
	struct bench *b = *state;
	struct outbox_message *heads, *message, *again;
	int64_t n_sent, next;
	size_t n;

	configure(b, feeds, 3);
	USE(b, {"one", "merger", "article", -1, 0, 0}, {"many", "merger", "article", -1, 600, 0});
	put(b, "alpha", "One", "merger");
	put(b, "alpha", "Two", "merger");
	heads = due(b, NOW, "many", &n);
	assert_int_equal(n, 4); /* two articles, two channels, of `one`; the others wait for more */
	assert_string_equal(heads[0].rule, "one");
	OK(outbox_take(b->store, b->ctx, &heads[0], NOW, &message, &b->err));
	assert_int_equal(message->n_alerts, 1);
	assert_false(message->is_batch);
	assert_memory_equal(message->key, "telex-", 6);
	/* it fails, and is the same the next time */
	OK(outbox_failed(b->store, message->id, "the server answered 500", NOW + 2, &b->err));
	assert_int_equal((due(b, NOW, "many", &n), n), 3);
	OK(outbox_take(b->store, b->ctx, &heads[0], NOW + 2, &again, &b->err));
	assert_string_equal(again->key, message->key);
	assert_int_equal(again->tries, 1);
	assert_int_equal(again->first_try_at, NOW);
	OK(outbox_done(b->store, again->id, NOW + 2, &b->err));
	assert_false(outbox_take(b->store, b->ctx, &heads[0], NOW + 2, &again, &b->err));
	assert_int_equal(b->err.code, ERR_NO_MATCH);
	OK(outbox_sent_since(b->store, "one", heads[0].channel, NOW, &n_sent, &b->err));
	assert_int_equal(n_sent, 1);
	/* the batch: what came meanwhile goes along, what comes later does not join a message that was tried */
	put_at(b, "alpha", "Three", "Three", "merger", NOW + 300);
	heads = due(b, NOW + 600, "many", &n);
	for (next = 0; next < (int64_t)n && strcmp(heads[next].rule, "many") != 0; next++)
		;
	OK(outbox_take(b->store, b->ctx, &heads[next], NOW + 600, &message, &b->err));
	assert_int_equal(message->n_alerts, 3);
	assert_true(message->is_batch);
	put_at(b, "alpha", "Four", "Four", "merger", NOW + 700);
	OK(outbox_failed(b->store, message->id, "no", NOW + 602, &b->err));
	OK(outbox_take(b->store, b->ctx, &(struct outbox_message){.id = message->id, .is_fixed = true}, NOW + 700, &again,
		       &b->err));
	assert_int_equal(again->n_alerts, 3);
	/* dead, and sent again by hand */
	OK(outbox_failed(b->store, message->id, "no", WHEN_NONE, &b->err));
	{
		struct outbox_totals totals;

		OK(outbox_totals(b->store, &totals, &b->err));
		assert_int_equal(totals.dead, 3);
		OK(outbox_resend(b->store, NULL, 0, NOW + 900, &n_sent, &b->err));
		assert_int_equal(n_sent, 3);
		OK(outbox_totals(b->store, &totals, &b->err));
		assert_int_equal(totals.dead, 0);
	}
	OK(outbox_next(b->store, &next, &b->err));
	assert_true(next != WHEN_NONE && next <= NOW + 600);
}

static void test_held_back_by_a_limit(void **state)
{
	struct bench *b = *state;
	struct outbox_message *heads, *message;
	size_t n;

	configure(b, feeds, 3);
	USE(b, {"r", "merger", "article", -1, 0, 0});
	put(b, "alpha", "One", "merger");
	put(b, "alpha", "Two", "merger");
	heads = due(b, NOW, "", &n);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++)
		OK(outbox_postpone(b->store, &heads[i], NOW + DAY, true, &b->err));
	(void)due(b, NOW, "", &n);
	assert_int_equal(n, 0);
	heads = due(b, NOW + DAY, "", &n);
	assert_int_equal(n, 2); /* one summary a channel */
	assert_true(heads[0].is_held);
	OK(outbox_take(b->store, b->ctx, &heads[0], NOW + DAY, &message, &b->err));
	assert_int_equal(message->n_alerts, 2);
	assert_true(message->is_held);
}

static void test_renamed(void **state)
{
	struct bench *b = *state;

	configure(b, feeds, 3);
	USE(b, {"old", "merger", "story", -1, 0, 0});
	put(b, "alpha", "One", "merger");
	OK(alert_rule_rename(b->store, "old", "new", &b->err));
	USE(b, {"new", "merger", "story", -1, 0, 0});
	put_at(b, "alpha", "One", "One", "merger, edited", NOW);
	assert_string_equal(raised(b), "new One");
	assert_string_equal(ask(b, "SELECT group_concat(DISTINCT rule) FROM outbox"), "new");
}

static const char crane[] = "Fonia left the port of Gdansk without service when a crane cut the Brama fibre; two thousand containers "
			    "waited until Friday, said harbour master Nowak.";
static const char crane_2[] = "A crane had cut the Brama fibre, said harbour master Nowak of Gdansk, and two thousand containers waited "
			      "for Fonia until Friday.";

#define RAISED "SELECT group_concat(name) FROM (SELECT r.name FROM alert l CROSS JOIN rule r ON r.id = l.rule_id ORDER BY l.id)"
/* The store groups by itself: who comes later is silent, and outlets are counted in the transaction that brings them. */
static void test_stories_found_while_storing(void **state)
{
	struct bench *b = *state;

	configure(b, feeds, 3);
	USE(b, {"plain", "gdansk", "story", -1, 0, 0}, {"wide", "gdansk outlets:>=2", "story", -1, 0, 0},
	    {"wider", "crane outlets:>=3", "story", -1, 0, 0}, {"each", "gdansk", "article", -1, 0, 0});
	put(b, "alpha", "Port without service", crane);
	assert_string_equal(ask(b, RAISED),
			    "plain,each");
	put(b, "beta", "Crane cuts fibre", crane_2);
	assert_string_equal(ask(b, RAISED " WHERE name <> 'each'"),
			    "plain,wide");
	put(b, "gamma", "Containers wait", crane);
	put(b, "alpha", "Containers wait no more", crane);
	assert_string_equal(ask(b, "SELECT count(*) FROM alert l JOIN rule r ON r.id = l.rule_id WHERE r.name = 'plain'"), "1");
	assert_string_equal(ask(b, "SELECT count(*) FROM alert l JOIN rule r ON r.id = l.rule_id WHERE r.name = 'wide'"), "1");
	assert_string_equal(ask(b, "SELECT count(*) FROM alert l JOIN rule r ON r.id = l.rule_id WHERE r.name = 'wider'"), "1");
	assert_string_equal(ask(b, "SELECT count(*) FROM alert l JOIN rule r ON r.id = l.rule_id WHERE r.name = 'each'"), "4");
}

/* Neither taking a story apart nor putting it together tells anything again. */
static void test_changes_by_hand_are_silent(void **state)
{
	struct bench *b = *state;
	struct rules *rules;
	int64_t story, article, fresh, stories[2];
	const char *what;

	configure(b, feeds, 3);
	rules = USE(b, {"plain", "gdansk", "story", -1, 0, 0}, {"wide", "gdansk outlets:>=2", "story", -1, 0, 0});
	put(b, "alpha", "Port without service", crane);
	put(b, "beta", "Crane cuts fibre", crane_2);
	put(b, "gamma", "Containers wait", crane);
	story = id_of(b, "Port without service");
	article = id_of(b, "Crane cuts fibre");
	assert_string_equal(ask(b, "SELECT count(*) FROM outbox"), "4");
	OK(story_split(b->store, story, &article, 1, "cli", NOW, &fresh, &b->err));
	stories[0] = story;
	stories[1] = fresh;
	OK(rules_judge_stories(rules, stories, 2, NOW, &b->err));
	put(b, "beta", "Crane cuts fibre again", crane_2);
	assert_string_equal(ask(b, "SELECT count(*) FROM outbox"), "4");
	assert_string_equal(ask(b, "SELECT count(DISTINCT story_id) FROM alert WHERE step IS NOT NULL"), "2");
	OK(store_undo(b->store, b->ctx, 0, "cli", NOW, &what, NULL, &b->err));
	OK(rules_judge_stories(rules, stories, 1, NOW, &b->err));
	put(b, "gamma", "Containers wait again", crane);
	assert_string_equal(ask(b, "SELECT count(*) FROM outbox"), "4");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_an_alert_with_its_evidence),
	    TEST(test_once_each),
	    TEST(test_what_stays_silent),
	    TEST(test_a_broken_rule_says_so),
	    TEST(test_a_story_alerts_once_and_when_it_grows),
	    TEST(test_stories_found_while_storing),
	    TEST(test_changes_by_hand_are_silent),
	    TEST(test_why_not),
	    TEST(test_states),
	    TEST(test_messages),
	    TEST(test_held_back_by_a_limit),
	    TEST(test_renamed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
