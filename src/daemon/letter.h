/* letter.h: a message of the outbox as channels get it. */
#ifndef TELEX_DAEMON_LETTER_H
#define TELEX_DAEMON_LETTER_H

#include "telex/alert.h"
#include "telex/notify.h"

#include "actions.h"

enum { LETTER_VARS = 12 };
struct letter {
	struct notify_message message;
	struct actions_var vars[LETTER_VARS]; /* TELEX_..., for programs */
	size_t n_vars;
};
/* A talloc child of ctx with everything in it. */
MUST_USE bool letter_new(void *ctx, struct store *store, const struct outbox_message *from, int64_t now,
			 struct letter **ret, struct err *err);

#endif
