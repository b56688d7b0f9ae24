"""http2.py: a scripted HTTP/2 server, as little of RFC 9113 as one client on loopback needs: every stream gets the same
answer.  What came is logged by connection: the protocol that was agreed on, and the streams.  Request headers are not
decoded: HPACK's Huffman code would be most of this file."""
import socket
import ssl
import struct
import threading

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def header(name, value):
    """A literal without index and without Huffman (RFC 7541 section 6.2.2); both shorter than 127 bytes."""
    return bytes([0, len(name)]) + name.encode() + bytes([len(value)]) + value.encode()


class Http2Server:
    """tls: a context for TLS; None: prior knowledge on plain TCP.  wait: streams are answered when so many are open on one
    connection, or after a second.  cut: the body ends too early by that many bytes."""

    def __init__(self, body, tls=None, wait=1, cut=None):
        self.body, self.tls, self.wait, self.cut = body, tls, wait, cut
        self.connections = []  # [{"protocol", "streams"}]
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def url(self, path):
        return "%s://127.0.0.1:%d%s" % ("https" if self.tls else "http", self.port, path)

    def close(self):
        self.listener.close()

    def accept(self):
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(raw,), daemon=True).start()

    def serve(self, raw):
        try:
            raw.settimeout(20)
            s = self.tls.wrap_socket(raw, server_side=True) if self.tls else raw
            log = {"protocol": s.selected_alpn_protocol() if self.tls else "plain", "streams": 0}
            with self.lock:
                self.connections.append(log)
            if log["protocol"] in ("h2", "plain"):
                self.talk(s, s.makefile("rb"), log)
            else:
                self.http1(s, s.makefile("rb"), log)
            s.close()
        except (OSError, ssl.SSLError):
            pass

    def http1(self, s, f, log):
        while True:
            line = f.readline()
            if not line:
                return
            while f.readline() not in (b"\r\n", b""):
                pass
            log["streams"] += 1
            s.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n%s" %
                      (len(self.body), self.body))

    def talk(self, s, f, log):
        if f.read(len(PREFACE)) != PREFACE:
            return
        s.sendall(frame(SETTINGS, 0, 0))
        waiting = []
        while True:
            if waiting:
                s.settimeout(1)
            try:
                head = f.read(9)
            except (TimeoutError, socket.timeout):
                self.answer(s, waiting)
                return
            if len(head) < 9:
                return
            kind, flags, stream = head[3], head[4], struct.unpack(">I", head[5:])[0] & 0x7fffffff
            payload = f.read(int.from_bytes(head[:3], "big"))
            if kind == SETTINGS and not flags & ACK:
                s.sendall(frame(SETTINGS, ACK, 0))
            elif kind == PING and not flags & ACK:
                s.sendall(frame(PING, ACK, 0, payload))
            elif kind == HEADERS:
                log["streams"] += 1
                waiting.append(stream)
            if len(waiting) >= self.wait:
                self.answer(s, waiting)
                waiting = []

    def answer(self, s, streams):
        for stream in streams:
            s.sendall(frame(HEADERS, END_HEADERS, stream, b"\x88" + header("content-type", "application/rss+xml")))
            body = self.body if self.cut is None else self.body[:-self.cut]
            s.sendall(frame(DATA, END_STREAM if self.cut is None else 0, stream, body))
            if self.cut is not None:
                s.sendall(frame(RST_STREAM, 0, stream, struct.pack(">I", 2)))
