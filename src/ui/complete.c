/* complete.c: candidates for the word before the cursor. */
#include "complete.h"

#include <string.h>
#include <strings.h>

#include "telex/cmd.h"
#include "telex/query.h"

#include "side.h"

static void add(struct completion *done, const char *word)
{
	if (done->n == COMPLETE_MAX)
		return;
	done->words = mem_grow(done, done->words, const char *, done->n + 1);
	done->words[done->n++] = mem_strdup(done, word);
}

static bool starts_with(const char *word, struct bytes typed)
{
	return strncasecmp(word, typed.data, typed.len) == 0;
}

/* The token that ends at the cursor: blanks and "(" part them, quotes keep blanks in. */
static size_t token_start(const char *text, size_t at)
{
	size_t start = 0;
	bool is_quoted = false;

	for (size_t i = 0; i < at; i++) {
		if (text[i] == '"')
			is_quoted = !is_quoted;
		else if (!is_quoted && (text[i] == ' ' || text[i] == '('))
			start = i + 1;
	}
	while (start < at && text[start] == '-')
		start++;
	return start;
}

static void add_field_value(struct completion *done, const char *field, struct bytes typed, const char *name)
{
	char *word;

	if (typed.len > 0 && typed.data[0] == '"') {
		typed.data++;
		typed.len--;
	}
	if (!starts_with(name, typed))
		return;
	word = side_field(done, field, name);
	add(done, word);
	talloc_free(word);
}

static void add_names(struct completion *done, const char *field, struct bytes typed, const char **names,
		      size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_field_value(done, field, typed, names[i]);
}

/* The blank-separated words that a flag field allows. */
static void add_flags(struct completion *done, const struct query_field *field, struct bytes typed)
{
	for (const char *s = field->values; s && *(s += strspn(s, " ")); s += strcspn(s, " ")) {
		char *word = mem_strndup(done, s, strcspn(s, " "));

		add_field_value(done, field->name, typed, word);
		talloc_free(word);
	}
}

static const char *const time_values[] = {"today", "yesterday", "1h", "1d", "7d", "1mo"};

static void add_values(struct completion *done, const struct query_field *field, struct bytes typed,
		       const struct complete_names *names)
{
	const struct {
		const char *field;
		const char **names;
		size_t n;
	} lists[] = {
	    {"feed", names->feeds, names->n_feeds}, {"group", names->groups, names->n_groups},
	    {"tag", names->tags, names->n_tags},    {"view", names->views, names->n_views},
	    {"site", names->sites, names->n_sites},
	};

	add_flags(done, field, typed);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (strcmp(lists[i].field, field->name) == 0)
			add_names(done, field->name, typed, lists[i].names, lists[i].n);
	}
	if (field->kind != QUERY_TIME)
		return;
	for (size_t i = 0; i < sizeof(time_values) / sizeof(time_values[0]); i++)
		add_field_value(done, field->name, typed, time_values[i]);
}

static void add_fields(struct completion *done, struct bytes typed)
{
	size_t n;
	const struct query_field *fields = query_fields(&n);

	for (size_t i = 0; i < n; i++) {
		char *word;

		if (!starts_with(fields[i].name, typed))
			continue;
		word = mem_printf(done, "%s:", fields[i].name);
		add(done, word);
		talloc_free(word);
	}
}

static void add_entities(struct completion *done, struct bytes typed, const struct complete_names *names)
{
	for (size_t i = 0; i < names->n_entities; i++) {
		char *word = mem_printf(done, "@%s", names->entities[i]);

		if (starts_with(word, typed))
			add(done, word);
		talloc_free(word);
	}
}

static const struct query_field *field_of(struct bytes token, size_t *ret_colon)
{
	size_t n;
	const struct query_field *fields = query_fields(&n);
	const char *colon = memchr(token.data, ':', token.len);

	if (!colon)
		return NULL;
	*ret_colon = (size_t)(colon - token.data);
	for (size_t i = 0; i < n; i++) {
		if (strlen(fields[i].name) == *ret_colon &&
		    starts_with(fields[i].name, (struct bytes){token.data, *ret_colon}))
			return &fields[i];
	}
	return NULL;
}

static void query_token(struct completion *done, struct bytes token, const struct complete_names *names)
{
	size_t colon = 0;
	const struct query_field *field = field_of(token, &colon);

	if (field)
		add_values(done, field, (struct bytes){token.data + colon + 1, token.len - colon - 1}, names);
	else if (token.len > 0 && token.data[0] == '@')
		add_entities(done, token, names);
	else if (token.len > 0 && token.data[0] == '+') /* elfeed's sign */
		add_names(done, "tag", (struct bytes){token.data + 1, token.len - 1}, names->tags,
			  names->n_tags);
	else if (!memchr(token.data, ':', token.len))
		add_fields(done, token);
}

char *complete_site(void *ctx, const char *text, size_t at)
{
	static const char field[] = "site:";
	const size_t from = token_start(text, at), n = sizeof(field) - 1;

	if (at - from < n || strncasecmp(text + from, field, n) != 0)
		return NULL;
	return mem_strndup(ctx, text + from + n, at - from - n);
}

struct completion *complete_query(void *ctx, const char *text, size_t at, const struct complete_names *names)
{
	struct completion *done = mem_new(ctx, struct completion);

	done->from = token_start(text, at);
	done->to = at;
	query_token(done, (struct bytes){text + done->from, at - done->from}, names);
	return done;
}

static void command_names(struct completion *done, struct bytes typed)
{
	for (int i = 0; i < CMD_COUNT_; i++) {
		if ((cmd_table[i].where & CMD_TUI) && starts_with(cmd_table[i].name, typed))
			add(done, cmd_table[i].name);
	}
}

/* "+spec" and "-spec" are tags to put on and take off. */
static void tag_words(struct completion *done, const char *text, const struct complete_names *names)
{
	struct bytes typed = {text + done->from, done->to - done->from};
	char sign = typed.len > 0 && typed.data[0] == '-' ? '-' : '+';

	if (typed.len > 0 && (typed.data[0] == '+' || typed.data[0] == '-')) {
		typed.data++;
		typed.len--;
	}
	for (size_t i = 0; i < names->n_tags; i++) {
		char *word;

		if (!starts_with(names->tags[i], typed))
			continue;
		word = mem_printf(done, "%c%s", sign, names->tags[i]);
		add(done, word);
		talloc_free(word);
	}
}

static void feed_words(struct completion *done, const char *text, const struct complete_names *names)
{
	for (size_t i = 0; i < names->n_feeds; i++) {
		if (starts_with(names->feeds[i], (struct bytes){text + done->from, done->to - done->from}))
			add(done, names->feeds[i]);
	}
}

/* The words that may stand first behind a command: "[date|arrival|best]" in its row; NUMBER and the like are none. */
static void first_words(struct completion *done, const char *text, enum cmd cmd)
{
	const struct bytes typed = {text + done->from, done->to - done->from};

	if (memchr(text, ' ', done->from) != text + done->from - 1)
		return;
	for (const char *s = cmd_table[cmd].args; *s && *s != ' ';) {
		const size_t len = strspn(s, "abcdefghijklmnopqrstuvwxyz");
		char *word = mem_strndup(done, s, len);

		if (len && starts_with(word, typed))
			add(done, word);
		talloc_free(word);
		s += len ? len : 1;
	}
}

static void query_words(struct completion *done, const char *text, const struct complete_names *names)
{
	done->from = token_start(text, done->to);
	query_token(done, (struct bytes){text + done->from, done->to - done->from}, names);
}

static void rule_words(struct completion *done, const char *text, const struct complete_names *names)
{
	for (size_t i = 0; i < names->n_rules; i++) {
		if (starts_with(names->rules[i], (struct bytes){text + done->from, done->to - done->from}))
			add(done, names->rules[i]);
	}
}

/* "test", then a rule or a query. */
static void rule_test_words(struct completion *done, const char *text, const struct complete_names *names)
{
	const char *args = text + strcspn(text, " ");

	args += strspn(args, " ");
	if ((size_t)(args - text) == done->from) {
		if (starts_with("test", (struct bytes){args, done->to - done->from}))
			add(done, "test");
		return;
	}
	rule_words(done, text, names);
	if (done->n == 0)
		query_words(done, text, names);
}

static void span_words(struct completion *done, const char *text)
{
	static const char *const spans[] = {"1h", "2h", "4h", "1d", "2d", "1w"};

	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		if (starts_with(spans[i], (struct bytes){text + done->from, done->to - done->from}))
			add(done, spans[i]);
	}
}

/* The command that the line names; CMD_COUNT_ while its name is still being typed. */
static enum cmd command_of(const char *text, size_t at)
{
	char name[32];
	size_t len = strcspn(text, " ");

	if (len >= at || len >= sizeof(name))
		return CMD_COUNT_;
	memcpy(name, text, len);
	name[len] = '\0';
	return cmd_find(name, CMD_TUI);
}

struct completion *complete_command(void *ctx, const char *text, size_t at,
				    const struct complete_names *names)
{
	struct completion *done = mem_new(ctx, struct completion);
	size_t start = at;

	while (start > 0 && text[start - 1] != ' ')
		start--;
	done->from = start;
	done->to = at;
	if (!memchr(text, ' ', at)) {
		command_names(done, (struct bytes){text, at});
		return done;
	}
	switch (command_of(text, at)) {
	case CMD_TAG:
		tag_words(done, text, names);
		break;
	case CMD_REFRESH:
	case CMD_HEALTH:
	case CMD_RETRY:
	case CMD_EDIT:
	case CMD_INTERVAL:
	case CMD_UNSUBSCRIBE:
	case CMD_SITE:
		feed_words(done, text, names);
		break;
	case CMD_ALERTS:
	case CMD_WHYNOT:
		rule_words(done, text, names);
		break;
	case CMD_RULE:
		rule_test_words(done, text, names);
		break;
	case CMD_SNOOZE:
		span_words(done, text);
		break;
	case CMD_HELP:
		command_names(done, (struct bytes){text + start, at - start});
		break;
	case CMD_DIGEST:
		for (size_t i = 0; i < names->n_digests; i++)
			if (starts_with(names->digests[i], (struct bytes){text + start, at - start}))
				add(done, names->digests[i]);
		break;
	case CMD_QUERY:
		first_words(done, text, CMD_QUERY);
		if (done->n == 0)
			query_words(done, text, names);
		break;
	case CMD_SEARCH:
	case CMD_TREND:
		query_words(done, text, names);
		break;
	case CMD_COUNT_:
		break;
	default:
		first_words(done, text, command_of(text, at));
	}
	return done;
}
