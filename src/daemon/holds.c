/* holds.c: hosts that do not want to be asked. */
#include "holds.h"

#include <string.h>

#include "telex/fetch.h"
#include "telex/mem.h"

struct holds {
	struct hold *first;
};

struct holds *holds_new(void *ctx)
{
	return mem_new(ctx, struct holds);
}

const struct hold *holds_find(struct holds *holds, const char *host_key, int64_t now)
{
	struct hold **at = &holds->first;

	while (*at) {
		struct hold *h = *at;

		/* over; or the clock has been set back, and it would be for ever */
		if (h->until <= now || h->until - now > FETCH_HOLD_MAX_S + 1) {
			*at = h->next;
			talloc_free(h);
			continue;
		}
		if (host_key && !strcmp(h->host_key, host_key))
			return h;
		at = &h->next;
	}
	return NULL;
}

void holds_add(struct holds *holds, const char *host_key, int64_t until, bool is_asked)
{
	struct hold *h = mem_new(holds, struct hold);

	h->host_key = mem_strdup(h, host_key);
	h->until = until;
	h->is_asked = is_asked;
	h->next = holds->first;
	holds->first = h;
}
