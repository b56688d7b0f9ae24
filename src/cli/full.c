/* full.c: the page of an article, wanted now. */
#include "full.h"

#include <poll.h>

#include "telex/page.h"

#include "outbox.h"

enum { STEP_MS = 50, WAIT_MS = 60000 };

bool full_fetch(struct cli *cli, int64_t id, struct err *err)
{
	enum page_state state = PAGE_WAITS;
	const char *error = NULL;
	int status;

	if (!cli_open_store(cli, STORE_CLIENT, err) || !page_wish(cli->store, id, cli->now, err) ||
	    !outbox_deliver(cli, NULL, &status, err))
		return false;
	for (int waited_ms = 0;; waited_ms += STEP_MS) {
		if (!page_outcome(cli->store, cli->ctx, id, &state, &error, err))
			return false;
		if (state != PAGE_WAITS || error || waited_ms >= WAIT_MS)
			break;
		(void)poll(NULL, 0, STEP_MS);
	}
	if (error && state == PAGE_READ)
		cli_note(cli, "this is not the whole article: %s", error);
	else if (error)
		cli_note(cli, "the page could not be read, this is what the feed said: %s", error);
	else if (state == PAGE_WAITS)
		cli_note(cli, "the page has not been read yet, this is what the feed said");
	return true;
}
