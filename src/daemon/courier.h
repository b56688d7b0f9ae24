/* courier.h: one message to one channel, by whatever way that channel has: asks for its secrets, sends, says how it went. */
#ifndef TELEX_DAEMON_COURIER_H
#define TELEX_DAEMON_COURIER_H

#include "telex/conf.h"

#include "letter.h"

struct courier_result {
	const char *error; /* NULL: it is there; else one clause, safe to print */
	bool is_partial;   /* with error: there, but not for every recipient: not to be repeated by itself */
	int64_t retry_after_s; /* -1 */
};
typedef void courier_done_fn(void *state, const struct courier_result *result);

struct courier;
/* conf and actions must live as long. */
MUST_USE bool courier_new(void *ctx, const struct conf *conf, struct actions *actions, struct courier **ret, struct err *err);
void courier_set_conf(struct courier *courier, const struct conf *conf);
/* Where it goes: what shares a key shares a pace.  "": into a file, which needs none.  A child of ctx. */
char *courier_place(void *ctx, const struct conf *conf, const char *channel);
bool courier_has_room(const struct courier *courier);
/* Takes the letter.  done is called from courier_turn, once, or never when the courier is freed before. */
void courier_add(struct courier *courier, const char *channel, struct letter *take_letter, courier_done_fn *done, void *state);
size_t courier_fds(const struct courier *courier, struct fetch_fd *fds, size_t room);
int courier_wait_ms(const struct courier *courier, int64_t now_ms);
/* fds: those of courier_fds, with what poll found. */
void courier_turn(struct courier *courier, const struct fetch_fd *fds, size_t n, int64_t now_ms);

#endif
