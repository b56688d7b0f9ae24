#!/usr/bin/env python3
"""gen_feeds.py FOLDER FEEDS ITEMS: feeds for the first-fetch bench: RSS, Atom and RDF with bodies of 1 to 5 KB of made-up
words (Zipf), always the same for the same numbers."""
import os, random, sys

WORDS = 60000
HEAD = ["5G", "Huawei", "ZTE", "Ericsson", "Nokia", "spectrum", "auction", "operator", "core", "RAN", "fibre", "tower",
        "roaming", "backhaul", "regulator", "licence", "vendor", "satellite", "subsea", "latency"]


def vocabulary(rng):
    letters = "etaoinshrdlucmfwypvbgkqjxz"
    words = set(HEAD)
    while len(words) < WORDS:
        words.add("".join(rng.choice(letters[: 8 + i * 3]) for i in range(rng.randint(2, 9))))
    return HEAD + sorted(words - set(HEAD), key=lambda w: (len(w), w))


def main():
    folder, feeds, items = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(7)
    words = vocabulary(rng)
    weights, total = [], 0.0
    for rank in range(1, len(words) + 1):
        total += 1.0 / (rank + 8)
        weights.append(total)
    os.makedirs(folder, exist_ok=True)
    pick = lambda n: rng.choices(words, cum_weights=weights, k=n)
    for feed in range(feeds):
        kind = "rss" if feed % 10 < 6 else "atom" if feed % 10 < 9 else "rdf"
        out = []
        for item in range(items):
            url = "https://f%d.example/%d" % (feed, item)
            body = "".join("&lt;p&gt;%s.&lt;/p&gt;" % " ".join(pick(rng.randint(30, 90))) for _ in range(rng.randint(2, 8)))
            title = " ".join(pick(rng.randint(5, 11)))
            day, hour = 1 + (feed * 7 + item) % 28, (feed + item * 5) % 24
            if kind == "rss":
                out.append("<item><title>%s</title><link>%s</link><guid>%s</guid><pubDate>%02d Oct 2026 %02d:%02d:00 GMT"
                           "</pubDate><description>%s</description></item>" % (title, url, url, day, hour, item % 60, body))
            elif kind == "atom":
                out.append('<entry><title>%s</title><link href="%s"/><id>%s</id><updated>2026-10-%02dT%02d:%02d:00Z</updated>'
                           '<content type="html">%s</content></entry>' % (title, url, url, day, hour, item % 60, body))
            else:
                out.append('<item rdf:about="%s"><title>%s</title><link>%s</link><dc:date>2026-10-%02dT%02d:%02d:00Z</dc:date>'
                           '<description>%s</description></item>' % (url, title, url, day, hour, item % 60, body))
        name = "Feed %d" % feed
        body = "\n".join(out)
        if kind == "rss":
            doc = "<rss version='2.0'><channel><title>%s</title><link>https://f%d.example/</link>%s</channel></rss>" % (name, feed, body)
        elif kind == "atom":
            doc = "<feed xmlns='http://www.w3.org/2005/Atom'><title>%s</title><id>f%d</id>%s</feed>" % (name, feed, body)
        else:
            doc = ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
                   "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>%s</title></channel>%s</rdf:RDF>" % (name, body))
        with open(os.path.join(folder, "f%05d.xml" % feed), "w") as f:
            f.write("<?xml version='1.0' encoding='utf-8'?>\n" + doc)


main()
