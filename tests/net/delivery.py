"""delivery.py: what tests of channels share: a feed whose items raise alerts, and a hook that gets them."""
import hashlib
import hmac
import json
import os

from desk import Case
from server import Route, Server, rss

NOW = 1800000000  # 15 January 2027, 08:00 UTC: far from the machine's own clock


class DeliveryCase(Case):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)
        self.n_items = 0

    def configure(self, channels, rule="", n=1, more="", item="<description>Text of item {i} about spectrum.</description>",
                  first=0, query="spectrum"):
        """channels: {name: lines}; one rule to all of them, raised by n items of one feed."""
        url = self.server.feed("/a.xml", n, item=item, first=first)
        text = "".join("[channel %s]\n%s\n" % c for c in channels.items())
        text += "[rule spectrum]\nquery = %s\nmax_age = none\nchannels = %s\n%s\n" % (query, ", ".join(channels), rule)
        self.desk.configure({"a": url}, more=text + more)

    def hook(self, *routes, path="/hook", **options):
        self.server.route(path, *routes, **options)
        return "type = webhook\nurl = %s\n" % self.server.url(path)

    def got(self, path="/hook"):
        """What the hook was sent: its JSON."""
        return [json.loads(r["body"]) for r in self.server.requests(path)]

    def keys(self, path="/hook"):
        return [r["headers"]["idempotency-key"] for r in self.server.requests(path)]

    def outbox(self, where="1"):
        return self.desk.query("SELECT * FROM outbox WHERE %s ORDER BY id" % where)

    def states(self):
        """{channel: state} with one row each"""
        return {r["channel"]: ("waiting", "done", "dead")[r["state"]] for r in self.outbox()}

    def script(self, name, text, mode=0o755):
        path = self.desk.path(name)
        with open(path, "w") as f:
            f.write("#!/bin/sh\n" + text)
        os.chmod(path, mode)
        return path

    def read(self, name):
        with open(self.desk.path(name)) as f:
            return f.read()


def titled(title, body):
    """An item of a generated feed with another title."""
    return "</item><item><title>%s</title><link>http://example.com/t/{i}</link><guid>t-{i}</guid>%s" % (title, body)


def signature(key, body):
    return "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
