"""manners.py: what the tests of manners share: runs at simulated times, and looks into a request log."""
import email.utils

from desk import Case
from server import Server

START = 1795420800  # Monday 2026-11-23 08:00:00 UTC
MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 7 * 86400


def http_date(t):
    return email.utils.formatdate(t, usegmt=True)


def dated(n, step, now):
    """A feed whose n items are step seconds apart, the newest of them at now - step."""
    items = "".join("<item><title>t{0}</title><guid>{0}</guid><pubDate>{1}</pubDate></item>".format(
        now - i * step, http_date(now - i * step)) for i in range(1, n + 1))
    return ("<rss version='2.0'><channel><title>x</title>%s</channel></rss>" % items).encode()


class MannersCase(Case):
    """A server, and a clock that stands at self.now until a test moves it."""

    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.now = START

    def serve(self):
        server = Server()
        server.__enter__()
        self.addCleanup(server.__exit__)
        return server

    def configure(self, *names, interval="1h", telexd="", **more):
        """feeds of self.server by name, /NAME.xml each"""
        feeds = {name: (self.server.url("/%s.xml" % name), "interval = %s" % interval) for name in names}
        self.desk.configure(dict(feeds, **more), telexd)

    def run_at(self, now, *args, ok=True):
        """A run that starts at `now`; ok: it is to be silent and to end with 0, else with 2.  Gives its lines."""
        p = self.desk.once(*args, now=now)
        lines = p.stderr.splitlines()
        self.assertEqual((p.returncode, bool(lines)), (0, False) if ok else (2, True), lines)
        self.now = now
        return lines

    def asks_at(self, now, *args, ok=True, server=None):
        """The requests of a run at `now`."""
        server = server or self.server
        before = len(server.requests())
        self.run_at(now, *args, ok=ok)
        return server.requests()[before:]

    def is_silent_at(self, now, *args, server=None):
        self.assertEqual(self.asks_at(now, *args, server=server), [], "asked %d s after the last" % (now - self.now))

    def wait_of(self, name="a"):
        """seconds from the last try to the next"""
        feed = self.desk.feed(name)
        return feed["next_at"] - feed["last_try_at"]

    def is_due_after(self, seconds, ok=True, slack=0, start=None):
        """Nothing is asked until `seconds` after the last run, and at most `slack` (jitter) later it is: one request."""
        start = self.now if start is None else start
        self.is_silent_at(start + seconds - 2)
        asked = self.asks_at(start + seconds + slack + 2, ok=ok)  # 2: runs last, and moments are rounded up
        self.assertEqual(len(asked), 1)
        return asked[0]

    def validators(self, request):
        return request["headers"].get("if-none-match"), request["headers"].get("if-modified-since")
