#!/usr/bin/env python3
"""test_health.py: what a feed's row tells of how it fares, and how gaps are filled from its archive (RFC 5005)."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import Case
from server import Route, Server, rss

ATOM = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="%s" href="%s"/>'


class HealthCase(Case):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def page(self, first, n, older=None, rel="prev-archive"):
        """Items first to first + n - 1 of one feed, ten minutes apart; `older` is the page before."""
        return rss(n, "a", first, channel=ATOM % (rel, self.server.url(older)) if older else "")

    def again(self):
        """One more poll; its lines on standard error."""
        self.desk.make_due()
        p = self.desk.once()
        self.assertEqual(p.returncode, 0, p.stderr)
        return p.stderr.splitlines()

    def paths(self):
        return [r["path"] for r in self.server.requests()]


class Gaps(HealthCase):
    def start(self, older="/2"):
        """A feed of which items 0 to 4 are stored, and which then has 20 to 24."""
        self.server.route("/a.xml", Route(body=self.page(0, 5)), Route(body=self.page(20, 5, older)))
        self.desk.configure({"a": self.server.url("/a.xml")})
        self.run_ok()

    def test_a_gap_without_an_archive_is_told_and_polls_come_closer(self):
        self.start(older=None)
        before = self.desk.feed("a")
        self.assertEqual(before["missed"], 0)
        lines = self.again()
        feed = self.desk.feed("a")
        self.assertEqual(feed["missed"], 16)  # ten minutes apart: 15 between, at most one more
        self.assertLess(feed["interval_s"], before["interval_s"])
        self.assertEqual(feed["next_why"], "window")
        self.assertEqual(len(lines), 1, lines)
        self.assertIn("up to 16 articles were missed; the interval is now", lines[0])
        self.assertEqual(self.again(), [])  # said once
        self.assertEqual(self.desk.feed("a")["missed"], 16)

    def test_an_archive_fills_the_gap_down_to_what_was_there(self):
        self.start()
        self.server.route("/2", body=self.page(15, 5, "/3"))
        self.server.route("/3", body=self.page(8, 7, "/4"))
        self.server.route("/4", body=self.page(2, 6, "/5"))
        self.server.route("/5", body=self.page(0, 2))
        self.assertEqual(self.again(), [])
        self.assertEqual(self.paths(), ["/a.xml", "/a.xml", "/2", "/3", "/4"])
        self.assertEqual(self.desk.count("a"), 25)
        feed = self.desk.feed("a")
        self.assertEqual((feed["missed"], feed["archive_url"], feed["failures"]), (0, None, 0))

    def test_pages_of_a_paged_feed_do_as_well(self):
        self.server.route("/a.xml", Route(body=self.page(0, 5)), Route(body=self.page(20, 5, "/2", "next")))
        self.server.route("/2", body=self.page(4, 16))
        self.desk.configure({"a": self.server.url("/a.xml")})
        self.run_ok()
        self.again()
        self.assertEqual(self.desk.count("a"), 25)

    def test_no_gap_no_archive(self):
        self.server.route("/a.xml", Route(body=self.page(0, 5, "/2")), Route(body=self.page(4, 5, "/2")))
        self.desk.configure({"a": self.server.url("/a.xml")})
        self.run_ok()
        self.again()
        self.assertEqual(self.paths(), ["/a.xml"] * 2)

    def test_at_most_ten_pages_a_poll_and_on_with_the_next(self):
        self.server.route("/a.xml", Route(body=self.page(0, 2)), Route(body=self.page(30, 2, "/p29")))
        for i in range(2, 30):
            self.server.route("/p%d" % i, body=self.page(i, 1, "/p%d" % (i - 1)))
        self.server.route("/p1", body=self.page(0, 2))
        self.desk.configure({"a": self.server.url("/a.xml")})
        self.run_ok()
        self.again()
        self.assertEqual(len(self.paths()), 2 + 10)
        self.assertEqual(self.desk.feed("a")["archive_url"], self.server.url("/p19"))
        self.again()
        self.again()
        self.assertEqual(self.desk.count("a"), 32)
        self.assertIsNone(self.desk.feed("a")["archive_url"])

    def test_archives_that_lead_in_circles_end(self):
        self.start()
        self.server.route("/2", body=self.page(15, 5, "/3"))
        self.server.route("/3", body=self.page(15, 5, "/2"))
        self.again()
        self.assertEqual(self.paths(), ["/a.xml", "/a.xml", "/2", "/3"])
        self.again()
        self.assertEqual(self.paths()[4:], ["/a.xml"])

    def test_a_page_that_is_not_there_costs_the_feed_nothing(self):
        self.start()
        self.assertEqual(self.again(), [])
        feed = self.desk.feed("a")
        self.assertEqual((feed["failures"], feed["last_error"], feed["archive_url"]), (0, None, None))
        self.assertEqual(feed["missed"], 16)
        self.assertEqual(self.desk.count("a"), 10)

    def test_an_archive_that_asks_for_quiet_gets_it(self):
        self.start()
        self.server.route("/2", Route(429, b"later", headers={"Retry-After": "3600"}))
        self.again()
        feed = self.desk.feed("a")
        self.assertEqual(feed["archive_url"], self.server.url("/2"))
        self.assertGreater(feed["hold_until"], time.time() + 3000)
        n = len(self.paths())
        self.assertEqual(self.desk.once("--force").returncode, 0)
        self.assertEqual(len(self.paths()), n)

    def test_archives_on_other_private_addresses_are_not_asked(self):
        self.server.route("/a.xml", Route(body=self.page(0, 5)), Route(body=rss(
            5, "a", 20, channel=ATOM % ("prev-archive", "http://10.0.0.1:1/x"))))
        self.desk.configure({"a": self.server.url("/a.xml")})
        self.run_ok()
        self.assertEqual(self.again(), [])
        self.assertEqual(self.desk.feed("a")["failures"], 0)

    def test_a_delta_is_no_gap(self):
        self.server.route("/a.xml", Route(body=self.page(0, 5)), Route(226, body=self.page(20, 5), headers={"IM": "feed"}))
        self.desk.configure({"a": self.server.url("/a.xml")})
        self.run_ok()
        self.assertEqual(self.again(), [])
        self.assertEqual((self.desk.feed("a")["missed"], self.desk.count("a")), (0, 10))


class Rows(HealthCase):
    def test_guids_that_change_at_every_poll_are_found_out(self):
        self.server.route("/a.xml", *[Route(body=rss(6, "a", 0, guid="{title}-{i}-%d" % n)) for n in range(4)])
        self.desk.configure({"a": self.server.url("/a.xml")})
        self.run_ok()
        for _ in range(3):
            self.again()
            self.assertEqual(self.desk.count("a"), 6)
        self.assertEqual(self.desk.feed("a")["is_link_keyed"], 1)

    def test_almost_xml_is_remembered(self):
        broken = rss(2, "a").replace(b"spectrum", b"M&A and spectrum")
        self.server.route("/a.xml", Route(body=broken), Route(body=rss(2, "a")))
        self.desk.configure({"a": self.server.url("/a.xml")})
        self.run_ok()
        self.assertIn("line", self.desk.feed("a")["problem"])
        self.again()
        self.assertIsNone(self.desk.feed("a")["problem"])

    def test_failures_have_a_beginning_and_a_reason_for_the_next_time(self):
        self.server.route("/a.xml", Route(503, b""), Route(503, b""), Route(body=rss(2, "a")))
        self.desk.configure({"a": self.server.url("/a.xml")})
        self.assertEqual(self.desk.once().returncode, 2)
        first = self.desk.feed("a")
        self.assertEqual(first["next_why"], "back-off")
        self.assertLess(abs(first["failing_since"] - time.time()), 60)
        self.desk.change("UPDATE feed SET failing_since = failing_since - 5000")
        self.desk.make_due()
        self.assertEqual(self.desk.once().returncode, 2)
        self.assertEqual(self.desk.feed("a")["failing_since"], first["failing_since"] - 5000)
        self.again()
        feed = self.desk.feed("a")
        self.assertEqual((feed["failing_since"], feed["failures"]), (None, 0))
        self.assertEqual(feed["next_why"], "rate")


if __name__ == "__main__":
    tap.main()
