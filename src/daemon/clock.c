/* clock.c: the two clocks of telexd.  Nothing else in it reads one. */
#include "clock.h"

#include <stdbool.h>
#include <time.h>

static struct {
	bool is_set;
	int64_t now_ms, at_ms; /* what it read, and when by clock_ms */
} start;

static int64_t read_ms(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

int64_t clock_now_ms(void)
{
	return start.is_set ? start.now_ms + clock_ms() - start.at_ms : read_ms(CLOCK_REALTIME);
}

int64_t clock_now(void)
{
	return clock_now_ms() / 1000;
}

int64_t clock_now_up(void)
{
	return (clock_now_ms() + 999) / 1000;
}

void clock_start_at(int64_t now)
{
	start.now_ms = now * 1000;
	start.at_ms = clock_ms();
	start.is_set = true;
}
