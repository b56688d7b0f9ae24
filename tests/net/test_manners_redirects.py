#!/usr/bin/env python3
"""test_manners_redirects.py: what moved and what is gone, from the server's request log over several runs.

Lines 2 and 3 of the manners: permanent redirects are remembered at once when every hop was permanent and the end is a
feed, and given up again when the new place stops being one; temporary ones never; 410 stops."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
import tls
from manners import DAY, HOUR, MINUTE, START, WEEK, MannersCase
from server import Route, Server

PAGE = b"<!DOCTYPE html><html><head><title>x</title></head><body>a page</body></html>"


class Redirects(MannersCase):
    def chain(self, *statuses, end="/end.xml"):
        """/a.xml and as many hops as statuses lead to /end.xml"""
        paths = ["/a.xml"] + ["/hop%d.xml" % i for i in range(1, len(statuses))] + [end]
        for i, status in enumerate(statuses):
            self.server.route(paths[i], status=status, headers={"Location": paths[i + 1]})
        return paths

    def paths_at(self, now, *args, ok=True):
        return [r["path"] for r in self.asks_at(now, *args, ok=ok)]

    def test_permanent_ones_are_remembered_at_once(self):
        for statuses in ((301,), (308,), (301, 308, 301)):
            paths = self.chain(*statuses)
            self.server.feed("/end.xml")
            self.configure("a")
            with open(self.desk.config, "rb") as f:
                config = f.read()
            self.assertEqual(self.paths_at(START), paths)
            asked = self.asks_at(START + 2 * HOUR)  # in another process
            self.assertEqual([(r["path"], r["status"]) for r in asked], [("/end.xml", 304)])
            feed = self.desk.feed("a")
            self.assertEqual((feed["url"], feed["moved_to"]), (self.server.url("/a.xml"), self.server.url("/end.xml")))
            with open(self.desk.config, "rb") as f:
                self.assertEqual(f.read(), config)
            os.unlink(self.desk.database)

    def test_one_temporary_hop_and_nothing_is_remembered(self):
        for statuses in ((302,), (303,), (307,), (301, 302), (302, 301), (308, 307, 301), (301, 303, 308)):
            paths = self.chain(*statuses)
            self.server.feed("/end.xml")
            self.configure("a")
            for hours in (0, 2, 4, 6):
                self.assertEqual(self.paths_at(START + hours * HOUR), paths, statuses)
            self.assertIsNone(self.desk.feed("a")["moved_to"])
            os.unlink(self.desk.database)

    def test_the_validators_go_along(self):
        self.server.feed("/end.xml")
        self.chain(301)
        self.configure("a")
        self.run_at(START)
        end = self.server.http.routes["/end.xml"]
        self.assertEqual([self.validators(r) for r in self.asks_at(START + 2 * HOUR)], [(end.etag, end.last_modified)])

    def test_to_a_page_it_is_not_remembered(self):
        paths = self.chain(301)
        self.server.route("/end.xml", body=PAGE, content_type="text/html")
        self.configure("a")
        for days in range(3):
            self.assertEqual(self.paths_at(START + days * DAY + days * HOUR, ok=False), paths)
            self.assertIsNone(self.desk.feed("a")["moved_to"])
        self.server.feed("/end.xml")  # the portal lets us through
        self.assertEqual(self.paths_at(START + WEEK), paths)
        self.assertEqual(self.paths_at(START + WEEK + 2 * HOUR), ["/end.xml"])

    def test_to_an_error_it_is_not_remembered(self):
        paths = self.chain(301)
        for status in (404, 500, 410):
            self.server.route("/end.xml", status=status)
            self.configure("a")
            self.run_at(START, ok=False)
            self.assertIsNone(self.desk.feed("a")["moved_to"], status)
            self.assertEqual(len(self.server.requests()), len(paths))
            os.unlink(self.desk.database)
            self.server.forget()

    def gives_up(self, *routes, runs):
        """The new place answers so, and the configured address is asked again after so many runs."""
        self.chain(301)
        self.server.feed("/end.xml", 2)
        self.configure("a")
        self.run_at(START)
        self.server.route("/end.xml", *routes)
        self.server.feed("/a.xml", 3)
        now = START
        for _ in range(runs):
            now += DAY + 3 * HOUR
            self.assertEqual(self.paths_at(now, ok=False), ["/end.xml"])
        asked = self.asks_at(now + DAY + 3 * HOUR)
        self.assertEqual([(r["path"], self.validators(r)) for r in asked], [("/a.xml", (None, None))])
        self.assertEqual(self.desk.count("a"), 5)  # two of the one, three of the other, all of them kept
        self.assertIsNone(self.desk.feed("a")["moved_to"])
        self.assertFalse(self.desk.feed("a")["is_gone"])

    def test_given_up_when_it_is_not_found_three_times(self):
        self.gives_up(Route(404), runs=3)

    def test_given_up_when_it_is_a_page_three_times(self):
        self.gives_up(Route(body=PAGE, content_type="text/html"), runs=3)

    def test_given_up_at_once_when_it_is_gone(self):
        self.gives_up(Route(410), runs=1)

    def test_after_a_place_that_is_gone_one_interval(self):
        self.chain(301)
        self.server.feed("/end.xml")
        self.configure("a")
        self.run_at(START)
        self.server.route("/end.xml", status=410)
        self.server.feed("/a.xml", 3)
        self.run_at(START + 2 * HOUR, ok=False)
        self.assertEqual(self.is_due_after(HOUR)["path"], "/a.xml")

    def test_not_given_up_when_it_is_busy(self):
        for status in (429, 503):
            self.chain(301)
            self.server.feed("/end.xml")
            self.configure("a")
            self.run_at(START)
            good = self.server.http.routes["/end.xml"]
            for days in range(2, 8):
                self.server.route("/end.xml", status=status, headers={"Retry-After": "60"})
                self.assertEqual(self.paths_at(START + days * DAY, ok=False), ["/end.xml"])
            self.server.route("/end.xml", good)
            self.assertEqual([(r["path"], r["status"]) for r in self.asks_at(START + 9 * DAY)], [("/end.xml", 304)])
            os.unlink(self.desk.database)

    def test_moves_on_and_back(self):
        self.chain(301)
        self.server.feed("/end.xml")
        self.configure("a")
        self.run_at(START)
        self.server.route("/end.xml", status=308, headers={"Location": "/third.xml"})
        self.server.feed("/third.xml")
        self.assertEqual(self.paths_at(START + 2 * HOUR), ["/end.xml", "/third.xml"])
        self.assertEqual(self.paths_at(START + 4 * HOUR), ["/third.xml"])
        self.server.feed("/a.xml")
        self.server.route("/third.xml", status=301, headers={"Location": "/a.xml"})
        self.assertEqual(self.paths_at(START + 6 * HOUR), ["/third.xml", "/a.xml"])
        self.assertIsNone(self.desk.feed("a")["moved_to"])
        self.assertEqual(self.paths_at(START + 8 * HOUR), ["/a.xml"])

    def test_a_new_address_in_the_configuration_ends_it(self):
        self.chain(301)
        self.server.feed("/end.xml")
        self.server.feed("/own.xml")
        self.configure("a")
        self.run_at(START)
        self.desk.configure({"a": (self.server.url("/own.xml"), "interval = 1h")})
        self.assertEqual(self.paths_at(START + 2 * HOUR), ["/own.xml"])

    def test_ten_hops_and_no_more(self):
        paths = self.chain(*[302] * 10)
        self.server.feed("/end.xml")
        self.configure("a")
        self.assertEqual(self.paths_at(START), paths)
        self.assertEqual(self.desk.count("a"), 2)
        paths = self.chain(*[302] * 11)
        lines = self.run_at(START + 2 * HOUR, ok=False)
        self.assertIn("more than 10 redirects", lines[0])
        self.assertEqual([r["path"] for r in self.server.requests()[11:]], paths[:11])

    def test_a_loop_ends_and_is_remembered_nowhere(self):
        self.server.route("/a.xml", status=301, headers={"Location": "/b.xml"})
        self.server.route("/b.xml", status=301, headers={"Location": "/a.xml"})
        self.configure("a")
        self.assertEqual(len(self.asks_at(START, ok=False)), 11)
        self.assertIsNone(self.desk.feed("a")["moved_to"])
        self.server.feed("/a.xml")
        self.assertEqual(self.paths_at(START + 2 * HOUR), ["/a.xml"])

    def test_only_to_http_and_https(self):
        for location in ("ftp://127.0.0.1/a", "file:///etc/passwd", "feed:x", "//", "http:///x", "http://[::1"):
            self.server.route("/a.xml", status=301, headers={"Location": location})
            self.configure("a")
            self.assertEqual(len(self.asks_at(START, ok=False)), 1, location)
            self.assertIsNone(self.desk.feed("a")["moved_to"])
            os.unlink(self.desk.database)


class Downgrades(MannersCase):
    def setUp(self):
        super().setUp()
        cert, context = tls.make(self.desk.home, "IP:127.0.0.1")
        if not cert:
            self.skipTest("no openssl(1) to make a certificate with")
        self.desk.env["CURL_CA_BUNDLE"] = cert
        self.safe = Server()
        self.safe.http.socket = context.wrap_socket(self.safe.http.socket, server_side=True)
        self.safe.__enter__()
        self.addCleanup(self.safe.__exit__)
        self.server.feed("/end.xml")
        self.safe.feed("/end.xml")

    def url(self, scheme, path):
        return self.safe.url(path).replace("http:", "https:") if scheme == "https" else self.server.url(path)

    def moved_along(self, *schemes):
        """Where a chain of 301 over these schemes is taken to have led."""
        paths = ["/hop%d.xml" % i for i in range(len(schemes) - 1)] + ["/end.xml"]
        for i, scheme in enumerate(schemes[:-1]):
            server = self.safe if scheme == "https" else self.server
            server.route(paths[i], status=301, headers={"Location": self.url(schemes[i + 1], paths[i + 1])})
        self.desk.configure({"a": (self.url(schemes[0], paths[0]), "interval = 1h\nprivate = yes")})
        self.run_at(START)
        moved = self.desk.feed("a")["moved_to"]
        os.unlink(self.desk.database)
        return moved

    def test_from_https_to_http_is_not_remembered(self):
        for schemes in (("https", "http"), ("http", "https", "http"), ("https", "http", "https")):
            self.assertIsNone(self.moved_along(*schemes), schemes)
        for schemes in (("http", "https"), ("https", "https"), ("http", "https", "https")):
            self.assertEqual(self.moved_along(*schemes), self.url("https", "/end.xml"), schemes)


class Gone(MannersCase):
    def test_410_stops_for_good(self):
        self.server.feed("/a.xml", 3)
        self.configure("a", interval="30m")
        self.run_at(START)
        self.server.route("/a.xml", status=410)
        self.assertEqual(self.run_at(START + HOUR, ok=False), ["telexd: feed a: HTTP 410, gone for good"])
        self.assertEqual(len(self.server.requests()), 2)
        for later in (2 * HOUR, DAY, 8 * DAY, 40 * DAY, 400 * DAY):  # said once, and not asked again
            self.is_silent_at(START + later)
            self.is_silent_at(START + later + MINUTE, "--force")
            self.is_silent_at(START + later + 2 * MINUTE, "a")
        daemon = self.desk.daemon("--now", str(START + 500 * DAY))
        control = daemon.control()
        self.assertEqual(control.ask({"cmd": "refresh", "force": True})["total"], 0)
        control.close()
        daemon.stop()
        self.assertEqual(len(self.server.requests()), 2)
        self.assertEqual(self.desk.count("a"), 3)

    def test_a_new_address_is_asked_again(self):
        self.server.route("/a.xml", status=410)
        self.configure("a")
        self.run_at(START, ok=False)
        self.server.feed("/b.xml")
        self.desk.configure({"a": (self.server.url("/b.xml"), "interval = 1h")})
        self.assertEqual(len(self.asks_at(START + MINUTE)), 1)

    def test_404_is_not_gone(self):
        self.server.feed("/a.xml", 3)
        self.configure("a")
        self.run_at(START)
        self.server.route("/a.xml", status=404)
        for days in range(1, 6):
            self.assertEqual(len(self.asks_at(START + days * (DAY + 3 * HOUR), ok=False)), 1)
        self.assertEqual(self.desk.count("a"), 3)


if __name__ == "__main__":
    tap.main()
