/* robots.c: robots.txt, as RFC 9309 reads it. */
#include "telex/robots.h"

#include <string.h>
#include <strings.h>

enum { RULES_MAX = 10000, PATTERN_MAX = 2048 };

struct rule {
	char *pattern; /* percent-encoding made alike */
	size_t weight; /* its bytes */
	bool is_allow;
};
struct robots {
	struct rule *rules;
	size_t n;
	int64_t delay_s;
};

/* The groups of one agent, while a file is read. */
struct side {
	struct rule *rules;
	size_t n;
	int64_t delay_s;
	bool is_there;
};
struct reading {
	void *ctx;
	const char *agent;
	struct side ours, anyones;
	bool is_ours, is_anyones; /* the group in hand is for them */
	bool has_rules;		  /* and has had a rule: the next user-agent begins another */
};

/* ---- paths made alike (section 2.2.2) ---- */

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_unreserved(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("-._~", c));
}

/* Octets that need no encoding are decoded, others are encoded in capitals. */
static char *alike(void *ctx, const char *s, size_t len)
{
	struct buf out = BUF_INIT(3 * PATTERN_MAX + 3);

	for (size_t i = 0; i < len && i < PATTERN_MAX; i++) {
		int c = (unsigned char)s[i];

		if (c == '%' && i + 2 < len && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
			c = hex(s[i + 1]) * 16 + hex(s[i + 2]);
			i += 2;
			buf_addf(&out, is_unreserved(c) ? "%c" : "%%%02X", c);
		} else if (c >= 0x80 || c <= ' ') {
			buf_addf(&out, "%%%02X", c);
		} else {
			buf_addc(&out, (char)c);
		}
	}
	return buf_steal(&out, ctx);
}

/* ---- reading ---- */

static void add_rule(struct reading *r, struct side *side, struct bytes value, bool is_allow)
{
	struct rule *rule;

	if (side->n == RULES_MAX)
		return;
	if (side->n % 64 == 0)
		side->rules = mem_grow(r->ctx, side->rules, struct rule, side->n + 64);
	rule = &side->rules[side->n];
	rule->pattern = alike(r->ctx, value.data, value.len);
	if (!rule->pattern)
		return;
	rule->weight = strlen(rule->pattern);
	rule->is_allow = is_allow;
	side->n++;
}

/* A product token: "Telex/1.0" names telex. */
static bool names(struct bytes value, const char *agent)
{
	size_t len = 0;

	while (len < value.len && (is_unreserved(value.data[len]) && value.data[len] != '.' && value.data[len] != '~'))
		len++;
	return len == strlen(agent) && !strncasecmp(value.data, agent, len);
}

static void take_agent(struct reading *r, struct bytes value)
{
	if (r->has_rules)
		r->is_ours = r->is_anyones = r->has_rules = false;
	if (names(value, r->agent))
		r->is_ours = r->ours.is_there = true;
	else if (value.len && value.data[0] == '*')
		r->is_anyones = r->anyones.is_there = true;
}

static void take_path(struct reading *r, struct bytes value, bool is_allow)
{
	r->has_rules = true;
	if (!value.len || (value.data[0] != '/' && value.data[0] != '*'))
		return; /* "Disallow:" forbids nothing */
	if (r->is_ours)
		add_rule(r, &r->ours, value, is_allow);
	if (r->is_anyones)
		add_rule(r, &r->anyones, value, is_allow);
}

static void take_allow(struct reading *r, struct bytes value)
{
	take_path(r, value, true);
}

static void take_disallow(struct reading *r, struct bytes value)
{
	take_path(r, value, false);
}

static void take_delay(struct reading *r, struct bytes value)
{
	int64_t s = 0;

	r->has_rules = true;
	for (size_t i = 0; i < value.len && value.data[i] >= '0' && value.data[i] <= '9' && s < ROBOTS_DELAY_MAX_S; i++)
		s = 10 * s + (value.data[i] - '0');
	s = s < ROBOTS_DELAY_MAX_S ? s : ROBOTS_DELAY_MAX_S;
	if (r->is_ours)
		r->ours.delay_s = s;
	if (r->is_anyones)
		r->anyones.delay_s = s;
}

static const struct {
	const char *name;
	void (*take)(struct reading *r, struct bytes value);
} lines[] = {
    {"user-agent", take_agent},
    {"allow", take_allow},
    {"disallow", take_disallow},
    {"crawl-delay", take_delay},
};

static struct bytes trim(const char *from, const char *to)
{
	while (from < to && (*from == ' ' || *from == '\t'))
		from++;
	while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
		to--;
	return (struct bytes){from, (size_t)(to - from)};
}

static void take_line(struct reading *r, const char *from, const char *to)
{
	const char *hash = memchr(from, '#', (size_t)(to - from)), *colon;
	struct bytes name;

	to = hash ? hash : to;
	colon = memchr(from, ':', (size_t)(to - from));
	if (!colon)
		return;
	name = trim(from, colon);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (name.len == strlen(lines[i].name) && !strncasecmp(name.data, lines[i].name, name.len))
			lines[i].take(r, trim(colon + 1, to));
}

struct robots *robots_parse(void *ctx, struct bytes text, const char *agent)
{
	struct robots *robots = mem_new(ctx, struct robots);
	struct reading r = {.ctx = robots, .agent = agent};
	const size_t len = text.len < ROBOTS_BYTES_MAX ? text.len : ROBOTS_BYTES_MAX;
	const struct side *side;
	const char *at = text.data, *end = at + len;

	if (len >= 3 && !memcmp(at, "\xef\xbb\xbf", 3))
		at += 3;
	while (at < end) {
		const char *to = at;

		while (to < end && *to != '\n' && *to != '\r')
			to++;
		take_line(&r, at, to);
		at = to + 1;
	}
	side = r.ours.is_there ? &r.ours : &r.anyones;
	*robots = (struct robots){side->rules, side->n, side->delay_s};
	return robots;
}

/* ---- asking ---- */

/* '*' stands for any run, '$' at the end for the end; else a prefix.  Greedy with one step back to the last '*': no more
 * than pattern times path steps. */
static bool matches(const char *pattern, const char *path)
{
	const char *star = NULL, *resume = NULL;

	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = path;
		} else if (!*pattern || (*pattern == '$' && !pattern[1] && !*path)) {
			return true;
		} else if (*path && *pattern == *path) {
			pattern++;
			path++;
		} else if (star && *resume) {
			pattern = star;
			path = ++resume;
		} else {
			return false;
		}
	}
}

static const char *path_of(const char *url)
{
	const char *host = strstr(url, "://"), *path;

	path = host ? host + 3 + strcspn(host + 3, "/?#") : url;
	return *path == '/' ? path : "/";
}

bool robots_allows(const struct robots *robots, const char *url)
{
	const char *raw = path_of(url);
	char *path = alike(NULL, raw, strcspn(raw, "#"));
	const struct rule *best = NULL;

	for (size_t i = 0; path && i < robots->n; i++) {
		const struct rule *rule = &robots->rules[i];

		if (best && (rule->weight < best->weight || (rule->weight == best->weight && !rule->is_allow)))
			continue;
		if (matches(rule->pattern, path))
			best = rule;
	}
	talloc_free(path);
	return !best || best->is_allow;
}

int64_t robots_delay_s(const struct robots *robots)
{
	return robots->delay_s;
}

enum robots_meaning robots_meaning(long status)
{
	if (status >= 200 && status < 300)
		return ROBOTS_READ;
	/* 429 is a server that is too busy to say, not one that has nothing to say */
	return status >= 400 && status < 500 && status != 429 ? ROBOTS_FREE : ROBOTS_CLOSED;
}
