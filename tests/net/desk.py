"""desk.py: a home of its own for telexd, and looks into what it stored."""
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest

BUILD = os.environ.get("TELEX_BUILD", "build")
TELEXD = os.path.abspath(os.path.join(BUILD, "telexd"))
SLOW = 4 if "san" in os.path.basename(os.path.abspath(BUILD)) else 1  # sanitizers take their time


class Desk:
    """A temporary HOME with a configuration."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="telex-net-")
        self.env = {"HOME": self.home, "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC",
                    "XDG_CONFIG_HOME": self.path("config"), "XDG_DATA_HOME": self.path("data"),
                    "XDG_STATE_HOME": self.path("state"), "XDG_RUNTIME_DIR": self.path("run")}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]
        os.makedirs(self.path("run"), 0o700)
        self.database = self.path("telex.db")
        self.config = self.path("config.ini")
        self.daemons = []

    def path(self, name):
        return os.path.join(self.home, name)

    def configure(self, feeds, telexd="", more=""):
        """feeds: {name: url or (url, further lines)}"""
        text = "[telexd]\ndatabase = %s\n%s\n" % (self.database, telexd)
        for name, url in feeds.items():
            url, further = (url, "") if isinstance(url, str) else url
            text += "\n[feed %s]\nurl = %s\n%s\n" % (name, url, further)
        with open(self.config, "w") as f:
            f.write(text + more)

    def once(self, *args, timeout=60, now=None, **options):
        """now: where the run's wall clock starts, in seconds since 1970"""
        args += () if now is None else ("--now", str(now))
        return subprocess.run([TELEXD, "--config", self.config, "--once", *args], env=dict(self.env, **options.pop("env", {})),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=timeout * SLOW, text=True, errors="replace", **options)

    def daemon(self, *args):
        d = Daemon(self, args)
        self.daemons.append(d)
        return d

    def query(self, sql, *binds):
        db = sqlite3.connect("file:%s?mode=ro" % self.database, uri=True, timeout=10)
        db.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in db.execute(sql, binds)]
        finally:
            db.close()

    def feed(self, name):
        return self.query("SELECT * FROM feed WHERE name = ?", name)[0]

    def count(self, name=None):
        if name is None:
            return self.query("SELECT count(*) AS n FROM article")[0]["n"]
        return self.query("SELECT count(*) AS n FROM appearance a JOIN feed f ON f.id = a.feed_id WHERE f.name = ?",
                          name)[0]["n"]

    def change(self, sql, *binds):
        db = sqlite3.connect(self.database, timeout=10)
        try:
            with db:
                db.execute(sql, binds)
        finally:
            db.close()

    def make_due(self, name=None):
        self.change("UPDATE feed SET next_at = 0" + ("" if name is None else " WHERE name = '%s'" % name))

    def close(self):
        for d in self.daemons:
            d.close()
        shutil.rmtree(self.home, ignore_errors=True)


class Daemon:
    def __init__(self, desk, args):
        self.desk = desk
        self.log_path = desk.path("log-%d" % time.monotonic_ns())
        self.log_file = open(self.log_path, "wb")
        self.process = subprocess.Popen([TELEXD, "--config", desk.config, "--log-level", "info", *args], env=desk.env,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.log_file)
        self.socket_path = os.path.join(desk.path("run"), "telex", "telexd.sock")
        wait_for(lambda: self.connects() or self.process.poll() is not None, "the control socket", 10)

    def connects(self):
        try:
            Control(self.socket_path).close()
            return True
        except OSError:
            return False

    def control(self):
        return Control(self.socket_path)

    def signal(self, number):
        self.process.send_signal(number)

    def log(self):
        with open(self.log_path, errors="replace") as f:
            return f.read()

    def stop(self, number=15, timeout=5):
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout * SLOW)
        return time.monotonic() - started

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log_file.close()


class Control:
    """The control socket, line by line."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(10 * SLOW)
        self.socket.connect(path)
        self.file = self.socket.makefile("rb")

    def send(self, request):
        data = request if isinstance(request, bytes) else json.dumps(request).encode() + b"\n"
        self.socket.sendall(data)

    def line(self):
        line = self.file.readline()
        return json.loads(line) if line else None

    def ask(self, request):
        """The reply; events in between are dropped."""
        self.send(request)
        while True:
            line = self.line()
            if line is None or "event" not in line:
                return line

    def events(self, until):
        """All events up to the first of this name."""
        seen = []
        while True:
            line = self.line()
            if line is None:
                return seen
            if "event" in line:
                seen.append(line)
                if line["event"] == until:
                    return seen

    def close(self):
        self.file.close()
        self.socket.close()


def wait_for(condition, what, seconds=10):
    end = time.monotonic() + seconds * SLOW
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("waited %d s for %s" % (seconds * SLOW, what))


def dead_url():
    """An address on loopback where nobody listens."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return "http://127.0.0.1:%d/feed.xml" % s.getsockname()[1]


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.desk = Desk()
        self.addCleanup(self.desk.close)

    def run_ok(self, *args):
        """A run in which all is well: silent, status 0."""
        p = self.desk.once(*args)
        self.assertEqual((p.returncode, p.stderr, p.stdout), (0, "", ""))
        return p

    def run_failing(self, *args, status=2):
        p = self.desk.once(*args)
        self.assertEqual(p.returncode, status, p.stderr)
        self.assertEqual(p.stdout, "")
        return p.stderr.splitlines()
