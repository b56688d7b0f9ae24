/* target.h: who gets messages, a channel each: its queue, the one under way, and how it has fared. */
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
/* Moments are by the clock that only goes forward. */
struct target {
	struct target *next;
	struct sender *sender;
	const char *channel;
	struct pace *pace; /* NULL while nothing waits: where it leads to is looked up when something does */
	struct waiting *first, **last;
	struct outbox_message *message; /* under way; NULL */
	struct outcome outcome;
	int64_t hold_until_ms; /* it failed, and is left alone */
	int64_t failures;      /* in a row */
	bool is_given_up;      /* for good */
};
/* One place, host and port for instance, and when it may get the next message. */
struct pace {
	struct pace *next;
	const char *place;
	int64_t next_start_ms;
};
struct targets {
	struct target *first;
	struct pace *paces;
};
/* NULL: none yet. */
struct target *targets_find(const struct targets *targets, const char *channel);
struct target *targets_add(struct targets *targets, struct sender *owner, const char *channel);
struct pace *targets_pace(struct targets *targets, struct sender *owner, const char *place);
/* Everybody gets another chance; but not who was given up. */
void targets_open(struct targets *targets);

void target_push(struct target *target, const struct outbox_message *head);
/* The caller frees it. */
struct waiting *target_shift(struct target *target);
void target_clear(struct target *target);
/* It is not to be asked now, whatever waits for it. */
bool target_is_closed(const struct target *target, int64_t now_ms);
/* When its next message may start; INT64_MAX: it has none, or one is under way, or it was given up. */
int64_t target_start_ms(const struct target *target);

#endif
