/* test_text_language.c: languages without a dictionary, and labels of what was paid for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "telex/mem.h"
#include "telex/text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct bytes bytes_of(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

static void check_languages(const char *const (*cases)[2], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *found = text_language(bytes_of(cases[i][1]));

		if (strcmp(found ? found : "", cases[i][0]) != 0)
			fail_msg("'%s' is said to be '%s', not '%s'", cases[i][1], found ? found : "", cases[i][0]);
	}
}

static void test_sure(void **state)
{
	static const char *const cases[][2] = {
	    {"en", "The operator said on Monday that it will switch off the old network in the north by the end of the year."},
	    {"en", "Why the regulator is not happy with the new rules for the sale of spectrum"},
	    {"de", "Der Betreiber teilte am Montag mit, dass er das alte Netz im Norden bis zum Ende des Jahres abschalten wird."},
	    {"fr", "L'opérateur a annoncé lundi qu'il va fermer son ancien réseau dans le nord du pays d'ici la fin de l'année."},
	    {"es", "El operador anunció el lunes que apagará la antigua red en el norte del país antes de que termine el año."},
	    {"pt", "A operadora anunciou na segunda-feira que não vai desligar a rede antiga no norte do país até o fim do ano."},
	    {"it", "L'operatore ha annunciato lunedì che la vecchia rete nel nord del paese sarà spenta entro la fine di quest'anno."},
	    {"nl", "De aanbieder maakte maandag bekend dat het oude netwerk in het noorden van het land voor het einde van het jaar wordt uitgezet."},
	    {"pl", "Operator poinformował w poniedziałek, że wyłączy starą sieć na północy kraju do końca roku, ale nie wszędzie."},
	    {"ru", "Оператор сообщил в понедельник, что отключит старую сеть на севере страны к концу года, это первый шаг."},
	    {"zh", "运营商周一表示，将在年底前关闭该国北部的旧网络，新网络的建设已经开始。"},
	    {"ja", "通信会社は月曜日、年末までに北部の古いネットワークを停止すると発表した。"},
	    {"ko", "통신사는 월요일 연말까지 북부 지역의 오래된 네트워크를 종료할 것이라고 발표했다."},
	    {"uk", "Оператор повідомив у понеділок, що вимкне стару мережу на півночі країни до кінця року."},
	    {"tr", "Operatör pazartesi günü yaptığı açıklamada eski şebekenin yıl sonuna kadar kapatılacağını ve yeni ağ için çok daha fazla yatırım olacağını bildirdi."},
	    {"sv", "Operatören meddelade på måndagen att det gamla nätet i norr stängs av före årets slut och att kunderna inte behöver göra något."},
	    {"cs", "Operátor v pondělí oznámil, že do konce roku vypne starou síť na severu země a že nová síť je již připravena."},
	};

	(void)state;
	check_languages(cases, COUNT(cases));
}

static void test_other_scripts(void **state)
{
	static const char *const cases[][2] = {
	    {"hi", "ऑपरेटर ने सोमवार को कहा कि वह साल के अंत तक देश के उत्तर में पुराने नेटवर्क को बंद कर देगा।"},
	    {"hi", "दूरसंचार नियामक ने स्पेक्ट्रम की नीलामी के नए नियम जारी किए"},
	    {"mr", "कंपनीने सोमवारी सांगितले की जुने नेटवर्क वर्षाच्या शेवटी बंद होणार आहे आणि ग्राहकांना काही करावे लागणार नाही."},
	    {"ne", "कम्पनीले सोमबार जनाएको छ कि पुरानो नेटवर्क वर्षको अन्त्यमा बन्द हुने भएको छ र ग्राहकले केही गर्नु पर्ने छैन।"},
	    {"", "मोबाइल नेटवर्क ब्रॉडबैंड स्पेक्ट्रम"},
	    {"bn", "অপারেটর সোমবার জানিয়েছে যে বছরের শেষে উত্তরের পুরানো নেটওয়ার্ক বন্ধ করা হবে।"},
	    {"", "কোম্পানীটোৱে সোমবাৰে জনাইছে যে বছৰৰ শেষত পুৰণি নেটৱৰ্ক বন্ধ কৰা হ'ব।"},
	    {"pa", "ਕੰਪਨੀ ਨੇ ਸੋਮਵਾਰ ਨੂੰ ਕਿਹਾ ਕਿ ਪੁਰਾਣਾ ਨੈੱਟਵਰਕ ਬੰਦ ਹੋਵੇਗਾ।"},
	    {"gu", "કંપનીએ સોમવારે કહ્યું કે જૂનું નેટવર્ક બંધ થશે."},
	    {"ta", "நிறுவனம் திங்களன்று பழைய வலையமைப்பை மூடுவதாக அறிவித்தது."},
	    {"te", "పాత నెట్‌వర్క్‌ను మూసివేస్తామని సంస్థ సోమవారం తెలిపింది."},
	    {"kn", "ಹಳೆಯ ಜಾಲವನ್ನು ಮುಚ್ಚುವುದಾಗಿ ಕಂಪನಿ ಸೋಮವಾರ ತಿಳಿಸಿದೆ."},
	    {"ml", "പഴയ ശൃംഖല അടയ്ക്കുമെന്ന് കമ്പനി തിങ്കളാഴ്ച അറിയിച്ചു."},
	    {"si", "පැරණි ජාලය වසා දමන බව සමාගම සඳුදා පැවසීය."},
	    {"th", "ผู้ให้บริการแจ้งเมื่อวันจันทร์ว่าจะปิดเครือข่ายเก่าภายในสิ้นปี"},
	    {"my", "ကုမ္ပဏီက ကွန်ရက်ဟောင်းကို ပိတ်မည်ဟု တနင်္လာနေ့တွင် ပြောသည်။"},
	    {"km", "ក្រុមហ៊ុននឹងបិទបណ្តាញចាស់នៅចុងឆ្នាំនេះ។"},
	    {"el", "Ο πάροχος ανακοίνωσε τη Δευτέρα ότι θα κλείσει το παλιό δίκτυο."},
	    {"he", "החברה הודיעה ביום שני כי תסגור את הרשת הישנה בצפון עד סוף השנה."},
	    {"hy", "Ընկերությունը երկուշաբթի հայտարարեց, որ կանջատի հին ցանցը։"},
	    {"ka", "კომპანიამ ორშაბათს განაცხადა, რომ ძველ ქსელს გამორთავს."},
	    {"ar", "أعلنت الشركة يوم الاثنين أنها ستغلق الشبكة القديمة"},
	    {"ar", "قالت شركة پورشه يوم الاثنين إنها ستفتح مصنعا جديدا في شمال البلاد قبل نهاية العام، وأضافت أن العمل في الموقع بدأ."},
	    {"fa", "این شرکت روز دوشنبه گفت که شبکه قدیمی را تا پایان سال در شمال کشور خاموش می‌کند."},
	    {"ur", "کمپنی نے پیر کو کہا کہ وہ سال کے آخر تک ملک کے شمال میں پرانا نیٹ ورک بند کر دے گی۔"},
	    {"", "شرکت د دوشنبې په ورځ وویل چې زوړ شبکه به د کال تر پایه پورې بنده کړي او نوې شبکه به ځای ونیسي."},
	    {"", "کۆمپانیاکە ڕۆژی دووشەممە ڕایگەیاند کە تۆڕە کۆنەکە تا کۆتایی ساڵ دادەخرێت."},
	    {"be", "Аператар паведаміў у панядзелак, што адключыць старую сетку на поўначы краіны."},
	    {"sr", "Оператер је у понедељак саопштио да ће угасити стару мрежу на северу земље до краја године."},
	    {"mk", "Операторот во понеделникот соопшти дека ќе ја исклучи старата мрежа на северот."},
	    {"bg", "Операторът съобщи в понеделник, че ще изключи старата мрежа в северната част на страната до края на годината, а клиентите няма да бъдат засегнати."},
	    {"", "Компания дүйсенбі күні ескі желіні жыл соңына дейін өшіретінін хабарлады."},
	    {"", "Компани даваа гарагт хуучин сүлжээг оны эцэс гэхэд унтраана гэж мэдэгдэв."},
	};

	(void)state;
	check_languages(cases, COUNT(cases));
}

/* Nothing rather than something wrong. */
static void test_unsure(void **state)
{
	static const char *const cases[][2] = {
	    {"", ""},
	    {"", "Nokia"},
	    {"", "Nokia Ericsson Huawei Samsung ZTE Mavenir Rakuten Vodafone Orange"},
	    {"", "Lover’s Eye, returned to Lender's. Lover’s Eye, returned to Lender's."},
	    {"", "5G 6G O-RAN 3GPP 800 MHz 1,8 GHz 12:30 2026-11-26 https://x.example/y"},
	    {"", "\xff\xfe\x80 \xe4\xb8"},
	    {"", "東京都知事選"},
	    {"", "The quick le chat est dans la maison and the dog is with les enfants of the town pour la vie"},
	    {"", "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore"},
	};

	(void)state;
	check_languages(cases, COUNT(cases));
}

static void test_only_the_beginning_counts(void **state)
{
	struct buf text = BUF_INIT(MIB(1));

	(void)state;
	while (text.len < TEXT_LANGUAGE_BYTES)
		buf_adds(&text, "The operator said that it is in the north of the country. ");
	while (text.len < KIB(100))
		buf_adds(&text, "Der Betreiber sagt, dass es im Norden des Landes ist. ");
	assert_string_equal(text_language(buf_bytes(&text)), "en");
	buf_free(&text);
}

static void test_paid(void **state)
{
	static const char *const titles[] = {
	    "Sponsored: five ways to win", "[Sponsored] Five ways", "SPONSORED | Five ways", "Five ways (Sponsored Content)",
	    "Five ways - Sponsored", "Advertorial: so geht es", "[Anzeige] So geht es", "So geht es (Werbung)",
	    "Publi-rédactionnel : la fibre", "Contenu sponsorisé | La fibre", "Contenido patrocinado: la fibra",
	    "Conteúdo patrocinado: a fibra", "Publiredazionale - La fibra", "Gesponsord: glasvezel", "Materiał partnera: sieci",
	    "На правах рекламы: сети", "【广告】新网络", "【PR】新しい網", "記事広告：新しい網", "Sponsored by Acme: five ways",
	};
	static const char *const others[] = {
	    "Nokia sponsors a race", "Sponsored races are back", "Anzeige: Mann bedroht Nachbarn", "Werbung: was der Kunde sieht",
	    "Partner content strategy: a guide", "PR: how to", "State-sponsored hackers: a review", "Sponsored", "",
	};
	static const char *const labels[] = {"Sponsored", "sponsored content", "Partner Content", "Paid Post",
					     "Тайное"};

	(void)state;
	for (size_t i = 0; i < COUNT(titles); i++)
		if (!text_is_paid_title(bytes_of(titles[i])))
			fail_msg("'%s' is not known", titles[i]);
	for (size_t i = 0; i + 2 < COUNT(others); i++)
		if (text_is_paid_title(bytes_of(others[i])))
			fail_msg("'%s' is said to be paid for", others[i]);
	for (size_t i = 0; i < COUNT(labels); i++)
		assert_int_equal(text_is_paid_label(bytes_of(labels[i])), i + 1 < COUNT(labels));
	assert_false(text_is_paid_label(bytes_of("")));
}

static void test_any_bytes(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		char text[200];
		size_t n = (size_t)i % sizeof(text);

		for (size_t k = 0; k < n; k++) {
			seed = seed * 1103515245u + 12345u;
			text[k] = (char)(seed >> 16);
		}
		(void)text_language((struct bytes){text, n});
		(void)text_is_paid_title((struct bytes){text, n});
	}
}

/* A body costs next to nothing beside its cleaning. */
static void test_is_fast(void **state)
{
	static const char sentence[] = "The operator said on Monday that it will switch off the old network in the north. ";
	struct buf text = BUF_INIT(KIB(4));
	clock_t from;

	(void)state;
	while (text.len < 1100)
		buf_adds(&text, sentence);
	from = clock();
	for (int i = 0; i < 2000; i++)
		assert_non_null(text_language(buf_bytes(&text)));
	assert_true((double)(clock() - from) / CLOCKS_PER_SEC < 2.0); /* 1 ms each, under every sanitizer */
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sure),	    cmocka_unit_test(test_unsure),
	    cmocka_unit_test(test_other_scripts),
	    cmocka_unit_test(test_only_the_beginning_counts), cmocka_unit_test(test_paid),
	    cmocka_unit_test(test_any_bytes),	    cmocka_unit_test(test_is_fast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
