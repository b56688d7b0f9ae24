/* idmap.h: numbers to numbers. */
#ifndef STORE_IDMAP_H
#define STORE_IDMAP_H

#include "telex/mem.h"

/* All zero: empty.  key 0 cannot be in it. */
struct idmap {
	int64_t *keys, *values;
	size_t n, room; /* room: a power of two */
};
/* The value of a key: where it stands, or NULL.  Valid until the next idmap_at. */
int64_t *idmap_find(const struct idmap *map, int64_t key);
/* The same; a key that is new gets 0.  Memory is of ctx, always the same one. */
int64_t *idmap_at(void *ctx, struct idmap *map, int64_t key);
/* Empty, with its memory. */
void idmap_clear(struct idmap *map);

#endif
