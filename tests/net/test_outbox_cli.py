#!/usr/bin/env python3
"""test_outbox_cli.py: telex alerts outbox, resend, test: with the daemon and without."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from delivery import NOW, DeliveryCase
from desk import BUILD, SLOW, wait_for
from server import Route

TELEX = os.path.abspath(os.path.join(BUILD, "telex"))


class Verbs(DeliveryCase):
    def telex(self, *args, status=0):
        p = subprocess.run([TELEX, "--config", self.desk.config, *args], env=self.desk.env, stdin=subprocess.DEVNULL,
                           capture_output=True, text=True, timeout=60 * SLOW)
        self.assertEqual(p.returncode, status, p.stdout + p.stderr)
        return p

    def rows(self, *args, status=0):
        return json.loads(self.telex("alerts", "outbox", "--format", "json", *args, status=status).stdout)

    def test_before_there_is_anything(self):
        self.configure({"desk": self.hook()})
        self.assertEqual(self.rows(status=1), [])
        self.assertEqual(self.telex("alerts", "outbox", status=1).stdout, "")
        self.telex("alerts", "resend", "--dead", status=1)

    def test_what_waits_and_why(self):
        self.configure({"desk": self.hook(status=403)})
        self.run_failing()
        row, = self.rows()
        self.assertEqual((row["state"], row["channel"], row["rule"], row["kind"], row["tries"]),
                         ("waiting", "desk", "spectrum", "alert", 1))
        self.assertIn("HTTP 403, forbidden", row["error"])
        self.assertIsNotNone(row["next"])
        self.assertEqual(row["title"], "a number 0")
        text = self.telex("alerts", "outbox").stdout
        self.assertIn("waiting  desk", text)
        self.assertIn("tried 1 times, next", text)
        self.assertIn("outbox    1 waiting (oldest now), 0 given up", self.telex("status").stdout)
        status = json.loads(self.telex("status", "--format", "json").stdout)
        self.assertEqual((status["outbox"]["waiting"], status["outbox"]["dead"]), (1, 0))
        self.assertEqual(self.rows("--dead", status=1), [])
        self.assertEqual(len(self.telex("alerts", "outbox", "--format", "tsv").stdout.splitlines()[0].split("\t")), 10)

    def test_dead_letters_are_sent_again(self):
        self.configure({"desk": self.hook(status=500)}, n=2)
        self.run_failing()
        self.desk.change("UPDATE outbox SET state = 2")
        self.assertEqual({r["state"] for r in self.rows("--dead")}, {"dead"})
        self.server.route("/hook")
        one = self.rows()[0]["id"]
        self.telex("alerts", "resend", str(one))
        self.assertEqual([r["state"] for r in self.rows("--all") if r["id"] == one], ["done"])
        self.telex("alerts", "resend", "--dead", "--quiet")
        self.assertEqual({r["state"] for r in self.rows("--all")}, {"done"})
        self.telex("alerts", "resend", status=64)
        self.telex("alerts", "resend", "x", status=64)
        self.telex("alerts", "resend", "99999", status=1)

    def test_a_failing_resend_says_so(self):
        self.configure({"desk": self.hook(status=500)})
        self.run_failing()
        p = self.telex("alerts", "resend", str(self.rows()[0]["id"]), status=2)
        self.assertIn("rule spectrum, channel desk: HTTP 500", p.stderr)

    def test_a_channel_is_tried_without_the_daemon(self):
        self.configure({"desk": self.hook(), "bad": self.hook(path="/bad", status=401, body=b"no token")})
        self.assertEqual(self.telex("alerts", "test", "desk").stdout, "channel desk: delivered\n")
        self.assertEqual(self.got(), [{"v": 1, "test": True, "channel": "desk"}])
        p = self.telex("alerts", "test", "bad", status=2)
        self.assertEqual(p.stderr, "telex: channel bad: HTTP 401, not authorized; see its token or headers: no token\n")
        self.assertEqual({r["state"] for r in self.rows()}, {"dead"})  # it is not tried again
        self.assertIn("did you mean 'desk'?", self.telex("alerts", "test", "desc", status=64).stderr)
        self.telex("alerts", "test", status=64)

    def test_a_channel_is_tried_by_the_daemon(self):
        path = self.desk.path("log")
        self.configure({"desk": self.hook(), "log": "type = file\npath = %s\n" % path, "bad": self.hook(path="/bad", status=404)})
        self.desk.daemon()
        wait_for(lambda: self.got(), "the first alert", 5)
        self.assertEqual(self.telex("alerts", "test", "log").stdout, "channel log: delivered\n")
        self.assertTrue(json.loads(self.read("log").splitlines()[-1])["test"])
        self.assertIn("channel bad: HTTP 404", self.telex("alerts", "test", "bad", status=2).stderr)

    def test_deliver_needs_once(self):
        self.configure({"desk": self.hook()})
        p = subprocess.run([os.path.join(BUILD, "telexd"), "--config", self.desk.config, "--deliver"], env=self.desk.env,
                           capture_output=True, text=True)
        self.assertEqual((p.returncode, p.stderr), (64, "telexd: --deliver works only with --once\n"))


if __name__ == "__main__":
    tap.main()
