#!/usr/bin/env python3
"""test_manners_schedule.py: when a feed is asked, from the server's request log over days of simulated time.

Lines 5 and 6 of the manners: intervals, restarts, and clocks that jump."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import wait_for
from manners import DAY, HOUR, MINUTE, START, MannersCase, dated


class Intervals(MannersCase):
    def test_a_fixed_one_is_kept_whatever_the_feed_posts(self):
        for step, interval, seconds in ((30, "4h", 4 * HOUR), (30 * DAY, "5m", 300), (HOUR, "20d", 20 * DAY)):
            self.server.route("/a.xml", body=dated(30, step, START))
            self.configure("a", interval=interval)
            self.run_at(START)
            self.is_due_after(seconds)
            os.unlink(self.desk.database)

    def test_automatic_ones_follow_the_posting_rate_between_the_bounds(self):
        for step, low, high in ((60, 10 * MINUTE, 11 * MINUTE), (8 * HOUR, 2 * HOUR, 9 * HOUR // 4), (60 * DAY, 6 * HOUR, 6 * HOUR)):
            self.server.route("/a.xml", body=dated(30, step, START))
            self.configure("a", interval="auto", telexd="min_interval = 10m\nmax_interval = 6h")
            self.run_at(START)
            self.assertTrue(low <= self.wait_of() <= high, (step, self.wait_of()))
            self.is_due_after(low, slack=high - low)
            os.unlink(self.desk.database)

    def test_an_automatic_one_of_a_month(self):
        self.server.route("/a.xml", body=dated(5, 300 * DAY, START))
        self.configure("a", interval="auto", telexd="max_interval = 30d")
        self.run_at(START)
        self.is_due_after(30 * DAY)

    def test_an_automatic_one_grows_while_nothing_comes(self):
        self.server.route("/a.xml", body=dated(30, 8 * HOUR, START), etag='"1"')
        self.configure("a", interval="auto")
        waits, now = [], START
        for _ in range(20):
            self.assertEqual(len(self.asks_at(now)), 1)
            waits.append(self.wait_of())
            now = self.desk.feed("a")["next_at"] + 1
        self.assertEqual(sorted(waits), waits)
        self.assertTrue(waits[0] < 2.3 * HOUR and waits[-1] == 12 * HOUR, waits)


class Restarts(MannersCase):
    def test_right_after_a_restart_nothing_is_asked(self):
        self.server.feed("/good.xml")
        self.server.route("/bad.xml", status=500)
        self.server.route("/later.xml", status=503, headers={"Retry-After": "7200"})
        self.configure("good", "bad", "later")
        self.run_at(START, ok=False)
        self.assertEqual(len(self.server.requests()), 3)
        for later in (1, MINUTE, 30 * MINUTE):
            daemon = self.desk.daemon("--now", str(START + later))
            control = daemon.control()
            status = control.ask({"cmd": "status"})
            self.assertFalse(status["busy"])
            self.assertGreater(status["next_at"], START + 3590)
            control.close()
            daemon.stop()
        self.assertEqual(len(self.server.requests()), 3)
        daemon = self.desk.daemon("--now", str(START + HOUR + MINUTE))
        wait_for(lambda: len(self.server.requests()) == 5, "the two that are due")
        daemon.stop()
        self.assertEqual(sorted(r["path"] for r in self.server.requests()[3:]), ["/bad.xml", "/good.xml"])

    def test_a_first_start_asks_each_feed_once(self):
        names = ["f%d" % i for i in range(20)]
        for name in names:
            self.server.feed("/%s.xml" % name)
        self.configure(*names)
        daemon = self.desk.daemon("--now", str(START))
        wait_for(lambda: self.desk.count() == 40, "the articles")
        daemon.stop()
        self.run_at(START + MINUTE)
        self.assertEqual(sorted(r["path"] for r in self.server.requests()), sorted("/%s.xml" % n for n in names))


class Clocks(MannersCase):
    def test_set_back_by_little_nothing_is_asked_twice(self):
        self.server.feed("/a.xml")
        self.configure("a")
        self.run_at(START)
        for back in (MINUTE, 30 * MINUTE, 59 * MINUTE):
            self.is_silent_at(START - back)
        self.assertEqual(len(self.asks_at(START + HOUR + MINUTE)), 1)

    def test_set_back_by_much_no_feed_falls_silent(self):
        for back in (2 * HOUR, 3 * DAY, 3650 * DAY):
            self.server.feed("/a.xml")
            self.configure("a")
            self.run_at(START)
            self.assertEqual(len(self.asks_at(START - back)), 1)
            self.is_silent_at(START - back + 30 * MINUTE)  # and goes on from there
            self.assertEqual(len(self.asks_at(START - back + HOUR + MINUTE)), 1)
            os.unlink(self.desk.database)

    def test_set_back_a_pause_is_not_for_ever(self):
        self.server.route("/a.xml", status=503, headers={"Retry-After": "3600"})
        self.configure("a")
        self.run_at(START, ok=False)
        self.assertEqual(len(self.asks_at(START - 10 * DAY, ok=False)), 1)

    def test_set_forward_not_everything_goes_out_at_once(self):
        names = ["f%02d" % i for i in range(24)]
        for name in names:
            self.server.feed("/%s.xml" % name, 1)
        self.configure(*names, telexd="transfers = 3\nper_host = 2")
        self.run_at(START)
        for name in names:
            self.server.http.routes["/%s.xml" % name].delay = 0.05
        self.server.forget()
        self.run_at(START + 3650 * DAY)
        self.assertEqual(len(self.server.requests()), 24)  # once each, and
        self.assertLessEqual(self.server.most_at_once, 2)
        self.is_silent_at(START + 3650 * DAY + MINUTE)

    def test_automatic_feeds_that_met_once_do_not_meet_for_ever(self):
        names = ["f%02d" % i for i in range(24)]
        for name in names:
            self.server.route("/%s.xml" % name, body=dated(30, 16 * HOUR, START))
        self.configure(*names, interval="auto")
        self.run_at(START)
        moments = {self.desk.feed(name)["next_at"] // MINUTE for name in names}
        self.assertGreater(len(moments), 8)


if __name__ == "__main__":
    tap.main()
