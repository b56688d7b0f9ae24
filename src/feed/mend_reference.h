/* mend_reference.h: character and entity references as publishers write them; private to feed. */
#ifndef FEED_MEND_REFERENCE_H
#define FEED_MEND_REFERENCE_H

#include "telex/buf.h"

enum { ENTITIES_MAX = 64, ENTITY_NAME_MAX = 32, ENTITY_VALUE_MAX = 512, ENTITIES_GROWTH_MAX = 1 << 20 };

/* General entities that the document itself declares, as plain text. */
struct entities {
	struct entity {
		char name[ENTITY_NAME_MAX + 1];
		char value[ENTITY_VALUE_MAX + 1];
	} * list; /* talloc child of whoever owns this */
	size_t n;
	size_t grown; /* bytes that came out of them; bounded for the whole document */
};

/* Note the <!ENTITY> declarations in a document type declaration.  What is external, a parameter entity, too
 * long, or one too many is left out. */
void entities_declare(struct entities *e, void *ctx, struct bytes doctype);
/* Where references go: as well-formed XML, or resolved. */
struct reference_sink {
	struct buf *out;
	bool is_text;
};
/* Append what the reference at s ("&...") means.  Gives the bytes it took, 0 when it is
 * cut by the end of s and !is_last.  *ret_mended is set when it was not a plain XML reference. */
size_t reference_add(struct entities *e, struct bytes s, bool is_last, struct reference_sink sink,
		     bool *ret_mended);

#endif
