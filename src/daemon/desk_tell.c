/* desk_tell.c: what the desk says to whoever watches it, and to the log. */
#include "desk_parts.h"

#include <stdio.h>

#include "telex/log.h"

void desk_tell_done(struct desk *d, const struct poll *p)
{
	d->counts.done++;
	if (d->watch.progress)
		d->watch.progress(d->watch.state, &d->counts, p->feed->name);
}

void desk_tell_failed(struct desk *d, const struct poll *p)
{
	d->counts.n_failed++;
	if (d->watch.failed)
		d->watch.failed(d->watch.state, p->feed->name, p->error ? p->error : "unknown");
}

void desk_tell_note(struct desk *d, const struct poll *p, const char *note)
{
	if (d->watch.note)
		d->watch.note(d->watch.state, p->feed->name, note);
}

/* What is no failure, and should be known. */
static void tell_notes(struct desk *d, const struct poll *p)
{
	const struct store_feed_state *s = &p->state;
	const struct pool_answer *a = p->answer;
	char note[200], span[WHEN_AGE_SIZE];

	if (a->n_cut) {
		snprintf(note, sizeof(note), "kept the newest %zu of %zu items", a->n_items,
			 a->n_items + a->n_cut);
		desk_tell_note(d, p, note);
	}
	if (p->n_missed && !s->archive_url) {
		snprintf(note, sizeof(note),
			 "the oldest item in the feed is newer than the newest we had: up to %lld articles"
			 " were missed; the interval is now %s",
			 (long long)p->n_missed, when_span(s->interval_s, span));
		desk_tell_note(d, p, note);
	}
}

void desk_tell_outcome(struct desk *d, const struct poll *p)
{
	const struct pool_answer *a = p->answer;

	if (p->error)
		desk_tell_failed(d, p);
	else if (a)
		tell_notes(d, p);
	log_debug("asked feed=%s status=%ld items=%zu", p->feed->name, p->reply->status, a ? a->n_items : 0);
	if (a && a->doc && a->doc->is_recovered)
		log_debug("not well-formed feed=%s problem=%s", p->feed->name,
			  a->doc->problem ? a->doc->problem : "");
}

void desk_tell_broken_rules(struct desk *d)
{
	for (const char *fault; (fault = rules_fault(d->rules));)
		log_error("%s", fault);
}
