#!/usr/bin/env python3
"""test_corpus.py: a folder of real feeds over loopback: every feed is stored with all its items, a second run stores nothing.

The feeds are not part of this repository.  TELEX_CORPUS (default ../shared/corpora/real-feeds/in) names the folder;
without it the test is skipped.  What `telexd probe` counts is what `telex count feed:NAME` counts, exact repeats (same
guid, title and content) aside.
"""
import concurrent.futures, http.server, json, os, re, sqlite3, subprocess, sys, tempfile, threading, time

BUILD = os.environ.get("TELEX_BUILD", "build")
FOLDER = os.environ.get("TELEX_CORPUS", "../shared/corpora/real-feeds/in")
results = []


def check(ok, what):
    results.append(ok)
    print("%s %d - %s" % ("ok" if ok else "not ok", len(results), what), flush=True)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    statuses = []

    def do_GET(self):
        name = os.path.basename(self.path)
        path = os.path.join(FOLDER, name)
        tag = '"%s"' % name.encode().hex()
        self.statuses.append(304 if self.headers.get("If-None-Match") == tag else 200)
        self.send_response(self.statuses[-1])
        self.send_header("ETag", tag)
        if self.statuses[-1] == 304:
            return self.end_headers()
        with open(path, "rb") as f:
            body = f.read()
        self.send_header("Content-Type", "application/json" if name.endswith(".json") else "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def run(argv, env):
    started = time.monotonic()
    p = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=240)
    return p.returncode, p.stdout.decode("utf-8", "replace"), p.stderr.decode("utf-8", "replace"), time.monotonic() - started


def probe(name, url):
    """how many different items a document has that it does not end in, None when it is no feed"""
    argv = [os.path.join(BUILD, "telexd"), "probe", "--base-url", url]
    argv += ["--content-type", "application/json" if name.endswith(".json") else "application/xml"]
    p = subprocess.run(argv + [os.path.join(FOLDER, name)], capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    if p.returncode >= 126 or p.returncode < 0:
        return "crash"
    if p.returncode:
        return None
    items = [i for i in json.loads(p.stdout)["items"] if not i.get("_telex", {}).get("cut")]
    same = {json.dumps([i.get(k) for k in ("id", "title", "content_html", "content_text", "summary")]) for i in items}
    return len(same)


def main():
    if not os.path.isdir(FOLDER):
        print("1..1\nok 1 - no corpus at %s # SKIP" % FOLDER)
        return 0
    names = sorted(os.listdir(FOLDER))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = "http://127.0.0.1:%d/" % server.server_port
    feeds = {"f%03d" % i: n for i, n in enumerate(names)}
    with tempfile.TemporaryDirectory() as home:
        env = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home + "/c", XDG_DATA_HOME=home + "/d",
                   XDG_STATE_HOME=home + "/s", XDG_RUNTIME_DIR=home)
        config = os.path.join(home, "config.ini")
        with open(config, "w") as f:
            f.write("[telexd]\ndatabase = %s/telex.db\nper_host = 8\ninterval = 1s\n" % home)
            for feed, name in feeds.items():
                f.write("[feed %s]\nurl = %s%s\n" % (feed, base, name))
        telexd = [os.path.join(BUILD, "telexd"), "--config", config]
        rc, out, err, seconds = run(telexd + ["--once"], env)
        check(rc in (0, 2), "the first run ends with 0 or 2, not %s" % rc)
        check(seconds < 60, "the first run takes seconds (%.1f)" % seconds)
        check(out == "", "nothing on standard output")
        failed = set(re.findall(r"^telexd: feed ([\w.-]+):", err, re.M))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            counts = dict(zip(feeds, pool.map(lambda n: probe(n, base + n), feeds.values())))
        check("crash" not in counts.values(), "probe crashes on none")
        not_feeds = {f for f, n in counts.items() if n is None}
        check(failed == not_feeds, "the failed feeds are those that are none: %s" % sorted(failed ^ not_feeds))
        rc, out, err, _ = run([os.path.join(BUILD, "telex"), "--config", config, "feed", "list", "--format", "json"], env)
        db = sqlite3.connect("file:%s/telex.db?mode=ro" % home, uri=True)
        stored = dict(db.execute("SELECT f.name, (SELECT count(*) FROM appearance p WHERE p.feed_id = f.id) FROM feed f"))
        wrong = ["%s (%s): probe %s, stored %s" % (f, feeds[f], n, stored.get(f)) for f, n in counts.items()
                 if n is not None and n != stored.get(f)]
        check(not wrong, "every feed is stored with all its items%s" % "".join("\n#   " + w for w in wrong))
        wrong = []
        for feed in list(feeds)[::20]:
            _, out, _, _ = run([os.path.join(BUILD, "telex"), "--config", config, "count", "feed:" + feed], env)
            if out.strip() != str(stored.get(feed)):
                wrong.append((feed, out.strip(), stored.get(feed)))
        check(not wrong, "telex count agrees %s" % wrong)
        before = db.execute("SELECT count(*), max(seq) FROM article").fetchone()
        Handler.statuses.clear()
        rc, out, err, seconds = run(telexd + ["--once", "--force"], env)
        fresh = [s for s in Handler.statuses if s == 200]
        check(len(fresh) <= len(not_feeds), "an unchanged second run answers from 304s (%d of %d were 200)" % (
            len(fresh), len(Handler.statuses)))
        check(db.execute("SELECT count(*), max(seq) FROM article").fetchone() == before, "the second run stores nothing")
        check(db.execute("PRAGMA integrity_check").fetchone() == ("ok",), "the store is whole")
        print("# %d feeds, %d articles, first run, then unchanged in %.1f s" % (len(feeds), before[0], seconds))
    print("1..%d" % len(results))
    server.shutdown()
    return 0 if all(results) else 1


sys.exit(main())
