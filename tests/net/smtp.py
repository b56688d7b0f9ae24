"""smtp.py: a scripted mail server.

    with Mailbox(refuse={"eve@example.org": "550 5.1.1 no such user"}) as box:
        ... smtp://127.0.0.1:%d % box.port ...
        box.mails        # [{"from", "to", "data", "user", "tls"}, ...]
"""
import base64
import socketserver
import threading
import time


class Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")
        self.wfile.flush()

    def hello(self, box):
        lines = ["scripted"] + (["STARTTLS"] if box.context and not self.tls else []) + (["AUTH PLAIN"] if box.users else [])
        for i, line in enumerate(lines):
            self.say("250%s%s" % (" " if i == len(lines) - 1 else "-", line))

    def start_tls(self, box):
        self.say("220 go on")
        self.wrap(box)

    def wrap(self, box):
        self.connection = box.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
        self.tls = True

    def auth(self, box, rest):
        if len(rest.split()) < 2:
            self.say("334 ")
            rest += " " + self.rfile.readline().decode().strip()
        _, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        if box.users.get(user) == password:
            self.user = user
            self.say("235 welcome")
        else:
            self.say("535 5.7.8 wrong password")

    def data(self, box, sender, to):
        self.say("354 go on")
        lines = []
        while True:
            line = self.rfile.readline()
            if not line:
                return
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        if box.after_data:
            self.say(box.after_data)
            return
        with box.lock:
            box.mails.append({"from": sender, "to": to, "data": b"".join(lines), "user": self.user, "tls": self.tls})
        self.say("250 taken")

    def handle(self):
        box, sender, to = self.server.box, None, []
        self.tls, self.user = False, None
        if box.is_tls:
            self.wrap(box)
        with box.lock:
            box.n_sessions += 1
        if box.hang:
            time.sleep(box.hang)
        self.say(box.greeting)
        while True:
            line = self.rfile.readline().decode("utf-8", "replace").strip()
            if not line:
                return
            verb, rest = line.upper().split(":")[0].split(" ")[0], line.partition(" ")[2]
            if verb in ("EHLO", "HELO"):
                self.hello(box)
            elif verb == "STARTTLS":
                self.start_tls(box)
            elif verb == "AUTH":
                self.auth(box, rest)
            elif verb == "MAIL":
                sender, to = line[line.index("<") + 1:line.index(">")], []
                self.say("250 ok")
            elif verb == "RCPT":
                address = line[line.index("<") + 1:line.index(">")]
                if address not in box.refuse:
                    to.append(address)
                self.say(box.refuse.get(address, "250 ok"))
            elif verb == "DATA":
                self.data(box, sender, to)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("500 what?")


class Listener(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def handle_error(self, request, client_address):
        pass


class Mailbox:
    def __init__(self, refuse=None, greeting="220 scripted", hang=0, users=None, context=None, after_data=None, is_tls=False):
        self.refuse, self.greeting, self.hang, self.users = dict(refuse or {}), greeting, hang, dict(users or {})
        self.context, self.after_data, self.is_tls = context, after_data, is_tls  # is_tls: from the start
        self.mails, self.lock, self.n_sessions = [], threading.Lock(), 0
        self.listener = Listener(("127.0.0.1", 0), Session)
        self.listener.box = self
        self.port = self.listener.server_address[1]
        self.url = "%s://127.0.0.1:%d" % ("smtps" if is_tls else "smtp", self.port)

    def __enter__(self):
        threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *exc):
        self.listener.shutdown()
        self.listener.server_close()
