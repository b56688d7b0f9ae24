/* test_feed_atom.c: Atom 1.0 (RFC 4287) and 0.3. */
#include "feed_read.h"

static void test_feed(void **state)
{
	struct got got = read_text(
	    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><title type='html'>A &amp;amp; "
	    "&lt;b&gt;B&lt;/b&gt;</title>"
	    "<subtitle>S &lt; T</subtitle><link href='http://example.com/'/><link rel='self' "
	    "href='http://example.com/f'/>"
	    "<link rel='http://www.iana.org/assignments/relation/next' href='http://example.com/f?p=2'/>"
	    "<link rel='hub' href='http://hub.example/'/><icon>http://example.com/i.ico</icon>"
	    "<logo>http://example.com/l.png</logo><rights type='xhtml'><div "
	    "xmlns='http://www.w3.org/1999/xhtml'>"
	    "<i>ours</i> "
	    "&lt;x&gt;</div></rights><author><name>Ann</name><uri>http://ann.example/</uri></author></feed>");

	(void)state;
	assert_int_equal(got.doc->format, FEED_ATOM10);
	assert_string_equal(got.doc->title, "A & B");
	assert_string_equal(got.doc->description, "S < T");
	assert_string_equal(got.doc->home_url, "http://example.com/");
	assert_string_equal(got.doc->feed_url, "http://example.com/f");
	assert_string_equal(got.doc->next_url, "http://example.com/f?p=2");
	assert_null(got.doc->archive_url);
	assert_false(got.doc->is_archive || got.doc->is_complete);
	assert_string_equal(got.doc->hubs[0].url, "http://hub.example/");
	assert_string_equal(got.doc->favicon, "http://example.com/i.ico");
	assert_string_equal(got.doc->icon, "http://example.com/l.png");
	assert_string_equal(got.doc->rights, "ours <x>");
	assert_string_equal(got.doc->lang, "de");
	assert_string_equal(got.doc->authors[0].name, "Ann");
	assert_string_equal(got.doc->authors[0].url, "http://ann.example/");
	got_free(&got);
}

static void test_text_constructs(void **state)
{
	static const char *const cases[][2] = {
	    {"<title>History of the &lt;blink&gt; tag</title>", "History of the <blink> tag"},
	    {"<title type='text'>&lt;b&gt;x&lt;/b&gt;</title>", "<b>x</b>"},
	    {"<title type='html'>&lt;b&gt;x&lt;/b&gt; &amp;amp;</title>", "x &"},
	    {"<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>b</b> &lt;c&gt; "
	     "&amp;amp;</div></title>",
	     "a b <c> &amp;"},
	    {"<title>&lt;b&gt;forgotten type&lt;/b&gt;</title>", "forgotten type"},
	    {"<title><b>naked</b> &amp;lt;</title>", "naked &lt;"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO_BUF text = BUF_INIT(KIB(4));
		struct got got;

		buf_addf(&text, ATOM_ENTRY("%s"), cases[i][0]);
		got = read_text(buf_str(&text));
		assert_string_equal(first(&got, "title"), cases[i][1]);
		got_free(&got);
	}
}

static void test_content(void **state)
{
	struct got got = read_with(
	    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://a.example/'><entry xml:base='b/'>"
	    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml' xml:base='c/'><p>x &lt;y&gt; <a "
	    "href='d'>l</a><br/>z"
	    "</p></div></content><summary>Sum</summary></entry></feed>",
	    "http://doc.example/", NULL);

	(void)state;
	assert_non_null(strstr(first(&got, "content_html"), "href=\"http://a.example/b/c/d\""));
	assert_string_equal(first(&got, "content_text"), "x <y> l\nz");
	assert_string_equal(first(&got, "summary"), "Sum");
	got_free(&got);

	got = read_text(ATOM_ENTRY("<content type='text'>a &lt;b&gt; c</content>"));
	assert_null(first(&got, "content_html"));
	assert_string_equal(first(&got, "content_text"), "a <b> c");
	got_free(&got);

	got = read_text(ATOM_ENTRY("<content type='application/octet-stream'>aGVsbG8=</content>"));
	assert_string_equal(first(&got, "content_text"), "hello");
	got_free(&got);

	got = read_text(ATOM_ENTRY("<content type='image/png' src='http://a.example/p.png'/>"));
	assert_string_equal(listed(item_of(&got, 0), "attachments", 0, "url"), "http://a.example/p.png");
	got_free(&got);
}

static void test_links(void **state)
{
	struct got got = read_text(ATOM_ENTRY(
	    "<link rel='alternate' type='application/json' href='http://a.example/json'/>"
	    "<link rel='self' href='http://a.example/self'/><link href='http://a.example/page'/>"
	    "<link rel='alternate' type='text/html' href='http://a.example/second'/>"
	    "<link rel='enclosure' type='audio/mpeg' length='5' title='T' href='http://a.example/s.mp3'/>"
	    "<link rel='replies' type='text/html' href='http://a.example/c'/>"
	    "<link rel='enclosure'>http://a.example/no</link>"));
	const json_t *item = item_of(&got, 0);

	(void)state;
	assert_string_equal(first(&got, "url"), "http://a.example/page");
	assert_string_equal(listed(item, "attachments", 0, "title"), "T");
	assert_int_equal(json_array_size(json_object_get(item, "attachments")), 1);
	assert_string_equal(first_extra(&got, "comments_url"), "http://a.example/c");
	got_free(&got);
}

static void test_authors_are_inherited(void **state)
{
	struct got got = read_text(
	    ATOM("<author><name>Feed</name></author>"
		 "<entry><author><name>Own</name></author><contributor><name>No</name></contributor></entry>"
		 "<entry><source><title>Src</title><link href='http://s.example/'/>"
		 "<author><name>Source</name></author></source></entry>"
		 "<entry/>"));

	(void)state;
	assert_string_equal(listed(item_of(&got, 0), "authors", 0, "name"), "Own");
	assert_null(listed(item_of(&got, 0), "authors", 1, "name"));
	assert_string_equal(listed(item_of(&got, 1), "authors", 0, "name"), "Source");
	assert_string_equal(listed(item_of(&got, 2), "authors", 0, "name"), "Feed");
	assert_string_equal(
	    json_string_value(json_object_get(json_object_get(item_of(&got, 1), "_telex"), "source_title")),
	    "Src");
	assert_string_equal(
	    json_string_value(json_object_get(json_object_get(item_of(&got, 1), "_telex"), "source_url")),
	    "http://s.example/");
	/* nothing of one entry is left in the next */
	assert_null(json_object_get(item_of(&got, 2), "_telex"));
	got_free(&got);
}

static void test_dates_and_language(void **state)
{
	struct got got = read_text(
	    ATOM("<entry xml:lang='fr'><published>2018-01-02T03:04:05+01:00</published>"
		 "<updated>2018-02-03T04:05:06Z</updated></entry><entry><updated>never</updated></entry>"));

	(void)state;
	assert_string_equal(first(&got, "date_published"), "2018-01-02T02:04:05Z");
	assert_string_equal(first(&got, "date_modified"), "2018-02-03T04:05:06Z");
	assert_string_equal(first(&got, "language"), "fr");
	assert_null(json_object_get(item_of(&got, 1), "date_modified"));
	got_free(&got);
}

static void test_atom03(void **state)
{
	struct got got =
	    read_text("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><tagline>Tag</tagline>"
		      "<entry><title type='text/html' "
		      "mode='escaped'>&lt;b&gt;x&lt;/b&gt;</title><issued>2004-01-01T00:00:00Z</issued>"
		      "<modified>2004-02-01T00:00:00Z</modified><id>tag:x</id>"
		      "<content type='text/html' mode='base64'>PHA+aGk8L3A+</content></entry>"
		      "<entry><content type='application/xhtml+xml' mode='xml'><p "
		      "xmlns='http://www.w3.org/1999/xhtml'>a &lt;</p></content>"
		      "</entry></feed>");

	(void)state;
	assert_int_equal(got.doc->format, FEED_ATOM03);
	assert_string_equal(got.doc->description, "Tag");
	assert_string_equal(first(&got, "title"), "x");
	assert_string_equal(first(&got, "date_published"), "2004-01-01T00:00:00Z");
	assert_string_equal(first(&got, "date_modified"), "2004-02-01T00:00:00Z");
	assert_string_equal(first(&got, "content_text"), "hi");
	assert_string_equal(json_string_value(json_object_get(item_of(&got, 1), "content_text")), "a <");
	got_free(&got);
}

static void test_ids(void **state)
{
	struct got got =
	    read_with(ATOM("<entry><id>HTTP://Example.com/%7ea</id></entry><entry><id>/rel</id></entry>"
			   "<entry><id>42</id></entry>"),
		      "http://a.example/feed", NULL);

	(void)state;
	assert_string_equal(first(&got, "id"), "HTTP://Example.com/%7ea");
	assert_string_equal(json_string_value(json_object_get(item_of(&got, 1), "id")),
			    "http://a.example/rel");
	assert_string_equal(json_string_value(json_object_get(item_of(&got, 2), "id")), "42");
	got_free(&got);
}

static void test_entry_document(void **state)
{
	struct got got = read_text("<entry xmlns='http://www.w3.org/2005/Atom'><title>alone</title></entry>");

	(void)state;
	assert_int_equal(got.doc->n_items, 1);
	assert_string_equal(first(&got, "title"), "alone");
	got_free(&got);
}

/* Content that is a picture says nothing in words. */
static void test_content_that_is_a_picture(void **state)
{
	struct got got =
	    read_text(ATOM_ENTRY("<content type='image/png'>aGVsbG8=</content><summary>s</summary>"));

	(void)state;
	assert_string_equal(first(&got, "content_text"), "s");
	got_free(&got);
	got = read_text(ATOM_ENTRY("<summary>s</summary><content type='image/svg+xml'><svg "
				   "xmlns='http://www.w3.org/2000/svg'><text>no</text></svg></content>"));
	assert_string_equal(first(&got, "content_text"), "s");
	got_free(&got);
}

/* RFC 5005, in Atom and in RSS, by any spelling of the relation's name. */
static void test_archives(void **state)
{
	struct got got = read_text(
	    "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:f='http://purl.org/syndication/history/1.0'>"
	    "<link rel='prev-archive' href='http://a.example/2'/><link rel='next' "
	    "href='http://a.example/p2'/>"
	    "<link rel='next-archive' href='http://a.example/4'/><link rel='current' "
	    "href='http://a.example/'/><f:archive/></feed>");

	(void)state;
	assert_string_equal(got.doc->archive_url, "http://a.example/2");
	assert_string_equal(got.doc->next_url, "http://a.example/p2");
	assert_null(got.doc->home_url);
	assert_true(got.doc->is_archive);
	assert_false(got.doc->is_complete);
	got_free(&got);
	got = read_text(
	    "<rss><channel xmlns:atom='http://www.w3.org/2005/Atom'><atom:link rel='prev-archive' "
	    "href='http://a.example/2'/><fh:complete xmlns:fh='http://purl.org/syndication/history/1.0'/>"
	    "</channel></rss>");
	assert_string_equal(got.doc->archive_url, "http://a.example/2");
	assert_null(got.doc->next_url);
	assert_true(got.doc->is_complete);
	assert_false(got.doc->is_archive);
	got_free(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_feed),
	    cmocka_unit_test(test_text_constructs),
	    cmocka_unit_test(test_content),
	    cmocka_unit_test(test_links),
	    cmocka_unit_test(test_atom03),
	    cmocka_unit_test(test_authors_are_inherited),
	    cmocka_unit_test(test_ids),
	    cmocka_unit_test(test_dates_and_language),
	    cmocka_unit_test(test_entry_document),
	    cmocka_unit_test(test_archives),
	    cmocka_unit_test(test_content_that_is_a_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
