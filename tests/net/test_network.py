#!/usr/bin/env python3
"""test_network.py: telexd in a network of its own, where public addresses and names are ours: no packet leaves the machine.

Needs user namespaces (unshare -rmn) and ip(8); without them everything is skipped.  Inside, 5.5.5.x are addresses of the
loopback interface that telexd takes for public ones, and /etc/hosts is a file of the test.
"""
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import SLOW, Case, wait_for
from server import Handler, Server, rss

INSIDE = "TELEX_TEST_NETWORK"
HOSTS = """127.0.0.1 localhost
127.0.0.1 inside.example
10.9.9.9 office.example
169.254.169.254 metadata.example
5.5.5.1 news.example
5.5.5.2 other.example
"""
SET_UP = """set -e
ip link set lo up
for n in 1 2 3; do ip addr add 5.5.5.$n/32 dev lo; done
ip addr add 10.9.9.9/32 dev lo
mount --bind "$HOSTS_FILE" /etc/hosts
exec "$@"
"""


class NetworkCase(Case):
    def serve(self, host, port=0):
        server = Server(port, host)
        server.__enter__()
        self.addCleanup(server.__exit__)
        return server

    def setUp(self):
        super().setUp()
        self.news = self.serve("5.5.5.1")

    def url(self, path, name="news.example"):
        return self.news.url(path, name)


class Reach(NetworkCase):
    def test_names_are_found(self):
        self.news.feed("/a.xml", 3)
        self.desk.configure({"a": self.url("/a.xml")})
        self.run_ok()
        self.assertEqual(self.desk.count("a"), 3)

    def test_a_name_may_not_lead_inside(self):
        inside, office = self.serve("127.0.0.1"), self.serve("10.9.9.9")
        inside.feed("/a.xml")
        office.feed("/b.xml")
        self.desk.configure({"loop": inside.url("/a.xml", "inside.example"), "office": office.url("/b.xml", "office.example"),
                             "meta": ("http://metadata.example/", "private = yes")})
        lines = sorted(self.run_failing())
        self.assertEqual([line.split(":")[1].strip() for line in lines], ["feed loop", "feed meta", "feed office"])
        for line in lines:
            self.assertIn("private address", line)
        self.assertEqual(inside.requests() + office.requests(), [])
        self.desk.configure({"loop": (inside.url("/a.xml", "inside.example"), "private = yes"),
                             "office": (office.url("/b.xml", "office.example"), "private = yes")})
        self.run_ok("--force")
        self.assertEqual(self.desk.count(), 4)

    def test_a_redirect_may_not_lead_inside(self):
        inside = self.serve("127.0.0.1")
        inside.feed("/a.xml")
        for target in (inside.url("/a.xml"), inside.url("/a.xml", "inside.example"), inside.url("/a.xml", "127.1"),
                       inside.url("/a.xml", "2130706433"), inside.url("/a.xml", "[::ffff:127.0.0.1]"),
                       inside.url("/a.xml", "0.0.0.0")):
            self.news.route("/a.xml", status=302, headers={"Location": target})
            self.desk.configure({"a": self.url("/a.xml")})
            self.assertIn("private address", self.run_failing("--force")[0], target)
        self.assertEqual(inside.requests(), [])

    def test_a_connection_of_a_private_feed_is_not_lent(self):
        inside = self.serve("127.0.0.1")
        inside.feed("/mine.xml")
        inside.feed("/secret.xml")
        self.news.route("/evil.xml", status=302, headers={"Location": inside.url("/secret.xml", "inside.example")}, delay=0.5)
        self.desk.configure({"mine": (inside.url("/mine.xml", "inside.example"), "private = yes"),
                             "evil": self.url("/evil.xml")})
        self.assertIn("feed evil: ", self.run_failing()[0])
        self.assertEqual([r["path"] for r in inside.requests()], ["/mine.xml"])

    def test_a_proxy_may_be_anywhere_and_is_not_sent_inside(self):
        proxy = self.serve("10.9.9.9")
        proxy.feed("http://far.example/a.xml", 3)
        self.desk.configure({"far": "http://far.example/a.xml"}, telexd="proxy = %s" % proxy.url(""))
        self.run_ok()
        self.assertEqual([r["path"] for r in proxy.requests()], ["http://far.example/a.xml"])
        proxy.route("http://far.example/a.xml", status=302, headers={"Location": "http://127.0.0.1:99/"})
        self.assertIn("private address", self.run_failing("--force")[0])
        self.assertEqual(len(proxy.requests()), 2)

    def test_the_proxy_of_the_environment(self):
        proxy = self.serve("127.0.0.1")
        proxy.feed("http://far.example/a.xml", 3)
        self.desk.env["http_proxy"] = proxy.url("")
        self.desk.env["no_proxy"] = "news.example"
        self.news.feed("/b.xml")
        self.desk.configure({"far": "http://far.example/a.xml", "near": self.url("/b.xml")})
        self.run_ok()
        self.assertEqual(len(proxy.requests()), 1)
        self.assertEqual(self.news.requests()[0]["path"], "/b.xml")


class Pace(NetworkCase):
    def test_a_second_between_requests_to_a_host(self):
        other = self.serve("5.5.5.2")
        feeds = {"n%d" % i: self.url(self.news.feed("/n%d.xml" % i, 1)[-7:]) for i in range(4)}
        feeds.update({"o%d" % i: other.feed("/o%d.xml" % i, 1).replace("5.5.5.2", "other.example") for i in range(4)})
        self.desk.configure(feeds, telexd="host_delay = 1s")
        self.run_ok()
        for server in (self.news, other):
            times = [r["at"] for r in server.requests()]
            self.assertEqual(len(times), 4)
            for earlier, later in zip(times, times[1:]):
                self.assertGreater(later - earlier, 0.9)
            self.assertLess(times[-1] - times[0], 5 * SLOW)
        # both hosts at the same time, not one after the other
        self.assertLess(abs(self.news.requests()[0]["at"] - other.requests()[0]["at"]), 0.8 * SLOW)


class Outage(NetworkCase):
    def test_dead_hosts_beside_a_good_one_are_failures(self):
        self.news.feed("/a.xml")
        self.desk.configure({"a": self.url("/a.xml"), "b": "http://b.example/feed", "c": "http://c.example/feed"})
        lines = sorted(self.run_failing())
        self.assertEqual(lines, ["telexd: feed b: cannot resolve host b.example", "telexd: feed c: cannot resolve host c.example"])
        self.assertEqual([self.desk.feed(n)["failures"] for n in "abc"], [0, 1, 1])

    def test_no_network_is_one_line(self):
        self.desk.configure({n: "http://%s.example/feed.xml" % n for n in ("a", "b", "c", "d")})
        lines = self.run_failing(status=69)
        self.assertEqual(len(lines), 1)
        self.assertTrue(lines[0].startswith("telexd: no network: "), lines)
        for name in "abcd":
            feed = self.desk.feed(name)
            self.assertEqual((feed["failures"], feed["next_at"]), (0, 0))  # due again at once

    def test_an_outage_beside_a_local_feed_is_a_line_a_feed(self):
        local = self.serve("127.0.0.1")
        self.desk.configure({"a": local.feed("/a.xml"), "b": "http://b.example/feed", "c": "http://c.example/feed"})
        lines = sorted(self.run_failing())
        self.assertEqual(lines, ["telexd: feed b: cannot resolve host b.example", "telexd: feed c: cannot resolve host c.example"])
        self.assertEqual([self.desk.feed(n)["failures"] for n in "abc"], [0, 0, 0])
        self.assertEqual([self.desk.feed(n)["next_at"] for n in "bc"], [0, 0])
        self.assertEqual(self.desk.count("a"), 2)

    def test_an_outage_pushes_nobody_away(self):
        self.desk.configure({n: ("http://%s.example/feed.xml" % n, "interval = 1h") for n in "abcd"})
        daemon = self.desk.daemon()
        wait_for(lambda: "no network" in daemon.log(), "the log line", 40)
        for name in "abcd":
            self.assertEqual((self.desk.feed(name)["failures"], self.desk.feed(name)["next_at"]), (0, 0))
        status = daemon.control().ask({"cmd": "status"})
        self.assertLess(status["next_at"] - time.time(), 120)
        self.assertLess(daemon.stop(), 1.0 * SLOW)


class Tls(NetworkCase):
    def setUp(self):
        super().setUp()
        if not shutil.which("openssl"):
            self.skipTest("no openssl(1) to make a certificate with")
        self.pem = self.desk.path("server.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=news.example",
                        "-addext", "subjectAltName=DNS:news.example", "-keyout", self.pem, "-out", self.desk.path("cert.pem")],
                       check=True, capture_output=True)
        with open(self.pem, "a") as f, open(self.desk.path("cert.pem")) as cert:
            f.write(cert.read())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pem)
        self.news.http.socket = context.wrap_socket(self.news.http.socket, server_side=True)

    def test_a_certificate_that_nobody_vouches_for(self):
        self.news.feed("/a.xml")
        self.desk.configure({"a": self.url("/a.xml").replace("http:", "https:")})
        lines = self.run_failing()
        self.assertEqual(len(lines), 1)
        self.assertRegex(lines[0], r"^telexd: feed a: no safe connection to news\.example: .*certificate")
        self.assertEqual(self.news.requests(), [])  # and no try without

    def test_one_that_the_system_trusts(self):
        bundle = "/etc/ssl/certs/ca-certificates.crt"
        if not os.path.exists(bundle) or subprocess.run(["mount", "--bind", self.desk.path("cert.pem"), bundle]).returncode:
            self.skipTest("the system keeps its certificates elsewhere")
        self.addCleanup(subprocess.run, ["umount", bundle])
        self.news.feed("/a.xml", 3)
        self.news.route("/b.xml", status=301, headers={"Location": "http://other.example:%d/c.xml" % self.news.port})
        plain = self.serve("5.5.5.2", self.news.port)
        plain.feed("/c.xml")
        self.desk.configure({n: self.url("/%s.xml" % n).replace("http:", "https:") for n in "ab"})
        self.run_ok()
        self.assertEqual(self.desk.count("a"), 3)
        self.assertEqual(self.desk.count("b"), 2)
        self.assertIsNone(self.desk.feed("b")["moved_to"])  # never from https to http for good


def enter():
    """This program again, in namespaces of its own."""
    probe = subprocess.run(["unshare", "-rmn", "ip", "addr", "add", "5.5.5.1/32", "dev", "lo"], capture_output=True) \
        if shutil.which("unshare") and shutil.which("ip") else None
    if probe is None or probe.returncode:
        print("1..1\nok 1 - a network of its own # SKIP no user namespaces or no ip(8) here")
        return 0
    with tempfile.NamedTemporaryFile("w", suffix=".hosts") as hosts:
        hosts.write(HOSTS)
        hosts.flush()
        env = dict(os.environ, HOSTS_FILE=hosts.name, **{INSIDE: "1"})
        return subprocess.run(["unshare", "-rmn", "sh", "-c", SET_UP, "sh", sys.executable] + sys.argv, env=env).returncode


if __name__ == "__main__":
    if INSIDE in os.environ:
        tap.main()
    sys.exit(enter())
