/* target.h: who gets messages: its queue, the one under way, and how it has fared. */
#ifndef TELEX_DAEMON_TARGET_H
#define TELEX_DAEMON_TARGET_H

#include "telex/alert.h"
#include "telex/mem.h"

struct sender;

/* A message that waits for its target. */
struct waiting {
	struct waiting *next;
	struct outbox_message head;
};
/* What came of the one under way; it is kept until the store has it. */
struct outcome {
	bool is_there, is_done;
	const char *error;
	int64_t next_at; /* WHEN_NONE: a dead letter */
};
struct target {
	struct target *next;
	struct sender *sender;
	const char *key;
	struct waiting *first, **last;
	struct outbox_message *message; /* under way; NULL */
	struct outcome outcome;
	int64_t next_start_ms, hold_until_ms; /* by the clock that only goes forward */
	int64_t failures;		      /* in a row */
	bool is_given_up;
};
struct targets {
	struct target *first;
};
struct target *targets_get(struct targets *targets, struct sender *owner, const char *key);
/* NULL: none yet. */
struct target *targets_find(const struct targets *targets, const char *key);
void target_push(struct target *target, const struct outbox_message *head);
/* The caller frees it. */
struct waiting *target_shift(struct target *target);
void target_clear(struct target *target);
/* A message could start now. */
bool target_is_free(const struct target *target, int64_t now_ms);
/* It is not to be asked now, whatever waits for it. */
bool target_is_closed(const struct target *target, int64_t now_ms);

#endif
