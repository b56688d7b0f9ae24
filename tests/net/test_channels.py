#!/usr/bin/env python3
"""test_channels.py: what each type of channel delivers, and what a failing one says: telexd --once."""
import email
import email.policy
import json
import os
import stat
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
import tls
from delivery import NOW, DeliveryCase, signature, titled
from desk import SLOW
from server import Route, drip, raw
from smtp import Mailbox

HOSTILE = titled("A \"quoted\" 'title'&#13;&#10;Bcc: eve@example.org&#13;&#10; $(touch PWNED) `touch PWNED` -n &lt;b&gt; "
                 "&#x202e;x", "<description>about spectrum</description>")


class Webhooks(DeliveryCase):
    def test_an_alert_is_posted_as_json(self):
        self.configure({"desk": self.hook() + "secret = Jefe\ntoken = t0k\nheaders = X-Desk: europe\n"}, "priority = high")
        self.run_ok()
        request, = self.server.requests("/hook")
        self.assertEqual(request["method"], "POST")
        self.assertEqual(request["headers"]["x-telex-signature"], signature("Jefe", request["body"]))
        self.assertEqual(request["headers"]["authorization"], "Bearer t0k")
        self.assertEqual(request["headers"]["x-desk"], "europe")
        self.assertRegex(request["headers"]["idempotency-key"], r"^[A-Za-z0-9-]+$")
        alert, = self.got()
        self.assertEqual((alert["v"], alert["rule"], alert["priority"]), (1, "spectrum", "high"))
        self.assertEqual(alert["alert"], self.desk.query("SELECT id FROM alert")[0]["id"])
        self.assertEqual(alert["article"]["title"], "a number 0")
        self.assertEqual(alert["article"]["feeds"], ["a"])
        self.assertIn("spectrum", alert["evidence"][0]["words"])
        self.assertEqual(self.states(), {"desk": "done"})
        self.run_ok("--force")
        self.assertEqual(len(self.got()), 1)

    def test_secrets_come_from_programs_and_files(self):
        with open(self.desk.path("key"), "w") as f:
            f.write("Jefe\n")
        url = self.hook().splitlines()[1].split(" = ")[1]
        self.configure({"desk": "type = webhook\nurl_command = /bin/echo %s\nsecret_file = %s\ntoken_command = /bin/echo t1\n"
                        % (url, self.desk.path("key"))})
        self.run_ok()
        request, = self.server.requests("/hook")
        self.assertEqual(request["headers"]["x-telex-signature"], signature("Jefe", request["body"]))
        self.assertEqual(request["headers"]["authorization"], "Bearer t1")

    def test_a_secret_that_is_not_there(self):
        self.configure({"desk": self.hook() + "secret_command = /bin/sh -c \"echo no key >&2; exit 3\"\n",
                        "file": self.hook(path="/other") + "token_file = /nowhere/token\n"})
        lines = sorted(self.run_failing())
        self.assertEqual(len(lines), 2)
        self.assertIn("rule spectrum, channel desk: secret_command: the program ended with status 3: no key; tried again in 2 s",
                      lines[0])
        self.assertIn("channel file: token_file /nowhere/token: No such file", lines[1])
        self.assertEqual(self.server.requests("/hook"), [])

    def test_batches_are_one_message(self):
        self.configure({"desk": self.hook()}, "batch = 10m", n=5)
        self.desk.once("--now", str(NOW))
        self.assertEqual(self.got(), [])
        self.desk.once("--now", str(NOW + 601))
        message, = self.got()
        self.assertEqual(len(message["alerts"]), 5)
        self.assertEqual({r["state"] for r in self.outbox()}, {1})

    def test_force_does_not_wait_for_a_batch(self):
        self.configure({"desk": self.hook()}, "batch = 10m", n=2)
        self.run_ok()
        self.run_ok("--force")
        self.assertEqual(len(self.got()[0]["alerts"]), 2)

    def test_templates(self):
        url = lambda path: self.hook(path=path)
        self.configure({"slack": url("/slack") + "template = slack", "discord": url("/discord") + "template = discord",
                        "ntfy": "type = webhook\ntemplate = ntfy\nurl = %s" % self.server.url("/ntfy/topic"),
                        "matrix": url("/rooms/send") + "template = matrix"}, item=HOSTILE)
        self.server.route("/ntfy/")
        key = "/rooms/send/"
        self.server.http.routes.setdefault(key, Route())
        lines = self.run_failing()  # the matrix address is not known before the key is
        self.assertIn("channel matrix: HTTP 404, not found; see its url: nothing here", lines[0])
        self.assertIn("A \"quoted\"", self.got("/slack")[0]["text"])
        self.assertEqual(self.got("/discord")[0]["allowed_mentions"], {"parse": []})
        self.assertEqual(self.got("/ntfy/")[0]["topic"], "topic")
        put = [r for r in self.server.requests() if r["path"].startswith(key)][0]
        self.assertEqual((put["method"], put["path"]), ("PUT", key + put["headers"]["idempotency-key"]))

    def test_failures_are_one_line_each_and_nobody_waits(self):
        self.server.route("/hang", delay=3)
        hang = "type = webhook\nurl = %s\ntimeout = 1s\n" % self.server.url("/hang")
        self.server.route("/broken", status=500, body=b"\n<b>broken\x1b[31m</b>\nmore")
        self.server.route("/moved", status=302, headers={"Location": self.server.url("/secret/y")})
        self.server.route("/secret/y")
        self.server.route("/closed", answer=raw(b""))
        self.server.route("/lost", status=404)
        self.server.route("/wordy", body=b"x" * 300000)
        self.configure(dict({"hang": hang, "good": self.hook()},
                            **{n: "type = webhook\nurl = %s\n" % self.server.url("/" + n) for n in
                               ("broken", "moved", "closed", "lost", "wordy")}))
        started = time.monotonic()
        lines = {line.split("channel ")[1].split(":")[0]: line for line in self.run_failing()}
        self.assertEqual(set(lines), {"hang", "broken", "moved", "closed", "lost"})
        self.assertLess(time.monotonic() - started, 5 * SLOW)
        self.assertIn("does not answer within 1 s", lines["hang"])
        self.assertIn("HTTP 500, internal server error: <b>broken", lines["broken"])
        self.assertNotIn("\x1b", lines["broken"])
        self.assertIn("HTTP 302, it has moved to %s" % self.server.url("/secret/y"), lines["moved"])
        self.assertEqual(len(self.server.requests("/secret/y")), 0)
        self.assertIn("closed the connection without an answer", lines["closed"])
        self.assertIn("HTTP 404, not found; see its url", lines["lost"])
        self.assertEqual(len(self.got()), 1)
        states = self.states()
        self.assertEqual({c for c in states if states[c] == "done"}, {"good", "wordy"})
        self.assertIn("HTTP 404", [r["last_error"] for r in self.outbox("channel = 'lost'")][0])

    def test_a_channel_that_is_gone(self):
        self.configure({"desk": self.hook(status=500)})
        self.run_failing()
        self.desk.configure({"a": self.server.url("/a.xml")})
        line, = self.run_failing("--force")
        self.assertIn("channel desk: there is no [channel desk] in the configuration any more", line)
        self.assertEqual(self.states(), {"desk": "waiting"})


    def test_people_read_the_sentence_that_is_not_the_title(self):
        self.configure({"slack": self.hook() + "template = slack"}, item=titled(
            "Spectrum is sold", "<description>It was quiet. Nobody had bid for the spectrum before. So far.</description>"),
                       query="spectrum bid")
        self.run_ok()
        text = [m["text"] for m in self.got() if "is sold" in m["text"]][0]
        self.assertIn("\n> Nobody had bid for the spectrum before.", text)


class Commands(DeliveryCase):
    def test_the_alert_is_on_standard_input_and_in_the_environment(self):
        script = self.script("on-alert", "cat >%s/in\nenv >%s/env\necho \"$@\" >%s/args\n" % ((self.desk.home,) * 3))
        self.configure({"log": "type = command\ncommand = %s --now \"two words\"\n" % script}, item=HOSTILE, n=1)
        self.run_ok()
        alert = json.loads(self.read("in"))
        self.assertEqual(alert["rule"], "spectrum")
        env = dict(line.split("=", 1) for line in self.read("env").splitlines())
        self.assertEqual(env["TELEX_RULE"], "spectrum")
        self.assertEqual(env["TELEX_CHANNEL"], "log")
        self.assertEqual(env["TELEX_ALERT"], str(alert["alert"]))
        self.assertIn("$(touch PWNED)", env["TELEX_TITLE"])
        self.assertEqual(env["TELEX_URL"], alert["article"]["url"])
        self.assertNotIn("XDG_DATA_HOME", env)
        self.assertEqual(self.read("args"), "--now two words\n")
        self.assertFalse(os.path.exists(self.desk.path("PWNED")) or os.path.exists("PWNED"))

    def test_failures_are_one_line_each(self):
        scripts = {"status": "echo 'out of paper' >&2\necho more >&2\nexit 3", "killed": "kill -9 $$",
                   "hangs": "sleep 60 &\nwait", "words": "echo first\nhead -c 1000000 /dev/zero | tr '\\0' x\nexit 1",
                   "deaf": "exec <&-\nexit 0", "megabyte": "head -c 3000000 /dev/zero | tr '\\0' x"}
        paths = {n: self.script(n, text) for n, text in scripts.items()}
        paths["gone"] = self.script("gone", "true")
        self.configure({n: "type = command\ncommand = %s\ntimeout = 1s\n" % p for n, p in paths.items()})
        os.chmod(paths["gone"], 0o644)
        # what is not executable is a fault of the configuration, with its line
        self.assertIn("the program '%s' is not there" % paths["gone"], self.run_failing(status=78)[0])
        os.chmod(paths["gone"], 0o755)
        with open(paths["gone"], "w") as f:
            f.write("#!/nowhere/interpreter\n")
        lines = {line.split("channel ")[1].split(":")[0]: line for line in self.run_failing()}
        self.assertEqual(set(lines), {"status", "killed", "hangs", "words", "gone"})
        self.assertIn("the program ended with status 3: out of paper; tried again", lines["status"])
        self.assertIn("the program was ended by signal 9", lines["killed"])
        self.assertIn("the program took longer than 1 s", lines["hangs"])
        self.assertIn("the program ended with status 1: first; tried", lines["words"])
        self.assertIn("cannot start", lines["gone"])
        self.assertEqual({n for n, s in self.states().items() if s == "done"}, {"deaf", "megabyte"})

    def test_desktop(self):
        self.script("notify-send", "for a; do echo \"<$a>\"; done >%s/said\n" % self.desk.home)
        self.desk.env["PATH"] = self.desk.home + ":" + self.desk.env["PATH"]
        self.configure({"here": "type = desktop\n"}, "priority = high", item=titled(
            "--help &amp; b", "<description>about &amp;lt;i&amp;gt; spectrum</description>"))
        self.run_ok()
        said = self.read("said").splitlines()
        self.assertEqual(said[:3], ["<--app-name=Telex>", "<--urgency=critical>", "<-->"])
        self.assertEqual(said[3:6], ["<[spectrum] --help & b>", "<a", "about &lt;i&gt; spectrum>"])

    def test_desktop_without_a_desktop(self):
        os.mkdir(self.desk.path("empty"))
        self.desk.env["PATH"] = self.desk.path("empty")
        self.configure({"here": "type = desktop\n"})
        line, = self.run_failing()
        self.assertIn("channel here: the program notify-send is not there", line)


class Files(DeliveryCase):
    def test_a_line_an_alert(self):
        path = self.desk.path("alerts.jsonl")
        self.configure({"log": "type = file\npath = %s\n" % path}, n=3, item=HOSTILE)
        self.run_ok()
        lines = [json.loads(line) for line in self.read("alerts.jsonl").splitlines()]
        self.assertEqual(len(lines), 3)
        self.assertEqual(len({line["key"] for line in lines}), 3)
        self.assertEqual({line["rule"] for line in lines}, {"spectrum"})
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)

    def test_a_file_that_cannot_be_written(self):
        self.configure({"log": "type = file\npath = %s\n" % self.desk.path("")})
        self.assertIn("channel log: cannot write", self.run_failing()[0])


class Mails(DeliveryCase):
    def mail(self, box, more=""):
        return "type = mail\nsmtp = %s\nfrom = telex@example.org\nto = desk@example.org, ada@example.org\ntls = none\n%s" % (
            box.url, more)

    def test_a_mail(self):
        with Mailbox(users={"ada": "p w"}) as box:
            self.configure({"mail": self.mail(box, "username = ada\npassword_command = /bin/echo p w\n")}, "priority = high")
            self.run_ok()
        mail, = box.mails
        self.assertEqual((mail["from"], mail["to"], mail["user"]),
                         ("telex@example.org", ["desk@example.org", "ada@example.org"], "ada"))
        message = email.message_from_bytes(mail["data"], policy=email.policy.default)
        self.assertEqual(message["Subject"], "[spectrum] a number 0")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertTrue(message["Message-ID"].endswith("@example.org>"))
        self.assertEqual(message.defects, [])
        self.assertIn("http://example.com/a/0", message.get_content())

    def test_a_hostile_title_is_no_header(self):
        with Mailbox() as box:
            self.configure({"mail": self.mail(box)}, item=HOSTILE.replace("spectrum", "spectrum\n.\nMAIL FROM:&lt;eve@x>"))
            self.run_ok()
        mail, = box.mails
        message = email.message_from_bytes(mail["data"], policy=email.policy.default)
        self.assertNotIn("Bcc", message)
        self.assertIn("$(touch PWNED)", message["Subject"])
        self.assertEqual(len(box.mails), 1)

    def test_one_recipient_refused_the_others_get_it_once(self):
        with Mailbox(refuse={"ada@example.org": "550 5.1.1 no such user"}) as box:
            self.configure({"mail": self.mail(box)})
            line, = self.run_failing()
            self.assertIn("refuses ada@example.org (550 5.1.1 no such user); the other 1 got it; given up", line)
            self.assertEqual([m["to"] for m in box.mails], [["desk@example.org"]])
            self.assertEqual(self.states(), {"mail": "dead"})
            self.run_ok("--force")
            self.assertEqual(len(box.mails), 1)

    def test_failures_are_one_line_each_and_sent_later(self):
        boxes = {"all": Mailbox(refuse={a: "450 4.2.0 come back later" for a in ("desk@example.org", "ada@example.org")}),
                 "busy": Mailbox(greeting="421 too busy"), "spam": Mailbox(after_data="554 5.7.1 looks like spam"),
                 "secret": Mailbox(users={"ada": "right"}), "plain": Mailbox(), "hang": Mailbox(hang=5)}
        extra = {"secret": "username = ada\npassword = wrong\n", "hang": "timeout = 1s\n"}
        for box in boxes.values():
            box.__enter__()
            self.addCleanup(box.__exit__)
        channels = {n: self.mail(b, extra.get(n, "")) for n, b in boxes.items()}
        channels["plain"] = channels["plain"].replace("tls = none", "tls = required")
        self.configure(channels)
        lines = {line.split("channel ")[1].split(":")[0]: line for line in self.run_failing()}
        self.assertIn("refuses desk@example.org (450 4.2.0 come back later), ada@example.org (450", lines["all"])
        self.assertIn("421 too busy", lines["busy"])
        self.assertIn("554 5.7.1 looks like spam", lines["spam"])
        self.assertIn("refuses username and password: 535 5.7.8 wrong password", lines["secret"])
        self.assertNotIn("wrong;", lines["secret"])
        self.assertIn("does not speak TLS (its tls = none allows that)", lines["plain"])
        self.assertIn("does not answer within 1 s", lines["hang"])
        self.assertEqual(set(self.states().values()), {"waiting"})
        boxes["all"].refuse = {}
        self.run_failing("--force")
        self.assertEqual(len(boxes["all"].mails), 1)

    def test_tls_is_checked(self):
        cert, context = tls.make(self.desk.home, "IP:127.0.0.1")
        if not cert:
            self.skipTest("no openssl")
        with Mailbox(context=context) as box:
            self.configure({"mail": self.mail(box).replace("tls = none", "tls = required")})
            self.assertIn("the certificate of 127.0.0.1:%d is not valid" % box.port, self.run_failing()[0])
            self.desk.env["SSL_CERT_FILE"] = cert
            self.run_ok("--force")
        self.assertTrue(box.mails[0]["tls"])

    def test_tls_from_the_start(self):
        cert, context = tls.make(self.desk.home, "IP:127.0.0.1")
        if not cert:
            self.skipTest("no openssl")
        self.desk.env["SSL_CERT_FILE"] = cert
        with Mailbox(context=context, is_tls=True, users={"ada": "x"}) as box:
            self.configure({"mail": self.mail(box, "username = ada\npassword = x\n")})
            self.run_ok()
        self.assertEqual((box.mails[0]["tls"], box.mails[0]["user"]), (True, "ada"))

    def test_sendmail(self):
        program = self.script("sendmail", "echo \"$@\" >%s/args\ncat >%s/mail\n" % (self.desk.home, self.desk.home))
        self.configure({"mail": "type = mail\nto = desk@example.org, ada@example.org\nsendmail = %s -v\n" % program})
        self.run_ok()
        self.assertEqual(self.read("args"), "-v -i -f desk@example.org -- desk@example.org ada@example.org\n")
        self.assertNotIn("\r", self.read("mail"))
        self.assertIn("Subject: [spectrum] a number 0\n", self.read("mail"))


if __name__ == "__main__":
    tap.main()
