#!/usr/bin/env python3
"""server.py DIR PORT_FILE: the files of DIR over loopback, /slow* late; the port goes to PORT_FILE.  Ends with its parent."""
import functools, http.server, os, sys, threading, time


class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        del self.headers["If-Modified-Since"]  # its second is too long for a test that changes a file
        if self.path.startswith("/slow"):
            time.sleep(2)
        super().do_GET()

    def log_message(self, *args):
        pass


def watch(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=sys.argv[1]))
threading.Thread(target=watch, args=(os.getppid(),), daemon=True).start()
with open(sys.argv[2] + ".tmp", "w") as f:
    f.write(str(server.server_port))
os.rename(sys.argv[2] + ".tmp", sys.argv[2])
server.serve_forever()
