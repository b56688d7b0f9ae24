#!/usr/bin/env python3
"""test_manners_pauses.py: pauses that servers ask for, from their request logs over several runs and restarts.

Line 4 of the manners: Retry-After as it stands, at most a week; 429 for the whole host and port."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from manners import DAY, HOUR, MINUTE, START, WEEK, MannersCase, http_date


class RetryAfter(MannersCase):
    def waits(self, seconds, value, status=503, date=None, interval="1m", is_held=True):
        self.server.http.date = date
        self.server.route("/a.xml", status=status, headers={"Retry-After": value})
        self.configure("a", interval=interval)
        self.run_at(START, ok=False)
        if is_held:  # also when it is forced, or named
            self.is_silent_at(START + seconds - 2, "--force")
            self.is_silent_at(START + seconds - 2, "a")
        self.is_due_after(seconds, ok=False, start=START)
        os.unlink(self.desk.database)

    def test_seconds(self):
        self.waits(2 * HOUR, "7200")
        self.waits(90, "90")  # no lower bound but the interval

    def test_after_any_error(self):
        for status in (400, 403, 404, 429, 500, 503):
            self.waits(2 * HOUR, "7200", status)

    def test_a_date_counts_from_the_date_of_the_server(self):
        for date in (START, START - 10 * DAY, START + 400 * DAY):
            self.waits(3 * HOUR, http_date(date + 3 * HOUR), date=date)

    def test_a_floor_and_no_invitation(self):
        self.waits(HOUR, "60", interval="1h", is_held=False)
        self.waits(HOUR, "0", interval="1h", is_held=False)
        self.waits(HOUR, http_date(START - DAY), date=START, interval="1h", is_held=False)

    def test_no_doubling_on_top_of_it(self):
        self.server.route("/a.xml", status=503, headers={"Retry-After": "600"})
        self.configure("a", interval="1m")
        self.run_at(START, ok=False)
        for _ in range(5):
            self.is_due_after(600, ok=False)

    def test_at_most_a_week(self):
        for value in ("31536000", "9" * 50, http_date(START + 365 * DAY)):
            self.waits(WEEK, value, date=START)

    def test_nonsense_is_none(self):
        for value in ("-5", "soon", "1h", "12.5", "", "+60", "0x10"):
            self.waits(HOUR, value, interval="1h", is_held=False)

    def test_on_success_it_is_none(self):
        self.server.feed("/a.xml", headers={"Retry-After": "86400"})
        self.configure("a", interval="1h")
        self.run_at(START)
        self.is_due_after(HOUR)

    def test_over_when_it_is_over(self):
        self.server.route("/a.xml", status=503, headers={"Retry-After": "7200"})
        self.configure("a", interval="1m")
        self.run_at(START, ok=False)
        self.server.feed("/a.xml")
        self.is_due_after(2 * HOUR)
        self.assertEqual(len(self.asks_at(self.now + 1, "--force")), 1)


class TooMany(MannersCase):
    """429: the whole host and port."""

    def setUp(self):
        super().setUp()
        self.other = self.serve()
        for name in "abc":
            self.server.feed("/%s.xml" % name)
        self.other.feed("/o.xml")
        self.configure_all()

    def configure_all(self, *more, **options):
        feeds = {name: (self.server.url("/%s.xml" % name), "interval = 10m") for name in ("a", "b", "c") + more}
        feeds["other"] = (self.other.url("/o.xml"), "interval = 10m")
        self.desk.configure(feeds, "per_host = 1", **options)

    def too_many(self, headers=None, **options):
        self.server.route("/a.xml", status=429, headers=headers, **options)

    def names(self, requests):
        return sorted(r["path"][1:-4] for r in requests)

    def test_its_other_feeds_are_not_asked_and_other_ports_are(self):
        self.too_many({"Retry-After": "7200"})
        self.run_at(START, "a", ok=False)
        self.assertEqual(self.names(self.server.requests()), ["a"])
        for later in (1, 11 * MINUTE, 2 * HOUR - 2):  # each a process of its own
            self.is_silent_at(START + later)
            self.is_silent_at(START + later, "--force")
            self.is_silent_at(START + later, "b", "c")
        self.assertGreaterEqual(len(self.other.requests()), 4)
        self.server.feed("/a.xml")
        self.assertEqual(self.names(self.asks_at(START + 2 * HOUR + 2)), ["a", "b", "c"])

    def test_those_in_the_queue_are_taken_back(self):
        self.too_many({"Retry-After": "7200"}, delay=0.1)
        self.run_at(START, ok=False)
        self.assertEqual(self.names(self.server.requests())[0], "a")
        n = len(self.server.requests())
        self.is_silent_at(START + HOUR, "--force")
        self.assertEqual(len(self.server.requests()), n)

    def test_a_daemon_started_in_between_holds_it_too(self):
        self.too_many({"Retry-After": "7200"})
        self.run_at(START, "a", ok=False)
        daemon = self.desk.daemon("--now", str(START + HOUR))
        control = daemon.control()
        control.send({"cmd": "subscribe"})
        control.send({"cmd": "refresh", "force": True})
        control.events("idle")
        control.close()
        daemon.stop()
        self.assertEqual(self.names(self.server.requests()), ["a"])
        self.assertGreaterEqual(len(self.other.requests()), 1)

    def test_without_retry_after_an_hour_at_least_then_twice_as_long(self):
        self.too_many()
        self.run_at(START, "a", ok=False)
        for later in (11 * MINUTE, 59 * MINUTE):
            self.is_silent_at(START + later)
        self.assertEqual(self.names(self.asks_at(START + HOUR + 2, ok=False))[0], "a")
        self.assertGreaterEqual(self.wait_of("a"), 2 * HOUR)
        n = len(self.server.requests())
        self.run_at(START + 2 * HOUR)
        self.assertEqual(len(self.server.requests()), n)

    def test_without_retry_after_a_longer_interval_doubles(self):
        self.too_many()
        self.configure("a", interval="3h")
        self.run_at(START, ok=False)
        self.is_due_after(6 * HOUR, ok=False, slack=HOUR)

    def test_a_feed_that_is_added_meanwhile_waits_too(self):
        """in a run of its own; also where the host that said it is the one a redirect leads to"""
        for headers, is_asked in (({"Retry-After": "3600"}, True), (None, False)):
            for via in (self.server, self.other):
                self.too_many(headers)
                self.other.route("/away.xml", status=302, headers={"Location": self.server.url("/a.xml")})
                self.desk.configure({"a": (via.url("/a.xml" if via is self.server else "/away.xml"),
                                           "interval = 10m\nprivate = yes")})
                self.run_at(START, ok=False)
                self.server.feed("/new.xml")
                self.desk.configure({"a": (self.server.url("/b.xml"), "interval = 10m"),  # its address is another one now
                                     "new": (self.server.url("/new.xml"), "interval = 10m"),
                                     "other": (self.other.url("/o.xml"), "interval = 10m")})
                for later in (1, 11 * MINUTE, HOUR - 2):
                    self.is_silent_at(START + later)
                if is_asked:
                    self.is_silent_at(START + HOUR - 2, "new")
                self.assertEqual(self.names(self.asks_at(START + HOUR + 2)), ["b", "new"])
                os.unlink(self.desk.database)

    def test_a_feed_that_a_daemon_hears_of_waits_too(self):
        self.too_many({"Retry-After": "7200"})
        self.desk.configure({"a": (self.server.url("/a.xml"), "interval = 10m")})
        self.run_at(START, ok=False)
        daemon = self.desk.daemon("--now", str(START + HOUR))
        control = daemon.control()
        control.send({"cmd": "subscribe"})
        self.configure_all()
        control.send({"cmd": "reload"})
        control.send({"cmd": "refresh", "force": True})
        control.events("idle")
        control.close()
        daemon.stop()
        self.assertEqual(self.names(self.server.requests()), ["a"])
        self.assertEqual(self.names(self.other.requests()), ["o"])
        self.assertEqual(self.desk.feed("b")["next_why"], "host")

    def test_zero_holds_nothing(self):
        self.too_many({"Retry-After": "0"})
        self.run_at(START, "a", ok=False)
        self.assertEqual(self.names(self.asks_at(START + 3, "b", "c")), ["b", "c"])

    def test_503_holds_its_feed_alone(self):
        self.server.route("/a.xml", status=503, headers={"Retry-After": "7200"})
        self.run_at(START, "a", ok=False)
        self.assertEqual(self.names(self.asks_at(START + 1)), ["b", "c"])

    def test_a_redirect_does_not_lead_there_meanwhile(self):
        """Feeds of one port that lead to another, which has had enough: it is asked once."""
        feeds = {}
        for i in range(6):
            path = "/r%d.xml" % i
            self.other.route(path, status=302, headers={"Location": self.server.url(path)}, delay=0.02 * i)
            self.server.route(path, status=429, headers={"Retry-After": "7200"}, delay=0.1)
            feeds["r%d" % i] = (self.other.url(path), "interval = 1m\nprivate = yes")
        self.desk.configure(feeds, "per_host = 1")
        self.run_at(START, ok=False)
        self.assertEqual(len(self.server.requests()), 1)
        self.assertEqual(len(self.other.requests()), 6)
        self.is_silent_at(START + HOUR, "--force")  # none of them, not even the place that leads there
        self.assertEqual(len(self.other.requests()), 6)

    def test_said_while_another_was_being_read(self):
        """Its answer came before, and waits to be stored: it is held as well, forced or not, also in the next run."""
        self.server.feed("/b.xml", delay=0.2)
        self.too_many({"Retry-After": "7200"}, delay=0.4)
        self.desk.configure({n: (self.server.url("/%s.xml" % n), "interval = 1m") for n in "ab"}, "per_host = 2")
        self.run_at(START, ok=False)
        self.assertEqual(self.names(self.server.requests()), ["a", "b"])
        self.is_silent_at(START + HOUR, "--force")


if __name__ == "__main__":
    tap.main()
