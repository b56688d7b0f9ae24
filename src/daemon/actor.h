/* actor.h: the actions process from the inside, and what goes over its socket. */
#ifndef TELEX_DAEMON_ACTOR_H
#define TELEX_DAEMON_ACTOR_H

#include <poll.h>

#include "actions.h"

/* Both ways: a head, `name_len` bytes, `data_len` bytes.  To the actions process: the name of a feed or channel, and the input,
 * for some kinds behind variables ("TELEX_X=value", each with a NUL, one more behind the last).  From it: what is wrong ("":
 * nothing) and the output. */
struct actions_head {
	uint32_t number; /* of the job */
	uint32_t kind;	 /* enum actions_kind */
	uint32_t name_len;
	uint64_t data_len;
};
enum { ACTIONS_NAME_MAX = 1024 };
#define ACTIONS_DATA_MAX ((uint64_t)1 << 30)

/* What the process starts with. */
struct actor_setting {
	const struct conf *conf;
	telexd_load *load;
	const char *config;
};
/* The whole life of the process: serve fd until the other end closes.  Gives the exit status. */
int actor_serve(int fd, const struct actor_setting *setting);

/* ---- program.c: one program that runs ---- */

struct program_order {
	char *const *argv;	/* argv[0] as in a configuration */
	char *const *env;	/* whole; NULL-terminated */
	struct bytes input;	/* must live as long as the program */
	int64_t timeout_ms;
	size_t output_max;
	bool is_line; /* of the output only the first line is wanted */
	bool is_chatter; /* nothing of it is: its first line may say why it failed */
};
struct program;
/* Start it.  NULL with one clause. */
struct program *program_start(void *ctx, const struct program_order *order, int64_t now_ms, struct err *err);
enum { PROGRAM_FDS = 3 };
/* Descriptors to wait for, unused ones -1; always PROGRAM_FDS of them. */
void program_fds(const struct program *program, struct pollfd fds[PROGRAM_FDS]);
/* The moment at which something is to be done whatever happens. */
int64_t program_wake_ms(const struct program *program);
/* Move bytes, keep the time.  True: it is over. */
bool program_turn(struct program *program, int64_t now_ms);
/* Why there is no output, one clause; NULL: it ended with status 0. */
const char *program_error(struct program *program);
struct bytes program_output(const struct program *program);
/* Ask it to end (SIGTERM), or make it (SIGKILL). */
void program_signal(struct program *program, int number);

#endif
