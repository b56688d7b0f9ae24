/* actions.c: telexd's side of the actions process: requests wait until one of its places is free. */
#include "actions.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "actor.h"
#include "child.h"

enum { CHUNK = 256 * 1024 };

struct job {
	struct job *next;
	struct queue *queue;
	uint32_t number;
	struct buf head, input; /* head: with name and variables */
	size_t sent; /* of both */
	actions_done_fn *done;
	void *state, *tag;
};

/* Jobs of one sort that were not sent yet. */
struct queue {
	struct job *first, **last;
	size_t n_sent, room; /* with the process; at most */
};
enum { OF_ITSELF, OF_FEEDS, OF_CHANNELS, QUEUES };
struct actions {
	int fd; /* -1: the process is gone */
	struct queue queues[QUEUES];
	struct job *sending; /* taken out of its queue, sent in part */
	struct job *sent;    /* by now with the process */
	size_t n_pending;
	uint32_t next_number;
	struct buf in;
};

/* ---- jobs ---- */

static int job_destroy(struct job *job)
{
	buf_free(&job->head);
	buf_free(&job->input);
	return 0;
}

/* NAME=value with a NUL each, and one more at the end. */
static void add_vars(const struct actions_job *from, struct buf *out)
{
	if (!from->n_vars)
		return;
	for (size_t i = 0; i < from->n_vars; i++) {
		buf_addf(out, "%s=%s", from->vars[i].name, from->vars[i].value);
		buf_addc(out, '\0');
	}
	buf_addc(out, '\0');
}

static struct queue *queue_of(struct actions *a, enum actions_kind kind)
{
	if (kind == ACTIONS_RELOAD)
		return &a->queues[OF_ITSELF];
	return &a->queues[kind >= ACTIONS_CHANNEL_URL && kind <= ACTIONS_MAIL ? OF_CHANNELS : OF_FEEDS];
}

static struct job *job_new(struct actions *a, const struct actions_job *from)
{
	struct job *job = mem_new(a, struct job);
	struct queue *queue = queue_of(a, from->kind);
	AUTO_BUF vars = BUF_INIT(ACTIONS_VARS_MAX);
	struct actions_head head = {
	    .number = a->next_number++, .kind = from->kind, .name_len = (uint32_t)strlen(from->name)};

	talloc_set_destructor(job, job_destroy);
	job->number = head.number;
	if (from->take_input) {
		job->input = *from->take_input;
		*from->take_input = (struct buf)BUF_INIT(job->input.max);
	}
	add_vars(from, &vars);
	head.data_len = vars.len + job->input.len;
	job->head = (struct buf)BUF_INIT(sizeof(head) + ACTIONS_NAME_MAX + ACTIONS_VARS_MAX);
	buf_add(&job->head, &head, sizeof(head));
	buf_adds(&job->head, from->name);
	buf_add(&job->head, vars.data, vars.len);
	job->queue = queue;
	*queue->last = job;
	queue->last = &job->next;
	return job;
}

void actions_add(struct actions *actions, const struct actions_job *from, actions_done_fn *done, void *state,
		 void *tag)
{
	struct job *job = job_new(actions, from);

	job->done = done;
	job->state = state;
	job->tag = tag;
	actions->n_pending++;
}

void actions_reload(struct actions *actions)
{
	static const struct actions_job reload = {.kind = ACTIONS_RELOAD, .name = ""};

	(void)job_new(actions, &reload);
}

size_t actions_pending(const struct actions *actions)
{
	return actions->n_pending;
}

static int answer_destroy(struct actions_answer *answer)
{
	buf_free(&answer->out);
	return 0;
}

static void job_end(struct actions *a, struct job *job, const char *error, struct bytes out)
{
	struct actions_answer *answer;

	if (job->done) {
		answer = mem_new(job, struct actions_answer);
		talloc_set_destructor(answer, answer_destroy);
		answer->error = error && *error ? mem_strdup(answer, error) : NULL;
		answer->out = (struct buf)BUF_INIT((size_t)ACTIONS_DATA_MAX);
		buf_add(&answer->out, out.data, out.len);
		if (!answer->error && !buf_ok(&answer->out))
			answer->error = "out of memory";
		a->n_pending--;
		job->done(job->state, job->tag, answer);
	}
	talloc_free(job); /* and the answer, if nobody took it */
}

static struct job *shift(struct queue *queue)
{
	struct job *job = queue->first;

	if (job)
		queue->first = job->next;
	if (!queue->first)
		queue->last = &queue->first;
	return job;
}

/* Without the process nothing can be run until telexd is started anew: it is not forked from one that has
 * seen the network. */
static void lose(struct actions *a)
{
	static const char words[] = "the process that runs programs is gone: telexd must be started anew";
	struct job *job;

	if (a->fd >= 0)
		close(a->fd);
	a->fd = -1;
	if (a->sending) {
		a->sending->next = a->sent;
		a->sent = a->sending;
		a->sending = NULL;
	}
	while ((job = a->sent)) {
		a->sent = job->next;
		job_end(a, job, words, (struct bytes){0});
	}
	for (size_t i = 0; i < QUEUES; i++) {
		a->queues[i].n_sent = 0;
		while ((job = shift(&a->queues[i])))
			job_end(a, job, words, (struct bytes){0});
	}
}

/* ---- bytes out ---- */

static size_t left_to_send(const struct job *job)
{
	return job->head.len + job->input.len - job->sent;
}

/* False: not all of it could be sent now. */
static bool send_job(struct actions *a, struct job *job)
{
	while (left_to_send(job)) {
		const struct buf *part = job->sent < job->head.len ? &job->head : &job->input;
		size_t at = part == &job->head ? job->sent : job->sent - job->head.len;
		ssize_t n = send(a->fd, part->data + at, part->len - at, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return false;
		if (n <= 0) {
			lose(a);
			return false;
		}
		job->sent += (size_t)n;
	}
	return true;
}

/* Whose turn it is; -1: nobody's. */
static int next_queue(const struct actions *a)
{
	for (int i = 0; i < QUEUES; i++)
		if (a->queues[i].first && a->queues[i].n_sent < a->queues[i].room)
			return i;
	return -1;
}

static bool may_send(struct actions *a)
{
	int next = next_queue(a);

	if (a->fd >= 0 && !a->sending && next >= 0)
		a->sending = shift(&a->queues[next]);
	return a->fd >= 0 && a->sending;
}

static void send_some(struct actions *a)
{
	while (may_send(a) && send_job(a, a->sending)) {
		struct job *job = a->sending;

		a->sending = NULL;
		if (!job->done) { /* a reload */
			talloc_free(job);
			continue;
		}
		buf_free(&job->input);
		job->next = a->sent;
		a->sent = job;
		job->queue->n_sent++;
	}
}

/* ---- bytes in ---- */

static struct job *take_sent(struct actions *a, uint32_t number)
{
	for (struct job **at = &a->sent; *at; at = &(*at)->next) {
		struct job *job = *at;

		if (job->number != number)
			continue;
		*at = job->next;
		job->queue->n_sent--;
		return job;
	}
	return NULL;
}

/* Every whole answer in a->in.  False: not what the process may say. */
static bool take_answers(struct actions *a)
{
	struct actions_head head;
	size_t at = 0;

	while (a->fd >= 0 && a->in.len - at >= sizeof(head)) {
		char name[ACTIONS_NAME_MAX + 1] = "";
		const char *data;
		struct job *job;

		memcpy(&head, a->in.data + at, sizeof(head));
		if (head.name_len > ACTIONS_NAME_MAX || head.data_len > ACTIONS_DATA_MAX)
			return false;
		if (a->in.len - at - sizeof(head) < head.name_len + head.data_len)
			break;
		data = a->in.data + at + sizeof(head);
		memcpy(name, data, head.name_len);
		at += sizeof(head) + head.name_len + (size_t)head.data_len;
		job = take_sent(a, head.number);
		if (!job)
			return false;
		job_end(a, job, name, (struct bytes){data + head.name_len, (size_t)head.data_len});
	}
	if (at && a->in.len > at)
		memmove(a->in.data, a->in.data + at, a->in.len - at);
	buf_truncate(&a->in, a->in.len - at);
	if (!a->in.len)
		buf_free(&a->in); /* an output may have been large */
	return true;
}

static void receive_some(struct actions *a)
{
	while (a->fd >= 0) {
		char *room = buf_reserve(&a->in, CHUNK);
		ssize_t n = room ? read(a->fd, room, CHUNK) : 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n > 0)
			a->in.len += (size_t)n;
		if (n <= 0 || !take_answers(a))
			lose(a);
	}
}

/* ---- the loop's side ---- */

size_t actions_fds(const struct actions *actions, struct fetch_fd *fds, size_t room)
{
	if (actions->fd < 0 || !room)
		return 0;
	fds[0] = (struct fetch_fd){.fd = actions->fd,
				   .events = (short)(POLLIN | (actions->sending || next_queue(actions) >= 0 ? POLLOUT : 0))};
	return 1;
}

void actions_turn(struct actions *actions)
{
	if (actions->fd < 0)
		lose(actions);
	send_some(actions);
	receive_some(actions);
	send_some(actions);
}

/* ---- birth and death ---- */

static int actions_destroy(struct actions *a)
{
	if (a->fd >= 0)
		close(a->fd); /* the process ends, and what it runs with it */
	buf_free(&a->in);
	return 0;
}

static _Noreturn void be_actor(int fd, const struct actor_setting *setting)
{
	prctl(PR_SET_NAME, "telexd: actions");
	child_keep_only(fd);
	child_ignore_signals();
	signal(SIGCHLD, SIG_DFL);
	_exit(actor_serve(CHILD_FD, setting));
}

bool actions_new(void *ctx, const struct conf *conf, telexd_load *load, const char *config,
		 struct actions **ret, struct err *err)
{
	const struct actor_setting setting = {conf, load, config};
	struct actions *a;
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_set(err, ERR_IO, "cannot start the process that runs programs: %s",
			       strerror(errno));
	pid = fork();
	if (pid == 0)
		be_actor(pair[1], &setting);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return err_set(err, ERR_IO, "cannot start the process that runs programs: %s",
			       strerror(errno));
	}
	fcntl(pair[0], F_SETFL, fcntl(pair[0], F_GETFL) | O_NONBLOCK);
	a = mem_new(ctx, struct actions);
	a->fd = pair[0];
	for (size_t i = 0; i < QUEUES; i++)
		a->queues[i].last = &a->queues[i].first;
	a->queues[OF_ITSELF].room = 1;
	a->queues[OF_FEEDS].room = ACTIONS_AT_ONCE;
	a->queues[OF_CHANNELS].room = ACTIONS_CHANNELS;
	a->in = (struct buf)BUF_INIT((size_t)ACTIONS_DATA_MAX + 2 * CHUNK);
	talloc_set_destructor(a, actions_destroy);
	*ret = a;
	return true;
}
