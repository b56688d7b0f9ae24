#!/usr/bin/env python3
"""test_manners_load.py: how much is asked at once, from the server's request log.

Lines 7 and 8 of the manners.  Loopback has no pause between requests, so the pause is seen through a proxy."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from manners import HOUR, START, MannersCase
from server import raw, rss


def most_at_once(requests, delay):
    """How many were surely under way together: each lasts `delay` seconds at least from when it came."""
    edges = sorted([(r["at"], 1) for r in requests] + [(r["at"] + delay, -1) for r in requests])
    most = now = 0
    for _, step in edges:
        now += step
        most = max(most, now)
    return most


class Load(MannersCase):
    def many(self, server, n, delay, prefix="f"):
        return {"%s%02d" % (prefix, i): server.feed("/%s%02d.xml" % (prefix, i), 1, delay=delay) for i in range(n)}

    def test_so_many_at_once_to_a_host(self):
        for per_host in (1, 2, 3):
            self.desk.configure(self.many(self.server, 12, 0.05), "per_host = %d" % per_host)
            self.run_at(START)
            self.assertEqual(self.server.most_at_once, per_host)
            self.server.forget()
            os.unlink(self.desk.database)

    def test_so_many_at_once_in_all(self):
        servers = [self.serve() for _ in range(6)]
        feeds = {}
        for i, server in enumerate(servers):
            feeds.update(self.many(server, 4, 0.1, "s%d-" % i))
        self.desk.configure(feeds, "transfers = 3\nper_host = 2")
        self.run_at(START)
        asked = [r for server in servers for r in server.requests()]
        self.assertEqual(len(asked), 24)
        self.assertLessEqual(most_at_once(asked, 0.1), 3)

    def test_a_stalled_host_holds_up_nobody(self):
        stalled, waited = self.serve(), []

        def stall(handler):
            """No answer before everybody else was asked."""
            end = time.monotonic() + 15
            while len(self.server.requests()) < 20 and time.monotonic() < end:
                time.sleep(0.02)
            waited.append(len(self.server.requests()))
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(rss(1)), rss(1)))(handler)
        feeds = self.many(self.server, 20, 0, "good")
        feeds.update({"stalled%d" % i: stalled.route("/%d.xml" % i, answer=stall) for i in range(6)})
        self.desk.configure(feeds, "transfers = 3\nper_host = 2\ntimeout = 50s")
        self.run_at(START)
        self.assertEqual(waited, [20] * 6)

    def test_one_connection_serves_a_host(self):
        self.desk.configure(self.many(self.server, 10, 0), "per_host = 1")
        self.run_at(START)
        self.assertEqual(len(self.server.requests()), 10)
        self.assertEqual(len({r["peer"] for r in self.server.requests()}), 1)

    def test_errors_do_not_cost_the_connection(self):
        feeds = self.many(self.server, 4, 0)
        for i in range(4):
            feeds["e%d" % i] = self.server.route("/e%d.xml" % i, status=404, body=b"nothing here " * 50)
        self.desk.configure(feeds, "per_host = 1")
        self.run_at(START, ok=False)
        self.assertEqual(len({r["peer"] for r in self.server.requests()}), 1)


class Pauses(MannersCase):
    """The scripted server as a proxy: it is asked for whole addresses, of hosts that need not exist."""

    def proxied(self, *urls, telexd=""):
        self.desk.configure({"f%d" % i: url for i, url in enumerate(urls)}, "proxy = %s\n%s" % (self.server.url(""), telexd))

    def gaps(self, host):
        times = sorted(r["at"] for r in self.server.requests() if r["path"].startswith(host))
        return [b - a for a, b in zip(times, times[1:])]

    def feed(self, url):
        self.server.route(url, body=rss(1, "x"))
        return url

    def test_between_two_requests_to_a_host(self):
        urls = [self.feed("http://feeds.example/%d.xml" % i) for i in range(3)]
        urls += [self.feed("http://feeds.example:8080/%d.xml" % i) for i in range(2)]
        urls += [self.feed("http://h%02d.example/" % i) for i in range(10)]
        self.proxied(*urls, telexd="host_delay = 2s")
        self.run_at(START)
        self.assertEqual(len(self.server.requests()), 15)
        # when it came is not quite when it was sent; without a pause there would be next to nothing between
        self.assertTrue(all(gap > 1 for gap in self.gaps("http://feeds.example/")), self.gaps("http://feeds.example/"))
        self.assertEqual(len(self.gaps("http://feeds.example/")), 2)
        self.assertTrue(all(gap > 1 for gap in self.gaps("http://feeds.example:8080/")))
        times = {r["path"]: r["at"] for r in self.server.requests()}
        last = max(at for path, at in times.items() if path.startswith("http://h"))
        self.assertLess(last, times["http://feeds.example/2.xml"])  # the others did not wait for it

    def test_a_redirect_on_the_same_host_waits_as_well(self):
        self.server.route("http://feeds.example/old", status=302, headers={"Location": "/new"})
        self.feed("http://feeds.example/new")
        self.proxied("http://feeds.example/old", telexd="host_delay = 2s")
        self.run_at(START)
        self.assertEqual([r["path"] for r in self.server.requests()], ["http://feeds.example/old", "http://feeds.example/new"])
        self.assertTrue(self.gaps("http://feeds.example/")[0] > 1)

    def test_one_second_without_a_word_of_the_user(self):
        urls = [self.feed("http://feeds.example/%d.xml" % i) for i in range(3)]
        self.proxied(*urls)
        started = time.monotonic()
        self.run_at(START)
        self.assertGreater(time.monotonic() - started, 2)

    def test_a_429_holds_one_host_behind_the_proxy(self):
        self.server.route("http://busy.example/a", status=429, headers={"Retry-After": "7200"})
        self.feed("http://busy.example/b")
        self.feed("http://free.example/")
        self.proxied("http://busy.example/a", "http://busy.example/b", "http://free.example/", telexd="host_delay = 0s\nper_host = 1")
        self.run_at(START, ok=False)
        self.run_at(START + HOUR, "--force")
        asked = [r["path"] for r in self.server.requests()]
        self.assertEqual(sorted(asked), ["http://busy.example/a"] + ["http://free.example/"] * 2)


if __name__ == "__main__":
    tap.main()
