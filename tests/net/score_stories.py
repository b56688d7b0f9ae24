"""score_stories.py BUILD SHARED: stories as telexd finds them, where the labelled collections are at hand.

The seed feeds must make exactly their clusters and one alert in whichever order they come; headlines are scored by the
collection's own script, which must find at least F1 0.78 as they are fetched, and 0.76 as an archive from before there were stories.
"""
import itertools
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

from server import Server

HEAD = """[telexd]
database = %s/telex.db
[entity huawei]
match = Huawei OR HiSilicon OR "Huawei Technologies"
[rule supply-chain]
query = @huawei (espionage OR "national security")
max_age = none
once = story
"""


class Desk:
    """A store, a configuration and the two programs, in a directory of their own."""

    def __init__(self, build, home):
        self.build, self.home = build, home
        self.config = os.path.join(home, "config.ini")
        self.env = dict(os.environ, **{name: home for name in (
            "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")})

    def run(self, program, *args):
        command = [os.path.join(self.build, program), "--config", self.config, *args]
        return subprocess.run(command, env=self.env, check=True, capture_output=True, text=True).stdout

    def fetch(self, urls):
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(HEAD % self.home)
            for n, url in enumerate(urls):
                out.write("[feed f%d]\nurl = %s\n" % (n, url))
        os.chmod(self.config, 0o600)
        self.run("telexd", "--once")


def clusters(articles):
    stories = {}
    for article in articles:
        stories.setdefault(article["story_id"], set()).add(article["title"])
    return sorted(sorted(titles) for titles in stories.values() if len(titles) > 1)


def seed(build, shared):
    folder = os.path.join(shared, "corpora", "seed")
    with open(os.path.join(folder, "clusters.json"), encoding="utf-8") as f:
        wanted = sorted(sorted(item["title"] for item in story["items"]) for story in json.load(f)["stories"])
    names = ["feed.xml", "syndicated-atom.xml", "syndicated-rss.xml"]
    bad = 0
    with Server() as server:
        for name in names:
            with open(os.path.join(folder, name), "rb") as f:
                server.route("/" + name, body=f.read())
        orders = [[order[:n] for n in (1, 2, 3)] for order in itertools.permutations(names)] + [[names]]
        for runs in orders:
            with tempfile.TemporaryDirectory() as home:
                desk = Desk(build, home)
                for run in runs:
                    desk.fetch([server.url("/" + name) for name in run])
                found = clusters(json.loads(desk.run("telex", "search", "--format", "json")))
                alerts = json.loads(desk.run("telex", "alerts", "--format", "json"))
            if found != wanted or len(alerts) != 1:
                print("seed stories, %s: %d alerts, %r" % (" then ".join(runs[-1]), len(alerts), found))
                bad += 1
    print("seed stories: right in %d of %d orders" % (len(orders) - bad, len(orders)))
    return bad == 0


def score(desk, script, least):
    found = os.path.join(desk.home, "found.json")
    with open(found, "w", encoding="utf-8") as out:
        out.write(desk.run("telex", "search", "--format", "json"))
    return subprocess.run([sys.executable, script, "score", found, "--require", least]).returncode == 0


def forget_stories(database):
    """As a migration leaves what was stored before there were any."""
    db = sqlite3.connect(database)
    for sql in ("UPDATE article SET story_id = NULL", "DELETE FROM story", "DELETE FROM story_word", "DELETE FROM story_hour",
                "UPDATE counter SET worded = 0, uncounted = seq, ungrouped = seq"):
        db.execute(sql)
    db.commit()
    db.close()


def headlines(build, shared):
    script = os.path.join(shared, "suites", "stories", "score_stories.py")
    with tempfile.TemporaryDirectory() as home, Server() as server:
        feeds = os.path.join(home, "feeds")
        subprocess.run([sys.executable, script, "feeds", feeds], check=True, stdout=subprocess.DEVNULL)
        names = sorted(name for name in os.listdir(feeds) if name.endswith(".xml"))
        for name in names:
            with open(os.path.join(feeds, name), "rb") as f:
                server.route("/" + name, body=f.read())
        desk = Desk(build, home)
        desk.fetch([server.url("/" + name) for name in names])
        is_good = score(desk, script, "0.78")
        print("the same as an archive: ", end="", flush=True)
        forget_stories(os.path.join(home, "telex.db"))
        while json.loads(desk.run("telex", "status", "--format", "json"))["ungrouped"]:
            desk.run("telexd", "--once")
        return score(desk, script, "0.76") and is_good


if __name__ == "__main__":
    sys.exit(not all([check(sys.argv[1], sys.argv[2]) for check in (seed, headlines)]))
