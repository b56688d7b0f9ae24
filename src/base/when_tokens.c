/* when_tokens.c: the text of a date cut into numbers, words and signs. */
#include "when_tokens.h"

#include <string.h>

enum { DIGITS_MAX = 18 }; /* what fits into an int64_t whatever they are */

/* Signs that end a number or stand alone, in folded form: Hangul is decomposed. */
static const struct {
	const char *text;
	int kind;
	bool is_korean;
} marks[] = {
    {"年", WHEN_YEAR_MARK, false},
    {"\u1102\u1167\u11ab", WHEN_YEAR_MARK, true}, /* 년 */
    {"月", WHEN_MONTH_MARK, false},
    {"\u110b\u116f\u11af", WHEN_MONTH_MARK, true}, /* 월 */
    {"日", WHEN_DAY_MARK, false},
    {"号", WHEN_DAY_MARK, false},
    {"\u110b\u1175\u11af", WHEN_DAY_MARK, true}, /* 일 */
    {"時", WHEN_HOUR_MARK, false},
    {"时", WHEN_HOUR_MARK, false},
    {"点", WHEN_HOUR_MARK, false},
    {"\u1109\u1175", WHEN_HOUR_MARK, true}, /* 시 */
    {"分", WHEN_MINUTE_MARK, false},
    {"\u1107\u116e\u11ab", WHEN_MINUTE_MARK, true}, /* 분 */
    {"秒", WHEN_SECOND_MARK, false},
    {"\u110e\u1169", WHEN_SECOND_MARK, true}, /* 초 */
    {"午前", WHEN_AM, false},
    {"上午", WHEN_AM, false},
    {"\u110b\u1169\u110c\u1165\u11ab", WHEN_AM, true}, /* 오전 */
    {"午後", WHEN_PM, false},
    {"下午", WHEN_PM, false},
    {"\u110b\u1169\u1112\u116e", WHEN_PM, true}, /* 오후 */
    {"凌晨", WHEN_AM, false},
    {"早上", WHEN_AM, false},
    {"晚上", WHEN_PM, false},
    {"π.μ.", WHEN_AM, false},
    {"μ.μ.", WHEN_PM, false},
    {"πμ", WHEN_AM, false},
    {"μμ", WHEN_PM, false},
    {"a. m.", WHEN_AM, false},
    {"p. m.", WHEN_PM, false},
    {"a.m.", WHEN_AM, false},
    {"p.m.", WHEN_PM, false},
    {"–", '-', false},
    {"—", '-', false},
    {"−", '-', false},
    {"·", ',', false},
    {"•", ',', false},
    {"、", ',', false},
};

static size_t scan_mark(const char *s, struct when_token *token)
{
	if ((unsigned char)*s < 0x80 && *s != 'a' && *s != 'p')
		return 0; /* no mark begins like that */
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t len = strlen(marks[i].text);

		if (!strncmp(s, marks[i].text, len)) {
			token->kind = marks[i].kind;
			token->is_korean = marks[i].is_korean;
			return len;
		}
	}
	return 0;
}

static size_t scan_number(const char *s, struct when_token *token)
{
	size_t n = strspn(s, "0123456789");

	token->kind = WHEN_NUMBER;
	token->digits = (int)n;
	for (size_t i = 0; i < n && i < DIGITS_MAX; i++)
		token->value = token->value * 10 + (s[i] - '0');
	return n;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static size_t scan_word(const char *s, struct when_token *token)
{
	size_t n = 0;

	while (is_letter(s[n]))
		n++;
	token->kind = WHEN_WORD;
	token->word = (struct bytes){s, n};
	if (n == 2 && s[1] == 'm' && (s[0] == 'a' || s[0] == 'p'))
		token->kind = s[0] == 'a' ? WHEN_AM : WHEN_PM;
	return n;
}

static size_t scan_one(const char *s, struct when_token *token)
{
	size_t n;

	if (*s >= '0' && *s <= '9')
		return scan_number(s, token);
	n = scan_mark(s, token);
	if (n > 0)
		return n;
	if (is_letter(*s))
		return scan_word(s, token);
	token->kind = *s;
	return 1;
}

bool when_tokens_scan(const char *text, struct when_token tokens[WHEN_TOKENS_MAX])
{
	const char *s = text;
	size_t n = 0;

	while (*s) {
		size_t blanks = strspn(s, " \t\n\v\f\r");

		s += blanks;
		if (!*s)
			break;
		if (n == WHEN_TOKENS_MAX - 1)
			return false;
		tokens[n] = (struct when_token){.is_glued = n > 0 && blanks == 0};
		s += scan_one(s, &tokens[n]);
		n++;
	}
	tokens[n] = (struct when_token){.kind = WHEN_END};
	return n > 0;
}
