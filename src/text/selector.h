/* selector.h: simple CSS selectors; private to text. */
#ifndef TEXT_SELECTOR_H
#define TEXT_SELECTOR_H

#include "dom.h"

struct selector;
/* A child of ctx; ERR_DATA with the span of what is not understood. */
bool selector_parse(void *ctx, const char *text, struct selector **ret, struct err *err);
bool selector_matches(const struct selector *selector, const struct dom *dom, dom_id i);

#endif
