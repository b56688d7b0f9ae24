/* clock.h: the two clocks of telexd: one that only goes forward, for timers, and the wall's, for schedules.
 */
#ifndef TELEX_DAEMON_CLOCK_H
#define TELEX_DAEMON_CLOCK_H

#include <stdint.h>

/* Milliseconds that only go forward. */
int64_t clock_ms(void);

/* The wall clock, in seconds and milliseconds since 1970; it may jump either way. */
int64_t clock_now(void);
int64_t clock_now_ms(void);
/* The second that is not over yet counts: what is to wait a second from then on waits no less. */
int64_t clock_now_up(void);
/* Let the wall clock read `now` seconds and run on from there by the clock that only goes forward. */
void clock_start_at(int64_t now);

#endif
