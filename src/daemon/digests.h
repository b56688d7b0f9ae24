/* digests.h: digests that telexd sends by itself, every day at their time. */
#ifndef TELEX_DAEMON_DIGESTS_H
#define TELEX_DAEMON_DIGESTS_H

#include "telex/conf.h"
#include "telex/store.h"

/* Put what is due at now into the outbox; *ret_n: how many digests.  A time that was missed, because nothing ran, is made up for; a
 * digest that is new begins with its next time. */
MUST_USE bool digests_send(const struct conf *conf, struct store *store, int64_t now, size_t *ret_n, struct err *err);

#endif
