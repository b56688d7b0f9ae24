/* past.c: what is stored is looked through, the jobs in this order. */
#include "past.h"

#include "telex/log.h"

typedef bool piece_fn(struct desk *desk, struct store *store, bool *ret_more, struct err *err);

static bool mutes(struct desk *desk, struct store *store, bool *ret_more, struct err *err)
{
	(void)store;
	return desk_catch_up(desk, ret_more, err);
}

static bool languages(struct desk *desk, struct store *store, bool *ret_more, struct err *err)
{
	(void)desk;
	return store_tell_more(store, ret_more, err);
}

static bool stories(struct desk *desk, struct store *store, bool *ret_more, struct err *err)
{
	bool is_done = false, ok = store_group_more(store, &is_done, err);

	(void)desk;
	*ret_more = !is_done;
	return ok;
}

static const struct {
	const char *name;
	piece_fn *piece;
} jobs[] = {
    [PAST_MUTES] = {"mutes", mutes},
    [PAST_LANGUAGES] = {"languages of older articles", languages},
    [PAST_STORIES] = {"stories of older articles", stories},
};

void past_begin(struct past *past)
{
	for (int i = 0; i < PAST_JOBS_; i++)
		past->is_due[i] = true;
}

bool past_is_due(const struct past *past)
{
	for (int i = 0; i < PAST_JOBS_; i++)
		if (past->is_due[i])
			return true;
	return false;
}

bool past_turn(struct past *past, struct desk *desk, struct store *store)
{
	enum past_job job = PAST_MUTES;
	struct err err = {0};

	while (job < PAST_JOBS_ && !past->is_due[job])
		job++;
	if (job == PAST_JOBS_)
		return true;
	if (jobs[job].piece(desk, store, &past->is_due[job], &err))
		return true;
	past->is_due[job] = err.code == ERR_BUSY || err.code == ERR_INTERRUPTED;
	if (!past->is_due[job])
		log_error("%s: %s", jobs[job].name, err.msg);
	return !past->is_due[job];
}
