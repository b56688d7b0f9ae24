/* inline.h: what stands in a paragraph: words, links, pictures; private to the layout. */
#ifndef TEXT_INLINE_H
#define TEXT_INLINE_H

#include "layout.h"

/* An open element and what it changed. */
struct frame {
	const struct element *element;
	unsigned style;
	int link; /* -1: none */
	size_t n_containers;
	long number; /* of the next item of a numbered list */
	long step;
	char type; /* of its numbers, as of <ol type>: '1', 'a', 'A', 'i', 'I' */
	int number_cols; /* they end in line there */
};
/* The link whose text is being read: its number comes behind it. */
struct open_link {
	int link; /* -1: none */
	size_t from; /* of its text in the paragraph */
	bool is_new, is_shown, has_number;
	char title[128]; /* shown when it has no text */
};
struct layout {
	struct flow flow;
	struct frame frames[TEXT_DEPTH_MAX + 1];
	size_t depth; /* of frames, the first is the page itself */
	struct open_link open_link;
	struct table *table; /* its cells are being filled */
	struct buf decoded;
	int col;		/* in a line of code */
	int n_words, halves;	/* halves: ideographs, two of which count as a word */
};


static inline struct frame *layout_top(struct layout *l)
{
	return &l->frames[l->depth];
}
/* ctx owns the page; in is what will be read. */
void layout_begin(struct layout *l, void *ctx, struct bytes in, int cols);
/* What lays HTML out; its state is a struct layout. */
extern const struct html_sink layout_sink;
/* Lines of plain text from *p on, which moves, up to the end of the one that reaches `to`; false when nothing is left. */
bool layout_lines(struct layout *l, const char **p, const char *to, const char *end);

void inline_words(struct layout *l, struct bytes text);
void inline_code(struct layout *l, struct bytes text);
/* Text as raised or lowered digits; false when it is not made of such. */
bool inline_shifted(struct layout *l, struct bytes text, bool is_raised);
/* One piece in a style of its own, with the blank that is due. */
void inline_put(struct layout *l, struct bytes s, unsigned style, int link);
/* "[n]" */
void inline_number(struct layout *l, int link);
void inline_set_label(struct layout *l, int link, struct bytes label);
void inline_open_a(struct layout *l, const struct html_token *token);
void inline_close_a(struct layout *l);
/* Gives the open link its number once there is something for it to stand behind. */
void inline_number_open_link(struct layout *l);
/* "[image: alt][n]" out of an element with src; in a link, which has a number, without its own. */
void inline_media(struct layout *l, const struct html_token *token, const char *kind);
/* list.c: a numbered list begins; an item. */
void list_open(struct layout *l, const struct html_token *token);
void list_open_item(struct layout *l, const struct html_token *token);
/* The paragraph ends. */
void layout_break(struct layout *l, int margin);

#endif
