/* range.c: values of time and number fields: points, spans, comparisons, and what they mean at a given now.
 */
#include "ast.h"

#include <string.h>

enum { DAY_S = 86400 };

static const struct {
	const char *name;
	int64_t seconds, months; /* one of them */
} units[] = {{"min", 60, 0},  {"mo", 0, 1},	   {"h", 3600, 0},
	     {"d", DAY_S, 0}, {"w", 7 * DAY_S, 0}, {"y", 0, 12}};

static bool parse_digits(const char **s, int digits_min, int digits_max, int64_t *ret)
{
	int64_t n = 0;
	int digits = 0;

	for (; digits < digits_max && (*s)[digits] >= '0' && (*s)[digits] <= '9'; digits++)
		n = n * 10 + ((*s)[digits] - '0');
	if (digits < digits_min)
		return false;
	*s += digits;
	*ret = n;
	return true;
}

static bool parse_part(const char **s, char before, int min, int max, int *ret)
{
	const char *p = *s;
	int64_t n;

	if (*p != before)
		return false;
	p++;
	if (!parse_digits(&p, 2, 2, &n) || n < min || n > max)
		return false;
	*s = p;
	*ret = (int)n;
	return true;
}

static bool is_real_day(const struct when_civil *date)
{
	struct when_civil back, first = *date;

	first.hour = first.minute = first.second = 0;
	when_to_utc(when_zone_utc(&first), &back);
	return back.month == date->month && back.day == date->day;
}

/* YYYY[-MM[-DD[Thh:mm]]] */
static bool parse_date(const char *s, struct point *ret)
{
	struct when_civil *date = &ret->date;

	ret->kind = POINT_DATE;
	if (!parse_digits(&s, 4, 4, &date->year) || date->year < 1)
		return false;
	if (!*s)
		return true;
	if (!parse_part(&s, '-', 1, 12, &date->month))
		return false;
	if (!*s)
		return true;
	if (!parse_part(&s, '-', 1, 31, &date->day) || !is_real_day(date))
		return false;
	if (!*s)
		return true;
	ret->has_time = true;
	return parse_part(&s, 'T', 0, 23, &date->hour) && parse_part(&s, ':', 0, 59, &date->minute) && !*s;
}

static bool parse_span(const char *s, struct point *ret)
{
	ret->kind = POINT_SPAN;
	if (!parse_digits(&s, 1, 6, &ret->number))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!strcmp(s, units[i].name)) {
			memcpy(ret->unit, s, strlen(s) + 1);
			return true;
		}
	}
	return false;
}

static bool parse_int(const char *s, struct point *ret)
{
	bool is_negative = *s == '-';

	s += is_negative;
	ret->kind = POINT_INT;
	if (!parse_digits(&s, 1, 18, &ret->number) || *s)
		return false;
	if (is_negative)
		ret->number = -ret->number;
	return true;
}

static bool parse_time(const char *s, struct point *ret)
{
	if (!strcmp(s, "today") || !strcmp(s, "yesterday")) {
		ret->kind = *s == 't' ? POINT_TODAY : POINT_YESTERDAY;
		return true;
	}
	if (parse_span(s, ret))
		return true;
	*ret = (struct point){.kind = POINT_NONE};
	return parse_date(s, ret);
}

static bool parse_point(const char *s, size_t len, enum query_kind kind, size_t at, struct point *ret,
			struct err *err)
{
	char text[32];

	*ret = (struct point){.kind = POINT_NONE};
	if (len < sizeof(text)) {
		memcpy(text, s, len);
		text[len] = '\0';
		if (kind == QUERY_INT ? parse_int(text, ret) : parse_time(text, ret))
			return true;
	}
	if (kind == QUERY_INT)
		return err_at(err, ERR_DATA, at, len ? len : 1, "a whole number is wanted here");
	return err_at(err, ERR_DATA, at, len ? len : 1,
		      "a date is wanted here: 2026, 2026-11, 2026-11-26, 2026-11-26T14:00, today, yesterday, "
		      "or how long "
		      "ago: 30min, 6h, 7d, 2w, 3mo, 1y");
}

/* Of two ends of the same kind, whatever the time is. */
static bool is_backward(const struct range *range)
{
	const struct query_env env = {.now = INT64_C(1800000000)};
	int64_t from, to;

	if (range->lo.kind == POINT_NONE || range->lo.kind != range->hi.kind)
		return false;
	if (range->lo.kind == POINT_INT)
		range_numbers(range, &from, &to);
	else
		range_instants(range, &env, &from, &to);
	return from >= to;
}

static bool parse_ends(const char *value, size_t len, const char *dots, enum query_kind kind, size_t at,
		       struct range *ret, struct err *err)
{
	const size_t lo = (size_t)(dots - value), hi = len - lo - 2;

	ret->op = RANGE_SPAN;
	if (!lo && !hi)
		return err_at(err, ERR_DATA, at, len, "a range needs at least one end: 2026-01..2026-03, 7d..");
	if ((lo && !parse_point(value, lo, kind, at, &ret->lo, err)) ||
	    (hi && !parse_point(dots + 2, hi, kind, at + lo + 2, &ret->hi, err)))
		return false;
	return !is_backward(ret) || err_at(err, ERR_DATA, at, len, "the range ends before it begins");
}

bool range_parse(const char *value, enum query_kind kind, size_t at, struct range *ret, struct err *err)
{
	static const struct {
		const char *sign;
		enum range_op op;
	} signs[] = {{"<=", RANGE_LE}, {">=", RANGE_GE}, {"<", RANGE_LT}, {">", RANGE_GT}};
	const char *dots = strstr(value, "..");
	size_t len = strlen(value);

	*ret = (struct range){.op = RANGE_POINT};
	if (dots)
		return parse_ends(value, len, dots, kind, at, ret, err);
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]) && ret->op == RANGE_POINT; i++) {
		size_t n = strlen(signs[i].sign);

		if (!strncmp(value, signs[i].sign, n)) {
			ret->op = signs[i].op;
			return parse_point(value + n, len - n, kind, at + n, &ret->lo, err);
		}
	}
	return parse_point(value, len, kind, at, &ret->lo, err);
}

static void point_format(const struct point *p, struct buf *out)
{
	switch (p->kind) {
	case POINT_NONE:
		break;
	case POINT_INT:
		buf_addf(out, "%lld", (long long)p->number);
		break;
	case POINT_SPAN:
		buf_addf(out, "%lld%s", (long long)p->number, p->unit);
		break;
	case POINT_TODAY:
		buf_adds(out, "today");
		break;
	case POINT_YESTERDAY:
		buf_adds(out, "yesterday");
		break;
	case POINT_DATE:
		buf_addf(out, "%04lld", (long long)p->date.year);
		if (p->date.month)
			buf_addf(out, "-%02d", p->date.month);
		if (p->date.day)
			buf_addf(out, "-%02d", p->date.day);
		if (p->has_time)
			buf_addf(out, "T%02d:%02d", p->date.hour, p->date.minute);
	}
}

void range_format(const struct range *range, struct buf *out)
{
	static const char *const signs[] = {[RANGE_POINT] = "", [RANGE_SPAN] = "", [RANGE_LT] = "<",
					    [RANGE_LE] = "<=",	[RANGE_GT] = ">",  [RANGE_GE] = ">="};

	buf_adds(out, signs[range->op]);
	point_format(&range->lo, out);
	if (range->op == RANGE_SPAN) {
		buf_adds(out, "..");
		point_format(&range->hi, out);
	}
}

/* ---- meaning ---- */

static int64_t to_instant(const struct query_env *env, const struct when_civil *civil)
{
	return env->zone ? env->zone(civil) : when_zone_utc(civil);
}

/* The local day that now lies in.  A zone only tells instants from civil times, so the day is looked for near
 * UTC's. */
static void local_today(const struct query_env *env, struct when_civil *ret)
{
	struct when_civil day, next;

	when_to_utc(env->now + DAY_S, &day);
	day.hour = day.minute = day.second = 0;
	for (int i = 0; i < 3 && to_instant(env, &day) > env->now; i++) {
		next = day;
		next.day--;
		when_to_utc(when_zone_utc(&next), &day);
	}
	*ret = day;
}

static int days_in_month(int64_t year, int month)
{
	struct when_civil last = {.year = year, .month = month + 1};

	when_to_utc(when_zone_utc(&last), &last);
	return last.day;
}

/* Months and years go by the local calendar, from the last day of a month that is shorter. */
static int64_t months_ago(const struct query_env *env, int64_t months)
{
	struct when_civil day;
	int64_t time_of_day, count;

	local_today(env, &day);
	time_of_day = env->now - to_instant(env, &day);
	count = day.year * 12 + day.month - 1 - months;
	if (count < 12)
		return INT64_MIN / 2; /* before the calendar */
	day.year = count / 12;
	day.month = (int)(count % 12) + 1;
	if (day.day > days_in_month(day.year, day.month))
		day.day = days_in_month(day.year, day.month);
	return to_instant(env, &day) + time_of_day;
}

static int64_t span_start(const struct point *p, const struct query_env *env)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(p->unit, units[i].name))
			return units[i].seconds ? env->now - p->number * units[i].seconds
						: months_ago(env, p->number * units[i].months);
	return env->now;
}

/* The interval a point names; a span is an instant. */
static void point_interval(const struct point *p, const struct query_env *env, int64_t *from, int64_t *to)
{
	const bool is_day = p->kind == POINT_TODAY || p->kind == POINT_YESTERDAY;
	struct when_civil a = p->date, b;

	if (p->kind == POINT_SPAN) {
		*from = *to = span_start(p, env);
		return;
	}
	if (is_day)
		local_today(env, &a);
	a.day -= p->kind == POINT_YESTERDAY;
	a.day += !is_day && !p->date.day;
	a.month += !is_day && !p->date.month;
	b = a;
	if (p->has_time)
		b.minute++;
	else if (is_day || p->date.day)
		b.day++;
	else if (p->date.month)
		b.month++;
	else
		b.year++;
	*from = to_instant(env, &a);
	*to = to_instant(env, &b);
}

void range_instants(const struct range *range, const struct query_env *env, int64_t *ret_from,
		    int64_t *ret_to)
{
	int64_t from = INT64_MIN, to = INT64_MAX, lo = 0, hi = 0, ignored;

	if (range->lo.kind != POINT_NONE)
		point_interval(&range->lo, env, &lo, &hi);
	switch (range->op) {
	case RANGE_POINT:
		from = lo;
		to = range->lo.kind == POINT_SPAN ? INT64_MAX : hi;
		break;
	case RANGE_SPAN:
		from = range->lo.kind == POINT_NONE ? INT64_MIN : lo;
		if (range->hi.kind != POINT_NONE)
			point_interval(&range->hi, env, &ignored, &to);
		break;
	case RANGE_LT:
		to = lo;
		break;
	case RANGE_LE:
		to = hi;
		break;
	case RANGE_GT:
		from = hi;
		break;
	case RANGE_GE:
		from = lo;
	}
	*ret_from = from;
	*ret_to = to;
}

bool query_instant(const char *text, const struct query_env *env, int64_t *ret, struct err *err)
{
	struct range range = {.op = RANGE_GE};
	int64_t to;

	if (!parse_point(text, strlen(text), QUERY_TIME, 0, &range.lo, err))
		return false;
	range_instants(&range, env, ret, &to);
	return true;
}

void range_numbers(const struct range *range, int64_t *ret_from, int64_t *ret_to)
{
	int64_t n = range->lo.number;

	*ret_from = INT64_MIN;
	*ret_to = INT64_MAX;
	switch (range->op) {
	case RANGE_POINT:
		*ret_from = n;
		*ret_to = n + 1;
		break;
	case RANGE_SPAN:
		if (range->lo.kind != POINT_NONE)
			*ret_from = n;
		if (range->hi.kind != POINT_NONE)
			*ret_to = range->hi.number + 1;
		break;
	case RANGE_LT:
		*ret_to = n;
		break;
	case RANGE_LE:
		*ret_to = n + 1;
		break;
	case RANGE_GT:
		*ret_from = n + 1;
		break;
	case RANGE_GE:
		*ret_from = n;
	}
}
