/* reasons.c: evidence read back, and said in words. */
#include "telex/rules.h"

#include <jansson.h>
#include <string.h>

#include "telex/utf8.h"

enum { HITS_MAX = 16 };

static const char *text_of(void *ctx, const json_t *element, const char *name)
{
	const char *text = json_string_value(json_object_get(element, name));

	return mem_strdup(ctx, text ? text : "");
}

size_t rules_reasons(void *ctx, const char *evidence, struct rules_reason **ret)
{
	json_t *list = evidence ? json_loads(evidence, 0, NULL) : NULL, *element;
	size_t i, n = 0;

	*ret = mem_array(ctx, struct rules_reason, json_array_size(list) + 1);
	json_array_foreach(list, i, element)
		(*ret)[n++] = (struct rules_reason){
		    text_of(*ret, element, "clause"), text_of(*ret, element, "field"),
		    text_of(*ret, element, "words"), text_of(*ret, element, "sentence")};
	json_decref(list);
	return n;
}

static void put_safe(const char *text, size_t len, struct buf *out)
{
	utf8_safe((struct bytes){text, len}, SAFE_LINE, out);
}

static void put_sentence(const struct rules_reason *reason, const struct rules_ink *ink, struct buf *out)
{
	const struct query_term term = {.text = reason->words, .is_prefix = false, .columns = QUERY_BODY};
	const char *sentence = reason->sentence;
	struct store_hit hits[HITS_MAX];
	size_t n = store_hits(&term, 1, QUERY_BODY, (struct bytes){sentence, strlen(sentence)}, hits, HITS_MAX), at = 0;

	for (size_t i = 0; i < n; i++) {
		put_safe(sentence + at, hits[i].at - at, out);
		buf_adds(out, ink->on);
		put_safe(sentence + hits[i].at, hits[i].len, out);
		buf_adds(out, ink->off);
		at = hits[i].at + hits[i].len;
	}
	put_safe(sentence + at, strlen(sentence + at), out);
}

void rules_put_reason(const struct rules_reason *reason, const struct rules_ink *ink, struct buf *out)
{
	put_safe(reason->clause, strlen(reason->clause), out);
	if (!reason->sentence[0]) {
		buf_adds(out, " holds");
		return;
	}
	buf_addf(out, ", in the %s: ", strcmp(reason->field, "body") ? reason->field : "text");
	put_sentence(reason, ink, out);
}

void rules_put_reasons(const char *evidence, const struct rules_ink *ink, const char *indent, size_t max, struct buf *out)
{
	void *tmp = talloc_new(NULL);
	struct rules_reason *reasons;
	const size_t n = rules_reasons(tmp, evidence, &reasons);

	for (size_t i = 0; i < n && i < max; i++) {
		buf_adds(out, indent);
		rules_put_reason(&reasons[i], ink, out);
		buf_addc(out, '\n');
	}
	talloc_free(tmp);
}
