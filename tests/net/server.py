"""server.py: a scripted HTTP server: routes by path, each request logged with its headers.

In a test:

    with Server() as server:
        server.feed("/a.xml", items=3)                      # a generated RSS feed, ETag and Last-Modified, 304 handled
        server.route("/gone", status=410)
        server.route("/slow", body=rss(2), delay=3)
        ... telexd against server.url("/a.xml") ...
        server.requests("/a.xml")                           # [{"method", "path", "headers", "at", "status"}, ...]

Alone, for a look by hand:   python3 tests/net/server.py FOLDER [PORT]   serves the files of FOLDER; requests go to standard
error as JSON lines.
"""
import email.utils
import gzip
import hashlib
import http.server
import json
import os
import socket
import socketserver
import sys
import threading
import time


def rss(n_items, title="Example", first=0, day=1, item="<description>Text of item {i} about spectrum.</description>",
        channel="", guid="{title}-{i}"):
    """An RSS 2.0 document of n_items items, the newest first."""
    items = []
    for i in range(first + n_items - 1, first - 1, -1):
        stamp = email.utils.formatdate(1700000000 + day * 86400 + i * 600, usegmt=True)
        items.append("<item><title>%s number %d</title><link>http://example.com/%s/%d</link><guid>%s</guid><pubDate>%s"
                     "</pubDate>%s</item>" % (title, i, title, i, guid.format(title=title, i=i), stamp, item.format(i=i)))
    return ('<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>%s</title>'
            "<link>http://example.com/</link>%s%s</channel></rss>\n" % (title, channel, "".join(items))).encode()


class Route:
    """What a path answers with.  `answer(handler)` overrides everything."""

    def __init__(self, status=200, body=b"", headers=None, delay=0, content_type="application/rss+xml", etag=None,
                 last_modified=None, length=None, encode=None, answer=None, chunked=False, keep=True):
        self.status, self.body, self.headers, self.delay = status, body, dict(headers or {}), delay
        self.content_type, self.etag, self.last_modified = content_type, etag, last_modified
        self.length, self.encode, self.answer, self.chunked, self.keep = length, encode, answer, chunked, keep

    def is_unchanged(self, headers):
        if self.etag and headers.get("If-None-Match") is not None:
            return headers["If-None-Match"] == self.etag
        return bool(self.last_modified) and headers.get("If-Modified-Since") == self.last_modified


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "scripted"

    def do_GET(self):
        path = self.path.split("?")[0]
        route = self.server.routes.get(path)
        if isinstance(route, list):
            route = route.pop(0) if len(route) > 1 else route[0]
        entry = {"method": self.command, "path": self.path, "at": time.time(), "status": 404, "port": self.server.server_port,
                 "peer": self.client_address[1],
                 "headers": [list(h) for h in self.headers.items()]}
        if self.headers.get("Content-Length"):
            entry["body"] = self.body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.log.append(entry)
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        try:
            if route is None:
                route = Route(404, b"nothing here", content_type="text/plain")
            entry["status"] = 304 if route.is_unchanged(self.headers) else route.status
            if route.delay:
                time.sleep(route.delay)
            if route.answer:
                route.answer(self)
            else:
                self.send_route(route, entry["status"])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with self.server.lock:
                self.server.now -= 1

    do_POST = do_PUT = do_GET

    def send_route(self, route, status):
        body = route.body() if callable(route.body) else route.body
        self.send_response(status)
        for name, value in ((("ETag", route.etag), ("Last-Modified", route.last_modified)) + tuple(route.headers.items())):
            if value is not None:
                self.send_header(name, value)
        if status == 304:
            self.end_headers()
            return
        if route.encode == "gzip":
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        if route.content_type:
            self.send_header("Content-Type", route.content_type)
        if route.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif route.length != "none":
            self.send_header("Content-Length", str(len(body) if route.length is None else route.length))
        if not route.keep or route.length is not None:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if route.chunked:
            for at in range(0, len(body), 1000):
                part = body[at:at + 1000]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            body = b"0\r\n\r\n"
        self.wfile.write(body)

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate(self.server.date if self.server.date is not None else timestamp, usegmt=True)

    def log_message(self, *args):
        pass


class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request, client_address):
        pass


class Server:
    def __init__(self, port=0, host="127.0.0.1"):
        self.http = Listener((host, port), Handler)
        self.http.routes, self.http.log, self.http.lock = {}, [], threading.Lock()
        self.http.now = self.http.most = 0
        self.http.date = None  # seconds since 1970: what its Date says; None: the time
        self.host, self.port = host, self.http.server_port
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exc):
        self.http.shutdown()
        self.http.server_close()

    def url(self, path, host=None):
        return "http://%s:%d%s" % (host or self.host, self.port, path)

    def route(self, path, *routes, **options):
        """One answer for a path, or several Route objects in turn (the last one stays)."""
        self.http.routes[path] = list(routes) if routes else Route(**options)
        return self.url(path)

    def feed(self, path, items=2, **options):
        """A feed with both validators; the ETag has odd characters on purpose."""
        title = os.path.splitext(os.path.basename(path))[0]
        words = {k: options.pop(k) for k in ("first", "day", "item", "channel", "guid") if k in options}
        body = rss(items, title, **words)
        options.setdefault("etag", 'W/"%s, odd \'tag\'"' % hashlib.md5(body).hexdigest())
        options.setdefault("last_modified", "Wed, 15 Nov 2023 00:00:0%d GMT" % (items % 10))
        return self.route(path, body=body, **options)

    def routes_at_once(self):
        """No delays any more."""
        for route in self.http.routes.values():
            for each in route if isinstance(route, list) else [route]:
                each.delay = 0

    def requests(self, path=None):
        with self.http.lock:
            return [dict(e, headers={k.lower(): v for k, v in e["headers"]}) for e in self.http.log
                    if path is None or e["path"].split("?")[0] == path]

    def forget(self):
        with self.http.lock:
            self.http.log.clear()
            self.http.most = 0

    @property
    def most_at_once(self):
        return self.http.most


def raw(data, then_wait=0):
    """An answer of exactly these bytes, after which the connection closes (or hangs first)."""
    def answer(handler):
        handler.wfile.write(data)
        handler.wfile.flush()
        if then_wait:
            time.sleep(then_wait)
        handler.close_connection = True
        try:
            handler.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
    return answer


def drip(head, piece, pause, seconds):
    """head, then a piece again and again."""
    def answer(handler):
        handler.wfile.write(head)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(pause)
        handler.close_connection = True
    return answer


def serve_folder(folder, port):
    class Files(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def __init__(self, *args):
            super().__init__(*args, directory=folder)

        def log_message(self, fmt, *args):
            print(json.dumps({"path": self.path, "line": fmt % args, "headers": dict(self.headers)}), file=sys.stderr)

    http.server.ThreadingHTTPServer(("127.0.0.1", port), Files).serve_forever()


if __name__ == "__main__":
    serve_folder(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 8000)
