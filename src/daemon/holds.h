/* holds.h: hosts that answered 429: nothing of them is asked until a time. */
#ifndef TELEX_DAEMON_HOLDS_H
#define TELEX_DAEMON_HOLDS_H

#include <stdbool.h>
#include <stdint.h>

struct hold {
	struct hold *next;
	char *host_key; /* of fetch_host_key */
	int64_t until;
	bool is_asked; /* Retry-After said so */
};
struct holds;
struct holds *holds_new(void *ctx);
/* The hold on a host; NULL: there is none (also for a NULL host_key).  Forgets those that are over. */
const struct hold *holds_find(struct holds *holds, const char *host_key, int64_t now);
void holds_add(struct holds *holds, const char *host_key, int64_t until, bool is_asked);

#endif
