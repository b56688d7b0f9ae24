#!/usr/bin/env python3
"""demo_server.py FOLDER PORT_FILE: serve a folder of feeds on a free port of 127.0.0.1 and write its number to PORT_FILE.

The stories of the demo are always fresh: {{12m}} in a file becomes the RFC 822 date of twelve minutes ago ({{3h}},
{{2d}} likewise), {{iso 12m}} the RFC 3339 one.
"""
import datetime, email.utils, http.server, os, re, sys

UNITS = {"m": 60, "h": 3600, "d": 86400}
START = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def date(match):
    then = START - datetime.timedelta(seconds=int(match.group(2)) * UNITS[match.group(3)])
    return then.isoformat().replace("+00:00", "Z") if match.group(1) else email.utils.format_datetime(then)


class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        path = os.path.join(sys.argv[1], os.path.basename(self.path.split("?")[0]))
        tag = '"%d"' % int(START.timestamp())
        if not os.path.isfile(path):
            return self.send_error(404)
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            return self.end_headers()
        with open(path, encoding="utf-8") as f:
            body = re.sub(r"\{\{(iso )?(\d+)([mhd])\}\}", date, f.read()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if path.endswith(".json") else "application/xml")
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with open(sys.argv[2] + ".new", "w") as f:
        f.write("%d\n" % server.server_port)
    os.rename(sys.argv[2] + ".new", sys.argv[2])
    server.serve_forever()


main()
