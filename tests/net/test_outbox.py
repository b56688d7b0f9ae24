#!/usr/bin/env python3
"""test_outbox.py: deliveries over time: back-off, dead letters, quiet hours, limits, and the daemon that sends them."""
import os
import signal
import sqlite3
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from delivery import NOW, DeliveryCase
from desk import SLOW, wait_for
from server import Route, Server, rss

DAY, HOUR = 86400, 3600


class Times(DeliveryCase):
    def at(self, now, *args, status=None):
        """A run at that time that delivers only."""
        p = self.desk.once("--deliver", *args, now=now)
        if status is not None:
            self.assertEqual(p.returncode, status, p.stderr)
        return p

    def next_at(self):
        return self.outbox()[0]["next_at"]

    def test_a_webhook_that_fails_for_hours(self):
        self.configure({"desk": self.hook(status=500)})
        self.desk.once(now=NOW)
        waits, now = [], NOW
        while now < NOW + 20 * HOUR:
            waits.append(self.next_at() - now)
            self.at(self.next_at() - 2, status=0)  # not due yet: nothing is tried
            now = self.next_at()
            self.at(now, status=2)
        for i, wait in enumerate(waits):
            least = min(2 ** (i + 1), 6 * HOUR)
            self.assertTrue(least <= wait <= min(least * 5 // 4 + 1, 6 * HOUR + 1), waits)
        self.server.route("/hook")
        self.at(self.next_at(), status=0)
        self.assertEqual(len(set(self.keys())), 1)
        self.assertEqual(len(self.keys()), len(waits) + 2)
        self.assertEqual(self.states(), {"desk": "done"})

    def test_dead_after_three_days_and_sent_again_by_hand(self):
        self.configure({"desk": self.hook(status=500)})
        self.desk.once(now=NOW)
        p = self.at(NOW + 3 * DAY + 10, status=2)
        self.assertIn("; given up: telex alerts resend sends it again", p.stderr)
        self.assertEqual(self.states(), {"desk": "dead"})
        self.at(NOW + 9 * DAY, "--force", status=0)
        self.assertEqual(len(self.got()), 2)

    def test_retry_after(self):
        self.configure({"desk": self.hook(status=429, headers={"Retry-After": "600"})})
        p = self.desk.once(now=NOW)
        self.assertIn("HTTP 429, too many requests; tried again in 10 min", p.stderr)
        self.at(NOW + 500, status=0)
        self.assertEqual(len(self.got()), 1)
        self.at(NOW + 602, status=2)
        self.assertEqual(len(self.got()), 2)

    def test_quiet_hours_are_local_and_cross_midnight(self):
        self.desk.env["TZ"] = "CET-1"  # 8:00 UTC is 9:00
        self.configure({"desk": self.hook()}, "quiet = 22:00-09:30")
        self.desk.once(now=NOW)
        self.assertEqual(self.got(), [])
        self.assertIn(self.next_at(), (NOW + 1800, NOW + 1801))
        self.at(NOW + 1700, status=0)
        self.at(NOW + 1700, "--force", status=0)
        self.assertEqual(self.got(), [])
        self.at(NOW + 1802, status=0)
        self.assertEqual(len(self.got()), 1)

    def test_a_limit_a_day_and_one_summary(self):
        self.configure({"desk": self.hook(), "log": "type = file\npath = %s\n" % self.desk.path("log")}, "limit = 2", n=7)
        self.desk.once(now=NOW)
        self.assertEqual(len(self.got()), 2)
        self.at(NOW + 15 * HOUR, status=0)
        self.at(NOW + 15 * HOUR, "--force", status=0)
        self.assertEqual(len(self.got()), 2)
        self.at(NOW + 16 * HOUR + 2, status=0)  # midnight
        self.assertEqual(len(self.got()), 3)
        self.assertEqual(len(self.got()[2]["alerts"]), 5)
        self.assertEqual({r["state"] for r in self.outbox()}, {1})
        self.assertEqual(len(self.read("log").splitlines()), 7)

    def test_a_failing_target_is_left_alone_for_the_rest_of_a_run(self):
        self.configure({"desk": self.hook(status=500), "other": self.hook(path="/other")}, n=5)
        lines = self.run_failing()
        self.assertEqual(len(lines), 1)
        self.assertEqual(len(self.got()) + len(self.got("/other")), 1 + len(self.got("/other")))
        self.server.route("/hook")
        self.run_ok("--force")
        self.assertEqual((len(self.got()), len(self.got("/other"))), (6, 5))
        self.assertEqual(len(set(self.keys())), 5)

    def test_a_channel_does_not_wait_for_another_on_its_host(self):
        self.configure({"desk": self.hook(status=503), "other": self.hook(path="/other")}, n=3)
        self.assertEqual(len(self.run_failing()), 1)
        self.assertEqual((len(self.got()), len(self.got("/other"))), (1, 3))

    def test_force_makes_all_due(self):
        self.configure({"desk": self.hook(Route(status=500), Route())})
        self.run_failing()
        self.run_ok("--force")
        self.assertEqual(self.states(), {"desk": "done"})

    def test_many_alerts_at_most_twenty_a_second(self):
        self.configure({"desk": self.hook()}, n=30)
        started = time.monotonic()
        self.run_ok()
        self.assertGreater(time.monotonic() - started, 29 * 0.05 * 0.95)
        times = [r["at"] for r in self.server.requests("/hook")]
        self.assertEqual(len(times), 30)
        self.assertGreater(times[-1] - times[0], 1.3)


    def test_a_store_that_is_busy_when_the_answer_comes(self):
        self.configure({"desk": self.hook(delay=0.3)}, n=2)
        held = []

        def hold():
            wait_for(lambda: self.server.requests("/hook"), "the request", 10)
            db = sqlite3.connect(self.desk.database, timeout=10, isolation_level=None)
            db.execute("BEGIN IMMEDIATE")
            time.sleep(1.5)
            held.append(len(self.server.requests("/hook")))
            db.execute("ROLLBACK")
            db.close()

        thread = threading.Thread(target=hold)
        thread.start()
        self.run_ok()
        thread.join()
        self.assertEqual(held, [1])  # the next one waited until the first was stored
        self.assertEqual(len(self.keys()), len(set(self.keys())))
        self.assertEqual({r["state"] for r in self.outbox()}, {1})

    def test_a_file_needs_no_pace(self):
        self.configure({"log": "type = file\npath = %s\n" % self.desk.path("log")}, n=400)
        started = time.monotonic()
        self.run_ok()
        self.assertLess(time.monotonic() - started, 10 * SLOW)
        self.assertEqual(len(self.read("log").splitlines()), 400)


class Daemons(DeliveryCase):
    def test_alerts_are_sent_at_once(self):
        self.configure({"desk": self.hook()})
        d = self.desk.daemon()
        wait_for(lambda: self.got(), "the alert", 5)
        wait_for(lambda: self.states() == {"desk": "done"}, "its row", 5)
        self.assertLess(d.stop(), 2 * SLOW)

    def test_it_tries_again_by_itself(self):
        self.configure({"desk": self.hook(Route(status=500), Route(status=503), Route())})
        d = self.desk.daemon()
        wait_for(lambda: len(self.got()) == 3, "three tries", 15)
        wait_for(lambda: self.states() == {"desk": "done"}, "its row", 5)
        self.assertEqual(len(set(self.keys())), 1)
        self.assertIn("rule spectrum, channel desk: HTTP 500, internal server error; tried again in 2 s", d.log())

    def test_sigterm_lets_a_delivery_end(self):
        self.configure({"desk": self.hook(delay=1)})
        d = self.desk.daemon()
        wait_for(lambda: self.server.requests("/hook"), "the request", 5)
        d.stop()
        self.assertEqual(self.states(), {"desk": "done"})

    def test_sigterm_does_not_wait_for_ever(self):
        self.configure({"desk": self.hook(delay=8)})
        d = self.desk.daemon()
        wait_for(lambda: self.server.requests("/hook"), "the request", 5)
        self.assertLess(d.stop(timeout=7), 5 * SLOW)
        self.assertEqual(self.states(), {"desk": "waiting"})

    def test_a_hanging_channel_holds_up_nobody(self):
        slow = Server()
        slow.__enter__()
        self.addCleanup(slow.__exit__)
        slow.route("/hang", delay=6)
        sleeper = self.script("sleeper", "sleep 6")
        self.configure({"hang": "type = webhook\nurl = %s\n" % slow.url("/hang"),
                        "sleep": "type = command\ncommand = %s\n" % sleeper, "good": self.hook()}, n=3)
        started = time.monotonic()
        self.desk.daemon()
        wait_for(lambda: len(self.got()) == 3, "all that the good one gets", 5)
        self.assertLess(time.monotonic() - started, 5 * SLOW)

    def test_a_reload_brings_another_address(self):
        self.configure({"desk": self.hook(status=404), "other": self.hook(path="/other")})
        d = self.desk.daemon()
        wait_for(lambda: self.got() and self.got("/other"), "the first try", 5)
        self.configure({"desk": self.hook(path="/new"), "other": self.hook(path="/other")})
        d.signal(signal.SIGHUP)
        wait_for(lambda: self.got("/new"), "the second", 10)
        self.assertEqual(set(self.keys("/new")), set(self.keys()))

    def test_the_control_socket_delivers(self):
        self.configure({"desk": self.hook(status=500)})
        d = self.desk.daemon()
        wait_for(lambda: len(self.got()) >= 3, "some tries", 15)
        self.server.route("/hook")
        self.desk.change("UPDATE outbox SET next_at = 0")
        self.assertEqual(d.control().ask({"cmd": "deliver"}), {"ok": True})
        wait_for(lambda: self.states() == {"desk": "done"}, "its row", 2)


if __name__ == "__main__":
    tap.main()
