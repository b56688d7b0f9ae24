/* conf.h: the configuration: an INI file with line numbers, checked against one option table (design section 9).
 *
 * The table in src/conf gives the parser, the validator, the defaults, config.example.ini and telex.ini(5). */
#ifndef TELEX_CONF_H
#define TELEX_CONF_H

#include "telex/buf.h"
#include "telex/mem.h"

enum conf_source_kind { CONF_SOURCE_WEB, CONF_SOURCE_EXEC, CONF_SOURCE_FILTER };
enum conf_http { CONF_HTTP_AUTO, CONF_HTTP_1_1, CONF_HTTP_2 };
enum conf_full_text { CONF_FULL_TEXT_NO, CONF_FULL_TEXT_AUTO, CONF_FULL_TEXT_YES };

struct conf_telexd {
	const char *database, *user_agent, *proxy, *socket; /* database: ~ and XDG expanded; proxy, socket may be NULL */
	int64_t interval_s;				    /* 0: auto */
	int64_t min_interval_s, max_interval_s, timeout_s, host_delay_s;
	int64_t max_size; /* bytes */
	int64_t per_host, transfers;
};
enum conf_show { CONF_SHOW_STORIES, CONF_SHOW_ARTICLES, CONF_SHOW_AUTO /* as [reader] says */ };
struct conf_reader {
	int64_t measure; /* cells of the longest line of a text */
	enum conf_show show;
	bool reads_stories; /* an article that is read leaves nothing unread of its story */
};
/* file and line say where the section starts. */
struct conf_feed {
	const char *name, *title, *url, *group; /* url: see conf_source_parse; title, group may be NULL */
	int64_t interval_s;			/* -1: as [telexd] says; 0: auto */
	enum conf_full_text full_text;
	const char *extract, *remove, *next_page; /* NULL; selectors for its pages (telex/extract.h) */
	bool is_private;
	/* How it is asked for; what is not given is NULL.  For a web address and behind a filter: alone. */
	const char *user_agent;
	const char **headers; /* "Name: value" each */
	size_t n_headers;
	const char *username, *password, *password_command, *password_file; /* basic */
	const char *token, *token_command, *token_file;			    /* bearer */
	const char *proxy;						    /* "none": directly, whatever [telexd] says */
	enum conf_http http_version;
	bool is_insecure;
	int64_t timeout_s, max_size; /* 0: as [telexd] says */
	const char *file;
	int line;
};
/* A section that is a name and texts: entity (match), tag/mute/view (query). */
struct conf_query {
	const char *name, *query, *file;
	int line;	/* of the query */
	int64_t score;	/* [tag] */
	enum conf_show show; /* [view] */
};
enum conf_template { CONF_TEMPLATE_JSON, CONF_TEMPLATE_SLACK, CONF_TEMPLATE_DISCORD, CONF_TEMPLATE_MATRIX, CONF_TEMPLATE_NTFY };
enum conf_tls { CONF_TLS_REQUIRED, CONF_TLS_OPTIONAL, CONF_TLS_NONE };
struct conf_channel {
	const char *name, *type; /* type: one of "desktop", "command", "mail", "webhook", "file" */
	/* what is not given, or belongs to another type, is NULL */
	const char *url, *url_command, *url_file; /* webhook */
	enum conf_template template;
	const char *secret, *secret_command, *secret_file; /* of the signature */
	const char *token, *token_command, *token_file;	   /* bearer */
	const char **headers;				   /* "Name: value" each */
	size_t n_headers;
	const char **to, *from; /* mail: addresses, bare */
	size_t n_to;
	const char *smtp, *sendmail, *username, *password, *password_command, *password_file;
	enum conf_tls tls;
	const char *command, *path;
	int64_t timeout_s; /* 0: as is usual for the type */
	const char *file;
	int line;
};
struct conf_rule {
	const char *name, *query, *priority, *once, *quiet;
	const char **channels;
	size_t n_channels;
	int64_t score, max_age_s /* -1: none */, batch_s, limit /* 0: unset */;
	bool is_enabled;
	const char *file;
	int line;
};
struct conf_digest {
	const char *name;
	const char **sections, **channels;
	size_t n_sections, n_channels;
	const char *at; /* NULL; HH:MM */
	const char *file;
	int line;
};
struct conf {
	const char *file; /* the main file, absolute */
	struct conf_telexd telexd;
	struct conf_reader reader;
	struct conf_feed *feeds;
	struct conf_query *entities, *tags, *mutes, *views;
	struct conf_channel *channels;
	struct conf_rule *rules;
	struct conf_digest *digests;
	size_t n_feeds, n_entities, n_tags, n_mutes, n_views, n_channels, n_rules, n_digests;
};

/* Checks a query text; conf knows nothing of the language (layers).  names: the configuration read so far. */
typedef bool conf_query_check(const char *text, const struct conf *conf, struct err *err);

/* --config FILE, else $XDG_CONFIG_HOME/telex/config.ini, else ~/.config/telex/config.ini. */
const char *conf_default_path(void *ctx);
/* Read file and conf.d/ *.ini beside it.  A missing file is the default configuration without feeds when file is the
 * default path, else a fault.  On faults: false, ERR_CONFIG, and every fault as a line "FILE:LINE: [section] key: what is
 * wrong (what is allowed)" in `faults`. */
MUST_USE bool conf_load(void *ctx, const char *file, conf_query_check *check_query, struct conf **ret,
			struct buf *faults, struct err *err);
const struct conf_rule *conf_rule(const struct conf *conf, const char *name); /* NULL */
const char *conf_entity(const struct conf *conf, const char *name); /* its match text, NULL */
const char *conf_view(const struct conf *conf, const char *name);   /* its query text, NULL */
int64_t conf_fixed_interval_s(const struct conf *conf, const struct conf_feed *feed); /* 0: automatic */
/* The query that a section of a digest means: of the rule, else of the view of that name.  *ret_kind: "rule", "view".  NULL:
 * there is neither. */
const char *conf_section_query(const struct conf *conf, const char *name, const char **ret_kind);
/* [digest NAME]; name NULL: the first one.  NULL: there is none. */
const struct conf_digest *conf_digest(const struct conf *conf, const char *name);
/* How a feed's interval is chosen, one clause; a talloc string of ctx. */
const char *conf_interval_words(void *ctx, const struct conf *conf, const struct conf_feed *feed);

/* A command as it stands in a configuration, split at blanks; "..." is one argument.  argv[argc] is NULL; a talloc child of
 * ctx.  NULL for no program or an open quote. */
char **conf_command_argv(void *ctx, const char *command, struct err *err);
/* The file that would run: program itself where there is a '/' in it, else the first of that name on PATH; NULL: none
 * that may be run. */
char *conf_program_path(void *ctx, const char *program);

/* Where a feed comes from, out of its url in a configuration: a web address; "exec:PROGRAM ARGUMENTS", whose output is
 * the document; "filter:PROGRAM ARGUMENTS:ADDRESS", which turns what is at an address into the document. */
struct conf_source {
	enum conf_source_kind kind;
	const char *address; /* NULL: CONF_SOURCE_EXEC */
	char **argv;	     /* as of conf_command_argv; NULL: CONF_SOURCE_WEB */
};
/* Strings become children of ctx.  Whether the program is there is not looked at. */
MUST_USE bool conf_source_parse(void *ctx, const char *url, struct conf_source *ret, struct err *err);
/* The text begins with exec: or filter:, whatever follows. */
bool conf_source_is_program(const char *url);

/* The socket and lock of a configuration (design section 10). */
const char *conf_socket_path(void *ctx, const struct conf *conf);
const char *conf_lock_path(void *ctx, const struct conf *conf);
/* $XDG_STATE_HOME/telex, made if missing (0700). */
const char *conf_state_dir(void *ctx);

/* ---- made from the table ---- */
void conf_write_example(struct buf *out);  /* config.example.ini without its feed list */
void conf_write_defaults(const struct conf *conf, struct buf *out); /* `telex config`: every option, its value, its source;
									   secrets as *** */
void conf_write_mdoc(struct buf *out);	   /* the option list of telex.ini(5) */

/* ---- edits in place: comments, order and line ends stay; written to a temporary file, fsynced, renamed ---- */
struct conf_pair {
	const char *key, *value; /* value NULL: remove the key */
};
/* One section to add, change or remove. */
struct conf_edit {
	const char *kind, *name; /* name "" for [telexd] */
	const struct conf_pair *pairs;
	size_t n_pairs;
	bool remove; /* the section goes, with the comments between its keys */
	const char *new_name; /* NULL: it keeps its name */
};
/* Make the edits in file, which is made with its folder if missing: a section that is not there comes at the end, one
 * that is there gets the keys of pairs and keeps the others.  Every name, key and value is checked against the table
 * first (ERR_CONFIG); a program as the source of a feed is refused: those are written by hand alone.  Removing what is not there is fine.  All edits or none; two processes take turns. */
MUST_USE bool conf_edit(const char *file, const struct conf_edit *edits, size_t n, struct err *err);
/* The same for one section. */
MUST_USE bool conf_edit_section(const char *file, const char *kind, const char *name, const struct conf_pair *pairs,
				size_t n, struct err *err);
MUST_USE bool conf_remove_section(const char *file, const char *kind, const char *name, struct err *err);
/* A new [rule NAME] in conf.d/rules.ini beside the main file, which is made, as the example, where there is none.  *ret_file: where
 * it is, a child of ctx.  ERR_USAGE: a name that is none, or taken. */
MUST_USE bool conf_rule_add(void *ctx, const struct conf *conf, const char *file, const char *name,
			    const struct conf_pair *pairs, size_t n, const char **ret_file, struct err *err);
/* Make file, with text, where there is none; one that is there stays as it is. */
MUST_USE bool conf_create(const char *file, struct bytes text, struct err *err);
/* A name for a feed out of its title or host: [A-Za-z0-9][A-Za-z0-9._-]*, for which `taken` says no. */
char *conf_feed_name(void *ctx, const char *title, const char *url, bool (*taken)(void *state, const char *name),
		     void *state);
/* name may be the name of a section of that kind. */
bool conf_section_name_ok(const char *kind, const char *name);
/* The value may stand in a file: not empty, at most 32 kB, valid UTF-8 without control bytes, no white space at the ends. */
bool conf_value_ok(const char *value);
/* text as a value: what conf_value_ok refuses is changed as little as possible; NULL when nothing is left. */
char *conf_value_make(void *ctx, const char *text);

#endif
