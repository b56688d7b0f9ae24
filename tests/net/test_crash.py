#!/usr/bin/env python3
"""test_crash.py: kill -9 at random moments while a webhook fails, hangs up after it has taken a message, and recovers.

Every alert is delivered; what is repeated is repeated whole and under its key; nothing is sent that was not stored.

    TELEX_CRASH_ROUNDS=100 TELEX_CRASH_SEED=7 python3 tests/net/test_crash.py
"""
import collections
import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from delivery import DeliveryCase
from desk import SLOW, TELEXD
from server import Route, raw, rss

ROUNDS = int(os.environ.get("TELEX_CRASH_ROUNDS", "25"))
SEED = int(os.environ.get("TELEX_CRASH_SEED", str(int(time.time()))))


class Hook:
    """Notes what came before it decides what to say."""

    def __init__(self, rnd):
        self.random, self.lock, self.is_well = rnd, threading.Lock(), False
        self.taken = []  # (key, alerts, was it answered with success)

    def answer(self, handler):
        with self.lock:
            fate = "ok" if self.is_well else self.random.choice(["ok", "ok", "500", "close", "slow", "429"])
        body = json.loads(handler.body)
        alerts = body["alerts"] if "alerts" in body else [body]
        entry = [handler.headers["Idempotency-Key"], tuple((a["alert"], a["article"]["url"]) for a in alerts), False]
        with self.lock:
            self.taken.append(entry)
        if fate == "close":
            raw(b"")(handler)
            return
        if fate == "slow":
            time.sleep(0.2)
        entry[2] = fate in ("ok", "slow")
        status = {"500": b"500 broken", "429": b"429 slowly"}.get(fate, b"200 fine")
        handler.wfile.write(b"HTTP/1.1 %s\r\nContent-Length: 2\r\n\r\nok" % status)


class Crashes(DeliveryCase):
    def feed(self):
        return rss(self.n_items, "crash", item="<description>Text of item {i} about spectrum and batches.</description>")

    def start(self, *args):
        return subprocess.Popen([TELEXD, "--config", self.desk.config, "--log-level", "error", *args], env=self.desk.env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def round(self, rnd, number):
        self.n_items += rnd.randint(0, 3)
        self.make_due()
        process = self.start(*rnd.choice([[], ["--once"], ["--once", "--force"]]))
        try:
            process.wait(rnd.choice([rnd.uniform(0, 0.2), rnd.uniform(0, 0.8)]) * SLOW)
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()

    def make_due(self):
        """Also after a crash: a connection that only reads could not put the store right."""
        if not os.path.exists(self.desk.database):
            return
        try:
            self.desk.change("UPDATE feed SET next_at = 0")
        except sqlite3.OperationalError as e:
            self.assertIn("no such table", str(e))

    def settle(self):
        """Everything is well again: run until nothing waits."""
        for _ in range(20):
            self.make_due()
            p = self.desk.once("--force")
            if p.returncode == 0 and not self.outbox("state = 0"):
                return
        self.fail("still not delivered: " + p.stderr)

    def test_random_kills(self):
        rnd, hook = random.Random(SEED), Hook(random.Random(SEED + 1))
        self.n_items = 2
        self.server.route("/crash.xml", body=self.feed)
        self.server.route("/hook", answer=hook.answer)
        rule = "[rule %s]\nquery = %s\nmax_age = none\nchannels = desk, log\n%s\n"
        self.desk.configure({"crash": self.server.url("/crash.xml")}, "min_interval = 1s\n", more="".join((
            "[channel desk]\ntype = webhook\nurl = %s\ntimeout = 2s\n" % self.server.url("/hook"),
            "[channel log]\ntype = file\npath = %s\n" % self.desk.path("log"),
            rule % ("spectrum", "spectrum", ""), rule % ("batches", "batches", "batch = 1s\n"))))
        for number in range(ROUNDS):
            self.round(rnd, number)
        hook.is_well = True
        self.settle()
        self.check(hook)

    def check(self, hook):
        alerts = {r["id"]: r for r in self.desk.query(
            "SELECT l.id, a.url FROM alert l JOIN article a ON a.id = l.article_id")}
        self.assertEqual(self.desk.count(), self.n_items, "seed %d" % SEED)
        self.assertEqual(len(alerts), 2 * self.n_items)
        self.assertEqual({r["state"] for r in self.outbox()}, {1})
        lines = [json.loads(line) for line in self.read("log").splitlines()]
        self.prove("desk", alerts, [(key, sent) for key, sent, _ in hook.taken], [sent for _, sent, ok in hook.taken if ok])
        by_key = collections.defaultdict(list)
        for line in lines:
            by_key[line["key"]].append((line["alert"], line["article"]["url"]))
        # a message of several is written at once: repeats are whole
        self.prove("log", alerts, [(k, (one,)) for k, sent in by_key.items() for one in set(sent)],
                   [(one,) for sent in by_key.values() for one in sent], is_whole=False)
        print("# seed %d: %d rounds, %d alerts, %d requests, %d of them repeats; %d lines" % (
            SEED, ROUNDS, len(alerts), len(hook.taken), len(hook.taken) - len({k for k, _, _ in hook.taken}), len(lines)))

    def prove(self, channel, alerts, taken, arrived, is_whole=True):
        keys, wholes = collections.defaultdict(set), collections.defaultdict(set)
        for key, sent in taken:
            wholes[key].add(sent)
            for alert, url in sent:
                self.assertIn(alert, alerts, "%s got what is not stored (seed %d)" % (channel, SEED))
                self.assertEqual(url, alerts[alert]["url"])
                keys[alert].add(key)
        for alert in alerts:
            self.assertEqual(len(keys[alert]), 1, "alert %d to %s under %s (seed %d)" % (alert, channel, keys[alert], SEED))
        if is_whole:
            for key, sent in wholes.items():
                self.assertEqual(len(sent), 1, "message %s changed (seed %d)" % (key, SEED))
        self.assertEqual({a for sent in arrived for a, _ in sent}, set(alerts), "%s (seed %d)" % (channel, SEED))


if __name__ == "__main__":
    tap.main()
