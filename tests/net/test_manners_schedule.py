#!/usr/bin/env python3
"""test_manners_schedule.py: when a feed is asked, from the server's request log over days of simulated time.

Lines 3 to 6 of the manners: what servers and feeds wish for, failures and pauses, restarts, and clocks that jump."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import wait_for
from manners import DAY, HOUR, MINUTE, START, WEEK, MannersCase, dated, http_date


class LowerBounds(MannersCase):
    """What a server or a document wishes for; the user's interval is a minute."""

    def waits(self, seconds, headers=None, channel="", slack=0, interval="1m", date=None):
        """A 200, then a 304, then whatever: each time as long."""
        self.server.http.date = date
        self.server.feed("/a.xml", headers=headers, channel=channel)
        self.configure("a", interval=interval)
        self.run_at(START)
        try:
            self.assertEqual(self.is_due_after(seconds, slack=slack)["status"], 304)
            self.is_due_after(seconds, slack=slack)
        finally:
            os.unlink(self.desk.database)
            self.server.forget()

    def test_the_interval_alone(self):
        self.waits(60)

    def test_max_age(self):
        self.waits(2 * HOUR, {"Cache-Control": "public, max-age=7200"})
        self.waits(90 * MINUTE, {"Cache-Control": "max-age=7200", "Age": "1800"})
        self.waits(2 * HOUR, {"Cache-Control": 'no-transform, MAX-AGE="7200", must-revalidate'})

    def test_expires_counts_from_the_date_of_the_server(self):
        for date in (START, START - 400 * DAY, START + 90 * DAY):
            self.waits(3 * HOUR, {"Expires": http_date(date + 3 * HOUR)}, date=date)

    def test_max_age_goes_before_expires(self):
        self.waits(HOUR, {"Cache-Control": "max-age=3600", "Expires": http_date(START + DAY)}, date=START)

    def test_ttl(self):
        self.waits(5 * HOUR, channel="<ttl>300</ttl>")

    def test_update_period_and_frequency(self):
        sy = '<sy:%s xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">%s</sy:%s>'

        def period(name, frequency):
            return sy % ("updatePeriod", name, "updatePeriod") + sy % ("updateFrequency", frequency, "updateFrequency")
        self.waits(HOUR, channel=period("hourly", 1))
        self.waits(6 * HOUR, channel=period("daily", 4))
        self.waits(DAY, channel=sy % ("updatePeriod", "daily", "updatePeriod"))

    def test_the_longest_wish_decides(self):
        self.waits(4 * HOUR, {"Cache-Control": "max-age=3600"}, channel="<ttl>240</ttl>")
        self.waits(4 * HOUR, {"Cache-Control": "max-age=14400"}, channel="<ttl>60</ttl>")

    def test_at_most_a_week(self):
        self.waits(WEEK, {"Cache-Control": "max-age=31536000"})
        self.waits(WEEK, {"Expires": http_date(START + 3000 * DAY)}, date=START)
        self.waits(WEEK, channel="<ttl>999999</ttl>")

    def test_numbers_that_are_too_large_are_large(self):
        for number in ("2147483648", "9223372036854775808", "9" * 400):
            self.waits(WEEK, {"Cache-Control": "max-age=" + number})
        self.waits(WEEK, channel="<ttl>99999999999999999999</ttl>")

    def test_nothing_makes_it_faster(self):
        for value in ("no-cache", "max-age=0", "no-store, must-revalidate, max-age=0", "max-age=-1", "max-age=soon", "max-age=5"):
            self.waits(2 * HOUR, {"Cache-Control": value, "Expires": "0", "Pragma": "no-cache"}, interval="2h")
        self.waits(2 * HOUR, {"Expires": http_date(START - DAY)}, date=START, interval="2h")
        self.waits(2 * HOUR, channel="<ttl>1</ttl>", interval="2h")
        self.waits(2 * HOUR, channel="<ttl>-5</ttl>", interval="2h")

    def skipping(self, channel, *hours):
        """Asked at these hours after 08:00, of runs every hour, and at no others."""
        self.server.feed("/a.xml", channel=channel)
        self.configure("a", interval="1h")
        asked = [h for h in range(0, hours[-1] + 1) if self.asks_at(START + h * (HOUR + 10))]
        self.assertEqual(asked, list(hours))
        os.unlink(self.desk.database)

    def test_hours_to_leave_out(self):
        self.skipping("<skipHours><hour>9</hour><hour>10</hour><hour>11</hour></skipHours>", 0, 4, 5, 6)

    def test_days_to_leave_out(self):
        # it is Monday, 8:00
        self.skipping("<skipDays><day>Tuesday</day></skipDays><skipHours>%s</skipHours>" %
                      "".join("<hour>%d</hour>" % h for h in range(0, 24) if h not in (8, 20)), 0, 12, 48)

    def test_all_hours_to_leave_out_is_a_day(self):
        for channel in ("<skipHours>%s</skipHours>" % "".join("<hour>%d</hour>" % h for h in range(24)),
                        "<skipDays>%s</skipDays>" % "".join("<day>%s</day>" % d for d in (
                            "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))):
            self.waits(DAY, channel=channel)

    def test_a_week_and_then_days_to_leave_out(self):
        days = "".join("<day>%s</day>" % d for d in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"))
        self.server.feed("/a.xml", channel="<ttl>999999</ttl><skipDays>%s</skipDays>" % days)
        self.configure("a", interval="1m")
        self.run_at(START)
        sunday = START - 8 * HOUR + 13 * DAY  # the second one
        for now in (START + MINUTE, START + WEEK + MINUTE, sunday - MINUTE):
            self.is_silent_at(now)
        self.assertEqual(len(self.asks_at(sunday + MINUTE)), 1)


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
