#!/usr/bin/env python3
"""test_daemon.py: telexd as a daemon: schedule, signals, control socket, and how it ends."""
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import SLOW, TELEXD, Case, Control, dead_url, wait_for
from server import Route, Server, rss


class DaemonCase(Case):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def start(self, *args):
        self.daemon = self.desk.daemon(*args)
        self.assertIsNone(self.daemon.process.poll(), self.daemon.log())
        return self.daemon

    def idle(self):
        control = self.daemon.control()
        try:
            wait_for(lambda: not control.ask({"cmd": "status"})["busy"], "the round to end", 20)
        finally:
            control.close()


class Running(DaemonCase):
    def test_it_fetches_at_the_start_and_by_its_schedule(self):
        self.server.feed("/a.xml", 2)
        self.desk.configure({"a": (self.server.url("/a.xml"), "interval = 1s"),
                             "b": (self.server.feed("/b.xml", 2), "interval = 1h")})
        self.start()
        wait_for(lambda: len(self.server.requests("/a.xml")) >= 4, "four requests")
        times = [r["at"] for r in self.server.requests("/a.xml")]
        for earlier, later in zip(times, times[1:]):
            self.assertGreater(later - earlier, 0.9)
            self.assertLess(later - earlier, 3.0 * SLOW)
        self.assertEqual(len(self.server.requests("/b.xml")), 1)
        self.server.feed("/a.xml", 5)
        wait_for(lambda: self.desk.count("a") == 5, "the new items")

    def test_older_articles_get_their_language_by_and_by(self):
        text = "<description>The operator said that it would build the network in the north of the country {i}.</description>"
        self.server.route("/a.xml", body=rss(700, item=text))
        self.desk.configure({"a": self.server.url("/a.xml")})
        self.run_ok()
        self.desk.change("UPDATE article SET lang = '', is_read = 1")
        self.desk.change("UPDATE counter SET told_below = (SELECT max(id) + 1 FROM article)")
        self.start()
        untold = lambda: self.desk.query("SELECT told_below FROM counter")[0]["told_below"]
        wait_for(lambda: untold() is None, "the languages")
        row = self.desk.query("SELECT count(*) AS n, sum(is_read) AS n_read FROM article WHERE lang = 'en'")[0]
        self.assertEqual((row["n"], row["n_read"]), (700, 700))

    def test_the_schedule_survives_a_restart(self):
        self.desk.configure({"a": self.server.feed("/a.xml")})
        self.start()
        wait_for(lambda: self.desk.count("a") == 2, "the items")
        self.daemon.stop()
        self.start()
        time.sleep(0.5)
        self.assertEqual(len(self.server.requests()), 1)

    def test_it_ends_within_a_second(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            self.desk.configure({"slow": self.server.feed("/slow.xml", delay=20), "a": self.server.feed("/a.xml")})
            self.start()
            wait_for(lambda: self.server.requests("/slow.xml"), "the slow request")
            self.assertLess(self.daemon.stop(number), 1.0 * SLOW)
            self.assertEqual(self.daemon.process.returncode, 0)
            self.assertFalse(os.path.exists(self.daemon.socket_path))
            self.server.forget()

    def test_it_ends_while_it_stores(self):
        body = rss(2000, item="<description>" + "some words of spectrum policy {i} " * 60 + "</description>")
        feeds = {"f%02d" % i: self.server.route("/f%02d.xml" % i, body=body.replace(b"Example", b"E%d" % i))
                 for i in range(8)}
        self.desk.configure(feeds)
        self.start()
        wait_for(lambda: len(self.server.requests()) >= 6, "the requests", 20)
        time.sleep(0.3)
        self.assertLess(self.daemon.stop(), 1.5 * SLOW)
        self.assertEqual(self.daemon.process.returncode, 0, self.daemon.log())
        self.assertEqual(self.desk.query("PRAGMA integrity_check")[0]["integrity_check"], "ok")
        for name in feeds:  # whole feeds or nothing
            self.assertIn(self.desk.count(name), (0, 2000))
            self.assertEqual(self.desk.feed(name)["last_status"], 200 if self.desk.count(name) else 0)

    def test_killed_at_any_moment_nothing_is_half_stored(self):
        body = rss(300, item="<description>" + "words {i} " * 50 + "</description>")
        for i in range(12):
            self.server.feed("/f%02d.xml" % i, 120)
        self.desk.configure({"f%02d" % i: self.server.url("/f%02d.xml" % i) for i in range(12)})
        for pause in (0.0, 0.05, 0.1, 0.2, 0.4):
            self.start()
            time.sleep(pause)
            self.daemon.process.kill()
            self.daemon.process.wait()
        self.start()
        wait_for(lambda: self.desk.count() == 12 * 120, "all items", 30)
        self.assertEqual(self.desk.query("PRAGMA integrity_check")[0]["integrity_check"], "ok")
        for i in range(12):
            self.assertEqual(self.desk.count("f%02d" % i), 120)

    def test_a_second_daemon_refuses(self):
        self.desk.configure({"a": self.server.feed("/a.xml")})
        self.start()
        p = subprocess.run([TELEXD, "--config", self.desk.config], env=self.desk.env, capture_output=True, text=True,
                           timeout=20)
        self.assertEqual((p.returncode, len(p.stderr.splitlines())), (75, 1))
        self.assertIn("pid %d" % self.daemon.process.pid, p.stderr)
        self.assertTrue(self.daemon.connects())

    def test_a_socket_left_behind_is_replaced(self):
        self.desk.configure({"a": self.server.feed("/a.xml")})
        self.start()
        self.daemon.process.kill()
        self.daemon.process.wait()
        self.assertTrue(os.path.exists(self.daemon.socket_path))
        self.start()
        self.assertTrue(self.daemon.connects())

    def test_failures_are_logged_with_the_feed(self):
        self.desk.configure({"good": self.server.feed("/good.xml"), "bad": self.server.route("/bad.xml", status=404),
                             "dead": dead_url()})
        self.start()
        self.idle()
        log = self.daemon.log()
        self.assertIn("feed bad: HTTP 404, not found", log)
        self.assertIn("feed dead: cannot connect", log)
        self.assertEqual(self.desk.count("good"), 2)

    def test_a_busy_store_is_waited_for(self):
        self.desk.configure({"a": self.server.feed("/a.xml", delay=0.5)})
        self.start()
        db = sqlite3.connect(self.desk.database, isolation_level=None, timeout=10)
        wait_for(lambda: self.server.requests("/a.xml"), "the request")
        db.execute("BEGIN IMMEDIATE")
        time.sleep(7)
        self.assertEqual(self.desk.count("a"), 0)
        db.execute("ROLLBACK")
        db.close()
        wait_for(lambda: self.desk.count("a") == 2, "the items", 20)
        self.assertEqual(self.daemon.process.poll(), None)


class Signals(DaemonCase):
    def test_usr1_fetches_now(self):
        self.desk.configure({"a": self.server.feed("/a.xml")})
        self.start()
        self.idle()
        self.daemon.signal(signal.SIGUSR1)
        wait_for(lambda: len(self.server.requests()) == 2, "the second request")

    def test_hup_reads_the_configuration(self):
        self.desk.configure({"a": self.server.feed("/a.xml"), "gone": self.server.feed("/gone.xml", 3)})
        self.start()
        wait_for(lambda: self.desk.count() == 5, "the items")
        self.desk.configure({"a": self.server.url("/a.xml"), "b": self.server.feed("/b.xml", 4)})
        self.daemon.signal(signal.SIGHUP)
        wait_for(lambda: self.desk.query("SELECT 1 FROM feed WHERE name = 'b'") and self.desk.count("b") == 4, "the new feed")
        self.assertEqual(self.desk.feed("gone")["is_hidden"], 1)
        self.assertEqual(self.desk.count("gone"), 3)
        self.assertEqual(len(self.server.requests("/a.xml")), 1)

    def test_hup_with_a_bad_file_keeps_the_old_one(self):
        self.desk.configure({"a": (self.server.feed("/a.xml"), "interval = 1s")})
        self.start()
        self.idle()
        with open(self.desk.config, "a") as f:
            f.write("\n[feed b]\nurl = nonsense\n")
        self.daemon.signal(signal.SIGHUP)
        wait_for(lambda: "stays as it was" in self.daemon.log(), "the log line")
        self.assertRegex(self.daemon.log(), r"config\.ini:\d+: ")
        n = len(self.server.requests())
        wait_for(lambda: len(self.server.requests()) > n, "the old feed to go on")

    def test_a_feed_that_leaves_while_it_is_fetched(self):
        self.desk.configure({"a": self.server.feed("/a.xml"), "slow": self.server.feed("/slow.xml", delay=1.5)})
        self.start()
        wait_for(lambda: self.server.requests("/slow.xml"), "the slow request")
        self.desk.configure({"a": self.server.url("/a.xml")})
        self.daemon.signal(signal.SIGHUP)
        self.idle()
        self.assertEqual(self.desk.count("slow"), 0)
        self.assertIsNone(self.daemon.process.poll())

    def test_a_reader_that_goes_away_ends_nothing(self):
        self.desk.configure({"a": self.server.feed("/a.xml", delay=0.3)})
        self.start()
        control = self.daemon.control()
        control.send({"cmd": "subscribe"})
        control.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        control.close()
        wait_for(lambda: self.desk.count("a") == 2, "the items")
        self.assertTrue(self.daemon.connects())


class ControlSocket(DaemonCase):
    def test_it_is_for_this_user_alone(self):
        self.desk.configure({})
        self.start()
        self.assertEqual(stat.S_IMODE(os.stat(self.daemon.socket_path).st_mode), 0o600)

    def test_status(self):
        self.desk.configure({"a": self.server.feed("/a.xml"), "b": self.server.feed("/b.xml")})
        self.start()
        self.idle()
        status = self.daemon.control().ask({"cmd": "status"})
        self.assertEqual((status["ok"], status["pid"], status["feeds"], status["busy"]),
                         (True, self.daemon.process.pid, 2, False))
        self.assertGreater(status["next_at"], time.time())

    def test_refresh_and_events(self):
        self.desk.configure({n: self.server.feed("/%s.xml" % n, 3) for n in "abc"})
        self.start()
        self.idle()
        control = self.daemon.control()
        self.assertEqual(control.ask({"cmd": "subscribe"}), {"ok": True})
        self.assertEqual(control.ask({"cmd": "refresh"}), {"ok": True, "total": 0, "busy": False})
        self.server.feed("/b.xml", 5)
        control.send({"cmd": "refresh", "force": True})
        self.assertEqual(control.line(), {"ok": True, "total": 3, "busy": True})
        events = control.events("idle")
        self.assertEqual(events[-1], {"event": "idle", "new": 2, "failed": 0})
        self.assertEqual(sum(e["new"] for e in events if e["event"] == "stored"), 2)
        progress = [e for e in events if e["event"] == "progress"]
        self.assertEqual((progress[-1]["done"], progress[-1]["total"]), (3, 3))
        self.assertEqual(control.ask({"cmd": "refresh", "feeds": ["b"], "force": True}),
                         {"ok": True, "total": 1, "busy": True})
        self.assertEqual(control.events("idle")[-1]["new"], 0)
        self.assertEqual(len(self.server.requests("/b.xml")), 3)
        self.assertEqual(len(self.server.requests("/a.xml")), 2)

    def test_refresh_reads_again_what_was_changed_and_asks_once(self):
        self.desk.configure({n: self.server.feed("/%s.xml" % n) for n in "ab"})
        self.start()
        self.idle()
        control = self.daemon.control()
        self.desk.configure({n: self.server.feed("/%s.xml" % n) for n in "abc"})
        self.assertFalse(control.ask({"cmd": "refresh", "feeds": ["c"]})["ok"])
        self.assertEqual(control.ask({"cmd": "subscribe"}), {"ok": True})
        self.assertEqual(control.ask({"cmd": "refresh", "feeds": ["c"], "reread": True}),
                         {"ok": True, "total": 1, "busy": True})
        self.assertEqual(control.events("idle")[-1], {"event": "idle", "new": 2, "failed": 0})
        self.assertEqual(len(self.server.requests("/c.xml")), 1)
        self.assertEqual(len(self.server.requests("/a.xml")), 1)

    def test_refresh_while_it_fetches_names_no_feed_twice_and_tells_the_end(self):
        self.desk.configure({"slow": self.server.feed("/slow.xml", 3, delay=1)})
        self.start()
        wait_for(lambda: self.server.requests("/slow.xml"), "the slow request")
        control = self.daemon.control()
        control.ask({"cmd": "subscribe"})
        self.assertEqual(control.ask({"cmd": "refresh"}), {"ok": True, "total": 0, "busy": True})
        self.assertEqual(control.events("idle")[-1], {"event": "idle", "new": 3, "failed": 0})
        self.assertEqual(len(self.server.requests("/slow.xml")), 1)

    def test_refresh_of_what_is_not_there(self):
        self.desk.configure({"alpha": self.server.feed("/a.xml")})
        self.start()
        reply = self.daemon.control().ask({"cmd": "refresh", "feeds": ["alpa"]})
        self.assertFalse(reply["ok"])
        self.assertIn("alpha", reply["error"])
        self.assertFalse(self.daemon.control().ask({"cmd": "refresh", "feeds": "alpha"})["ok"])
        self.assertFalse(self.daemon.control().ask({"cmd": "refresh", "feeds": [1]})["ok"])

    def test_reload(self):
        self.desk.configure({"a": self.server.feed("/a.xml")})
        self.start()
        control = self.daemon.control()
        with open(self.desk.config, "a") as f:
            f.write("\n[feed b]\nurl = %s\n" % self.server.feed("/b.xml", 4))
        self.assertEqual(control.ask({"cmd": "reload"}), {"ok": True})
        wait_for(lambda: self.desk.count("b") == 4, "the new feed")
        with open(self.desk.config, "a") as f:
            f.write("nosuch = 1\nother = 2\n")
        reply = control.ask({"cmd": "reload"})
        self.assertFalse(reply["ok"])
        self.assertEqual(len(reply["faults"]), 2)
        self.assertTrue(control.ask({"cmd": "status"})["ok"])

    def test_several_requests_in_one_packet_and_one_in_pieces(self):
        self.desk.configure({})
        self.start()
        control = self.daemon.control()
        control.send(b'{"cmd":"status"}\n\n{"cmd":"nosuch"}\n{"cmd":')
        self.assertTrue(control.line()["ok"])
        self.assertFalse(control.line()["ok"])
        control.send(b'"status"}\n')
        self.assertTrue(control.line()["ok"])

    def test_nonsense_is_dropped(self):
        self.desk.configure({})
        self.start()
        for data in (b"hello\n", b"[1]\n", b'{"cmd":1}\n', b'{"cmd":"status","cmd":"reload"}\n', b"\x00\xff\xfe\n",
                     b"[" * 60000 + b"\n", b"x" * 70000):
            control = self.daemon.control()
            try:
                control.send(data)
                while True:
                    line = control.line()
                    if line is None:
                        break
                    self.assertFalse(line["ok"])
            except (ConnectionResetError, BrokenPipeError):
                pass
            control.close()
        self.assertTrue(self.daemon.control().ask({"cmd": "status"})["ok"])

    def test_half_a_request_does_not_wait_for_ever(self):
        self.desk.configure({})
        self.start()
        control = self.daemon.control()
        control.send(b'{"cmd":"sta')
        started = time.monotonic()
        self.assertIsNone(control.line())
        self.assertTrue(4 < time.monotonic() - started < 8 * SLOW)

    def test_a_crowd_of_clients(self):
        self.desk.configure({})
        self.start()
        time.sleep(0.3)  # the client that start() looked with has left
        crowd = [self.daemon.control() for _ in range(40)]
        answered = 0
        for control in crowd:
            try:
                control.send({"cmd": "status"})
                answered += control.line() is not None
            except (ConnectionResetError, BrokenPipeError):
                pass
        self.assertEqual(answered, 16)
        for control in crowd:
            control.close()


        def is_answered():
            control = self.daemon.control()
            try:
                control.send({"cmd": "status"})
                return control.line() is not None
            except (ConnectionResetError, BrokenPipeError):
                return False
            finally:
                control.close()
        wait_for(is_answered, "room again")


if __name__ == "__main__":
    tap.main()
