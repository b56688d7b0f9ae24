#!/usr/bin/env python3
"""test_settings.py: what a feed's section says about its requests: headers, secrets, proxies, HTTP versions, certificates."""
import base64
import os
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
import tls
from desk import SLOW, TELEXD, Case, dead_url, wait_for
from http2 import Http2Server
from server import Route, Server, rss

SECRET = "hush-hush-9"


def basic(user, password):
    return "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()


class SettingsCase(Case):
    def setUp(self):
        super().setUp()
        self.server = self.serve()

    def serve(self, **options):
        server = Server(**options)
        server.__enter__()
        self.addCleanup(server.__exit__)
        return server

    def feed_with(self, *lines, path="/a.xml"):
        self.server.feed(path)
        self.desk.configure({"a": (self.server.url(path), "\n".join(lines))})

    def only(self, path="/a.xml"):
        requests = self.server.requests(path)
        self.assertEqual(len(requests), 1)
        return requests[0]["headers"]

    def write(self, name, text, mode=0o600):
        with open(self.desk.path(name), "wb") as f:
            f.write(text)
        os.chmod(self.desk.path(name), mode)
        return self.desk.path(name)

    def program(self, name, text):
        return self.write(name, b"#!/bin/sh\n" + text.encode(), 0o700)

    def probe(self, *args):
        return subprocess.run([TELEXD, "probe", *args], env=self.desk.env, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60 * SLOW, text=True)

    def assert_no_secret(self, *texts):
        for text in texts:
            self.assertNotIn(SECRET, text)


class Headers(SettingsCase):
    def test_user_agent_and_headers_one_a_line(self):
        self.feed_with("user_agent = other/2", "headers = X-Edition: europe", "  Cookie: a=b\\; c=d", "\tAccept: text/xml")
        self.run_ok()
        headers = self.only()
        self.assertEqual((headers["user-agent"], headers["x-edition"], headers["cookie"], headers["accept"]),
                         ("other/2", "europe", "a=b; c=d", "text/xml"))
        self.assertEqual(headers["a-im"], "feed")

    def test_they_go_home_only(self):
        other = self.serve()
        other.feed("/b.xml")
        self.server.route("/a.xml", status=302, headers={"Location": "/hop.xml"})
        self.server.route("/hop.xml", status=302, headers={"Location": other.url("/b.xml")})
        self.desk.configure({"a": (self.server.url("/a.xml"), "private = yes\ntoken = %s\nheaders = X-Key: %s" %
                                   (SECRET, SECRET))})
        self.run_ok()
        for path in ("/a.xml", "/hop.xml"):
            headers = self.only(path)
            self.assertEqual((headers["authorization"], headers["x-key"]), ("Bearer " + SECRET, SECRET))
        headers = other.requests("/b.xml")[0]["headers"]
        self.assertNotIn("authorization", headers)
        self.assertNotIn("x-key", headers)
        self.assertIn("application/rss+xml", headers["accept"])

    def test_where_a_feed_has_moved_to_gets_none_either(self):
        other = self.serve()
        other.feed("/b.xml")
        self.server.route("/a.xml", status=301, headers={"Location": other.url("/b.xml")})
        self.desk.configure({"a": (self.server.url("/a.xml"), "private = yes\nusername = ada\npassword = %s" % SECRET)})
        self.run_ok()
        self.run_ok("--force")
        self.assertEqual(len(self.server.requests()), 1)
        for request in other.requests():
            self.assertNotIn("authorization", request["headers"])

    def test_a_way_back_home_gets_them_again(self):
        other = self.serve()
        self.server.route("/a.xml", status=302, headers={"Location": other.url("/b.xml")})
        other.route("/b.xml", status=302, headers={"Location": self.server.url("/c.xml")})
        self.server.feed("/c.xml")
        self.desk.configure({"a": (self.server.url("/a.xml"), "private = yes\nheaders = X-Key: 1")})
        self.run_ok()
        self.assertEqual([r["headers"].get("x-key") for r in self.server.requests() + other.requests()], ["1", "1", None])

    def test_netrc_is_not_read(self):
        self.write(".netrc", b"machine 127.0.0.1 login ada password hush\n")
        self.feed_with()
        self.run_ok()
        self.assertNotIn("authorization", self.only())

    def test_time_and_size_of_one_feed(self):
        self.server.route("/big.xml", body=rss(200, "big"))
        self.server.route("/slow.xml", body=rss(1), delay=20)
        self.server.feed("/fine.xml", 200)
        self.desk.configure({"big": (self.server.url("/big.xml"), "max_size = 2K"),
                             "slow": (self.server.url("/slow.xml"), "timeout = 1s"),
                             "fine": self.server.url("/fine.xml")}, telexd="per_host = 1")  # on one connection
        self.assertEqual(sorted(self.run_failing()), ["telexd: feed big: larger than 2 kB",
                                                      "telexd: feed slow: timed out after 1 s"])
        self.server.routes_at_once()


class Secrets(SettingsCase):
    def test_basic(self):
        self.feed_with("username = ada", "password = p:w %s" % SECRET)
        self.run_ok()
        self.assertEqual(self.only()["authorization"], basic("ada", "p:w " + SECRET))

    def test_bearer(self):
        self.feed_with("token = " + SECRET)
        self.run_ok()
        self.assertEqual(self.only()["authorization"], "Bearer " + SECRET)

    def test_of_files(self):
        self.server.feed("/b.xml")
        self.server.feed("/c.xml")
        self.write("token", b"t1\r\n")
        self.write("password", b"p1")
        self.feed_with("token_file = token")  # beside the configuration
        with open(self.desk.config, "a") as f:
            f.write("[feed b]\nurl = %s\nusername = b\npassword_file = %s\n" % (self.server.url("/b.xml"), self.desk.path("password")) +
                    "[feed c]\nurl = %s\ntoken_file = $CREDENTIALS_DIRECTORY/token\n" % self.server.url("/c.xml"))
        self.desk.env["CREDENTIALS_DIRECTORY"] = self.desk.home
        self.run_ok()
        self.assertEqual([self.only(p)["authorization"] for p in ("/a.xml", "/b.xml", "/c.xml")],
                         ["Bearer t1", basic("b", "p1"), "Bearer t1"])

    def test_files_that_are_not_as_they_should(self):
        cases = {"missing": (None, "No such file or directory"), "folder": ("folder", "not a file"),
                 "empty": (b"", "there is nothing in it"), "blank": (b"\n", "there is nothing in it"),
                 "two": (b"hush-hush-9\nx: y\n", "there is more than one line in it"),
                 "bell": (b"hush-hush-9\a", "there are control bytes in it"),
                 "huge": (b"x" * 10000, "larger than 4096 bytes"), "fifo": ("fifo", "not a file")}
        feeds = {}
        for name, (data, _) in cases.items():
            path = self.desk.path(name)
            if data == "folder":
                os.mkdir(path)
            elif data == "fifo":
                os.mkfifo(path)
            elif data is not None:
                self.write(name, data)
            feeds[name] = (self.server.feed("/%s.xml" % name), "token_file = " + path)
        feeds["fine"] = self.server.feed("/fine.xml")
        self.desk.configure(feeds)
        lines = sorted(self.run_failing())
        self.assertEqual(lines, sorted("telexd: feed %s: token_file %s: %s" % (n, self.desk.path(n), words)
                                       for n, (_, words) in cases.items()))
        self.assertEqual([r["path"] for r in self.server.requests()], ["/fine.xml"])
        self.assertEqual(self.desk.feed("two")["failures"], 1)

    def test_of_programs(self):
        self.program("tell", 'echo "$1 $TELEX_FEED"; echo second line; echo noise >&2\n')
        self.feed_with('token_command = %s "to ken"' % self.desk.path("tell"))
        self.run_ok()
        self.run_ok("--force")
        self.assertEqual([r["headers"]["authorization"] for r in self.server.requests("/a.xml")], ["Bearer to ken a"] * 2)

    def test_a_daemon_asks_the_program_again_only_when_it_must(self):
        count = self.desk.path("count")
        self.program("tell", "echo x >>%s; wc -l <%s\n" % (count, count))
        self.server.feed("/a.xml")
        self.desk.configure({"a": (self.server.url("/a.xml"), "interval = 1h\nusername = ada\npassword_command = " + self.desk.path("tell"))})
        daemon = self.desk.daemon()
        control = daemon.control()
        self.addCleanup(control.close)

        def is_idle():
            return not control.ask({"cmd": "status"})["busy"]

        def refresh():
            control.ask({"cmd": "refresh", "feeds": ["a"]})
            wait_for(is_idle, "the end of the round")
            return self.server.requests("/a.xml")[-1]["headers"]["authorization"]
        wait_for(lambda: self.server.requests("/a.xml") and is_idle(), "the first round")
        self.assertEqual(refresh(), basic("ada", "1"))
        self.server.route("/a.xml", status=403)
        self.assertEqual(refresh(), basic("ada", "1"))
        self.server.feed("/a.xml")
        self.assertEqual(refresh(), basic("ada", "2"))  # it was refused: perhaps there is a new one
        self.assertEqual(refresh(), basic("ada", "2"))

    def test_programs_that_do_not_tell(self):
        self.program("fails", "echo %s; echo locked >&2; exit 4\n" % SECRET)
        self.program("silent", "exit 0\n")
        self.program("long", "head -c 9000 /dev/zero | tr '\\0' x\n")
        self.program("control", "printf '%s\\033[31m\\n'\n" % SECRET)
        names = ("fails", "silent", "long", "control")
        self.desk.configure({n: (self.server.feed("/%s.xml" % n), "token_command = " + self.desk.path(n)) for n in names})
        p = self.desk.once()
        self.assertEqual(sorted(p.stderr.splitlines()), [
            "telexd: feed control: token_command: there are control bytes in it",
            "telexd: feed fails: token_command: the program ended with status 4: locked",
            "telexd: feed long: token_command: the program printed a line of more than 4 kB",
            "telexd: feed silent: token_command: there is nothing in it"])
        self.assertEqual(self.server.requests(), [])

    def test_one_that_hangs_costs_ten_seconds_and_nobody_else(self):
        self.program("hangs", "sleep 600\n")
        self.desk.configure({"a": (self.server.feed("/a.xml"), "token_command = " + self.desk.path("hangs")),
                             "b": self.server.feed("/b.xml")})
        self.assertEqual(self.run_failing(), ["telexd: feed a: token_command: the program took longer than 10 s"])
        self.assertEqual(self.desk.count("b"), 2)

    def test_they_are_never_said(self):
        url = self.server.url("/no.xml").replace("//", "//ada:%s@" % SECRET)
        self.server.route("/loop.xml", status=302, headers={"Location": "ftp://ada:%s@x/" % SECRET})
        self.desk.configure({"a": url, "b": (self.server.url("/loop.xml"), "token = " + SECRET),
                             "c": (dead_url(), "proxy = http://ada:%s@127.0.0.1:1" % SECRET)})
        p = self.desk.once("--log-level", "debug")
        self.assertEqual(p.returncode, 2)
        self.assertEqual(self.server.requests("/no.xml")[0]["headers"]["authorization"], basic("ada", SECRET))
        q = self.probe("--config", self.desk.config, url)
        self.assertEqual(q.returncode, 69)
        self.assert_no_secret(p.stderr, q.stdout, q.stderr)
        for row in self.desk.query("SELECT last_error, moved_to FROM feed"):
            self.assert_no_secret(str(row))

    def test_probe_and_discover_ask_as_the_feeds_section_says(self):
        self.program("tell", "echo %s\n" % SECRET)
        self.feed_with("user_agent = other/2", "token_command = " + self.desk.path("tell"))
        url = self.server.url("/a.xml")
        for verb in ("probe", "discover"):
            p = subprocess.run([TELEXD, verb, "--config", self.desk.config, url], env=self.desk.env, capture_output=True,
                               timeout=60 * SLOW)
            self.assertEqual((p.returncode, p.stderr), (0, b""))
        self.probe("--config", self.desk.config, self.server.feed("/b.xml"))
        first, second, other = self.server.requests()
        for request in (first, second):
            self.assertEqual((request["headers"]["user-agent"], request["headers"]["authorization"]), ("other/2", "Bearer " + SECRET))
        self.assertNotIn("authorization", other["headers"])


class Proxies(SettingsCase):
    def test_a_feeds_own_and_none(self):
        proxy = self.serve()
        for path in ("/a.xml", "/b.xml", "/c.xml"):
            self.server.feed(path)
            proxy.feed(self.server.url(path), 3)
        general = self.serve()
        general.feed(self.server.url("/c.xml"), 4)
        self.desk.configure({"a": (self.server.url("/a.xml"), "proxy = http://ada:pw@127.0.0.1:%d" % proxy.port),
                             "b": (self.server.url("/b.xml"), "proxy = none"), "c": self.server.url("/c.xml")},
                            telexd="proxy = " + general.url(""))
        self.run_ok()
        self.assertEqual([self.desk.count(n) for n in "abc"], [3, 2, 4])
        self.assertEqual(proxy.requests()[0]["headers"]["proxy-authorization"], basic("ada", "pw"))
        self.assertNotIn("proxy-authorization", general.requests()[0]["headers"])

    def test_one_that_refuses(self):
        dead = dead_url()[:-len("/feed.xml")]
        proxy = self.serve()
        _, context = tls.make(self.desk.home, "IP:127.0.0.1")
        feeds = {"plain": (self.server.feed("/a.xml"), "proxy = " + dead),
                 "socks": (self.server.feed("/b.xml"), "proxy = " + dead.replace("http:", "socks5h:")),
                 "tunnel": (self.server.feed("/c.xml").replace("http:", "https:"), "proxy = " + proxy.url(""))}
        self.desk.configure(feeds)
        lines = sorted(self.run_failing())
        self.assertEqual(lines, ["telexd: feed plain: cannot connect to the proxy 127.0.0.1: Connection refused",
                                 "telexd: feed socks: cannot connect to the proxy 127.0.0.1: Connection refused",
                                 "telexd: feed tunnel: the proxy 127.0.0.1 refuses: HTTP 501"])
        self.assertEqual(self.server.requests(), [])

    def test_socks_with_names_resolved_there(self):
        seen = []
        body = rss(3, "socks")
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def serve():
            s, _ = listener.accept()
            f = s.makefile("rb")
            f.read(f.read(2)[1])
            s.sendall(b"\5\0")
            kind = f.read(4)[3]
            seen.append((kind, f.read(f.read(1)[0])) if kind == 3 else (kind, f.read(4)))
            f.read(2)
            s.sendall(b"\5\0\0\1\0\0\0\0\0\0")
            while f.readline() not in (b"\r\n", b""):
                pass
            s.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
            s.close()
        threading.Thread(target=serve, daemon=True).start()
        self.desk.configure({"a": ("http://feeds.example/a.xml", "proxy = socks5h://127.0.0.1:%d" % listener.getsockname()[1])})
        self.run_ok()
        self.assertEqual(seen, [(3, b"feeds.example")])
        self.assertEqual(self.desk.count("a"), 3)


class TlsCase(SettingsCase):
    def setUp(self):
        super().setUp()
        self.cert, self.context = tls.make(self.desk.home, "IP:127.0.0.1", "DNS:localhost")
        if not self.cert:
            self.skipTest("no openssl(1) to make a certificate with")
        self.context.set_alpn_protocols(["h2", "http/1.1"])

    def http2(self, **options):
        server = Http2Server(rss(2, "h2"), self.context, **options)
        self.addCleanup(server.close)
        return server

    def trust(self):
        self.desk.env["CURL_CA_BUNDLE"] = self.cert

    def protocols(self, server):
        return [c["protocol"] for c in server.connections]


class Certificates(TlsCase):
    def test_an_unknown_one_is_refused_and_nothing_is_asked(self):
        server = self.http2()
        self.desk.configure({"a": server.url("/a.xml")})
        line, = self.run_failing()
        self.assertRegex(line, r"^telexd: feed a: no safe connection to 127\.0\.0\.1: .*certificate")
        self.assertEqual([c["streams"] for c in server.connections if c["streams"]], [])
        self.assertEqual(self.desk.feed("a")["failures"], 1)

    def test_insecure_takes_it_and_says_so_every_run(self):
        server = self.http2()
        self.desk.configure({"a": (server.url("/a.xml"), "insecure = yes")})
        for _ in range(2):
            p = self.desk.once("--force")
            self.assertEqual((p.returncode, p.stderr),
                             (0, "telexd: feed a: its certificate is not checked (insecure = yes)\n"))
        self.assertEqual(self.desk.count("a"), 2)
        p = self.probe("--config", self.desk.config, server.url("/a.xml"))
        self.assertEqual((p.returncode, p.stderr), (0, "telexd: feed a: its certificate is not checked (insecure = yes)\n"))

    def test_one_that_the_environment_vouches_for(self):
        server = self.http2()
        self.desk.configure({"a": server.url("/a.xml")})
        for name in ("CURL_CA_BUNDLE", "SSL_CERT_FILE"):
            p = self.desk.once("--force", env={name: self.cert})
            self.assertEqual((p.returncode, p.stderr), (0, ""))

    def test_a_name_that_is_not_the_certificates(self):
        cert, context = tls.make(self.desk.home, "DNS:other.example")
        server = Http2Server(rss(2), context)
        self.addCleanup(server.close)
        self.desk.configure({"a": server.url("/a.xml")})
        p = self.desk.once(env={"CURL_CA_BUNDLE": cert})
        self.assertEqual(p.returncode, 2)
        self.assertRegex(p.stderr, r"no safe connection to 127\.0\.0\.1: .*subject name")

    def test_a_bundle_that_is_not_there(self):
        server = self.http2()
        self.desk.configure({"a": server.url("/a.xml")})
        p = self.desk.once(env={"CURL_CA_BUNDLE": "/no/such/file"})
        self.assertEqual(p.returncode, 2)
        self.assertRegex(p.stderr, r"no safe connection to 127\.0\.0\.1: ")

    def test_insecure_and_checked_share_no_connection(self):
        server = self.http2()
        self.desk.configure({"bad": (server.url("/a.xml"), "insecure = yes"), "good": server.url("/b.xml")}, telexd="per_host = 1")
        p = self.desk.once()
        self.assertEqual(p.returncode, 2)
        self.assertIn("feed good: no safe connection", p.stderr)
        self.assertEqual((self.desk.count("bad"), self.desk.count("good")), (2, 0))


class Http2(TlsCase):
    def test_it_is_spoken_over_tls(self):
        server = self.http2()
        self.trust()
        self.desk.configure({"a": server.url("/a.xml")})
        self.run_ok()
        self.assertEqual(server.connections, [{"protocol": "h2", "streams": 1}])
        self.assertEqual(self.desk.count("a"), 2)

    def test_feeds_of_one_host_share_a_connection(self):
        server = self.http2(wait=2)
        self.trust()
        self.desk.configure({n: server.url("/%s.xml" % n) for n in "ab"})
        self.run_ok()
        self.assertEqual(server.connections, [{"protocol": "h2", "streams": 2}])

    def test_versions(self):
        server = self.http2()
        self.trust()
        self.desk.configure({"a": (server.url("/a.xml"), "http_version = 1.1")})
        self.run_ok()
        self.assertEqual(self.protocols(server), ["http/1.1"])
        self.desk.configure({"a": (server.url("/a.xml"), "http_version = 2")})
        self.run_ok("--force")
        self.assertEqual(self.protocols(server), ["http/1.1", "h2"])

    def test_without_tls_only_by_the_users_word(self):
        server = Http2Server(rss(3, "plain"))
        self.addCleanup(server.close)
        self.desk.configure({"a": (server.url("/a.xml"), "http_version = 2")})
        self.run_ok()
        self.assertEqual(server.connections, [{"protocol": "plain", "streams": 1}])
        self.feed_with()
        self.run_ok("--force")
        self.assertNotIn("upgrade", self.only())

    def test_a_server_that_knows_only_the_old_one(self):
        self.context.set_alpn_protocols(["http/1.1"])
        server = self.http2()
        self.trust()
        self.desk.configure({"a": (server.url("/a.xml"), "http_version = 2"), "b": server.url("/b.xml")})
        self.run_ok()
        self.assertEqual(set(self.protocols(server)), {"http/1.1"})

    def test_a_stream_that_is_cut_is_not_stored(self):
        server = self.http2(cut=40)
        self.trust()
        self.desk.configure({"a": server.url("/a.xml")})
        line, = self.run_failing()
        self.assertEqual(line, "telexd: feed a: the answer was cut short (HTTP/2)")
        self.assertEqual(self.desk.count(), 0)

    def test_one_with_a_secret_has_a_connection_to_itself(self):
        """Also while others wait on theirs: each stream is held back until a second one comes, or for a second."""
        server = self.http2(wait=2)
        self.trust()
        feeds = {"b": (server.url("/b.xml"), "token = x"), "c": (server.url("/c.xml"), "headers = X-Key: y"),
                 "e": (server.url("/e.xml").replace("//", "//u:p@"), ""), "f": (server.url("/f.xml"), "token = x"),
                 "z": server.url("/z.xml")}  # the last one asked could join any of them
        self.desk.configure(feeds, telexd="per_host = 10")
        self.run_ok()
        self.assertEqual(sorted(c["streams"] for c in server.connections), [1, 1, 1, 1, 1])

    def test_nor_is_its_connection_used_again(self):
        server = self.http2()
        self.trust()
        self.desk.configure({"a": (server.url("/a.xml"), "username = u\npassword = p"), "b": server.url("/b.xml"),
                             "c": server.url("/c.xml")}, telexd="per_host = 1")
        self.run_ok()
        self.assertEqual(sorted(c["streams"] for c in server.connections), [1, 2])


if __name__ == "__main__":
    tap.main()
