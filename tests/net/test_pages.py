#!/usr/bin/env python3
"""test_pages.py: the pages of articles: which are asked for, by robots.txt and the manners of feeds, and what becomes of the text."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import Case, wait_for
from server import Route, Server

WORDS = ("The regulator said on Tuesday that the auction of the 26 GHz band would begin in May, and that every operator that "
         "holds a national licence may bid for up to two blocks, of which one has to be built out within three years. ")
PAGE = ("<!doctype html><html lang=en><head><title>%s</title></head><body><nav><a href=/>Home</a></nav>"
        "<article><h1>%s</h1>%s</article><footer>About us</footer></body></html>")


def page(title, paragraphs=6, more=""):
    return (PAGE % (title, title, "".join("<p>%s%s</p>" % (WORDS, more) for _ in range(paragraphs)))).encode()


def feed(items):
    """items: (title, path or URL, text)"""
    return ('<?xml version="1.0"?><rss version="2.0"><channel><title>Trade</title>%s</channel></rss>' % "".join(
        "<item><title>%s</title><guid>%s</guid><link>%s</link><description>%s</description></item>" % (t, t, u, d)
        for t, u, d in items)).encode()


class Pages(Case):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def start(self, items, full_text="auto", further="", more="", robots=None):
        """One run with a feed of these items, whose paths are made addresses."""
        if robots is not None:
            self.server.route("/robots.txt", robots)
        self.server.route("/a.xml", body=feed([(t, u if "://" in u else self.server.url(u), d) for t, u, d in items]))
        self.desk.configure({"a": (self.server.url("/a.xml"), "full_text = %s\n%s" % (full_text, further))}, more=more)
        return self.desk.once()

    def body(self, title):
        return self.desk.query("SELECT body FROM article_text WHERE title = ?", title)[0]["body"]

    def state(self, title):
        rows = self.desk.query("SELECT p.* FROM page p JOIN article_text t ON t.id = p.article_id WHERE t.title = ?", title)
        return (rows[0]["state"], rows[0]["error"]) if rows else None

    def asked(self, path):
        return len([r for r in self.server.requests() if r["path"] == path])

    def test_a_teaser_gets_the_text_of_its_page(self):
        self.server.route("/1", body=page("One"), content_type="text/html")
        p = self.start([("One", "/1", "A teaser.")], more="[tag bids]\nquery = auction\n[rule r]\nquery = licence bid\n")
        self.assertEqual((p.returncode, p.stderr), (0, ""))
        self.assertIn("every operator that holds", self.body("One"))
        self.assertNotIn("About us", self.body("One"))
        self.assertEqual(self.state("One"), (1, None))
        # judged again: tag, alert and index know the words of the page; it is no version
        self.assertEqual(self.desk.query("SELECT count(*) AS n FROM article_tag")[0]["n"], 1)
        self.assertEqual(self.desk.query("SELECT count(*) AS n FROM alert")[0]["n"], 1)
        self.assertEqual(self.desk.query("SELECT version FROM article")[0]["version"], 0)
        self.assertEqual(self.asked("/robots.txt"), 1)
        # and never asked for again
        self.desk.make_due()
        self.run_ok()
        self.assertEqual(self.asked("/1"), 1)

    def test_what_the_feed_says_in_full_is_enough_for_auto(self):
        self.server.route("/1", body=page("One"), content_type="text/html")
        self.start([("One", "/1", WORDS * 8)])
        self.assertEqual(self.asked("/1"), 0)
        self.assertIsNone(self.state("One"))

    def test_no_is_no_and_yes_is_always(self):
        self.server.route("/1", body=page("One"), content_type="text/html")
        self.start([("One", "/1", "A teaser.")], full_text="no")
        self.assertEqual(self.asked("/1") + self.asked("/robots.txt"), 0)
        self.start([("Two", "/1", WORDS * 8)], full_text="yes")
        self.desk.make_due()
        self.run_ok()
        self.assertEqual(self.asked("/1"), 1)

    def test_the_text_of_the_feed_stays_when_the_page_says_less(self):
        self.server.route("/1", body=page("One", 1), content_type="text/html")
        self.start([("One", "/1", WORDS * 8)], full_text="yes")
        self.assertGreater(len(self.body("One")), 7 * len(WORDS))
        self.assertEqual(self.state("One"), (1, None))

    def test_robots_txt_is_asked_once_and_obeyed(self):
        for path in ("/open/1", "/open/2", "/shut/1"):
            self.server.route(path, body=page("x"), content_type="text/html")
        self.start([("One", "/open/1", "a"), ("Two", "/open/2", "b"), ("Three", "/shut/1", "c")],
                   robots=Route(body=b"User-agent: telex\nDisallow: /shut\n\nUser-agent: *\nDisallow: /\n", content_type="text/plain"))
        self.assertEqual((self.asked("/robots.txt"), self.asked("/open/1"), self.asked("/open/2"), self.asked("/shut/1")),
                         (1, 1, 1, 0))
        state, error = self.state("Three")
        self.assertEqual(state, 2)
        self.assertIn("does not allow it", error)
        self.assertEqual(self.body("Three"), "c")
        # kept for a day, over a restart
        self.server.route("/a.xml", body=feed([("Four", self.server.url("/shut/4"), "d")]))
        self.desk.make_due()
        self.run_ok()
        self.assertEqual(self.asked("/robots.txt"), 1)
        self.assertEqual(self.state("Four")[0], 2)

    def test_a_robots_txt_that_cannot_be_read_closes_the_site_for_a_while(self):
        self.server.route("/1", body=page("One"), content_type="text/html")
        self.start([("One", "/1", "a")], robots=Route(status=503))
        self.assertEqual(self.asked("/1"), 0)
        state, error = self.state("One")
        self.assertEqual(state, 0)
        self.assertIn("robots.txt", error)
        self.server.route("/robots.txt", status=404)
        self.desk.change("UPDATE page SET next_at = 0")
        self.desk.change("UPDATE robots SET until = 0")
        self.run_ok()
        self.assertEqual(self.state("One"), (1, None))

    def test_of_a_huge_robots_txt_the_beginning_counts(self):
        for path in ("/open", "/shut"):
            self.server.route(path, body=page("x"), content_type="text/html")
        self.start([("One", "/open", "a"), ("Two", "/shut", "b")],
                   robots=Route(body=b"User-agent: *\nDisallow: /shut\n" + b"# nothing\n" * 400000, content_type="text/plain"))
        self.assertEqual((self.state("One"), self.asked("/open"), self.asked("/shut")), ((1, None), 1, 0))

    def test_a_crawl_delay_is_kept(self):
        for i in range(3):
            self.server.route("/%d" % i, body=page("x"), content_type="text/html")
        self.start([("t%d" % i, "/%d" % i, "a") for i in range(3)],
                   robots=Route(body=b"User-agent: *\nCrawl-delay: 1\n", content_type="text/plain"))
        at = sorted(r["at"] for r in self.server.requests() if r["path"] in ("/0", "/1", "/2"))
        self.assertEqual(len(at), 3)
        self.assertGreater(at[2] - at[0], 1.9)

    def test_faults_are_told_and_lose_nothing(self):
        self.server.route("/gone", status=410)
        self.server.route("/late", status=500)
        self.server.route("/pdf", body=b"%PDF", content_type="application/pdf")
        self.server.route("/empty", body=b"<html><body></body></html>", content_type="text/html")
        p = self.start([("gone", "/gone", "a"), ("late", "/late", "b"), ("pdf", "/pdf", "c"), ("empty", "/empty", "d")])
        self.assertEqual(p.returncode, 0)
        self.assertEqual(self.state("gone")[0], 2)
        self.assertEqual(self.state("late"), (0, "HTTP 500, the server failed"))
        self.assertEqual(self.state("pdf"), (2, "the page is no HTML (application/pdf)"))
        self.assertEqual(self.state("empty")[0], 2)
        for title, text in (("gone", "a"), ("late", "b"), ("pdf", "c"), ("empty", "d")):
            self.assertEqual(self.body(title), text)
        feed_row = self.desk.feed("a")
        self.assertEqual(feed_row["page_failures"], 4)
        self.assertTrue(feed_row["page_error"])
        # tried again later, not at once
        self.desk.make_due()
        self.run_ok()
        self.assertEqual(self.asked("/late"), 1)
        self.desk.change("UPDATE page SET next_at = 0 WHERE state = 0")
        self.server.route("/late", body=page("late"), content_type="text/html")
        self.run_ok()
        self.assertEqual(self.state("late"), (1, None))
        self.assertEqual(self.desk.feed("a")["page_failures"], 0)

    def test_a_page_that_is_too_large_is_asked_for_once(self):
        self.server.route("/1", body=b"<p>" + b"x" * (17 << 20), content_type="text/html")
        self.start([("One", "/1", "A teaser.")])
        self.assertEqual((self.state("One"), self.body("One")), ((2, "larger than 16 MB"), "A teaser."))

    def test_429_is_a_pause_for_the_host_and_no_try(self):
        self.server.route("/1", status=429, headers={"Retry-After": "600"})
        self.start([("One", "/1", "a"), ("Two", "/1?two", "b")])
        row = self.desk.query("SELECT max(tries) AS tries, min(next_at) AS next FROM page")[0]
        self.assertEqual(row["tries"], 0)
        self.assertGreater(row["next"], self.desk.query("SELECT max(arrived_at) AS t FROM article")[0]["t"] + 500)

    def test_a_feed_cannot_send_telexd_to_private_addresses(self):
        self.desk.configure({"a": (self.server.url("/a.xml"), "full_text = yes")})
        self.start([("One", "http://10.0.0.1/x", "a"), ("Two", "file:///etc/passwd", "b"), ("Three", "http://[::ffff:169.254.169.254]/", "c")],
                   full_text="yes")
        states = self.desk.query("SELECT state, error FROM page")
        self.assertTrue(states)
        self.assertNotIn(1, [s["state"] for s in states])

    def test_selectors_of_the_configuration(self):
        html = b"<html><body><div class=a><p>%s</p></div><div class=b><p>%s</p><p class=x>Out.</p></div></body></html>" % (
            (WORDS * 4).encode(), b"Chosen words alone stand here, enough of them to be more than a teaser. " * 5)
        self.server.route("/1", body=html, content_type="text/html")
        self.start([("One", "/1", "t")], further="extract = div.b\nremove = .x")
        self.assertIn("Chosen words", self.body("One"))
        self.assertNotIn("regulator", self.body("One"))
        self.assertNotIn("Out.", self.body("One"))

    def test_an_edited_teaser_keeps_the_text_and_has_the_page_read_again(self):
        self.server.route("/1", body=page("One"), content_type="text/html")
        self.start([("One", "/1", "A teaser.")])
        self.server.route("/1", body=page("One", 6, "It was corrected."), content_type="text/html")
        self.server.route("/a.xml", body=feed([("One", self.server.url("/1"), "Another teaser.")]))
        self.desk.make_due()
        self.run_ok()
        self.assertEqual(self.asked("/1"), 2)
        self.assertEqual(self.state("One"), (1, None))
        self.assertIn("It was corrected.", self.body("One"))
        self.assertEqual(self.asked("/1"), 2)
        self.assertEqual(self.desk.query("SELECT version FROM article")[0]["version"], 1)
        self.assertNotIn("corrected", self.desk.query("SELECT body FROM article_version")[0]["body"])

    def serve_parts(self, texts, last_link=""):
        """/p/1 ... of one article, each with its own words and a link to the next."""
        for i, text in enumerate(texts, 1):
            link = "/p/%d" % (i + 1) if i < len(texts) else last_link
            more = "</p><p><a rel=next href='%s'>Next</a>" % link if link else ""
            self.server.route("/p/%d" % i, body=page("One", 4, text + more), content_type="text/html")

    def read_parts(self, **options):
        self.start([("One", "/p/1", "A teaser.")], further="next_page = a[rel=next]", **options)
        body = self.body("One")
        return [body.find(word) >= 0 and body.find(word) for word in ("Alpha", "Beta", "Gamma")]

    def test_an_article_over_several_pages_is_put_together(self):
        self.serve_parts(["Alpha.", "Beta.", "Gamma."])
        at = self.read_parts(more="[tag last]\nquery = gamma\n")
        self.assertEqual(at, sorted(at))
        self.assertNotIn(False, at)
        self.assertEqual(self.state("One"), (1, None))
        self.assertEqual(self.desk.query("SELECT count(*) AS n FROM article_tag")[0]["n"], 1)
        self.assertEqual([self.asked("/p/%d" % i) for i in (1, 2, 3)], [1, 1, 1])
        self.assertEqual(self.asked("/robots.txt"), 1)
        self.assertEqual(self.desk.feed("a")["page_failures"], 0)

    def test_pages_that_lead_in_a_circle_are_read_once(self):
        self.serve_parts(["Alpha.", "Beta."], last_link="/p/1#top")
        self.assertNotIn(False, self.read_parts()[:2])
        self.assertEqual(self.state("One"), (1, None))
        self.assertEqual([self.asked("/p/%d" % i) for i in (1, 2)], [1, 1])

    def test_no_more_than_ten_pages_are_asked_for(self):
        self.serve_parts(["Alpha."] + ["More %d." % i for i in range(2, 14)])
        self.read_parts()
        self.assertIn("More 10.", self.body("One"))
        self.assertEqual((self.asked("/p/10"), self.asked("/p/11")), (1, 0))
        self.assertEqual(self.state("One"), (1, "page 11 of the article: it has more than 10 pages"))

    def test_a_page_that_is_gone_leaves_what_came_before_it(self):
        self.serve_parts(["Alpha.", "Beta."], last_link="/p/gone")
        self.server.route("/p/gone", status=404)
        self.assertNotIn(False, self.read_parts()[:2])
        self.assertEqual(self.state("One"), (1, "page 3 of the article: HTTP 404, not found"))
        self.assertIn("page 3", self.desk.feed("a")["page_error"])
        self.assertEqual(self.desk.feed("a")["page_failures"], 1)

    def test_a_page_that_fails_for_a_while_stores_nothing_until_the_last_try(self):
        self.serve_parts(["Alpha.", "Beta."], last_link="/p/3")
        self.server.route("/p/3", status=500)
        self.read_parts()
        self.assertEqual((self.body("One"), self.state("One")[0]), ("A teaser.", 0))
        self.assertIn("page 3 of the article: HTTP 500", self.state("One")[1])
        self.desk.change("UPDATE page SET next_at = 0, tries = 4")
        self.run_ok()
        self.assertIn("Beta", self.body("One"))
        self.assertEqual(self.state("One")[0], 1)
        self.assertIn("page 3 of the article: HTTP 500", self.state("One")[1])

    def test_following_pages_are_asked_for_with_the_manners_of_first_ones(self):
        self.serve_parts(["Alpha.", "Beta."], last_link="/p/3")
        self.serve_parts(["Alpha.", "Beta.", "Gamma."])
        self.read_parts(robots=Route(body=b"User-agent: *\nCrawl-delay: 1\nDisallow: /p/3\n", content_type="text/plain"))
        at = sorted(r["at"] for r in self.server.requests() if r["path"] in ("/p/1", "/p/2"))
        self.assertGreater(at[1] - at[0], 0.9)
        self.assertEqual(self.asked("/p/3"), 0)
        self.assertIn("does not allow it", self.state("One")[1])
        self.assertIn("Beta", self.body("One"))

    def test_pages_of_other_sites_and_private_addresses_are_not_followed(self):
        for link, why in (("http://other.example/2", "page 2 of the article: it is on another site"),
                          ("http://10.0.0.1/2", "page 2 of the article: it is on another site"),
                          ("file:///etc/passwd", None)):
            self.serve_parts(["Alpha."], last_link=link)
            self.read_parts()
            self.assertEqual(self.state("One"), (1, why))
            self.desk.change("UPDATE page SET state = 0, next_at = 0")

    def test_a_page_that_is_redirected_to_another_site_is_none_of_the_article(self):
        self.server.route("/there", body=page("One", 4, "Gamma."), content_type="text/html")
        self.serve_parts(["Alpha.", "Beta."], last_link="/p/3")
        self.server.route("/p/3", status=302, headers={"Location": "http://localhost:%d/there" % self.server.port})
        at = self.read_parts()
        self.assertNotIn(False, at[:2])
        self.assertFalse(at[2])
        self.assertEqual(self.state("One"), (1, "page 3 of the article: it is on another site"))

    def test_the_first_page_may_be_redirected_and_the_others_are_looked_for_where_it_is(self):
        there = "http://localhost:%d" % self.server.port
        self.serve_parts(["Alpha.", "Beta."], last_link="")
        self.server.route("/go", status=302, headers={"Location": there + "/p/1"})
        self.start([("One", "/go", "A teaser.")], further="next_page = a[rel=next]\nprivate = yes")
        self.assertIn("Beta.", self.body("One"))
        self.assertEqual(self.state("One"), (1, None))

    def test_a_page_that_answers_with_one_before_is_not_stored_twice(self):
        self.serve_parts(["Alpha."], last_link="/p/1?page=2")  # which the site does not know
        self.read_parts()
        self.assertEqual((self.body("One").count("Alpha."), self.asked("/p/1?page=2"), self.state("One")), (4, 1, (1, None)))
        self.serve_parts(["Alpha. Again.", "Beta."], last_link="/p/back")
        self.server.route("/p/back", status=302, headers={"Location": "/p/1"})
        self.desk.change("UPDATE page SET state = 0, next_at = 0")
        self.read_parts()
        self.assertEqual((self.body("One").count("Alpha."), self.body("One").count("Beta."), self.state("One")), (4, 4, (1, None)))

    def test_an_article_that_was_interrupted_between_its_pages_begins_anew(self):
        self.serve_parts(["Alpha.", "Beta."])
        self.server.route("/p/2", body=page("One", 4, "Beta."), content_type="text/html", delay=30)
        self.server.route("/a.xml", body=feed([("One", self.server.url("/p/1"), "A teaser.")]))
        self.desk.configure({"a": (self.server.url("/a.xml"), "full_text = auto\nnext_page = a[rel=next]")})
        daemon = self.desk.daemon()
        wait_for(lambda: self.asked("/p/2"), "the second page")
        daemon.signal(9)
        daemon.close()
        self.assertEqual((self.body("One"), self.state("One")), ("A teaser.", (0, None)))
        self.serve_parts(["Alpha.", "Beta."])
        self.run_ok()
        self.assertIn("Beta", self.body("One"))
        self.assertEqual((self.asked("/p/1"), self.state("One")), (2, (1, None)))

    def test_the_daemon_reads_pages_too(self):
        self.server.route("/1", body=page("One"), content_type="text/html")
        self.server.route("/a.xml", body=feed([("One", self.server.url("/1"), "A teaser.")]))
        self.desk.configure({"a": (self.server.url("/a.xml"), "full_text = auto")})
        daemon = self.desk.daemon()
        wait_for(lambda: os.path.exists(self.desk.database) and self.state("One") == (1, None), "the page")
        daemon.stop()


if __name__ == "__main__":
    tap.main()
