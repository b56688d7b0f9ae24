/* control.h: what telexd and telex say to each other over the control socket (conf_socket_path).
 *
 * A stream socket, mode 0600; telexd refuses a peer of another user.  Both sides write JSON objects, one a line, at most
 * CONTROL_LINE_MAX bytes with the line break.  A request has "cmd"; each gets exactly one reply, in order:
 *
 *   {"cmd":"status"}                    {"ok":true,"pid":N,"version":"1.0","busy":BOOL,"done":N,"total":N,"feeds":N,
 *                                        "next_at":EPOCH or null,"started_at":EPOCH}
 *   {"cmd":"refresh"}                   what is due; with "force":true without regard to the schedule, with
 *                                        "feeds":["NAME"...] only those          {"ok":true,"total":N,"busy":BOOL}
 *                                        total: asked anew; busy: a round is going on, an idle event will follow
 *   {"cmd":"reload"}                    {"ok":true}, or {"ok":false,"error":"...","faults":["FILE:LINE: ..."...]}
 *   {"cmd":"deliver"}                   what is due in the outbox, now, also to targets that failed       {"ok":true}
 *   {"cmd":"subscribe"}                 {"ok":true}, and from then on events
 *   anything else                       {"ok":false,"error":"..."}
 *
 * Events, to subscribers only, at any time between replies:
 *
 *   {"event":"progress","done":N,"total":N,"feed":NAME,"new":N,"failed":N}   a feed was finished (new: in all of this round;
 *                                        at most some 20 a second: the last one of a burst)
 *   {"event":"stored","new":N}          new articles were committed
 *   {"event":"idle","new":N,"failed":N} the round is over
 *
 * A client that does not read for 5 s, or sends what is not such a line, is dropped; at most CONTROL_CLIENTS_MAX at once. */
#ifndef TELEX_CONTROL_H
#define TELEX_CONTROL_H

enum { CONTROL_LINE_MAX = 64 * 1024, CONTROL_CLIENTS_MAX = 16 };

#endif
