/* diff.h: what changed between two texts, word by word.  Part of text; pure. */
#ifndef TELEX_DIFF_H
#define TELEX_DIFF_H

#include "telex/buf.h"
#include "telex/mem.h"

enum text_diff_kind { TEXT_DIFF_SAME, TEXT_DIFF_REMOVED, TEXT_DIFF_ADDED };
/* Some words in a row.  Line breaks are words, too: the texts of what is the same and what was added, with a blank in front of
 * those that have one, are the new text with white space as single blanks. */
struct text_diff_op {
	enum text_diff_kind kind;
	bool has_space;	   /* a blank stands before it */
	struct bytes text; /* in the old text for what was removed, else in the new one */
};
struct text_diff {
	struct text_diff_op *ops;
	size_t n;
	size_t n_removed, n_added; /* words */
	bool is_coarse;		   /* by line: the texts are too long, or too different, for words */
};
/* The shortest way from one to the other (Myers), in words; an ideograph is a word.  Of what is removed and added in one place
 * the removed comes first.  Bounded in time (some 50 ms) and memory (some 20 MB): beyond that it is by line, and then all of it.
 * The texts must outlive the result, a talloc child of ctx. */
struct text_diff *text_diff(void *ctx, struct bytes before, struct bytes after);

/* The words of an article at one time; when: what stands above what changed then, NULL for the newest wording. */
struct text_wording {
	const char *title, *author, *body, *when;
};
/* What changed from each wording (the oldest first) to the next, the newest change first, as clean HTML for text_layout: <del>
 * and <ins>, paragraphs in which nothing changed left out.  with_marks: "[-removed-]", "{+added+}" for whoever has no colours. */
void text_diff_html(const struct text_wording *wordings, size_t n, bool with_marks, struct buf *out);

#endif
