/* when_names.c: words of dates in the languages of the trade press, folded: lower case, no diacritics. */
#include "when_names.h"

#include <stddef.h>
#include <string.h>

/* A month is known by how its name begins; longer beginnings stand before shorter ones they contain. */
static const struct {
	const char *begins;
	int month;
} months[] = {
	/* English, German, Dutch, Scandinavian, Hungarian, and what Romance languages share */
	{"jan", 1}, {"feb", 2}, {"mar", 3}, {"maer", 3}, {"mrt", 3}, {"maart", 3}, {"apr", 4}, {"may", 5}, {"mai", 5},
	{"maj", 5}, {"mei", 5}, {"jun", 6}, {"jul", 7}, {"aug", 8}, {"sep", 9}, {"szep", 9}, {"oct", 10}, {"okt", 10},
	{"nov", 11}, {"dec", 12}, {"dez", 12},
	/* French */
	{"fev", 2}, {"avr", 4}, {"juin", 6}, {"juil", 7}, {"aou", 8},
	/* Spanish, Portuguese, Italian */
	{"ene", 1}, {"gen", 1}, {"abr", 4}, {"mag", 5}, {"giu", 6}, {"lug", 7}, {"ago", 8}, {"set", 9}, {"out", 10},
	{"ott", 10}, {"dic", 12},
	/* Polish */
	{"sty", 1}, {"lut", 2}, {"kwi", 4}, {"cze", 6}, {"lip", 7}, {"sie", 8}, {"wrz", 9}, {"paz", 10}, {"lis", 11},
	{"gru", 12},
	/* Turkish */
	{"oca", 1}, {"sub", 2}, {"nis", 4}, {"haz", 6}, {"tem", 7}, {"eyl", 9}, {"eki", 10}, {"kas", 11}, {"ara", 12},
	/* Russian, Ukrainian forms left out */
	{"янв", 1}, {"фев", 2}, {"мар", 3}, {"апр", 4}, {"мая", 5}, {"маи", 5}, {"июн", 6}, {"июл", 7}, {"авг", 8},
	{"сен", 9}, {"окт", 10}, {"ноя", 11}, {"дек", 12},
	/* Greek */
	{"ιαν", 1}, {"φεβ", 2}, {"μαρ", 3}, {"απρ", 4}, {"μαι", 5}, {"μαϊ", 5}, {"ιουν", 6}, {"ιουλ", 7}, {"αυγ", 8},
	{"σεπ", 9}, {"οκτ", 10}, {"νοε", 11}, {"δεκ", 12},
};

#define EAST(hours, minutes) ((hours) * 3600 + (minutes) * 60)
#define WEST(hours, minutes) (-EAST(hours, minutes))

static const struct {
	const char *name;
	int seconds;
} zones[] = {
	{"z", 0}, {"ut", 0}, {"utc", 0}, {"gmt", 0}, {"wet", 0}, {"west", EAST(1, 0)}, {"bst", EAST(1, 0)},
	{"cet", EAST(1, 0)}, {"met", EAST(1, 0)}, {"mez", EAST(1, 0)}, {"cest", EAST(2, 0)}, {"mest", EAST(2, 0)},
	{"mesz", EAST(2, 0)}, {"sast", EAST(2, 0)}, {"eet", EAST(2, 0)}, {"eest", EAST(3, 0)}, {"msk", EAST(3, 0)},
	{"trt", EAST(3, 0)}, {"gst", EAST(4, 0)}, {"pkt", EAST(5, 0)}, {"ist", EAST(5, 30)}, {"wib", EAST(7, 0)},
	{"ict", EAST(7, 0)}, {"sgt", EAST(8, 0)}, {"hkt", EAST(8, 0)}, {"awst", EAST(8, 0)}, {"jst", EAST(9, 0)},
	{"kst", EAST(9, 0)}, {"acst", EAST(9, 30)}, {"aest", EAST(10, 0)}, {"acdt", EAST(10, 30)},
	{"aedt", EAST(11, 0)}, {"nzst", EAST(12, 0)}, {"nzdt", EAST(13, 0)}, {"brt", WEST(3, 0)}, {"art", WEST(3, 0)},
	{"ndt", WEST(2, 30)}, {"nst", WEST(3, 30)}, {"adt", WEST(3, 0)}, {"ast", WEST(4, 0)}, {"edt", WEST(4, 0)},
	{"est", WEST(5, 0)}, {"et", WEST(5, 0)}, {"cdt", WEST(5, 0)}, {"cst", WEST(6, 0)}, {"ct", WEST(6, 0)},
	{"mdt", WEST(6, 0)}, {"mst", WEST(7, 0)}, {"mt", WEST(7, 0)}, {"pdt", WEST(7, 0)}, {"pst", WEST(8, 0)},
	{"pt", WEST(8, 0)}, {"akdt", WEST(8, 0)}, {"akst", WEST(9, 0)}, {"hst", WEST(10, 0)},
};

static const char *const fillers[] = {"t",  "de", "del", "of",	"at",  "um", "uhr", "den", "der", "le", "a", "las",
				      "os", "kl", "klo", "the", "on",  "st", "nd",  "rd",  "th",  "er", "г", "года",
				      "в",  "h",  "ore", "alle", "om", "uur", "hrs", "do",  "ng"};

int when_month(const char *word)
{
	for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++)
		if (!strncmp(word, months[i].begins, strlen(months[i].begins)))
			return months[i].month;
	return 0;
}

bool when_zone_name(const char *word, int *ret_s)
{
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		if (!strcmp(word, zones[i].name)) {
			*ret_s = zones[i].seconds;
			return true;
		}
	}
	return false;
}

bool when_is_filler(const char *word)
{
	for (size_t i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++)
		if (!strcmp(word, fillers[i]))
			return true;
	return false;
}
