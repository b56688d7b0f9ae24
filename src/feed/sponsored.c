/* sponsored.c: does an item say of itself that it was paid for? */
#include "telex/feed.h"

#include "telex/text.h"

static struct bytes bytes_of(const char *s)
{
	return (struct bytes){s, s ? strlen(s) : 0};
}

bool feed_item_is_sponsored(const struct feed_item *item)
{
	if (item->title && text_is_paid_title(bytes_of(item->title)))
		return true;
	for (size_t i = 0; i < item->n_tags; i++)
		if (text_is_paid_label(bytes_of(item->tags[i])))
			return true;
	for (size_t i = 0; i < item->n_authors; i++)
		if (text_is_paid_label(bytes_of(item->authors[i].name)))
			return true;
	return false;
}
