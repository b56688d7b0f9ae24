/* stop.c: words that tell no story from another, and the words of round-ups. */
#include "stop.h"

#include <string.h>

enum { LONGEST = 9 };
/* Ascending.  Grammar, and what headlines say of themselves or of time. */
static const char words[][LONGEST + 1] = {
    "a", "about", "after", "again", "against", "all", "also", "am", "amid", "among", "an", "and", "any", "are", "as", "at",
    "be", "because", "been", "before", "being", "between", "both", "but", "by", "can", "could", "day", "days", "did", "do",
    "does", "down", "during", "each", "even", "ever", "every", "first", "for", "from", "get", "gets", "got", "had", "has",
    "have", "he", "her", "here", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "last", "least",
    "less", "like", "live", "made", "make", "makes", "many", "may", "me", "more", "most", "much", "must", "my", "new",
    "next", "no", "not", "now", "of", "off", "old", "on", "one", "only", "or", "other", "our", "out", "over", "own", "per",
    "photo", "photos", "really", "report", "reported", "reports", "review", "s", "said", "say", "saying", "says", "set",
    "sets", "she", "should", "since", "so", "some", "still", "such", "t", "take", "takes", "than", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "through", "time", "to", "today", "tomorrow", "too", "top", "two",
    "under", "until", "up", "update", "updates", "upon", "us", "very", "via", "video", "vs", "want", "wants", "was",
    "watch", "we", "week", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "within",
    "world", "would", "year", "years", "yesterday", "you", "your",
};
static const char *const roundups[] = {
    "roundup", "round-up", "round up", "news in brief", "in brief:", "briefs", "this week in", "the week in", "week in review",
    "weekly wrap", "morning briefing", "daily briefing", "newsletter", "what we're reading", "top stories", "more stories",
    "headlines of", "links for", "news digest", "daily digest", "weekly digest",
};

/* Where the words of each letter begin; a test compares. */
static const unsigned char firsts[27] = {0, 16, 25, 27, 34, 38, 41, 44, 53, 60, 61, 61, 66, 77, 82, 94, 97, 97, 102, 116, 137, 144, 148, 167, 167, 172, 172};

bool stop_is(struct bytes word)
{
	unsigned letter = word.len ? (unsigned char)word.data[0] - 'a' : 26;

	if (letter >= 26 || word.len > LONGEST)
		return false;
	for (size_t i = firsts[letter]; i < firsts[letter + 1]; i++)
		if (words[i][word.len] == '\0' && words[i][word.len - 1] == word.data[word.len - 1] &&
		    memcmp(words[i], word.data, word.len) == 0)
			return true;
	return false;
}

bool stop_is_roundup(struct bytes title)
{
	size_t n_parts = 0;

	for (size_t i = 0; i < sizeof(roundups) / sizeof(roundups[0]); i++)
		if (memmem(title.data, title.len, roundups[i], strlen(roundups[i])))
			return true;
	for (size_t i = 0; i < title.len; i++)
		n_parts += title.data[i] == ';';
	return n_parts >= 2;
}
