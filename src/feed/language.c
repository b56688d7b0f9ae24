/* language.c: the language of an item: what it says, else what its words are. */
#include "telex/feed.h"

#include "telex/buf.h"
#include "telex/text.h"

const char *feed_item_language(const struct feed_item *item)
{
	AUTO_BUF words = BUF_INIT(KIB(8));

	if (item->lang)
		return item->lang;
	buf_adds(&words, item->title ? item->title : "");
	buf_addc(&words, '\n');
	if (item->text)
		buf_add(&words, item->text, strnlen(item->text, TEXT_LANGUAGE_BYTES));
	return text_language(buf_bytes(&words));
}
