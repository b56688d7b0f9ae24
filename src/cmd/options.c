/* options.c: every option of every command, and those of telexd. */
#include "telex/cmd.h"

#define FORMATS "text|json|jsonl|tsv"
#define COUNT_OF(a) (sizeof(a) / sizeof(a)[0])

static const struct cmd_option options[] = {
    {CMD_COUNT_, "config", "FILE", "Read FILE instead of ~/.config/telex/config.ini"},
    {CMD_COUNT_, "quiet", NULL, "Say nothing but faults on standard error"},
    {CMD_COUNT_, "help", NULL, "Show this help"},
    {CMD_COUNT_, "version", NULL, "Show the version"},

    {CMD_SEARCH, "format", FORMATS, "How to print; text is the default"},
    {CMD_SEARCH, "limit", "N", "At most N articles; 0: all"},
    {CMD_SEARCH, "sort", "newest|oldest|arrival|best", "What comes first; newest is the default"},
    {CMD_SHOW, "full", NULL, "Fetch the article's page first, for its whole text"},
    {CMD_SHOW, "format", FORMATS, "How to print; text is the default"},
    {CMD_SHOW, "diff", NULL, "What their publishers changed, word by word; without ID, in the newest ten that were changed"},
    {CMD_CITE, "format", "text|markdown|bibtex|csl", "How to print; text is the default; csl is CSL JSON"},
    {CMD_COUNT, "stories", NULL, "Count the stories that they tell instead"},
    {CMD_COUNT, "format", FORMATS, "How to print; text is the default"},
    {CMD_TREND, "by", "day|week|month", "What is counted together; what suits the time without"},
    {CMD_TREND, "since", "TIME", "Where it begins: 90d, 6mo, 2026-01-01; 1y is the default"},
    {CMD_TREND, "format", "text|json|jsonl|tsv|csv|svg", "How to print; text is the default"},
    {CMD_TREND, "ascii", NULL, "Draw with ASCII alone"},
    {CMD_DIGEST, "since", "TIME", "last: where it ended the last time, the default for [digest NAME]; or 1d, 2026-11-26: what arrived since"},
    {CMD_DIGEST, "format", "text|markdown|html|json", "How to print; text is the default"},
    {CMD_DIGEST, "peek", NULL, "Do not note down that it was read"},
    {CMD_STORY, "format", FORMATS, "list, show, why: how to print; text is the default"},
    {CMD_STORY, "limit", "N", "list: at most N stories; 0: all"},
    {CMD_READ, "off", NULL, "Mark them unread instead"},
    {CMD_STAR, "off", NULL, "Take the star off instead"},
    {CMD_TAG, "format", FORMATS, "How to print the list of tags; text is the default"},
    {CMD_TAG, "batch", NULL, "Read lines of +TAG, -TAG and ID or -- QUERY from standard input"},
    {CMD_UNDO, "list", NULL, "List the changes, newest first: number, when, who, articles, what"},
    {CMD_UNDO, "format", FORMATS, "How to print the list; text is the default"},
    {CMD_UNDO, "limit", "N", "At most N changes; 0: all that are kept"},
    {CMD_VIEW, "format", FORMATS, "How to print; text is the default"},
    {CMD_VIEW, "limit", "N", "At most N articles; 0: all"},
    {CMD_RESTORE, "accumulate", NULL, "Add to what is there instead of replacing it"},

    {CMD_DIGEST, "send", NULL, "Send it to the digest's channels instead of printing it"},
    {CMD_RULE, "format", FORMATS, "list, test, why, whynot, lint: how to print; text is the default"},
    {CMD_RULE, "since", "SINCE", "test, lint, backfill: what arrived since then; 90d is the default"},
    {CMD_RULE, "ascii", NULL, "test: a chart of plain characters"},
    {CMD_RULE, "channels", "NAME,...", "add, edit: where its alerts go"},
    {CMD_RULE, "priority", "low|normal|high", "add, edit: how its alerts are marked"},
    {CMD_RULE, "score", "N", "add, edit: points for the articles it matches"},
    {CMD_RULE, "once", "story|article|update", "add, edit: what alerts once"},
    {CMD_RULE, "max-age", "SPAN|none", "add, edit: older articles raise no alert"},
    {CMD_RULE, "batch-time", "SPAN", "add, edit: collect alerts for that long into one message"},
    {CMD_RULE, "quiet-hours", "HH:MM-HH:MM", "add, edit: hours in which nothing is sent"},
    {CMD_RULE, "limit", "N", "add, edit: at most so many messages a day"},
    {CMD_ALERTS, "format", FORMATS, "How to print; text is the default"},
    {CMD_ALERTS, "limit", "N", "list, outbox: at most N; 0: all"},
    {CMD_ALERTS, "all", NULL, "list: acknowledged and snoozed ones too; ack: all that are new; outbox: what is done too"},
    {CMD_ALERTS, "dead", NULL, "outbox: only what was given up; resend: all of it"},
    {CMD_ALERTS, "rule", "NAME", "list, ack --all: those of this rule alone"},
    {CMD_ALERTS, "since", "SINCE", "list: raised since then"},

    {CMD_QUERY, "format", FORMATS, "How to print; text is the default"},

    {CMD_FEED, "format", FORMATS, "list, health, test: how to print; text is the default"},
    {CMD_FEED, "problems", NULL, "health: only the feeds that something is wrong with"},
    {CMD_FEED, "name", "NAME", "add: the feed's name; made from its title without"},
    {CMD_FEED, "title", "TEXT", "add, edit: its title on the screen; the publisher's without"},
    {CMD_FEED, "group", "TEXT", "add, edit: the group it stands in"},
    {CMD_FEED, "url", "URL", "edit: its address"},
    {CMD_FEED, "interval", "SPAN", "edit: how often it is fetched: 30m, 2h, auto"},
    {CMD_FEED, "purge", NULL, "remove: delete its articles too"},
    {CMD_REFRESH, "force", NULL, "Fetch feeds that are not due yet too"},
    {CMD_IMPORT, "newsboat", NULL, "FILE is a newsboat urls file, not OPML"},
    {CMD_STATUS, "format", FORMATS, "How to print; text is the default"},
    {CMD_DOCTOR, "repair", NULL, "Make the search index and the counters anew where they are wrong"},
    {CMD_CONFIG, "example", NULL, "Print an example with every option and its meaning instead"},
};

static const struct cmd_verb telexd_verbs[] = {
    {"probe", "FILE|URL", "Print what telexd reads out of a feed, as JSON Feed 1.1"},
    {"discover", "FILE|URL", "Print the addresses of the feeds that an HTML page names"},
    {"extract", "FILE|URL", "Print the article of an HTML page, as JSON"},
    {"inspect", "URL", "Fetch a feed once and print what was learnt about it, as JSON: for telex feed test"},
};

static const struct cmd_option telexd_options[] = {
    {CMD_COUNT_, "config", "FILE", "Read FILE instead of ~/.config/telex/config.ini"},
    {CMD_COUNT_, "once", NULL, "Fetch what is due, or the named feeds, send what is due, and exit"},
    {CMD_COUNT_, "force", NULL, "With --once: ignore the schedule, but not Retry-After nor 410"},
    {CMD_COUNT_, "deliver", NULL, "With --once: send what waits in the outbox and fetch nothing"},
    {CMD_COUNT_, "quiet", NULL, "With --once: no progress, no notes, only what fails"},
    {CMD_COUNT_, "progress-json", NULL, "With --once: progress as JSON lines on standard output"},
    {CMD_COUNT_, "now", "TIME", "Take TIME as the time now: for tests and for looking back"},
    {CMD_COUNT_, "verbose", NULL, "Log what is done, not only what fails: --log-level info"},
    {CMD_COUNT_, "log-level", "LEVEL", "Log up to error, warn, info or debug; warn is the default"},
    {CMD_COUNT_, "base-url", "URL", "probe, discover, extract: the address the document came from"},
    {CMD_COUNT_, "content-type", "TYPE", "probe, extract: the Content-Type it came with"},
    {CMD_COUNT_, "extract", "SELECTOR", "extract: what the article is, as a feed's extract says"},
    {CMD_COUNT_, "remove", "SELECTOR", "extract: what is taken out of it"},
    {CMD_COUNT_, "next-page", "SELECTOR", "extract: the link to its next page, to be told as _telex.next_page"},
    {CMD_COUNT_, "help", NULL, "Show the usage"},
    {CMD_COUNT_, "version", NULL, "Show the version"},
};

const struct cmd_option *cmd_options(size_t *ret_n)
{
	*ret_n = COUNT_OF(options);
	return options;
}

const struct cmd_verb *cmd_telexd_verbs(size_t *ret_n)
{
	*ret_n = COUNT_OF(telexd_verbs);
	return telexd_verbs;
}

const struct cmd_option *cmd_telexd_options(size_t *ret_n)
{
	*ret_n = COUNT_OF(telexd_options);
	return telexd_options;
}
