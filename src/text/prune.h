/* prune.h: what stands in an article and is not part of it, step by step; private to text. */
#ifndef TEXT_PRUNE_H
#define TEXT_PRUNE_H

#include "extract.h"

enum phrase_kind { PHRASE_NONE, PHRASE_LINKS, PHRASE_STOP, PHRASE_LINE, PHRASE_WHOLE };
/* What a line is by how it begins; n_chars as facts count. */
enum phrase_kind phrase_of(const char *line, uint32_t n_chars);

/* The text of a block that is in no block inside it, on one line; borrowed until the next call. */
const char *block_line(struct page *page, dom_id block, struct buf *store);

/* Same words, whatever stands between them. */
bool text_is_alike(const char *a, const char *b);
static inline bool holds_title(const struct page *page, dom_id i)
{
	return page->title != DOM_NONE && i <= page->title && page->title < page->dom->nodes[i].end;
}
static inline bool is_heading(unsigned id)
{
	return id >= EL_H1 && id <= EL_H6;
}
/* Drops a part that leads to other articles, and keeps where it leads to. */
void drop_links(struct page *page, dom_id i);

void prune_heads(struct page *page);   /* what stands above the first line of running text */
void prune_parts(struct page *page);   /* boxes, by what they are and hold */
void prune_lines(struct page *page);   /* single lines, by how they begin */
void prune_repeats(struct page *page); /* what has been said */
void prune_tail(
    struct page *page); /* what stands below the last line of running text; headings over nothing */

/* ---- the article's text as metadata has it (guide.c) ---- */
float guide_share(void *ctx, const char *text, const char *other);
/* What stands before its first and behind its last block, when most of what is left is in it. */
void guide_trim(struct page *page);
dom_id find_title(struct page *page);

#endif
