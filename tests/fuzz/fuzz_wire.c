/* fuzz_wire.c: any bytes as an answer of a parser process, and as a request to it: refused, or within the caps, and then the
 * same again when it is written anew. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#include "../../src/daemon/wire.c"

static void check_text(const char *s, size_t max)
{
	CHECK(!s || (strlen(s) <= max && utf8_is_valid((struct bytes){s, strlen(s)})));
}

static void check_item(const struct feed_item *item)
{
	struct buf out = BUF_INIT(2 * WIRE_ANSWER_MAX), again = BUF_INIT(2 * WIRE_ANSWER_MAX);
	struct wire_answer a;
	void *ctx = talloc_new(NULL);

	CHECK(item->text);
	check_text(item->guid, GUID_MAX);
	check_text(item->title, TITLE_MAX);
	check_text(item->html, WIRE_CONTENT_MAX);
	CHECK(item->n_authors <= PERSONS_MAX && item->n_tags <= TAGS_MAX && item->n_enclosures <= ENCLOSURES_MAX);
	for (size_t i = 0; i < item->n_tags; i++)
		CHECK(item->tags[i]);
	wire_put_item(1, item, &out);
	CHECK(out.len <= WIRE_ANSWER_MAX + 4);
	CHECK(wire_get_answer(ctx, (struct bytes){out.data + 4, out.len - 4}, &a));
	wire_put_item(1, &a.item, &again);
	CHECK(again.len == out.len && !memcmp(again.data, out.data, out.len));
	buf_free(&out);
	buf_free(&again);
	talloc_free(ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_answer a;
	struct wire_request q;
	void *ctx = talloc_new(NULL);
	char *copy = malloc(size ? size : 1); /* exact, so that one byte too far is seen */

	memcpy(copy, data, size);
	if (wire_get_answer(ctx, (struct bytes){copy, size}, &a)) {
		if (a.kind == WIRE_ITEM)
			check_item(&a.item);
		else if (a.kind == WIRE_DOC)
			check_text(a.doc.title, TITLE_MAX);
		else
			CHECK(a.error);
	}
	if (wire_get_request((struct bytes){copy, size}, &q))
		CHECK(q.body.len <= size);
	free(copy);
	talloc_free(ctx);
	return 0;
}

/* Most random bytes are refused at once: half of the inputs become well-formed items that are damaged a little. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	const char *tags[2] = {"a", "b"};
	struct feed_person person = {.name = "n"};
	struct feed_item item = {.text = "t", .title = "x", .tags = tags, .n_tags = seed % 3, .authors = &person,
				 .n_authors = seed / 3 % 2};
	struct feed_doc doc = {.title = "d", .format = FEED_RSS20};
	struct buf out = BUF_INIT(MIB(1));

	if (seed % 2)
		return LLVMFuzzerMutate(data, size, max_size);
	if (seed % 4)
		wire_put_item(seed, &item, &out);
	else
		wire_put_doc(seed, &doc, seed, &out);
	if (out.len - 4 <= max_size) {
		size = out.len - 4;
		memcpy(data, out.data + 4, size);
	}
	buf_free(&out);
	return seed % 16 ? LLVMFuzzerMutate(data, size, max_size) : size;
}
