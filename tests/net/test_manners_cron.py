#!/usr/bin/env python3
"""test_manners_cron.py: a day of telexd --once from cron, and how often each feed is asked.

Every minute in the first hours, then every ten (with sanitizers less often); TELEX_EVERY_MINUTE=1 makes it every minute to
the end, which takes 1440 runs."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import SLOW
from manners import DAY, HOUR, MINUTE, START, MannersCase, dated

EVERY_MINUTE = bool(os.environ.get("TELEX_EVERY_MINUTE"))
FIRST, STEP = (3 * HOUR, 10 * MINUTE) if SLOW == 1 else (HOUR // 2, 15 * MINUTE)


class Cron(MannersCase):
    def test_started_again_and_again_for_a_day(self):
        """Every feed of a desk at once: how often each is asked in a day of cron."""
        other, busy = self.serve(), self.serve()
        for name in ("hourly", "quick"):
            self.server.feed("/%s.xml" % name)
        self.server.feed("/age.xml", headers={"Cache-Control": "max-age=43200"})
        self.server.feed("/ttl.xml", channel="<ttl>120</ttl>")
        self.server.route("/rate.xml", body=dated(30, 8 * HOUR, START), etag='"1"')
        self.server.route("/broken.xml", status=500)
        self.server.route("/later.xml", status=503, headers={"Retry-After": "10800"})
        other.route("/gone.xml", status=410)
        busy.route("/one.xml", status=429)
        busy.route("/two.xml", status=429)
        feeds = {name: (self.server.url("/%s.xml" % name), "interval = " + interval) for name, interval in (
            ("hourly", "1h"), ("quick", "10m"), ("age", "1m"), ("ttl", "1m"), ("rate", "auto"), ("broken", "1h"), ("later", "1m"))}
        feeds["gone"] = (other.url("/gone.xml"), "interval = 1m")
        feeds["one"] = (busy.url("/one.xml"), "interval = 1m")
        feeds["two"] = (busy.url("/two.xml"), "interval = 1m")
        self.desk.configure(feeds, "per_host = 1")
        times = {}
        step = MINUTE if EVERY_MINUTE else STEP
        for now in (*range(START, START + FIRST, MINUTE), *range(START + FIRST, START + DAY, step)):
            before = [len(s.requests()) for s in (self.server, other, busy)]
            self.desk.once(now=now)
            for server, n in zip((self.server, other, busy), before):
                for request in server.requests()[n:]:
                    times.setdefault(request["path"][1:-4], []).append(now)

        def every(name, seconds):
            """never sooner, and as soon as cron can"""
            gaps = [b - a for a, b in zip(times[name], times[name][1:])]
            self.assertTrue(gaps and all(seconds <= gap <= seconds * 1.1 + 2 * step for gap in gaps), (name, gaps))
        every("hourly", HOUR)
        every("quick", 10 * MINUTE)
        every("age", 12 * HOUR)
        every("ttl", 2 * HOUR)
        every("later", 3 * HOUR)
        self.assertTrue(6 <= len(times["rate"]) <= 12, times["rate"])
        self.assertTrue(4 <= len(times["broken"]) <= 5, times["broken"])  # after 1, 3, 7 and 15 hours
        self.assertEqual(times["gone"], [START])
        # 429 without Retry-After: one of the two each time, an hour apart at least
        both = sorted(times.get("one", []) + times.get("two", []))
        self.assertEqual(len(set(both)), len(both))
        self.assertTrue(all(b - a >= HOUR for a, b in zip(both, both[1:])) and len(both) <= 10, both)

    def test_an_interval_of_crons_own_step(self):
        """Each run asks, though the answers take a while; a server that says how long is asked no sooner."""
        self.server.feed("/a.xml", delay=2)
        self.server.feed("/age.xml", delay=2, headers={"Cache-Control": "max-age=3600"})
        self.configure("a", "age")
        asked = [sorted(r["path"] for r in self.asks_at(START + n * HOUR)) for n in range(4)]
        self.assertEqual(asked, [["/a.xml", "/age.xml"], ["/a.xml"], ["/a.xml", "/age.xml"], ["/a.xml"]])
        self.server.routes_at_once()
        self.assertEqual(len(self.asks_at(START + 4 * HOUR)), 2)
        self.is_silent_at(START + 5 * HOUR - 3)
        # a second early: cron is not that exact
        self.assertEqual([r["path"] for r in self.asks_at(START + 5 * HOUR - 1)], ["/a.xml"])


if __name__ == "__main__":
    tap.main()
