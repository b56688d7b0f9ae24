/* feeds_file.h: conf.d/feeds.ini beside the main file: where `feed add` and `import` write. */
#ifndef CLI_FEEDS_FILE_H
#define CLI_FEEDS_FILE_H

#include "cli.h"

/* One feed to be added; title and group may be NULL.  Texts are as they came from outside. */
struct new_feed {
	const char *name, *url, *title, *group;
};
/* Where the folder of the main file has it. */
const char *feeds_file(struct cli *cli);
/* The main file, with every option as a comment, where there is none: something to edit. */
MUST_USE bool feeds_file_prepare(struct cli *cli, struct err *err);
/* Add sections for them, all or none. */
MUST_USE bool feeds_file_add(struct cli *cli, const struct new_feed *feeds, size_t n, struct err *err);
/* The store's feeds made to agree with the configuration as it is now. */
MUST_USE bool feeds_sync(struct cli *cli, struct err *err);
/* A running telexd told to read its configuration again; none is fine. */
void feeds_tell_daemon(struct cli *cli);

const struct conf_feed *feeds_find(const struct conf *conf, const char *name);
const struct conf_feed *feeds_find_url(const struct conf *conf, const char *url);
/* ERR_NO_MATCH: no feed is called so, with the nearest name that is. */
bool feeds_unknown(struct cli *cli, const char *name, struct err *err);

#endif
