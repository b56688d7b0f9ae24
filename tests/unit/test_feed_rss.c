/* test_feed_rss.c: RSS 0.9x, 1.0 and 2.0 with the modules in use. */
#include "feed_read.h"

static void test_formats(void **state)
{
	static const struct {
		const char *text;
		enum feed_format format;
	} cases[] = {
	    {"<rss version='2.0'/>", FEED_RSS20},
	    {"<rss version='0.91'><channel/></rss>", FEED_RSS09X},
	    {"<rss/>", FEED_RSS20},
	    {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
	     "xmlns='http://purl.org/rss/1.0/'/>",
	     FEED_RSS10},
	    {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
	     "xmlns='http://my.netscape.com/rdf/simple/0.9/'/>",
	     FEED_RSS09X},
	    {"<Channel xmlns='http://purl.org/net/rss1.1#'/>", FEED_RSS10},
	    {"<r:rss xmlns:r='http://backend.userland.com/rss2' version='2.0'/>", FEED_RSS20},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct got got = read_text(cases[i].text);

		assert_non_null(got.doc);
		assert_int_equal(got.doc->format, cases[i].format);
		got_free(&got);
	}
}

static void test_channel(void **state)
{
	struct got got = read_text(RSS(
	    "<title>A &amp;amp; B</title><link> http://example.com/ "
	    "</link><description>&lt;p&gt;About&lt;/p&gt;</description>"
	    "<language>en-gb</language><copyright>(c) us</copyright><ttl>60</ttl>"
	    "<managingEditor>ed@example.com (Ed Itor)</managingEditor>"
	    "<image><title>no</title><url>/logo.png</url><link>http://no.example/</link></image>"
	    "<textInput><title>no</title><link>http://no.example/</link></textInput>"
	    "<skipHours><hour>0</hour><hour>23</hour><hour>24</hour><hour>99</hour></skipHours>"
	    "<skipDays><day>Saturday</day><day>sun</day></skipDays>"
	    "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='http://example.com/feed'/>"
	    "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='http://hub.example/'/>"));

	(void)state;
	assert_string_equal(got.doc->title, "A & B");
	assert_string_equal(got.doc->home_url, "http://example.com/");
	assert_string_equal(got.doc->description, "About");
	assert_string_equal(got.doc->lang, "en-gb");
	assert_string_equal(got.doc->rights, "(c) us");
	assert_int_equal(got.doc->ttl_s, 3600);
	assert_int_equal(got.doc->n_authors, 1);
	assert_string_equal(got.doc->authors[0].name, "Ed Itor");
	assert_string_equal(got.doc->icon, "http://example.com/logo.png");
	assert_int_equal(got.doc->skip_hours, 1u | 1u << 23);
	assert_int_equal(got.doc->skip_days, 1 | 1 << 6);
	assert_string_equal(got.doc->feed_url, "http://example.com/feed");
	assert_int_equal(got.doc->n_hubs, 1);
	assert_string_equal(got.doc->hubs[0].url, "http://hub.example/");
	assert_false(got.doc->is_recovered);
	got_free(&got);
}

static void test_item(void **state)
{
	struct got got = read_text(RSS_ITEM(
	    "<title>Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;</title><link>http://example.com/1?a=1&amp;b=2</link>"
	    "<guid isPermaLink='false'> id-1 </guid><pubDate>Mon, 26 Nov 2018 20:12:00 GMT</pubDate>"
	    "<author>jane@example.com (Jane Doe)</author><category>5G</category><category>5G</category>"
	    "<category domain='x'>AT&amp;amp;T</category><comments>http://example.com/1#c</comments>"
	    "<source url='http://other.example/feed'>The &lt;i&gt;Other&lt;/i&gt;</source>"
	    "<enclosure url='http://example.com/a.mp3' length='123' type='audio/mpeg'/>"
	    "<description>&lt;p&gt;Hello &lt;a href='/x'&gt;there&lt;/a&gt;&lt;/p&gt;</description>"));
	const json_t *item = item_of(&got, 0);

	(void)state;
	assert_string_equal(first(&got, "title"), "Tom & Jerry");
	assert_string_equal(first(&got, "url"), "http://example.com/1?a=1&b=2");
	assert_string_equal(first(&got, "id"), "id-1");
	assert_string_equal(first(&got, "date_published"), "2018-11-26T20:12:00Z");
	assert_string_equal(listed(item, "authors", 0, "name"), "Jane Doe");
	assert_string_equal(tag_of(&got, 0), "5G");
	assert_string_equal(tag_of(&got, 1), "AT&T");
	assert_null(tag_of(&got, 2));
	assert_string_equal(first_extra(&got, "comments_url"), "http://example.com/1#c");
	assert_string_equal(first_extra(&got, "source_title"), "The Other");
	assert_string_equal(first_extra(&got, "source_url"), "http://other.example/feed");
	assert_string_equal(listed(item, "attachments", 0, "url"), "http://example.com/a.mp3");
	assert_string_equal(listed(item, "attachments", 0, "mime_type"), "audio/mpeg");
	assert_non_null(strstr(first(&got, "content_html"), "there"));
	assert_string_equal(first(&got, "content_text"), "Hello there");
	assert_null(first(&got, "summary"));
	got_free(&got);
}

static void test_bodies(void **state)
{
	struct got got =
	    read_text(RSS_ITEM("<description>Short.</description>"
			       "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
			       "<![CDATA[<p>Long &amp; full.</p>]]></content:encoded>"));

	(void)state;
	assert_string_equal(first(&got, "content_text"), "Long & full.");
	assert_string_equal(first(&got, "summary"), "Short.");
	got_free(&got);

	/* an empty full body counts for nothing; a prefix nobody declared is known by its usual name */
	got =
	    read_text(RSS_ITEM("<content:encoded> </content:encoded><description>Only this.</description>"));
	assert_string_equal(first(&got, "content_text"), "Only this.");
	assert_null(first(&got, "content_html"));
	got_free(&got);

	/* naked markup in a description, and what is broken in it does not reach the next item */
	got = read_text(RSS(
	    "<item><description>one<br>two <b>three</description></item><item><title>next</title></item>"));
	assert_string_equal(first(&got, "content_text"), "one\ntwo three");
	assert_string_equal(json_string_value(json_object_get(item_of(&got, 1), "title")), "next");
	assert_true(got.doc->is_recovered);
	assert_string_equal(got.doc->problem, "an element that is not closed (line 1)");
	got_free(&got);
}

/* An item counts as cut when its end never came, wherever the document ends; all others are whole. */
static void test_cut(void **state)
{
	static const struct {
		const char *text;
		size_t n, n_cut;
	} cases[] = {
	    {"<rss><channel><item><title>a</title></item><item><title>b</title></item></channel></rss>", 2, 0},
	    {"<rss><channel><item><title>a</title></item><item><title>b</title></item>", 2, 0},
	    {"<rss><channel><item><title>a</title></item><item><title>b</title></ite", 2, 1},
	    {"<rss><channel><item><title>a</title></item><item><title>b", 2, 1},
	    {"<rss><channel><item><title>a</title></item><item><ti", 2, 1},
	    {"<rss><channel><item><title>a</title></item><it", 1, 0},
	    {"<rss><channel><item><title>a<item><title>b</title></item></channel></rss>", 1, 0},
	    {"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><content type='xhtml'><div>x", 1, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct got got = read_text(cases[i].text);

		assert_int_equal(got.n_handed, cases[i].n);
		assert_int_equal(got.n_cut, cases[i].n_cut);
		got_free(&got);
	}
}

static void test_guids(void **state)
{
	static const struct {
		const char *guid, *id, *url;
	} cases[] = {
	    {"<guid>http://example.com/a</guid>", "http://example.com/a", "http://example.com/a"},
	    {"<guid isPermaLink='true'>http://example.com/a</guid>", "http://example.com/a",
	     "http://example.com/a"},
	    {"<guid isPermaLink='false'>http://example.com/a</guid>", "http://example.com/a", NULL},
	    {"<guid>abc</guid>", "abc", NULL},
	    {"<guid>http://example.com/a</guid><link>http://example.com/b</link>", "http://example.com/a",
	     "http://example.com/b"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO_BUF text = BUF_INIT(KIB(4));
		struct got got;

		buf_addf(&text, "<rss><channel><item>%s</item></channel></rss>", cases[i].guid);
		got = read_text(buf_str(&text));
		assert_string_equal(first(&got, "id"), cases[i].id);
		if (cases[i].url)
			assert_string_equal(first(&got, "url"), cases[i].url);
		else
			assert_null(first(&got, "url"));
		got_free(&got);
	}
}

static void test_modules(void **state)
{
	struct got got = read_text(
	    "<rss xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:t='http://purl.org/dc/terms/'"
	    " xmlns:m='http://search.yahoo.com/mrss' xmlns:i='http://www.itunes.com/DTDs/Podcast-1.0.dtd'"
	    " xmlns:f='http://rssnamespace.org/feedburner/ext/1.0' "
	    "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>"
	    "<channel><sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
	    "<i:image href='http://example.com/cover.jpg'/>"
	    "<item><d:creator>A One</d:creator><d:creator>B Two</d:creator><i:author>Lesser</i:author>"
	    "<d:date>2018-11-26T20:12:00Z</d:date><t:issued>2018-11-25</t:issued><d:subject>radio</d:subject>"
	    "<i:keywords>x, y</i:keywords><d:rights>ours</d:rights><i:duration>1:02:03</i:duration>"
	    "<link>http://example.com/counted</link><f:origLink>http://example.com/orig</f:origLink>"
	    "<m:group><m:content url='http://example.com/v.mp4' type='video/mp4' fileSize='9' duration='7'>"
	    "<m:title>Clip</m:title></m:content></m:group><m:thumbnail url='http://example.com/t.jpg'/>"
	    "<m:description>Told &lt;b&gt;here&lt;/b&gt;</m:description></item></channel></rss>");
	const json_t *item = item_of(&got, 0),
		     *clip = json_array_get(json_object_get(item, "attachments"), 0);

	(void)state;
	assert_int_equal(got.doc->ttl_s, 1800);
	assert_string_equal(got.doc->icon, "http://example.com/cover.jpg");
	assert_string_equal(listed(item, "authors", 0, "name"), "A One");
	assert_string_equal(listed(item, "authors", 1, "name"), "B Two");
	assert_null(listed(item, "authors", 2, "name"));
	assert_string_equal(first(&got, "date_published"), "2018-11-25T00:00:00Z");
	assert_string_equal(first(&got, "date_modified"), "2018-11-26T20:12:00Z");
	assert_string_equal(tag_of(&got, 0), "radio");
	assert_string_equal(tag_of(&got, 2), "y");
	assert_string_equal(first_extra(&got, "rights"), "ours");
	assert_string_equal(first(&got, "url"), "http://example.com/counted");
	assert_string_equal(first(&got, "external_url"), "http://example.com/orig");
	assert_string_equal(json_string_value(json_object_get(clip, "title")), "Clip");
	assert_int_equal(json_integer_value(json_object_get(clip, "size_in_bytes")), 9);
	assert_int_equal(json_integer_value(json_object_get(clip, "duration_in_seconds")), 7);
	assert_string_equal(first(&got, "image"), "http://example.com/t.jpg");
	assert_string_equal(first(&got, "content_text"), "Told here");
	got_free(&got);
}

/* The same word in a namespace that nobody knows means nothing. */
static void test_foreign_namespaces(void **state)
{
	struct got got =
	    read_text("<rss xmlns:z='http://example.com/own'><channel><z:title>no</z:title><title>yes</title>"
		      "<item><z:link>http://no.example/</z:link><title>t</title></item></channel></rss>");

	(void)state;
	assert_string_equal(got.doc->title, "yes");
	assert_null(first(&got, "url"));
	got_free(&got);
}

static void test_rdf(void **state)
{
	struct got got = read_text(
	    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
	    "xmlns='http://purl.org/rss/1.0/'>"
	    "<channel rdf:about='x'><title>T</title><link>http://example.com/</link><image "
	    "rdf:resource='http://no.example/'/>"
	    "<items><rdf:Seq><rdf:li resource='http://example.com/1'/></rdf:Seq></items></channel>"
	    "<image><title>no</title><url>http://example.com/i.png</url></image>"
	    "<item rdf:about='http://example.com/1'><title>One</title></item>"
	    "<item rdf:about='urn:2'><title>Two</title><link>http://example.com/2</link></item></rdf:RDF>");
	const json_t *two = item_of(&got, 1);

	(void)state;
	assert_int_equal(got.doc->n_items, 2);
	assert_string_equal(got.doc->title, "T");
	assert_string_equal(got.doc->icon, "http://example.com/i.png");
	assert_string_equal(first(&got, "id"), "http://example.com/1");
	assert_string_equal(first(&got, "url"), "http://example.com/1");
	assert_string_equal(json_string_value(json_object_get(two, "id")), "urn:2");
	assert_string_equal(json_string_value(json_object_get(two, "url")), "http://example.com/2");
	got_free(&got);
}

static void test_addresses(void **state)
{
	struct got got = read_with(
	    "<rss xml:base='http://a.example/x/'><channel><item><link>1</link>"
	    "<description xml:base='y/'>&lt;a href='z'&gt;l&lt;/a&gt;</description></item></channel></rss>",
	    "http://b.example/", NULL);

	(void)state;
	assert_string_equal(first(&got, "url"), "http://a.example/x/1");
	assert_non_null(strstr(first(&got, "content_html"), "http://a.example/x/y/z"));
	got_free(&got);

	/* without xml:base the document's address, without that the channel's link */
	got = read_with(RSS("<link>http://site.example/</link><item><link>/1</link></item>"),
			"http://b.example/feed", NULL);
	assert_string_equal(first(&got, "url"), "http://b.example/1");
	got_free(&got);
	got = read_text(RSS("<link>http://site.example/</link><item><link>/1</link>"
			    "<description>&lt;img src='/i.png' width='9'&gt;</description></item>"));
	assert_non_null(strstr(first(&got, "content_html"), "http://site.example/i.png"));
	assert_string_equal(first(&got, "url"), "http://site.example/1");
	got_free(&got);
}

static void test_people(void **state)
{
	static const char *const cases[][2] = {
	    {"jane@example.com (Jane Doe)", "Jane Doe"},
	    {"Jane Doe (jane@example.com)", "Jane Doe"},
	    {"Jane Doe &lt;jane@example.com&gt;", "Jane Doe"},
	    {"jane@example.com", "jane@example.com"},
	    {"Jane (the second)", "Jane (the second)"},
	    {"&lt;p&gt;Jane&lt;/p&gt;", "Jane"},
	    {"&lt;b&gt;&lt;/b&gt;", NULL},
	    {"<name>Jane</name><email>j@example.com</email>", "Jane"},
	    {" ", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO_BUF text = BUF_INIT(KIB(4));
		struct got got;
		const char *name;

		buf_addf(&text, "<rss><channel><item><author>%s</author></item></channel></rss>",
			 cases[i][0]);
		got = read_text(buf_str(&text));
		name = listed(item_of(&got, 0), "authors", 0, "name");
		assert_true(!name == !cases[i][1]);
		if (name)
			assert_string_equal(name, cases[i][1]);
		got_free(&got);
	}
}

/* A full body in which nothing is does not hide the short one. */
static void test_hollow_bodies(void **state)
{
	struct got got = read_text(RSS_ITEM(
	    "<content:encoded>&lt;p>&lt;/p></content:encoded><description>Only this.</description>"));

	(void)state;
	assert_string_equal(first(&got, "content_text"), "Only this.");
	got_free(&got);
	got = read_text(RSS_ITEM("<content:encoded>&lt;p>&lt;img src='http://a.example/p.png'>&lt;/p>"
				 "</content:encoded><description>And this.</description>"));
	assert_non_null(strstr(first(&got, "content_html"), "p.png"));
	assert_string_equal(first(&got, "summary"), "And this.");
	got_free(&got);
}

/* Markup that was not escaped, known to HTML or not, is no part of titles, names, topics and dates. */
static void test_naked_markup(void **state)
{
	struct got got = read_text(RSS_ITEM(
	    "<title><a href='/x'><b>A</b> <custom>B</custom></a><br/>C</title>"
	    "<author><foo/></author><itunes:author><name>Ann</name> <x/></itunes:author>"
	    "<category><span>Topic</span></category>"
	    "<pubDate> <time datetime='2019-05-03T19:21:28Z'>Fri, 05/03/2019 - 15:21</time> </pubDate>"));

	(void)state;
	assert_string_equal(first(&got, "title"), "A B C");
	assert_string_equal(listed(item_of(&got, 0), "authors", 0, "name"), "Ann");
	assert_string_equal(tag_of(&got, 0), "Topic");
	assert_string_equal(first(&got, "date_published"), "2019-05-03T19:21:28Z");
	got_free(&got);
}

/* Publishers mix the words of RSS and Atom, and misspell namespaces. */
static void test_mixed_words(void **state)
{
	struct got got =
	    read_text(ATOM_ENTRY("<guid>g</guid><pubDate>26 Nov 2018</pubDate><description>d</description>"
				 "<enclosure url='http://a.example/1.mp3' type='audio/mpeg'/>"));

	(void)state;
	assert_string_equal(first(&got, "id"), "g");
	assert_string_equal(first(&got, "date_published"), "2018-11-26T00:00:00Z");
	assert_string_equal(first(&got, "content_text"), "d");
	assert_string_equal(listed(item_of(&got, 0), "attachments", 0, "url"), "http://a.example/1.mp3");
	got_free(&got);
	got = read_text(RSS("<entry><title>t</title><updated>2018-11-26</updated></entry>"));
	assert_string_equal(first(&got, "title"), "t");
	assert_string_equal(first(&got, "date_modified"), "2018-11-26T00:00:00Z");
	got_free(&got);
	got = read_text("<rss xmlns:dc='http://wrong.example/dc'><channel><item><dc:creator>Ann</dc:creator>"
			"</item></channel></rss>");
	assert_string_equal(listed(item_of(&got, 0), "authors", 0, "name"), "Ann");
	got_free(&got);
}

static void test_durations(void **state)
{
	static const struct {
		const char *text;
		int seconds;
	} cases[] = {
	    {"3:04", 184},	{"1:02:03", 3723},  {"3723", 3723},   {"1:02:03.5", 3723},
	    {"PT1H2M3S", 3723}, {"1h 2m 3s", 3723}, {"62 min", 3720}, {"1 Hour", 3600},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO_BUF text = BUF_INIT(KIB(4));
		struct got got;

		buf_addf(&text,
			 RSS_ITEM("<enclosure url='http://a.example/1.mp3'/>"
				  "<itunes:duration>%s</itunes:duration>"),
			 cases[i].text);
		got = read_text(buf_str(&text));
		assert_int_equal(json_integer_value(json_object_get(
				     json_array_get(json_object_get(item_of(&got, 0), "attachments"), 0),
				     "duration_in_seconds")),
				 cases[i].seconds);
		got_free(&got);
	}
}

static void test_media_extras(void **state)
{
	struct got got = read_text(
	    RSS_ITEM("<media:group><media:content url='http://a.example/1.mp4' type='video/mp4'>"
		     "<media:category>Inside</media:category><media:keywords>k1, k2</media:keywords>"
		     "</media:content></media:group><media:player url='http://a.example/watch'/>"
		     "<itunes:category text='Tech'><itunes:category text='Radio'/></itunes:category>"));

	(void)state;
	assert_string_equal(first(&got, "url"), "http://a.example/watch");
	assert_string_equal(tag_of(&got, 0), "Inside");
	assert_string_equal(tag_of(&got, 2), "k2");
	assert_string_equal(tag_of(&got, 3), "Tech");
	assert_string_equal(tag_of(&got, 4), "Radio");
	got_free(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_formats),	  cmocka_unit_test(test_channel),
	    cmocka_unit_test(test_item),	  cmocka_unit_test(test_bodies),
	    cmocka_unit_test(test_cut), cmocka_unit_test(test_guids),	  cmocka_unit_test(test_modules),
	    cmocka_unit_test(test_rdf),		  cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_people),	  cmocka_unit_test(test_foreign_namespaces),
	    cmocka_unit_test(test_hollow_bodies), cmocka_unit_test(test_naked_markup),
	    cmocka_unit_test(test_mixed_words),	  cmocka_unit_test(test_durations),
	    cmocka_unit_test(test_media_extras),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
