#!/usr/bin/env python3
"""test_advice.py: `telex feed test` against a scripted server: one request, the verdict, the advice, the exit status; and
nothing stored."""
import json
import os
import shutil
import ssl
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import BUILD, SLOW, Case, dead_url
from server import Route, Server, raw, rss

TELEX = os.path.abspath(os.path.join(BUILD, "telex"))
LONG = "<description>%s</description>" % ("Words on spectrum and fibre. " * 20)


class AdviceCase(Case):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)
        self.desk.configure({})

    def run_test(self, *args):
        return subprocess.run([TELEX, "--config", self.desk.config, "feed", "test", *args], env=self.desk.env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60 * SLOW,
                              text=True)

    def verdict(self, url, status):
        p = self.run_test("--format", "json", url)
        self.assertEqual((p.returncode, p.stderr), (status, ""), p.stdout)
        return json.loads(p.stdout)

    def remarks(self, url, status=0):
        return [r["name"] for r in self.verdict(url, status)["remarks"]]


class Working(AdviceCase):
    def test_a_good_feed(self):
        url = self.server.feed("/good.xml", 3, item=LONG)
        p = self.run_test(url)
        self.assertEqual((p.returncode, p.stderr), (0, ""))
        self.assertIn("%s works, and nothing is wrong with it" % url, p.stdout)
        self.assertIn("HTTP 200", p.stdout)
        self.assertIn("rss20, 3 items", p.stdout)
        self.assertEqual(len(self.server.requests()), 1)
        self.assertFalse(os.path.exists(self.desk.database))
        d = self.verdict(url, 0)
        self.assertEqual((d["v"], d["works"], d["items"], d["http_status"], d["has_validators"], d["remarks"], d["name"]),
                         (1, True, 3, 200, True, [], None))

    def test_moved_for_good_and_for_now(self):
        new = self.server.feed("/new.xml", 2, item=LONG)
        self.server.route("/old.xml", status=301, headers={"Location": new})
        self.server.route("/now.xml", status=302, headers={"Location": new})
        d = self.verdict(self.server.url("/old.xml"), 0)
        self.assertEqual([r["name"] for r in d["remarks"]], ["moved"])
        self.assertEqual(d["final_url"], new)
        self.assertEqual(self.remarks(self.server.url("/now.xml")), ["redirected"])

    def test_what_a_feed_that_works_lacks(self):
        plain = b"<rss version='2.0'><channel><title>x</title>%s</channel></rss>" % (b"<item><title>y</title></item>" * 3)
        url = self.server.route("/poor", body=plain, content_type="text/plain")
        self.assertEqual(self.remarks(url), ["undated", "no-links", "content-type", "no-guids", "teasers", "no-validators"])
        url = self.server.feed("/same.xml", 3, item=LONG, guid="same")
        self.assertEqual(self.remarks(url), ["repeated-guids"])
        url = self.server.feed("/almost.xml", 2, item=LONG, channel="<description>a & b</description>")
        self.assertEqual(self.remarks(url), ["almost-xml"])
        self.assertEqual(self.remarks(self.server.feed("/empty.xml", 0)), ["no-items"])


class Failing(AdviceCase):
    def test_each_status(self):
        for status, name in ((401, "auth"), (402, "forbidden"), (403, "forbidden"), (406, "status"), (410, "gone"),
                             (429, "too-many"), (500, "server"), (503, "server")):
            url = self.server.route("/s%d" % status, status=status, headers={"Retry-After": "120"} if status == 429 else {})
            d = self.verdict(url, 2)
            self.assertEqual(([r["name"] for r in d["remarks"]], d["works"], d["http_status"]), ([name], False, status))
            self.assertTrue(d["remarks"][0]["advice"])
            self.assertEqual(len(self.server.requests("/s%d" % status)), 1)
        self.assertEqual(d["retry_after_s"], None)

    def test_retry_after_is_told(self):
        url = self.server.route("/later", status=429, headers={"Retry-After": "7200"})
        p = self.run_test(url)
        self.assertEqual(p.returncode, 2)
        self.assertIn("left alone for 2 h", p.stdout)

    def test_a_feed_that_is_lost_is_looked_for_on_the_home_page(self):
        self.server.route("/", body=b'<html><head><link rel="alternate" type="application/rss+xml" href="/here.xml"></head></html>',
                          content_type="text/html")
        d = self.verdict(self.server.url("/lost.xml"), 2)
        self.assertEqual([r["name"] for r in d["remarks"]], ["not-found"])
        self.assertEqual(d["feeds"], [self.server.url("/here.xml")])
        self.assertEqual([r["path"] for r in self.server.requests()], ["/lost.xml", "/"])

    def test_a_page_instead_of_a_feed(self):
        page = b'<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/a.xml"></head><body>x</body></html>'
        url = self.server.route("/page", body=page, content_type="text/html")
        p = self.run_test(url)
        self.assertEqual(p.returncode, 2)
        self.assertIn("HTML page", p.stdout)
        self.assertIn("it names %s" % self.server.url("/a.xml"), p.stdout)
        self.assertEqual(len(self.server.requests()), 1)

    def test_what_is_no_document(self):
        self.assertEqual(self.remarks(self.server.route("/nothing", body=b""), 2), ["empty"])
        sitemap = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>"
        self.assertEqual(self.remarks(self.server.route("/map", body=sitemap), 2), ["not-a-feed"])

    def test_nobody_answers(self):
        self.assertEqual(self.remarks(dead_url(), 69), ["refused"])
        self.assertEqual(self.remarks("http://nowhere.invalid/feed", 69), ["name"])
        self.server.route("/loop", status=302, headers={"Location": self.server.url("/loop")})
        self.assertEqual(self.remarks(self.server.url("/loop"), 69), ["other"])

    def test_a_server_that_is_too_slow(self):
        self.desk.configure({}, "timeout = 1s")
        url = self.server.route("/slow", body=rss(1), delay=30)
        self.assertEqual(self.remarks(url, 69), ["timeout"])
        self.server.routes_at_once()

    def test_a_certificate_nobody_vouches_for(self):
        if not shutil.which("openssl"):
            self.skipTest("there is no openssl")
        key, cert = self.desk.path("key.pem"), self.desk.path("cert.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        self.server.http.socket = context.wrap_socket(self.server.http.socket, server_side=True)
        d = self.verdict(self.server.url("/a", host="localhost").replace("http:", "https:"), 69)
        self.assertEqual([r["name"] for r in d["remarks"]], ["tls"])
        self.assertIn("self-signed", d["remarks"][0]["words"])
        self.assertIn("insecure=yes", d["remarks"][0]["advice"])


class Which(AdviceCase):
    def test_a_feed_by_its_name(self):
        self.desk.configure({"a": self.server.route("/no.xml", status=403)}, "user_agent = desk/9")
        p = self.run_test("a")
        self.assertEqual(p.returncode, 2)
        self.assertIn("telex feed edit a user_agent=", p.stdout)
        self.assertEqual(self.server.requests()[0]["headers"]["user-agent"], "desk/9")

    def test_a_server_that_wants_to_be_left_alone_is(self):
        self.desk.configure({"a": self.server.feed("/a.xml", 2, item=LONG)})
        self.run_ok()
        self.desk.change("UPDATE feed SET hold_until = 4000000000")
        self.server.forget()
        p = self.run_test("a")
        self.assertEqual(p.returncode, 2)
        self.assertIn("asks to be left alone", p.stderr)
        self.assertEqual(self.server.requests(), [])

    def test_no_password_is_shown(self):
        url = self.server.feed("/a.xml", 2, item=LONG)
        self.desk.configure({"a": url.replace("http://", "http://me:secret@")})
        for form in ("text", "json", "tsv"):
            p = self.run_test("--format", form, "a")
            self.assertEqual((p.returncode, p.stderr), (0, ""))
            self.assertNotIn("secret", p.stdout)
        self.assertEqual(self.verdict("a", 0)["remarks"], [])
        self.assertIn("authorization", self.server.requests()[0]["headers"])

    def test_a_program_as_a_source_is_not_run(self):
        self.desk.configure({"p": "exec:/bin/echo x"})
        p = self.run_test("p")
        self.assertEqual(p.returncode, 64)
        self.assertIn("telex refresh p runs it", p.stderr)

    def test_usage(self):
        for args, status in (((), 64), (("a", "b"), 64), (("file:///etc/passwd",), 64), (("nosuch",), 1)):
            self.assertEqual(self.run_test(*args).returncode, status, args)

    def test_hostile_words_stay_words(self):
        url = self.server.route("/evil", body=rss(1, "x\x9b31m&#27;[31m", item=LONG), content_type="text/xml\x1b[31m")
        p = self.run_test(url)
        self.assertEqual(p.returncode, 0, p.stderr)
        self.assertNotIn("\x1b", p.stdout)
        self.assertNotIn("\x9b", p.stdout)


if __name__ == "__main__":
    tap.main()
