/* engine.h: what the files of the transfers share. */
#ifndef NOTIFY_ENGINE_H
#define NOTIFY_ENGINE_H

#include "telex/notify.h"

#include <curl/curl.h>

enum { NOTIFY_WORDS_MAX = 160 }; /* bytes of a server's own words that are kept */

struct delivery {
	struct delivery *next;
	struct notify *notify;
	CURL *easy;
	struct curl_slist *lines, *rcpt;
	struct notify_request request; /* strings and body are its own */
	struct buf body;
	size_t sent; /* of body */
	notify_done_fn *done;
	void *state, *tag;
	size_t n_answer;	/* bytes of a body that came */
	bool is_enough;		/* we ended it ourselves, with a whole answer */
	struct buf words;	/* the first line of an answer that was no success */
	struct buf refused;	/* SMTP: "ada@example.org (550 no such user), ..." */
	size_t n_refused, n_asked;
	const char *asked; /* the recipient whose reply comes next; NULL */
	char complaint[NOTIFY_WORDS_MAX]; /* SMTP: the last reply that was no success */
	char curl_words[CURL_ERROR_SIZE];
};
MUST_USE bool delivery_prepare(struct delivery *d, struct err *err);
/* explain.c: what came of it. */
void delivery_explain(struct delivery *d, CURLcode code, struct notify_reply *ret);

#endif
