/* place_ring.c: what the last articles can be compared by.
 *
 * New articles are mostly compared with those that came just before, and to read a text costs more than everything else. */
#include "placing.h"

struct place_ring {
	struct idmap places; /* article: its place, + 1 */
	size_t n;	     /* put, all in all */
	int64_t ids[PLACE_RING];
	struct story_article articles[PLACE_RING];
};

const struct story_article *place_ring_get(const struct store *store, int64_t id)
{
	const int64_t *at = store->ring ? idmap_find(&store->ring->places, id) : NULL;

	return at && *at && store->ring->ids[*at - 1] == id ? &store->ring->articles[*at - 1] : NULL;
}

void place_ring_put(struct store *store, int64_t id, const struct story_article *article)
{
	struct place_ring *ring = store->ring;
	size_t place;

	if (!ring)
		ring = store->ring = mem_new(store, struct place_ring);
	place_ring_forget(store, id); /* it may be there */
	if (ring->places.n > 4 * PLACE_RING) { /* those that left are still in it */
		idmap_clear(&ring->places);
		for (size_t i = 0; i < PLACE_RING; i++)
			if (ring->ids[i])
				*idmap_at(ring, &ring->places, ring->ids[i]) = (int64_t)i + 1;
	}
	place = ring->n++ % PLACE_RING;
	ring->ids[place] = id;
	ring->articles[place] = *article;
	*idmap_at(ring, &ring->places, id) = (int64_t)place + 1;
}

void place_ring_forget(struct store *store, int64_t id)
{
	const int64_t *at = store->ring ? idmap_find(&store->ring->places, id) : NULL;

	if (at && *at)
		store->ring->ids[*at - 1] = 0;
}

void place_ring_drop(struct store *store)
{
	talloc_free(store->ring);
	store->ring = NULL;
}
