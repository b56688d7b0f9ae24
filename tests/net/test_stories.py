#!/usr/bin/env python3
"""test_stories.py: a story alerts once, in whatever order its outlets are fetched, over several runs and kill -9.

    TELEX_CRASH_ROUNDS=100 TELEX_CRASH_SEED=7 python3 tests/net/test_stories.py
"""
import collections
import email.utils
import html
import itertools
import os
import random
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import SLOW, TELEXD, Desk
from server import Server

ROUNDS = int(os.environ.get("TELEX_CRASH_ROUNDS", "12"))
SEED = int(os.environ.get("TELEX_CRASH_SEED", str(int(time.time()))))
HERE = os.path.dirname(os.path.abspath(__file__))
RULE = """
[entity zentra]
match = Zentra OR "Zentra Systems"
[rule supply-chain]
query = @zentra (espionage OR "national security")
max_age = none
once = story
"""
WHICH = "Wire Daily", "Mobile Ledger", "Access Review"  # that carry the story which the rule is after


def outlets():
    """RSS documents by outlet, of the made-up trade press."""
    lines = [line.rstrip("\n").split("\t") for line in open(os.path.join(HERE, "../fixtures/stories/trade.tsv"))]
    feeds = collections.defaultdict(str)
    for _, outlet, at, url, title, text in lines:
        feeds[outlet] += ("<item><title>%s</title><link>%s</link><guid>%s</guid><pubDate>%s</pubDate>"
                          "<description>%s</description></item>\n" %
                          (html.escape(title), url, url, email.utils.formatdate(int(at)), html.escape(text)))
    return {outlet: ('<?xml version="1.0"?><rss version="2.0"><channel><title>%s</title>%s</channel></rss>' %
                     (outlet, items)).encode() for outlet, items in feeds.items()}


class Stories(unittest.TestCase):
    def setUp(self):
        self.desk, self.server = Desk(), Server()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)
        self.feeds = outlets()
        for outlet, body in self.feeds.items():
            self.server.route("/" + self.name(outlet), body=body)
        self.addCleanup(self.desk.close)

    @staticmethod
    def name(outlet):
        return outlet.lower().replace(" ", "-")

    def configure(self, which):
        self.desk.configure({self.name(o): self.server.url("/" + self.name(o)) for o in which}, more=RULE)

    def alerts(self):
        return self.desk.query("SELECT count(*) AS n FROM alert")[0]["n"]

    def forget(self):
        for end in "", "-wal", "-shm":
            if os.path.exists(self.desk.database + end):
                os.unlink(self.desk.database + end)

    def stories(self):
        """Titles by story, of what the rule is after."""
        rows = self.desk.query("SELECT ifnull(a.story_id, a.id) AS story, t.title AS title FROM article a JOIN article_text t"
                               " ON t.id = a.id WHERE t.title LIKE '%Zentra%' OR t.title LIKE '%spying%'")
        groups = collections.defaultdict(set)
        for row in rows:
            groups[row["story"]].add(row["title"])
        return sorted(map(len, groups.values()))

    def test_one_alert_in_whatever_order(self):
        for order in itertools.permutations(WHICH):
            self.forget()
            for n in range(len(order)):
                self.configure(order[: n + 1])
                self.assertEqual(self.desk.once("--force").returncode, 0)
                self.assertEqual(self.alerts(), 1, order[: n + 1])
            self.assertEqual(self.stories(), [1, 3], order)  # the others about the vendor stay apart

    def test_one_alert_when_all_come_at_once(self):
        self.configure(self.feeds)
        for _ in range(3):
            self.assertEqual(self.desk.once("--force").returncode, 0)
            self.assertEqual(self.alerts(), 1)
        self.assertEqual(self.stories(), [1, 1, 3])

    def test_one_alert_after_crashes(self):
        rnd = random.Random(SEED)
        print("# seed %d, %d rounds" % (SEED, ROUNDS))
        for _ in range(ROUNDS):
            order = rnd.sample(list(self.feeds), len(self.feeds))
            self.forget()
            for n in range(len(order)):
                self.configure(order[: n + 1])
                p = subprocess.Popen([TELEXD, "--config", self.desk.config, "--once", "--force"], env=self.desk.env,
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(rnd.uniform(0, 0.15) * SLOW)
                p.kill()
                p.wait()
            self.configure(order)
            self.assertEqual(self.desk.once("--force").returncode, 0)
            self.assertEqual(self.alerts(), 1, (SEED, order))
            self.assertEqual(self.stories(), [1, 1, 3], (SEED, order))


if __name__ == "__main__":
    tap.main()
