#!/usr/bin/env python3
"""test_manners_failures.py: what is asked after a failure, from the server's request log over days of simulated time.

Line 3 of the manners: back-off with jitter, weekly after a month; and never an immediate retry."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import dead_url
from manners import DAY, HOUR, MINUTE, START, MannersCase
from server import Route, raw, rss


class BackOff(MannersCase):
    def backs_off(self, url, log=None):
        """One interval, then twice as long each time with at most a tenth more, up to a day."""
        self.desk.configure({"a": (url, "interval = 3h")})
        now, least = START, 3 * HOUR
        for n in range(6):
            before = log and len(log())
            self.run_at(now, ok=False)
            if log:
                self.assertEqual(len(log()), before + 1)
            most = least if n == 0 else min(int(least * 1.1) + 1, DAY)
            self.assertTrue(least <= self.wait_of() <= max(most, least), (n, self.wait_of()))
            self.assertEqual(self.desk.feed("a")["failures"], n + 1)
            now = self.desk.feed("a")["next_at"] - 2
            self.run_at(now)  # not a moment before
            if log:
                self.assertEqual(len(log()), before + 1)
            now, least = now + 2, min(2 * least, DAY)
        self.assertEqual(self.wait_of(), DAY)
        return now

    def test_statuses(self):
        for status in (404, 500):
            url = self.server.route("/a.xml", status=status)
            now = self.backs_off(url, self.server.requests)
            self.server.feed("/a.xml")  # success ends it
            self.run_at(now)
            self.assertEqual((self.wait_of(), self.desk.feed("a")["failures"]), (3 * HOUR, 0))
            self.server.route("/a.xml", status=status)
            self.run_at(now + 4 * HOUR, ok=False)
            self.assertEqual(self.wait_of(), 3 * HOUR)
            os.unlink(self.desk.database)

    def test_documents_that_are_no_feed(self):
        url = self.server.route("/a.xml", body=b"<html><body>portal</body></html>", content_type="text/html")
        self.backs_off(url, self.server.requests)

    def test_nobody_listens(self):
        self.backs_off(dead_url())

    def test_no_tls_where_it_should_be(self):
        self.server.feed("/a.xml")
        self.backs_off(self.server.url("/a.xml").replace("http:", "https:"))
        self.assertEqual(self.server.requests(), [])  # and never without it instead

    def test_a_month_of_failures_is_asked_weekly(self):
        self.server.route("/a.xml", status=404)
        self.configure("a", interval="6h")
        days = [d for d in range(0, 62) if self.desk.once(now=START + d * (DAY + 10)).returncode == 2]
        self.assertEqual(len(self.server.requests()), len(days))
        self.assertEqual(days[:30], list(range(30)))
        late = [b - a for a, b in zip(days, days[1:]) if a >= 30]
        self.assertTrue(len(late) >= 3 and all(7 <= gap <= 8 for gap in late), days)
        self.assertEqual(self.desk.feed("a")["next_why"], "weekly")
        self.server.feed("/a.xml")  # a feed again: all is forgotten
        self.run_at(START + 90 * DAY)
        self.assertEqual(self.wait_of(), 6 * HOUR)
        self.server.route("/a.xml", status=404)
        self.run_at(START + 91 * DAY, ok=False)
        self.assertEqual(self.wait_of(), 6 * HOUR)

    def test_no_immediate_retry(self):
        cut = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + rss(1))
        for route in (Route(answer=raw(b"")), Route(answer=cut), Route(500), Route(503), Route(429), Route(408),
                      Route(answer=raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense")),
                      Route(answer=raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")), Route(body=b""),
                      Route(206, rss(1)), Route(401, headers={"WWW-Authenticate": "Basic"}), Route(421), Route(425)):
            self.server.route("/a.xml", route)
            self.configure("a", interval="10m")
            self.assertEqual(len(self.asks_at(START, ok=False)), 1, route.__dict__)
            self.is_silent_at(START + 9 * MINUTE)
            os.unlink(self.desk.database)


if __name__ == "__main__":
    tap.main()
