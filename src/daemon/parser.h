/* parser.h: the parser processes: what runs in one, and the process that starts them. */
#ifndef TELEX_DAEMON_PARSER_H
#define TELEX_DAEMON_PARSER_H

#include "telex/err.h"

#include <sys/types.h>

/* CPU seconds a document may cost.  Sanitizers make everything several times slower. */
#ifdef TELEX_SANITIZED
enum { PARSER_CPU_S = 20 };
#else
enum { PARSER_CPU_S = 2 };
#endif

/* The whole life of a parser process: answer requests (wire.h) from fd until the other end closes.  Gives the
 * exit status.  SIGPROF ends the process when a document costs more than PARSER_CPU_S. */
int parser_serve(int fd);

/* ---- the spawner ----
 *
 * Forked before the first byte from the network, it does nothing but start parser processes: one that
 * replaces another comes out of memory that never saw a feed, and there is no fork from a process with
 * threads or an open store. */

enum spawner_word {
	SPAWNER_START = 'S', /* to it; back: with pid and the socket of a new parser process */
	SPAWNER_KILL = 'K',  /* to it, with pid */
	SPAWNER_DEAD = 'D'   /* from it: pid has ended with this wait(2) status */
};
struct spawner_message {
	int word; /* of enum spawner_word */
	pid_t pid;
	int status;
};
/* Start it; *ret_fd is its end of a packet socket. */
MUST_USE bool spawner_start(int *ret_fd, struct err *err);
MUST_USE bool spawner_send(int fd, enum spawner_word word, pid_t pid);
/* One message; *ret_parser is the socket that came with it, -1.  False at the end of the spawner, or when
 * nothing is there and fd does not block (errno EAGAIN). */
MUST_USE bool spawner_receive(int fd, struct spawner_message *ret, int *ret_parser);

#endif
