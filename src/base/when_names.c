/* when_names.c: the words of dates in the languages that the trade press writes, folded. */
#include "when_names.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { MONTHS = 12, DAYS = 7, SHORTEST_MONTH = 3, SHORTEST_DAY = 2 };

/* Whole names; any beginning that fits one month of its row alone is understood as well.  Where a language
 * declines its months, the form that stands in dates comes first. */
static const char *const months[][MONTHS] = {
    /* English */ {"january", "february", "march", "april", "may", "june", "july", "august", "september",
		   "october", "november", "december"},
    /* German */
    {"januar", "februar", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober",
     "november", "dezember"},
    /* Austrian, and March without umlauts */
    {"janner", "feber", "maerz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
     "dezember"},
    /* French */
    {"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
     "novembre", "decembre"},
    /* Spanish */
    {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
     "noviembre", "diciembre"},
    /* Portuguese */
    {"janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
     "novembro", "dezembro"},
    /* Italian */
    {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
     "novembre", "dicembre"},
    /* Catalan */
    {"gener", "febrer", "marc", "abril", "maig", "juny", "juliol", "agost", "setembre", "octubre", "novembre",
     "desembre"},
    /* Romanian */
    {"ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie",
     "octombrie", "noiembrie", "decembrie"},
    /* Dutch */
    {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
     "november", "december"},
    /* Swedish */
    {"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
     "november", "december"},
    /* Danish, Norwegian */
    {"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober",
     "november", "desember"},
    /* Finnish */
    {"tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesakuuta", "heinakuuta",
     "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta"},
    /* Polish */
    {"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "wrzesnia",
     "pazdziernika", "listopada", "grudnia"},
    /* Polish, undeclined */
    {"styczen", "luty", "marzec", "kwiecien", "maj", "czerwiec", "lipiec", "sierpien", "wrzesien",
     "pazdziernik", "listopad", "grudzien"},
    /* Czech */
    {"ledna", "unora", "brezna", "dubna", "kvetna", "cervna", "cervence", "srpna", "zari", "rijna",
     "listopadu", "prosince"},
    /* Hungarian */
    {"januar", "februar", "marcius", "aprilis", "majus", "junius", "julius", "augusztus", "szeptember",
     "oktober", "november", "december"},
    /* Turkish */
    {"ocak", "subat", "mart", "nisan", "mayıs", "haziran", "temmuz", "agustos", "eylul", "ekim", "kasım",
     "aralık"},
    /* Indonesian */
    {"januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober",
     "november", "desember"},
    /* Russian */
    {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
     "ноября", "декабря"},
    /* Russian, undeclined */
    {"январь", "февраль", "март", "апрель", "маи", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
     "декабрь"},
    /* Ukrainian */
    {"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня",
     "листопада", "грудня"},
    /* Greek */
    {"ιανουαριου", "φεβρουαριου", "μαρτιου", "απριλιου", "μαιου", "ιουνιου", "ιουλιου", "αυγουστου",
     "σεπτεμβριου", "οκτωβριου", "νοεμβριου", "δεκεμβριου"},
    /* Greek, undeclined */
    {"ιανουαριοσ", "φεβρουαριοσ", "μαρτιοσ", "απριλιοσ", "μαιοσ", "ιουνιοσ", "ιουλιοσ", "αυγουστοσ",
     "σεπτεμβριοσ", "οκτωβριοσ", "νοεμβριοσ", "δεκεμβριοσ"},
    /* shortened otherwise than at the end */
    {"", "", "mrz", "", "", "", "", "", "", "", "", ""},
    {"", "", "mrt", "", "", "ιον", "ιολ", "", "setiembre", "", "", ""},
    /* Chinese */
    {"一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"},
};

static const char *const weekdays[][DAYS] = {
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"},
    {"montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"},
    {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
    {"lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"},
    {"segunda", "terca", "quarta", "quinta", "sexta", "feira", "domingo"},
    {"lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica"},
    {"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"},
    {"hetfo", "kedd", "szerda", "csutortok", "pentek", "szombat", "vasarnap"},
    {"星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"},
    {"周一", "周二", "周三", "周四", "周五", "周六", "周日"},
    {"週一", "週二", "週三", "週四", "週五", "週六", "週日"},
    {"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"},
    {"poniedziałek", "wtorek", "sroda", "czwartek", "piatek", "sobota", "niedziela"},
    {"δευτερα", "τριτη", "τεταρτη", "πεμπτη", "παρασκευη", "σαββατο", "κυριακη"},
    {"mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"},
    {"pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi", "paz"},
};

#define EAST(hours, minutes) ((hours)*3600 + (minutes)*60)
#define WEST(hours, minutes) (-EAST(hours, minutes))

/* RFC 822, and what else feeds write.  Of names with several meanings the one most published: CST and EST are
 * American, IST is Indian, BST is British. */
static const struct {
	const char *name;
	int seconds;
} zones[] = {
    {"z", 0},
    {"ut", 0},
    {"utc", 0},
    {"gmt", 0},
    {"wet", 0},
    {"west", EAST(1, 0)},
    {"bst", EAST(1, 0)},
    {"cet", EAST(1, 0)},
    {"met", EAST(1, 0)},
    {"mez", EAST(1, 0)},
    {"cest", EAST(2, 0)},
    {"mest", EAST(2, 0)},
    {"mesz", EAST(2, 0)},
    {"sast", EAST(2, 0)},
    {"eet", EAST(2, 0)},
    {"eest", EAST(3, 0)},
    {"msk", EAST(3, 0)},
    {"мск", EAST(3, 0)},
    {"trt", EAST(3, 0)},
    {"gst", EAST(4, 0)},
    {"pkt", EAST(5, 0)},
    {"ist", EAST(5, 30)},
    {"wib", EAST(7, 0)},
    {"ict", EAST(7, 0)},
    {"sgt", EAST(8, 0)},
    {"hkt", EAST(8, 0)},
    {"awst", EAST(8, 0)},
    {"jst", EAST(9, 0)},
    {"kst", EAST(9, 0)},
    {"acst", EAST(9, 30)},
    {"aest", EAST(10, 0)},
    {"acdt", EAST(10, 30)},
    {"aedt", EAST(11, 0)},
    {"nzst", EAST(12, 0)},
    {"nzdt", EAST(13, 0)},
    {"brt", WEST(3, 0)},
    {"art", WEST(3, 0)},
    {"ndt", WEST(2, 30)},
    {"nst", WEST(3, 30)},
    {"adt", WEST(3, 0)},
    {"ast", WEST(4, 0)},
    {"at", WEST(4, 0)},
    {"edt", WEST(4, 0)},
    {"est", WEST(5, 0)},
    {"et", WEST(5, 0)},
    {"cdt", WEST(5, 0)},
    {"cst", WEST(6, 0)},
    {"ct", WEST(6, 0)},
    {"mdt", WEST(6, 0)},
    {"mst", WEST(7, 0)},
    {"mt", WEST(7, 0)},
    {"pdt", WEST(7, 0)},
    {"pst", WEST(8, 0)},
    {"pt", WEST(8, 0)},
    {"akdt", WEST(8, 0)},
    {"akst", WEST(9, 0)},
    {"hst", WEST(10, 0)},
};

static const char *const fillers[] = {
    "of",   "at",
    "on",   "the",
    "st",   "nd",
    "rd",   "th",
    "hrs",  "hours", /* English */
    "den",  "der",
    "um",   "uhr",
    "kl",   "klo",
    "om",   "uur", /* German, Scandinavian, Dutch */
    "le",   "a",
    "h",    "er",
    "de",   "del",
    "las",  "as",
    "alle", "ore",
    "o", /* Romance */
    "г",    "года",
    "р",    "року",
    "в",    "о",
    "godz", "roku",			      /* Russian, Ukrainian, Polish */
    "曜日", "\u110b\u116d\u110b\u1175\u11af", /* weekday, behind its first sign */
};

static bool is_same(struct bytes word, const char *name)
{
	return strlen(name) == word.len && !memcmp(word.data, name, word.len);
}

/* The name in a row that is this word, or the only one that begins with it; n when there is none. */
static size_t find_in_row(struct bytes word, const char *const *row, size_t n)
{
	size_t found = n, begun = 0;

	for (size_t i = 0; i < n; i++) {
		if (is_same(word, row[i]))
			return i;
		if (!strncmp(row[i], word.data, word.len)) {
			found = i;
			begun++;
		}
	}
	return begun == 1 ? found : n;
}

/* Letters, not bytes. */
static size_t letters_in(struct bytes word)
{
	size_t n = 0;

	for (size_t i = 0; i < word.len; i++)
		n += ((unsigned char)word.data[i] & 0xc0) != 0x80;
	return n;
}

int when_name_month(struct bytes word)
{
	bool is_short = letters_in(word) < SHORTEST_MONTH;

	for (size_t i = 0; i < COUNT(months); i++) {
		size_t month = find_in_row(word, months[i], MONTHS);

		if (month < MONTHS && (!is_short || is_same(word, months[i][month])))
			return (int)month + 1;
	}
	return 0;
}

int when_name_weekday(struct bytes word)
{
	for (size_t i = 0; i < COUNT(weekdays) && letters_in(word) >= SHORTEST_DAY; i++) {
		size_t day = find_in_row(word, weekdays[i], DAYS);

		if (day < DAYS)
			return (int)day + 1;
	}
	return 0;
}

int when_name_era(struct bytes word)
{
	static const struct {
		const char *name;
		int before;
	} eras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"民國", 1911}, {"民国", 1911}};

	for (size_t i = 0; i < COUNT(eras); i++)
		if (is_same(word, eras[i].name))
			return eras[i].before;
	return 0;
}

bool when_name_zone(struct bytes word, int *ret_s)
{
	for (size_t i = 0; i < COUNT(zones); i++) {
		if (is_same(word, zones[i].name)) {
			*ret_s = zones[i].seconds;
			return true;
		}
	}
	return false;
}

bool when_name_is_silent(struct bytes word)
{
	for (size_t i = 0; i < COUNT(fillers); i++) {
		if (is_same(word, fillers[i]))
			return true;
	}
	return when_name_weekday(word);
}
