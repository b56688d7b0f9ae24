#!/usr/bin/env python3
"""test_manners_validators.py: conditional requests and identity, from the server's request log over several runs.

Lines 1 and 8 of the manners, and what feed reader scores count: one unconditional request ever, every validator the
newest one given, byte for byte; no cookies, no referer, no addresses but the configured one."""
import os
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import SLOW, TELEXD, wait_for
from manners import DAY, HOUR, MINUTE, START, MannersCase
from server import Route, raw, rss


def answer(headers, body):
    return raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n" + headers +
               b"Content-Length: %d\r\n\r\n" % len(body) + body)


class Validators(MannersCase):
    def sent_back(self, headers, encoding="latin-1"):
        """(If-None-Match, If-Modified-Since) of the run after one that got these header lines"""
        self.server.route("/a.xml", answer=answer(headers, rss(2)))
        self.configure("a")
        self.run_at(self.now)
        asked = self.asks_at(self.now + 2 * HOUR)
        self.assertEqual(len(asked), 1)
        os.unlink(self.desk.database)
        return self.validators(asked[0])

    def test_both_validators_go_back_byte_for_byte(self):
        for etag, modified in ((b'"abc"', b"Mon, 23 Nov 2026 08:00:00 GMT"), (b'W/"a, b"', b"Monday, 23-Nov-26 08:00:00 GMT"),
                               (b"unquoted", b"yesterday afternoon"), (b"'single'", b"0"), (b'""', b"Mon, 01 Jan 0001 00:00:00 GMT"),
                               (b'"with \\"quotes\\" and  two spaces"', b"23.11.2026 8:00"), (b'"-gzip;a=1"', b"Mon Nov 23 08:00:00 2026"),
                               ('"caf\u00e9"'.encode(), b"2026-11-23T08:00:00+01:00"), (b'w/"lower"', b" spaces before")):
            sent = self.sent_back(b"ETag: " + etag + b"\r\nLast-Modified: " + modified + b" \t\r\n")
            self.assertEqual(sent, (etag.decode("latin-1"), modified.strip().decode()))

    def test_one_alone_goes_back_alone(self):
        self.assertEqual(self.sent_back(b'ETag: "only"\r\n'), ('"only"', None))
        self.assertEqual(self.sent_back(b"Last-Modified: then\r\n"), (None, "then"))
        self.assertEqual(self.sent_back(b""), (None, None))

    def test_a_value_on_two_lines_is_one_value(self):
        self.assertEqual(self.sent_back(b'ETag: "first\r\n  second"\r\nLast-Modified:\r\n\tMon, 23 Nov\r\n 2026\r\n'),
                         ('"first second"', "Mon, 23 Nov 2026"))

    def test_a_validator_above_2_kb_is_not_kept(self):
        for size, is_kept in ((2046, True), (2047, False), (8000, False)):
            etag = b'"' + b"e" * size + b'"'
            self.assertEqual(self.sent_back(b"ETag: " + etag + b"\r\n")[0], etag.decode() if is_kept else None)

    def test_a_validator_with_control_bytes_is_not_kept(self):
        self.assertEqual(self.sent_back(b'ETag: "a\x01b"\r\nLast-Modified: a\x7fb\r\n'), (None, None))

    def test_of_a_redirect_nothing_is_kept(self):
        self.server.route("/a.xml", status=302, headers={"Location": "/b.xml", "ETag": '"of the redirect"',
                                                         "Last-Modified": "of the redirect"})
        self.server.route("/b.xml", body=rss(2), etag='"of the feed"')
        self.configure("a")
        self.run_at(START)
        self.assertEqual({self.validators(r) for r in self.asks_at(START + 2 * HOUR)}, {('"of the feed"', None)})

    def test_only_after_a_document_that_is_a_feed(self):
        self.server.route("/a.xml", body=rss(2), etag='"good"', last_modified="good")
        self.configure("a", interval="1m")
        self.run_at(START)
        page = b"<!DOCTYPE html><html><head><title>x</title></head><body>down</body></html>"
        later = START
        for bad in (Route(body=page, content_type="text/html", etag='"page"', last_modified="page"),
                    Route(body=b"", etag='"empty"'), Route(500, b"sorry", etag='"error"'),
                    Route(404, rss(3), etag='"not found"'),
                    Route(body=rss(3), length=len(rss(3)) + 99, etag='"cut"', last_modified="cut"),
                    Route(answer=raw(b"HTTP/1.1 200 OK\r\nETag: \"chunk\"\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n"
                                     % (len(rss(3)), rss(3)))),
                    Route(body=rss(3).rsplit(b"<item>", 1)[0], etag='"half"', length="none", keep=False)):
            self.server.route("/a.xml", bad)
            later += DAY + HOUR
            p = self.desk.once(now=later)
            self.assertIn(p.returncode, (0, 2))
            self.assertEqual(self.validators(self.server.requests()[-1]), ('"good"', "good"))
        self.server.route("/a.xml", body=rss(5), etag='"new"')
        self.run_at(later + 2 * DAY)
        # what looked cut was stored, and is asked for whole
        self.assertEqual(self.validators(self.server.requests()[-1]), (None, None))
        self.assertEqual(self.desk.count("a"), 5)
        self.assertEqual(self.validators(self.asks_at(later + 3 * DAY)[0]), ('"new"', None))

    def test_half_an_item_waits_until_it_is_whole(self):
        whole = (b"<rss version='2.0'><channel><title>x</title><item><title>one</title><link>http://x.example/1</link></item>"
                 b"<item><title>two</title><description>what it says</description><link>http://x.example/2</link></item>"
                 b"</channel></rss>")
        self.configure("a")
        for n, end in enumerate((b"<title>tw", b"what it", b"<link>http://x.exam", b"</li", b"</ite")):
            body = whole[:whole.rindex(end) + len(end)]
            self.server.route("/a.xml", body=body, etag='"%d"' % n, length="none", keep=False)
            self.run_at(START + n * 2 * HOUR)
            self.assertEqual(self.desk.query("SELECT title FROM article_text"), [{"title": "one"}], end)
        self.server.route("/a.xml", body=whole)
        self.run_at(START + DAY)
        self.assertEqual(self.desk.query("SELECT title, body FROM article_text ORDER BY title"),
                         [{"title": "one", "body": ""}, {"title": "two", "body": "what it says"}])

    def test_304_with_new_validators_updates_them(self):
        self.server.route("/a.xml", body=rss(2), etag='"1"', last_modified="one")
        self.configure("a")
        self.run_at(START)
        self.server.route("/a.xml", answer=raw(b'HTTP/1.1 304 Not Modified\r\nETag: W/"2"\r\n\r\n'))
        self.assertEqual(self.validators(self.asks_at(START + 2 * HOUR)[0]), ('"1"', "one"))
        self.assertEqual(self.validators(self.asks_at(START + 4 * HOUR)[0]), ('W/"2"', "one"))

    def test_304_is_a_success_and_ends_failures(self):
        self.server.feed("/a.xml", 2)
        self.configure("a", interval="30m")
        self.run_at(START)
        good = self.server.http.routes["/a.xml"]
        self.server.route("/a.xml", status=500)
        for hours in (1, 3, 6):
            self.run_at(START + hours * HOUR, ok=False)
        self.assertEqual(self.desk.feed("a")["failures"], 3)
        self.server.route("/a.xml", good)
        self.assertEqual(self.asks_at(START + 12 * HOUR)[0]["status"], 304)
        feed = self.desk.feed("a")
        self.assertEqual((feed["failures"], feed["last_error"], self.wait_of()), (0, None, 1800))
        self.assertGreaterEqual(feed["last_ok_at"], START + 12 * HOUR)

    def test_dropped_when_the_address_changes_in_the_configuration(self):
        self.server.feed("/a.xml")
        self.server.feed("/b.xml")
        self.configure("a")
        self.run_at(START)
        self.desk.configure({"a": (self.server.url("/b.xml"), "interval = 1h")})
        self.assertEqual([self.validators(r) for r in self.asks_at(START + 2 * HOUR)], [(None, None)])
        self.configure("a")  # and back: they are not brought back either
        self.assertEqual([self.validators(r) for r in self.asks_at(START + 4 * HOUR)], [(None, None)])

    def killed_before_the_commit(self, now):
        """A run that got its answer and was killed before it could store it."""
        self.server.http.routes["/a.xml"].delay = 0.7
        before = len(self.server.requests())
        p = subprocess.Popen([TELEXD, "--config", self.desk.config, "--once", "--now", str(now)], env=self.desk.env)
        wait_for(lambda: len(self.server.requests()) > before, "the request")
        db = sqlite3.connect(self.desk.database, isolation_level=None, timeout=10)
        db.execute("BEGIN IMMEDIATE")  # the run cannot commit from now on
        wait_for(lambda: self.server.http.now == 0, "the answer")
        time.sleep(0.3 * SLOW)
        p.kill()
        p.wait()
        db.execute("ROLLBACK")
        db.close()
        self.server.http.routes["/a.xml"].delay = 0
        return self.server.requests()[-1]

    def test_validators_never_run_ahead_of_the_items(self):
        self.server.feed("/a.xml", 3)
        self.configure("a")
        self.assertEqual(self.validators(self.killed_before_the_commit(START)), (None, None))
        self.assertEqual(self.desk.count("a"), 0)
        self.assertEqual([self.validators(r) for r in self.asks_at(START + MINUTE)], [(None, None)])
        self.assertEqual(self.desk.count("a"), 3)
        old = self.server.http.routes["/a.xml"]
        self.server.feed("/a.xml", 7)
        self.assertEqual(self.validators(self.killed_before_the_commit(START + 2 * HOUR)), (old.etag, old.last_modified))
        asked = self.asks_at(START + 3 * HOUR)
        self.assertEqual([(self.validators(r), r["status"]) for r in asked], [((old.etag, old.last_modified), 200)])
        self.assertEqual(self.desk.count("a"), 7)


class Scored:
    """A feed whose every answer is remembered, to judge the next request by."""

    def __init__(self):
        self.given = []  # (ETag, Last-Modified) of whole answers, oldest first
        self.body, self.spoiled = None, None
        self.unconditional = self.good = 0
        self.out_of_sequence, self.bogus = [], []

    def publish(self, n_items):
        self.body = rss(n_items, "a")
        self.current = ('W/"%d, \'odd\'"' % n_items, "Day %d of the feed" % n_items)

    def judge(self, sent):
        if sent == (None, None):
            self.unconditional += 1
        elif self.given and sent == self.given[-1]:
            self.good += 1
        else:
            (self.out_of_sequence if sent in self.given else self.bogus).append(sent)

    def __call__(self, handler):
        sent = handler.headers.get("If-None-Match"), handler.headers.get("If-Modified-Since")
        self.judge(sent)
        if self.spoiled:
            self.spoiled(handler)
            return
        is_known = sent == self.current
        handler.send_response(304 if is_known else 200)
        handler.send_header("ETag", self.current[0])
        handler.send_header("Last-Modified", self.current[1])
        handler.send_header("Set-Cookie", "visitor=17; Path=/; Max-Age=999999")
        if not is_known:
            self.given.append(self.current)
            handler.send_header("Content-Length", str(len(self.body)))
        handler.end_headers()
        if not is_known:
            handler.wfile.write(self.body)


class Score(MannersCase):
    def test_two_weeks_with_one_unconditional_request(self):
        feed = Scored()
        page = b"<html><body>a portal</body></html>"
        spoilers = {5: raw(b"HTTP/1.1 500 Oops\r\nETag: \"oops\"\r\nContent-Length: 0\r\n\r\n"),
                    11: answer(b'ETag: "portal"\r\nLast-Modified: portal\r\n', page),
                    17: raw(b"HTTP/1.1 200 OK\r\nETag: \"cut\"\r\nContent-Length: 5000\r\n\r\n" + rss(2, "a")),
                    23: raw(b""), 31: raw(b"HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n")}
        self.server.route("/a.xml", answer=feed)
        self.configure("a", interval="4h", telexd="user_agent = desk/9 (+https://example.org/me)")
        for step in range(56):  # every 6 hours
            feed.publish(2 + step // 3)
            feed.spoiled = spoilers.get(step)
            self.run_at(START + step * 6 * HOUR, ok=not feed.spoiled)
        self.assertEqual((feed.unconditional, feed.out_of_sequence, feed.bogus), (1, [], []))
        self.assertGreater(feed.good, 45)
        self.assertEqual(self.desk.count("a"), 2 + 55 // 3)
        self.is_identified_and_asks_for_nothing_else()

    def is_identified_and_asks_for_nothing_else(self):
        for request in self.server.requests():
            headers = request["headers"]
            self.assertEqual((request["method"], request["path"]), ("GET", "/a.xml"))
            self.assertEqual(headers["user-agent"], "desk/9 (+https://example.org/me)")
            self.assertFalse({"cookie", "referer", "origin", "authorization", "from"} & set(headers), headers)

    def test_no_cookies_and_no_referer_on_redirects_either(self):
        cookie = {"Set-Cookie": "id=1; Path=/"}
        self.server.route("/a.xml", status=302, headers=dict(cookie, Location="/b.xml?session=1"))
        self.server.route("/b.xml", status=307, headers=dict(cookie, Location="/c.xml"))
        self.server.feed("/c.xml", headers=cookie)
        self.configure("a")
        for hours in (0, 2, 4):
            self.run_at(START + hours * HOUR)
        asked = self.server.requests()
        self.assertEqual([r["path"] for r in asked], ["/a.xml", "/b.xml?session=1", "/c.xml"] * 3)
        for request in asked:
            self.assertFalse({"cookie", "referer"} & set(request["headers"]))

    def test_the_user_agent_says_who_asks(self):
        self.server.feed("/a.xml")
        self.configure("a")
        self.assertRegex(self.asks_at(START)[0]["headers"]["user-agent"], r"^telex/[0-9.]+")
        self.configure("a", telexd="user_agent = telex/1.0 (+https://example.org/contact; \u00fc)")
        self.assertEqual(self.asks_at(START + 2 * HOUR)[0]["headers"]["user-agent"].encode("latin-1").decode(),
                         "telex/1.0 (+https://example.org/contact; \u00fc)")

    def test_what_is_accepted_is_said(self):
        self.server.feed("/a.xml")
        self.configure("a")
        headers = self.asks_at(START)[0]["headers"]
        for kind in ("application/atom+xml", "application/rss+xml", "application/feed+json", "application/xml;q=0.9", "*/*;q=0.1"):
            self.assertIn(kind, headers["accept"].split(", "))
        self.assertIn("gzip", headers["accept-encoding"])
        self.assertEqual(headers["a-im"], "feed")

    def test_226_adds_and_never_removes(self):
        self.server.route("/a.xml", body=rss(3, "a"), etag='"1"')
        self.configure("a")
        self.run_at(START)
        for n, hours in enumerate((2, 4)):
            self.server.route("/a.xml", status=226, body=rss(1, "a", first=3 + n), headers={"IM": "feed"}, etag='"%d"' % (2 + n))
            asked = self.asks_at(START + hours * HOUR)[0]
            self.assertEqual((asked["headers"]["a-im"], self.validators(asked)[0]), ("feed", '"%d"' % (1 + n)))
            self.assertEqual(self.desk.count("a"), 4 + n)
        self.assertEqual(self.desk.feed("a")["missed"], 0)  # nothing is missing from a part


if __name__ == "__main__":
    tap.main()
