#!/usr/bin/env python3
"""test_programs.py: exec: and filter: sources: what is run, what it gets, how it ends, and what never becomes one."""
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap
from desk import SLOW, TELEXD, Case, wait_for
from server import Route, Server, rss

RSS = ("<rss version='2.0'><channel><title>Made</title><item><title>%s</title><guid>%s</guid>"
       "<link>http://made.example/%s</link></item></channel></rss>")


class ProgramCase(Case):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def program(self, name, text, first="#!/bin/sh\n", mode=0o700):
        path = self.desk.path(name)
        with open(path + ".new", "w") as f:
            f.write(first + text)
        os.chmod(path + ".new", mode)
        os.rename(path + ".new", path)  # one that is running is not written to
        return path

    def printing(self, name, title="one"):
        return self.program(name, "cat <<'END'\n%s\nEND\n" % (RSS % (title, title, title)))

    def read(self, name):
        with open(self.desk.path(name)) as f:
            return f.read()

    def lives(self, name):
        """Whether the process whose number a program wrote down is there, and no zombie."""
        try:
            with open("/proc/%d/stat" % int(self.read(name))) as f:
                return f.read().rpartition(")")[2].split()[0] not in "ZX"
        except FileNotFoundError:
            return False


class Exec(ProgramCase):
    def test_its_output_is_the_feed(self):
        self.desk.configure({"a": "exec:" + self.printing("a")})
        self.run_ok()
        feed = self.desk.feed("a")
        self.assertEqual((self.desk.count("a"), feed["title"], feed["failures"], feed["last_error"], feed["etag"]),
                         (1, "Made", 0, None, None))
        self.run_ok()  # not due
        self.printing("a", "two")
        self.run_ok("--force")
        self.assertEqual(self.desk.count("a"), 2)

    def test_arguments_and_surroundings(self):
        out = self.desk.path("out")
        self.program("a", 'exec >%s; for a; do echo "[$a]"; done; pwd; ulimit -c; env | sort; ls /proc/self/fd | wc -l\n'
                     'ps -o pgid= -p $$ >&2; echo $$ >&2\n' % out)
        self.desk.env.update(SECRET_THING="x", LC_TIME="C", http_proxy="http://p", XDG_RUNTIME_DIR=self.desk.path("run"))
        self.desk.configure({"a": "exec:%s  one \"two  three\" $HOME `id` ~ *" % self.desk.path("a")})
        self.run_failing()
        lines = self.read("out").splitlines()
        self.assertEqual(lines[:6], ["[one]", "[two  three]", "[$HOME]", "[`id`]", "[~]", "[*]"])
        self.assertEqual(lines[6:8], [self.desk.home, "0"])
        names = [line.split("=")[0] for line in lines[8:-1]]
        self.assertEqual(sorted(set(names) - {"PWD", "OLDPWD", "SHLVL", "_"}),
                         ["HOME", "LC_ALL", "LC_TIME", "PATH", "TELEX_FEED", "TZ"])
        self.assertIn("TELEX_FEED=a", lines)
        self.assertEqual(lines[-1].strip(), "4")  # the standard ones, and the folder that ls reads

    def test_a_program_under_home_and_one_on_path(self):
        os.mkdir(self.desk.path("bin"))
        self.printing("bin/mine")
        self.desk.env["PATH"] = self.desk.path("bin") + ":" + self.desk.env["PATH"]
        self.desk.configure({"a": "exec:~/bin/mine", "b": "exec:mine"})
        self.run_ok()
        self.assertEqual((self.desk.count("a"), self.desk.count("b")), (1, 1))

    def test_ends_that_are_no_success(self):
        self.program("status", "echo; printf 'no \\033[31mluck\\nmore\\n' >&2; exit 3\n")
        self.program("quiet", "exit 7\n")
        self.program("signal", "kill -9 $$\n")
        self.program("empty", "exit 0\n")
        self.program("page", "echo '<html><body>Sign in</body></html>'\n")
        self.program("large", "head -c 3000000 /dev/zero\n")
        self.program("shell", "echo hi\n", first="")
        self.program("gone", "exit 0\n")
        names = ("status", "quiet", "signal", "empty", "page", "large", "shell")
        feeds = {n: ("exec:" + self.desk.path(n), "max_size = 1M") for n in names}
        feeds["fine"] = "exec:" + self.printing("fine")
        self.desk.configure(feeds)
        lines = sorted(self.run_failing())
        page = lines.pop(2)
        self.assertRegex(page, "^telexd: feed page: .*not a feed")
        self.assertEqual(lines, [
            "telexd: feed empty: an empty document, not a feed",
            "telexd: feed large: the program printed more than 1 MB",
            "telexd: feed quiet: the program ended with status 7",
            "telexd: feed shell: %s is no program that can be run (a script begins with #!)" % self.desk.path("shell"),
            "telexd: feed signal: the program was ended by signal 9 (Killed)",
            "telexd: feed status: the program ended with status 3: no \ufffd[31mluck"])
        self.assertEqual(self.desk.count(), 1)
        feed = self.desk.feed("status")
        self.assertEqual((feed["failures"], feed["last_status"]), (1, 0))
        self.assertGreaterEqual(feed["next_at"], feed["last_try_at"] + 900 * 0.9)

    def test_what_was_stored_stays_when_it_fails(self):
        self.desk.configure({"a": "exec:" + self.printing("a")})
        self.run_ok()
        self.program("a", "exit 1\n")
        self.run_failing("--force")
        self.assertEqual(self.desk.count("a"), 1)

    def test_time_is_over(self):
        """One that ends when it is asked to, one that must be killed, and one whose child must be."""
        self.program("asked", "echo $$ >%s; exec sleep 600\n" % self.desk.path("p1"))
        self.program("killed", "trap '' TERM; echo $$ >%s; while :; do sleep 600; done\n" % self.desk.path("p2"))
        self.program("child", "trap '' TERM; sleep 600 & echo $! >%s; wait; sleep 600\n" % self.desk.path("p3"))
        names = ("asked", "killed", "child")
        self.desk.configure({n: ("exec:" + self.desk.path(n), "timeout = 1s") for n in names})
        self.assertEqual(sorted(self.run_failing()),
                         ["telexd: feed %s: the program took longer than 1 s" % n for n in sorted(names)])
        for name in ("p1", "p2", "p3"):
            self.assertFalse(self.lives(name), name)

    def test_it_ends_and_its_child_holds_the_output(self):
        self.program("a", "sleep 600 & echo $! >%s\ncat <<'END'\n%s\nEND\n" % (self.desk.path("child"), RSS % ("x", "x", "x")))
        self.desk.configure({"a": "exec:" + self.desk.path("a")}, telexd="timeout = 50s")
        started = time.monotonic()
        self.run_ok()
        self.assertLess(time.monotonic() - started, 20 * SLOW)
        self.assertEqual(self.desk.count("a"), 1)
        self.assertFalse(self.lives("child"))

    def test_a_gigabyte(self):
        self.program("a", "exec yes\n")
        self.program("b", "while :; do echo complaint; done >&2\n")
        self.desk.configure({"a": "exec:" + self.desk.path("a"), "b": ("exec:" + self.desk.path("b"), "timeout = 1s")})
        self.assertEqual(sorted(self.run_failing()), ["telexd: feed a: the program printed more than 16 MB",
                                                      "telexd: feed b: the program took longer than 1 s"])

    def test_at_most_four_at_once(self):
        self.program("a", "echo + >>%s; sleep 0.3; echo - >>%s; exit 1\n" % ((self.desk.path("log"),) * 2))
        self.desk.configure({"f%d" % i: "exec:" + self.desk.path("a") for i in range(10)})
        self.assertEqual(len(self.run_failing()), 10)
        now = most = 0
        for sign in self.read("log").split():
            now += 1 if sign == "+" else -1
            most = max(most, now)
        self.assertEqual((now, most), (0, 4))

    def test_links_of_an_archive_are_not_followed(self):
        """Not even when items were missed: whom the program had them from is not known."""
        made = RSS.replace("<item>", "<link rel='prev-archive' xmlns='http://www.w3.org/2005/Atom' href='%s'/><item>" %
                           self.server.url("/old.xml"))
        item = "<item><title>%d</title><guid>%d</guid><pubDate>%s Nov 2023 00:00:00 GMT</pubDate></item>"
        for first in (1, 20):
            items = "".join(item % (i, i, i) for i in range(first, first + 3))
            self.program("a", "cat <<'END'\n%s\nEND\n" % (made.split("<item>")[0] + items + "</channel></rss>"))
            p = self.desk_run()
        self.assertEqual(p.returncode, 0)
        self.assertIn("were missed", p.stderr)
        self.assertEqual(self.server.requests(), [])

    def desk_run(self):
        self.desk.configure({"a": "exec:" + self.desk.path("a")})
        return self.desk.once("--force")

    def test_a_program_that_is_not_there_is_a_fault_of_the_configuration(self):
        plain = self.program("plain", "exit 0\n", mode=0o600)
        self.desk.configure({"a": "exec:/no/such/program x", "b": "exec:" + plain, "c": "filter:nowhere-at-all:http://x.example/"})
        p = self.desk.once()
        self.assertEqual(p.returncode, 78)
        self.assertEqual(p.stderr, "".join(
            "%s:%d: [feed %s] url: the program '%s' is not there (allowed: an executable file, or a name on PATH)\n" %
            (self.desk.config, line, feed, what)
            for line, feed, what in ((6, "a", "/no/such/program"), (10, "b", plain), (14, "c", "nowhere-at-all"))))

    def test_one_that_goes_after_the_start(self):
        path = self.printing("a")
        self.desk.configure({"a": ("exec:" + path, "interval = 1s")})
        daemon = self.desk.daemon()
        wait_for(lambda: self.desk.query("SELECT 1 FROM feed WHERE last_ok_at > 0"), "the first round")
        os.unlink(path)
        wait_for(lambda: "the program %s is not there, or may not be run" % path in daemon.log(), "the fault")


class Filter(ProgramCase):
    def setUp(self):
        super().setUp()
        self.script = self.program("script", 'sed "s/number/$1/g"; echo "$TELEX_FEED $TELEX_URL" >>%s\n' % self.desk.path("ran"))
        self.server.feed("/a.xml", 3)
        self.source = "filter:%s NUMERO:%s" % (self.script, self.server.url("/a.xml"))

    def test_the_document_goes_through_it(self):
        self.desk.configure({"a": self.source})
        self.run_ok()
        self.assertEqual(sorted(r["title"] for r in self.desk.query("SELECT t.title FROM article_text t")),
                         ["a NUMERO %d" % i for i in range(3)])
        self.assertEqual(self.read("ran"), "a %s\n" % self.server.url("/a.xml"))

    def test_validators_go_back_and_304_runs_nothing(self):
        self.desk.configure({"a": self.source})
        self.run_ok()
        self.run_ok("--force")
        first, second = self.server.requests("/a.xml")
        self.assertEqual(second["status"], 304)
        self.assertEqual(second["headers"]["if-none-match"], self.desk.feed("a")["etag"])
        self.assertEqual(len(self.read("ran").splitlines()), 1)

    def test_none_are_kept_when_it_fails(self):
        self.program("script", "exit 2\n")
        self.desk.configure({"a": self.source})
        self.assertEqual(self.run_failing(), ["telexd: feed a: the program ended with status 2"])
        self.assertIsNone(self.desk.feed("a")["etag"])
        self.program("script", "cat\n")
        self.run_ok("--force")
        self.assertNotIn("if-none-match", self.server.requests()[1]["headers"])
        self.assertEqual(self.desk.count("a"), 3)

    def test_the_server_is_asked_with_all_settings_and_its_faults_are_its_own(self):
        self.server.route("/b.xml", status=503)
        self.desk.configure({"a": (self.source, "token = t\nuser_agent = u/1"),
                             "b": "filter:%s:%s" % (self.script, self.server.url("/b.xml"))})
        line, = self.run_failing()
        self.assertRegex(line, "^telexd: feed b: HTTP 503")
        headers = self.server.requests("/a.xml")[0]["headers"]
        self.assertEqual((headers["authorization"], headers["user-agent"]), ("Bearer t", "u/1"))
        self.assertEqual(len(self.read("ran").splitlines()), 1)

    def test_a_move_is_remembered_and_given_up(self):
        self.server.route("/a.xml", status=301, headers={"Location": self.server.url("/new.xml")})
        self.server.feed("/new.xml", 4)
        self.desk.configure({"a": self.source})
        self.run_ok()
        self.run_ok("--force")
        self.assertEqual([r["path"] for r in self.server.requests()], ["/a.xml", "/new.xml", "/new.xml"])
        self.assertEqual(self.desk.feed("a")["moved_to"], self.server.url("/new.xml"))

    def test_one_that_does_not_read(self):
        """More than a pipe holds: nobody may be hurt by what is not read."""
        self.server.route("/big.xml", body=rss(20000, "big"))
        made = self.printing("made")
        self.program("closes", "exec 0<&-; sleep 0.2; exec %s\n" % made)
        url = self.server.url("/big.xml")
        self.desk.configure({"a": "filter:%s:%s" % (made, url), "b": "filter:%s:%s" % (self.desk.path("closes"), url)})
        self.run_ok()
        self.assertEqual((self.desk.count("a"), self.desk.count("b")), (1, 1))

    def test_large_documents_both_ways_at_once(self):
        self.server.route("/big.xml", body=rss(20000, "big"))
        self.desk.configure({"f%d" % i: "filter:cat:" + self.server.url("/big.xml?%d" % i) for i in range(6)}, telexd="per_host = 6")
        p = self.desk.once()
        self.assertEqual(p.returncode, 0, p.stderr)
        self.assertEqual({self.desk.count("f%d" % i) for i in range(6)}, {2000})

    def test_the_type_of_what_went_in_says_nothing_of_what_comes_out(self):
        self.server.route("/a.xml", body=b"{}", content_type="application/json; charset=utf-16")
        self.program("script", "cat >/dev/null; cat <<'END'\n%s\nEND\n" % (RSS % ("\u00fc", "u", "u")))
        self.desk.configure({"a": self.source})
        self.run_ok()
        self.assertEqual(self.desk.query("SELECT title FROM article_text")[0]["title"], "\u00fc")


class Never(ProgramCase):
    """What comes from outside makes no program."""

    def setUp(self):
        super().setUp()
        self.mark = self.desk.path("mark")
        self.evil = self.program("evil", "touch %s\n" % self.mark)

    def tearDown(self):
        self.assertFalse(os.path.exists(self.mark))

    def test_redirects(self):
        places = ("exec:" + self.evil, "filter:%s:%s" % (self.evil, self.server.url("/a.xml")), "EXEC:" + self.evil, "|" + self.evil)
        self.server.feed("/a.xml")
        self.desk.configure({"f%d" % i: self.server.route("/%d" % i, status=301, headers={"Location": place})
                             for i, place in enumerate(places)})
        lines = self.run_failing()
        self.assertEqual(len(lines), len(places))
        self.assertEqual(sum("a redirect to what is no http or https address" in line for line in lines), 3)
        self.assertEqual([f["moved_to"] for f in self.desk.query("SELECT moved_to FROM feed")], [None] * 4)

    def test_addresses_on_the_command_line(self):
        for verb in ("probe", "discover"):
            for source in ("exec:" + self.evil, "filter:%s:%s" % (self.evil, self.server.feed("/a.xml"))):
                p = subprocess.run([TELEXD, verb, source], env=self.desk.env, capture_output=True, timeout=60 * SLOW)
                self.assertNotEqual(p.returncode, 0)
        self.assertEqual(self.server.requests(), [])

    def test_probing_the_address_of_a_filter_shows_what_is_there(self):
        url = self.server.feed("/a.xml")
        self.desk.configure({"a": "filter:%s:%s" % (self.evil, url)})
        p = subprocess.run([TELEXD, "probe", "--config", self.desk.config, url], env=self.desk.env, capture_output=True,
                           timeout=60 * SLOW)
        self.assertEqual(p.returncode, 0)
        self.assertIn(b"a number 1", p.stdout)

    def test_a_store_that_somebody_wrote_to(self):
        self.desk.configure({"a": self.server.feed("/a.xml")})
        self.run_ok()
        self.desk.change("UPDATE feed SET moved_to = ?, next_at = 0", "exec:" + self.evil)
        self.run_failing()


class Process(ProgramCase):
    def actors(self, daemon):
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/stat" % pid) as f:
                    stat = f.read()
            except (FileNotFoundError, ProcessLookupError):
                continue
            name, rest = stat[stat.index("(") + 1:stat.rindex(")")], stat[stat.rindex(")") + 2:].split()
            if name == "telexd: actions" and int(rest[1]) == daemon.process.pid:
                found.append(int(pid))
        return found

    def test_a_reload_is_heard_there_too(self):
        self.desk.configure({"a": "exec:" + self.printing("a")})
        daemon = self.desk.daemon()
        wait_for(lambda: self.desk.query("SELECT 1 FROM feed WHERE last_ok_at > 0"), "the first round")
        self.desk.configure({"a": "exec:" + self.desk.path("a"), "b": "exec:" + self.printing("b", "two"),
                             "c": "filter:%s:%s" % (self.printing("c", "three"), self.server.feed("/c.xml"))})
        daemon.signal(signal.SIGHUP)
        wait_for(lambda: len(self.desk.query("SELECT 1 FROM feed WHERE last_ok_at > 0")) == 3, "the new feeds")
        self.assertEqual(self.desk.count(), 3)
        self.assertNotIn(" warn ", daemon.log())

    def test_a_reload_with_faults_changes_nothing(self):
        self.desk.configure({"a": ("exec:" + self.printing("a"), "interval = 1s")})
        daemon = self.desk.daemon()
        wait_for(lambda: self.desk.count("a") == 1, "the first article")
        self.desk.configure({"a": "exec:/no/such/program"})
        daemon.signal(signal.SIGHUP)
        wait_for(lambda: "stays as it was" in daemon.log(), "the refusal")
        self.printing("a", "two")
        wait_for(lambda: self.desk.count("a") == 2, "the second article")

    def test_telexd_ends_and_its_programs_with_it(self):
        self.program("a", "echo $$ >%s; exec sleep 600\n" % self.desk.path("pid"))
        self.desk.configure({"a": "exec:" + self.desk.path("a")})
        daemon = self.desk.daemon()
        wait_for(lambda: os.path.exists(self.desk.path("pid")) and self.read("pid"), "the program")
        self.assertTrue(self.lives("pid"))
        self.assertLess(daemon.stop(), 2 * SLOW)
        wait_for(lambda: not self.lives("pid"), "the end of the program")

    def test_telexd_is_killed_and_its_programs_end_too(self):
        self.program("a", "trap '' TERM; echo $$ >%s; while :; do sleep 0.1; done\n" % self.desk.path("pid"))
        self.desk.configure({"a": "exec:" + self.desk.path("a")})
        daemon = self.desk.daemon()
        wait_for(lambda: os.path.exists(self.desk.path("pid")) and self.read("pid"), "the program")
        daemon.stop(signal.SIGKILL)
        wait_for(lambda: not self.lives("pid"), "the end of the program")

    def test_the_process_itself_is_killed(self):
        self.program("a", "echo $$ >%s; exec sleep 600\n" % self.desk.path("pid"))
        self.desk.configure({"a": "exec:" + self.desk.path("a"), "b": (self.server.feed("/b.xml"), "interval = 1s")})
        daemon = self.desk.daemon()
        wait_for(lambda: os.path.exists(self.desk.path("pid")) and self.read("pid"), "the program")
        actor, = self.actors(daemon)
        os.kill(actor, signal.SIGKILL)
        wait_for(lambda: "feed a: the process that runs programs is gone: telexd must be started anew" in daemon.log(), "the fault")
        wait_for(lambda: not self.lives("pid"), "the end of the program")
        n = len(self.server.requests())
        wait_for(lambda: len(self.server.requests()) > n, "the other feed")


if __name__ == "__main__":
    tap.main()
