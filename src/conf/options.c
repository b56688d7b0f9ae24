/* options.c: THE option table: what may stand in a configuration, what it means and what holds without it. */
#include "table.h"

#include <stddef.h>

#define COUNT_OF(a) (sizeof(a) / sizeof(a)[0])
#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define YEAR (365 * DAY)

#define IN_CONF(m) offsetof(struct conf, m)
#define NAMED(type, members, count)                                                                          \
	.size = sizeof(struct type), .array_at = IN_CONF(members), .count_at = IN_CONF(count),               \
	.name_at = offsetof(struct type, name), .file_at = offsetof(struct type, file),                      \
	.line_at = offsetof(struct type, line)

static const struct conf_kind kinds[] = {
    {"telexd", CONF_NAME_NONE, sizeof(struct conf_telexd), IN_CONF(telexd), CONF_NOWHERE, CONF_NOWHERE,
     CONF_NOWHERE, CONF_NOWHERE, NULL, NULL, "How telexd fetches, and where things are."},
    {"reader", CONF_NAME_NONE, sizeof(struct conf_reader), IN_CONF(reader), CONF_NOWHERE, CONF_NOWHERE,
     CONF_NOWHERE, CONF_NOWHERE, NULL, NULL, "How telex shows what is read."},
    {"feed", CONF_NAME_PLAIN, NAMED(conf_feed, feeds, n_feeds), NULL, "fierce-network",
     "A feed. Its name is its identity: articles, tags and marks stay with it when the address changes."},
    {"entity", CONF_NAME_LETTER, NAMED(conf_query, entities, n_entities), "match", "huawei",
     "Other names of one thing; @NAME stands for them in every query."},
    {"tag", CONF_NAME_TAG, NAMED(conf_query, tags, n_tags), "query", "open-ran",
     "A tag that new articles get by themselves; telex tag apply NAME puts it on what is stored."},
    {"mute", CONF_NAME_PLAIN, NAMED(conf_query, mutes, n_mutes), "query", "promo",
     "Articles that are kept, but not shown; telex view says how many."},
    {"view", CONF_NAME_PLAIN, NAMED(conf_query, views, n_views), "query", "today",
     "A search that is kept under a name, in the reader's side bar and as view:NAME."},
    {"channel", CONF_NAME_PLAIN, NAMED(conf_channel, channels, n_channels), NULL, "desk",
     "Where alerts and digests go."},
    {"rule", CONF_NAME_PLAIN, NAMED(conf_rule, rules, n_rules), NULL, "supply-chain",
     "An alert: a query that runs on what is new."},
    {"digest", CONF_NAME_PLAIN, NAMED(conf_digest, digests, n_digests), NULL, "morning",
     "A summary of rules and views: what came since the last one."},
};

#define AT(type, member) .at = offsetof(struct type, member)
#define LIST(type, member) .at = offsetof(struct type, member), .count_at = offsetof(struct type, n_##member)

static const struct conf_option options[] = {
    {"telexd", "database", CONF_PATH, .fallback = "~/.local/share/telex/telex.db", AT(conf_telexd, database),
     .help = "The file that keeps everything. The default follows XDG_DATA_HOME."},
    {"telexd", "interval", CONF_SPAN, .fallback = "auto", .min = 1, .max = YEAR, .words = "auto",
     AT(conf_telexd, interval_s),
     .help = "How often a feed is fetched. auto: by its own posting rate, between the two bounds below."},
    {"telexd", "min_interval", CONF_SPAN, .fallback = "15m", .min = 1, .max = YEAR,
     AT(conf_telexd, min_interval_s),
     .help = "The shortest interval that auto chooses. A fixed interval may be shorter."},
    {"telexd", "max_interval", CONF_SPAN, .fallback = "12h", .min = 1, .max = YEAR,
     AT(conf_telexd, max_interval_s),
     .help = "The longest interval that auto chooses. Only a server's wish goes beyond it."},
    {"telexd", "timeout", CONF_SPAN, .fallback = "60s", .min = 1, .max = HOUR, AT(conf_telexd, timeout_s),
     .help = "For one request, all in all."},
    {"telexd", "max_size", CONF_SIZE, .fallback = "16M", .min = 1024, .max = INT64_C(1) << 30,
     AT(conf_telexd, max_size), .help = "The largest document that is read, after decoding."},
    {"telexd", "per_host", CONF_COUNT, .fallback = "2", .min = 1, .max = 100, AT(conf_telexd, per_host),
     .help = "Transfers at once to one host and port."},
    {"telexd", "host_delay", CONF_SPAN, .fallback = "1s", .min = 0, .max = HOUR,
     AT(conf_telexd, host_delay_s),
     .help = "Between two requests to one host. Loopback names and addresses are not waited for."},
    {"telexd", "transfers", CONF_COUNT, .fallback = "200", .min = 1, .max = 1000, AT(conf_telexd, transfers),
     .help = "Transfers at once in all."},
    {"telexd", "user_agent", CONF_TEXT, .fallback = "telex/" TELEX_VERSION, AT(conf_telexd, user_agent),
     .example = "telex/1.0 (+https://example.org/contact)",
     .help = "What servers are told. A contact address is good manners."},
    {"telexd", "proxy", CONF_TEXT, AT(conf_telexd, proxy), .example = "http://proxy.example.org:3128",
     .help = "The proxy for everything; without one, the usual environment variables (https_proxy, ...)."},
    {"telexd", "socket", CONF_PATH, AT(conf_telexd, socket), .example = "~/.local/state/telex/telexd.sock",
     .help =
	 "The control socket. Without one: telex/telexd.sock in XDG_RUNTIME_DIR, else in the state folder."},

    {"reader", "measure", CONF_COUNT, .fallback = "80", .min = 20, .max = 500, AT(conf_reader, measure),
     .help = "The longest line of a text, in cells, however wide the screen is. 72 to 80 read well."},
    {"reader", "show", CONF_CHOICE, .fallback = "stories", .words = "stories articles", AT(conf_reader, show),
     .help = "Whether lists have a line for each story, which + unfolds, or for each article. C changes a list; a "
	     "search begins with articles."},
    {"reader", "read_story", CONF_BOOL, .fallback = "no", AT(conf_reader, reads_stories),
     .help = "yes: who has read one article of a story has read all that have come of it."},

    {"feed", "url", CONF_SOURCE, .required = true, AT(conf_feed, url),
     .example = "https://www.fierce-network.com/rss/xml",
     .help = "The address of the feed: RSS, Atom or JSON Feed. Or exec: and a program that prints a feed; or "
	     "filter: and a program that reads what is at an address and prints a feed, see PROGRAMS in telex.ini(5)."},
    {"feed", "title", CONF_TEXT, AT(conf_feed, title), .example = "Fierce Network",
     .help = "How it is called on the screen; without one, as the publisher calls it."},
    {"feed", "group", CONF_TEXT, AT(conf_feed, group), .example = "trade press",
     .help = "The group it stands in; group:NAME finds its articles."},
    {"feed", "interval", CONF_SPAN, .min = 1, .max = YEAR, .words = "auto", .unset = -1,
     AT(conf_feed, interval_s), .example = "15m",
     .help = "How often this feed is fetched; without one, as [telexd] says."},
    {"feed", "full_text", CONF_CHOICE, .fallback = "no", .words = "no auto yes", AT(conf_feed, full_text),
     .help = "Fetch the page of an article for its text. auto: where an item is only a teaser."},
    {"feed", "extract", CONF_SELECTOR, AT(conf_feed, extract), .example = "div.story-body",
     .help = "Where its pages resist: what the article is, as a CSS selector."},
    {"feed", "remove", CONF_SELECTOR, AT(conf_feed, remove), .example = ".newsletter, .related",
     .help = "What is taken out of the article, likewise."},
    {"feed", "next_page", CONF_SELECTOR, AT(conf_feed, next_page), .example = "a[rel=next]",
     .help = "The link to the next page of an article that goes over several, likewise. At most 10 pages of one site become one "
	     "article."},
    {"feed", "private", CONF_BOOL, .fallback = "no", AT(conf_feed, is_private),
     .help = "This feed and its pages may be on private addresses. An address that literally names one needs "
	     "no yes."},
    {"feed", "user_agent", CONF_TEXT, AT(conf_feed, user_agent), .example = "Mozilla/5.0 (compatible; telex)",
     .help = "What this server is told; without one, as [telexd] says."},
    {"feed", "headers", CONF_HEADERS, LIST(conf_feed, headers), .is_secret = true,
     .example = "X-Edition: europe",
     .help = "Request headers, one a line; further ones on indented lines. They go to the scheme, host and "
	     "port of the url alone, never where a redirect leads."},
    {"feed", "username", CONF_TEXT, AT(conf_feed, username), .example = "ada",
     .help = "With a password: basic authentication, to the scheme, host and port of the url alone."},
    {"feed", "password", CONF_TEXT, AT(conf_feed, password), .is_secret = true, .is_alternative = true,
     .example = "secret", .help = "The password. Better not in this file:"},
    {"feed", "password_command", CONF_COMMAND, AT(conf_feed, password_command),
     .example = "/bin/cat /run/secrets/ada",
     .help =
	 "A program that prints it: the first line within 10 s. Arguments are split at blanks; \"...\" is "
	 "one argument. No shell."},
    {"feed", "password_file", CONF_PATH, AT(conf_feed, password_file), .is_alternative = true,
     .example = "$CREDENTIALS_DIRECTORY/ada",
     .help = "A file that holds it, alone on one line. $CREDENTIALS_DIRECTORY/ is where a service manager "
	     "puts such files."},
    {"feed", "token", CONF_TEXT, AT(conf_feed, token), .is_secret = true, .is_alternative = true,
     .example = "secret", .help = "Instead of username and password: bearer authentication with this token."},
    {"feed", "token_command", CONF_COMMAND, AT(conf_feed, token_command), .is_alternative = true,
     .example = "/usr/bin/pass show desk", .help = "A program that prints the token."},
    {"feed", "token_file", CONF_PATH, AT(conf_feed, token_file), .is_alternative = true,
     .example = "~/.config/telex/desk.token", .help = "A file that holds the token."},
    {"feed", "proxy", CONF_PROXY, AT(conf_feed, proxy), .example = "socks5h://127.0.0.1:9050",
     .help =
	 "The proxy for this feed; none: directly. It goes before [telexd], the environment and no_proxy."},
    {"feed", "http_version", CONF_CHOICE, .fallback = "auto", .words = "auto 1.1 2",
     AT(conf_feed, http_version),
     .help = "auto: HTTP/2 where the server speaks it over TLS. 2: also where the address is http."},
    {"feed", "insecure", CONF_BOOL, .fallback = "no", AT(conf_feed, is_insecure),
     .help =
	 "yes: the server's certificate is not checked, which every run says anew. Anybody on the way can "
	 "then read and change what comes."},
    {"feed", "timeout", CONF_SPAN, .min = 1, .max = HOUR, AT(conf_feed, timeout_s), .example = "2m",
     .help = "For one request or program; without one, as [telexd] says."},
    {"feed", "max_size", CONF_SIZE, .min = 1024, .max = INT64_C(1) << 30, AT(conf_feed, max_size),
     .example = "32M", .help = "The largest document of this feed; without one, as [telexd] says."},

    {"entity", "match", CONF_QUERY, .required = true, AT(conf_query, query),
     .example = "Huawei OR HiSilicon OR \"Huawei Technologies\"",
     .help = "A query that finds all its names."},

    {"tag", "query", CONF_QUERY, .required = true, AT(conf_query, query),
     .example = "\"open ran\" OR O-RAN OR vRAN", .help = "Which articles get the tag."},
    {"tag", "score", CONF_COUNT, .min = -1000000, .max = 1000000, AT(conf_query, score), .example = "5",
     .help = "Added to the score of an article that gets the tag."},

    {"mute", "query", CONF_QUERY, .required = true, AT(conf_query, query), .example = "is:sponsored",
     .help = "Which articles are muted. is:muted finds them."},

    {"view", "query", CONF_QUERY, .required = true, AT(conf_query, query), .example = "is:unread since:1d",
     .help = "What the view shows."},
    {"view", "show", CONF_CHOICE, .fallback = "auto", .words = "stories articles auto", AT(conf_query, show),
     .help = "A line for each story, or for each article; auto: as [reader] says."},

    {"channel", "type", CONF_WORD, .required = true, .words = "desktop command mail webhook file",
     AT(conf_channel, type), .example = "webhook", .help = "How a message is delivered."},
    {"channel", "url", CONF_URL, AT(conf_channel, url), .example = "https://hooks.example.org/desk",
     .help = "webhook: where to."},
    {"channel", "url_command", CONF_COMMAND, .is_alternative = true, AT(conf_channel, url_command),
     .example = "/bin/cat /run/secrets/desk",
     .help =
	 "webhook: a program that prints the address, where that is a secret. Arguments are split at blanks; "
	 "\"...\" is one argument. No shell."},
    {"channel", "url_file", CONF_PATH, .is_alternative = true, AT(conf_channel, url_file),
     .example = "~/.config/telex/desk.url",
     .help = "webhook: a file that holds the address, where that is a secret."},
    {"channel", "template", CONF_CHOICE, .fallback = "json", .words = "json slack discord matrix ntfy",
     AT(conf_channel, template),
     .help = "webhook: what is sent. json: the alert with its article and evidence, see CHANNELS in telex.ini(5); "
	     "else what such a service wants (slack: Mattermost too)."},
    {"channel", "secret", CONF_TEXT, .is_secret = true, .is_alternative = true, AT(conf_channel, secret),
     .example = "secret",
     .help = "webhook: signs the body: X-Telex-Signature: sha256=HEX, its HMAC-SHA256 under this key. Better not "
	     "in this file:"},
    {"channel", "secret_command", CONF_COMMAND, .is_alternative = true, AT(conf_channel, secret_command),
     .example = "/usr/bin/pass show desk", .help = "webhook: a program that prints the key of the signature."},
    {"channel", "secret_file", CONF_PATH, .is_alternative = true, AT(conf_channel, secret_file),
     .example = "~/.config/telex/desk.key", .help = "webhook: a file that holds the key of the signature."},
    {"channel", "token", CONF_TEXT, .is_secret = true, .is_alternative = true, AT(conf_channel, token),
     .example = "secret", .help = "webhook: bearer authentication with this token."},
    {"channel", "token_command", CONF_COMMAND, .is_alternative = true, AT(conf_channel, token_command),
     .example = "/usr/bin/pass show matrix", .help = "webhook: a program that prints the token."},
    {"channel", "token_file", CONF_PATH, .is_alternative = true, AT(conf_channel, token_file),
     .example = "~/.config/telex/matrix.token", .help = "webhook: a file that holds the token."},
    {"channel", "headers", CONF_HEADERS, .is_secret = true, .is_alternative = true, LIST(conf_channel, headers),
     .example = "X-Desk: europe",
     .help = "webhook: request headers, one a line; further ones on indented lines."},
    {"channel", "to", CONF_ADDRESSES, .is_alternative = true, LIST(conf_channel, to),
     .example = "desk@example.org, ada@example.org", .help = "mail: to whom."},
    {"channel", "from", CONF_ADDRESS, .is_alternative = true, AT(conf_channel, from),
     .example = "telex@example.org", .help = "mail: from whom; without one, from the first of those it goes to."},
    {"channel", "smtp", CONF_SMTP, .is_alternative = true, AT(conf_channel, smtp),
     .example = "smtp://mail.example.org:587", .help = "mail: the server that takes it. smtps: with TLS from the start."},
    {"channel", "tls", CONF_CHOICE, .fallback = "required", .words = "required optional none",
     .is_alternative = true, AT(conf_channel, tls),
     .help = "mail: whether an smtp: server must speak TLS (STARTTLS). Its certificate is always checked."},
    {"channel", "username", CONF_TEXT, .is_alternative = true, AT(conf_channel, username), .example = "ada",
     .help = "mail: with a password: who we are for the server."},
    {"channel", "password", CONF_TEXT, .is_secret = true, .is_alternative = true, AT(conf_channel, password),
     .example = "secret", .help = "mail: the password. Better not in this file:"},
    {"channel", "password_command", CONF_COMMAND, .is_alternative = true, AT(conf_channel, password_command),
     .example = "/usr/bin/pass show mail", .help = "mail: a program that prints it."},
    {"channel", "password_file", CONF_PATH, .is_alternative = true, AT(conf_channel, password_file),
     .example = "$CREDENTIALS_DIRECTORY/mail", .help = "mail: a file that holds it."},
    {"channel", "sendmail", CONF_COMMAND, .is_alternative = true, AT(conf_channel, sendmail),
     .example = "/usr/sbin/sendmail",
     .help = "mail: without smtp, the program that takes it; -i, -f FROM, -- and the addresses are added. Without either: "
	     "sendmail on PATH or in /usr/sbin."},
    {"channel", "command", CONF_COMMAND, .is_alternative = true, AT(conf_channel, command),
     .example = "/usr/bin/logger -t telex",
     .help = "command: the program. Arguments are split at blanks; \"...\" is one argument. No shell. The alert is on its "
	     "standard input and in TELEX_ variables, see CHANNELS in telex.ini(5)."},
    {"channel", "path", CONF_PATH, .is_alternative = true, AT(conf_channel, path), .example = "~/alerts.jsonl",
     .help = "file: where a line of JSON is added for each alert."},
    {"channel", "timeout", CONF_SPAN, .min = 1, .max = HOUR, .is_alternative = true, AT(conf_channel, timeout_s), .example = "20s",
     .help = "For one delivery; without one 10s for a webhook, 30s for the others."},

    {"rule", "query", CONF_QUERY, .required = true, AT(conf_rule, query),
     .example = "@huawei (espionage OR \"national security\")", .help = "What raises the alert."},
    {"rule", "channels", CONF_NAMES, LIST(conf_rule, channels), .example = "desk",
     .help = "Where it goes: names of channels."},
    {"rule", "priority", CONF_WORD, .fallback = "normal", .words = "low normal high", AT(conf_rule, priority),
     .help = "How it is marked."},
    {"rule", "score", CONF_COUNT, .min = -1000000, .max = 1000000, AT(conf_rule, score), .example = "10",
     .help = "Added to the score of an article that matches."},
    {"rule", "once", CONF_WORD, .fallback = "story", .words = "story article update", AT(conf_rule, once),
     .help = "What alerts once: a story, each article of it, or each stored version of an article."},
    {"rule", "max_age", CONF_SPAN, .fallback = "7d", .min = 1, .max = 100 * (int64_t)YEAR, .words = "none",
     .word_value = -1, AT(conf_rule, max_age_s), .help = "Older articles raise no alert."},
    {"rule", "batch", CONF_SPAN, .fallback = "0s", .min = 0, .max = 7 * DAY, AT(conf_rule, batch_s),
     .example = "10m", .help = "Collect alerts for that long into one message. 0s: one message an alert."},
    {"rule", "quiet", CONF_HOURS, AT(conf_rule, quiet), .example = "22:00-07:00",
     .help = "Hours in which nothing is sent; it is sent afterwards."},
    {"rule", "enabled", CONF_BOOL, .fallback = "yes", AT(conf_rule, is_enabled),
     .help = "no: it rests, and its alerts are kept."},
    {"rule", "limit", CONF_COUNT, .min = 1, .max = 1000000, AT(conf_rule, limit), .example = "20",
     .help = "At most so many messages a day; without one, all."},

    {"digest", "sections", CONF_NAMES, .required = true, LIST(conf_digest, sections),
     .example = "supply-chain, today", .help = "What it holds: names of rules and views, in this order."},
    {"digest", "channels", CONF_NAMES, LIST(conf_digest, channels), .example = "desk",
     .help = "Where it goes: names of channels."},
    {"digest", "at", CONF_CLOCK, AT(conf_digest, at), .example = "07:00",
     .help = "When telexd sends it every day, local time. Without one, telex digest NAME --send does."},
};

const struct conf_kind *conf_kinds(size_t *ret_n)
{
	*ret_n = COUNT_OF(kinds);
	return kinds;
}

const struct conf_option *conf_options(size_t *ret_n)
{
	*ret_n = COUNT_OF(options);
	return options;
}
