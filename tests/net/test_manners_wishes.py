#!/usr/bin/env python3
"""test_manners_wishes.py: what servers and feeds wish for is a lower bound, from the request log over simulated days.

Line 5 of the manners: Cache-Control, Expires, ttl, updatePeriod, skipHours, skipDays; at most a week."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from manners import DAY, HOUR, MINUTE, START, WEEK, MannersCase, http_date


class LowerBounds(MannersCase):
    """What a server or a document wishes for; the user's interval is a minute."""

    def waits(self, seconds, headers=None, channel="", interval="1m", date=None, again=False):
        """After a 200 as long as this; again: after a 304 too."""
        self.server.http.date = date
        self.server.feed("/a.xml", headers=headers, channel=channel)
        self.configure("a", interval=interval)
        self.run_at(START)
        try:
            self.assertEqual(self.is_due_after(seconds)["status"], 304)
            if again:
                self.is_due_after(seconds)
        finally:
            os.unlink(self.desk.database)
            self.server.forget()

    def test_the_interval_alone(self):
        self.waits(60, again=True)

    def test_max_age(self):
        self.waits(2 * HOUR, {"Cache-Control": "public, max-age=7200"}, again=True)
        self.waits(90 * MINUTE, {"Cache-Control": "max-age=7200", "Age": "1800"})
        self.waits(2 * HOUR, {"Cache-Control": 'no-transform, MAX-AGE="7200", must-revalidate'})

    def test_expires_counts_from_the_date_of_the_server(self):
        for date in (START, START - 400 * DAY, START + 90 * DAY):
            self.waits(3 * HOUR, {"Expires": http_date(date + 3 * HOUR)}, date=date)

    def test_max_age_goes_before_expires(self):
        self.waits(HOUR, {"Cache-Control": "max-age=3600", "Expires": http_date(START + DAY)}, date=START)

    def test_ttl(self):
        self.waits(5 * HOUR, channel="<ttl>300</ttl>", again=True)

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


if __name__ == "__main__":
    tap.main()
