/* target.h: who gets messages: its queue, the one under way, and how it has fared. */
#ifndef TELEX_DAEMON_TARGET_H
#define TELEX_DAEMON_TARGET_H

#include "telex/alert.h"
#include "telex/mem.h"

struct sender;

/* Whether messages may be sent there now: a target's, or a channel's. */
struct gate {
	int64_t hold_until_ms; /* by the clock that only goes forward */
	int64_t failures;      /* in a row */
	bool is_given_up;
};
bool gate_is_closed(const struct gate *gate, int64_t now_ms);
void gate_open(struct gate *gate);

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
	int64_t next_start_ms;
	struct gate gate;
};
/* A channel that was not let in: others of its target were. */
struct channel_gate {
	struct channel_gate *next;
	const char *name;
	struct gate gate;
};
struct targets {
	struct target *first;
	struct channel_gate *gates;
};
/* Of a channel; made when it is not there. */
struct gate *targets_gate(struct targets *targets, void *owner, const char *channel);
/* Everybody gets another chance; but not who was given up. */
void targets_open(struct targets *targets);
struct target *targets_get(struct targets *targets, struct sender *owner, const char *key);
/* NULL: none yet. */
struct target *targets_find(const struct targets *targets, const char *key);
void target_push(struct target *target, const struct outbox_message *head);
/* The caller frees it. */
struct waiting *target_shift(struct target *target);
void target_clear(struct target *target);
/* A message could start now. */
bool target_is_free(const struct target *target, int64_t now_ms);

#endif
