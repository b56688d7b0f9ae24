#!/usr/bin/env python3
"""reader_pty.py TELEX CONFIG: the reader on a pseudo-terminal of 120 x 40: milliseconds from exec to the first full
screen, from a key to the first and the last byte of its answer, and the memory it took.  One line of JSON.
"""
import fcntl, json, os, pty, select, statistics, struct, sys, termios, time

KEYS = [("down", b"j"), ("page", b"\x06"), ("oldest", b"G"), ("newest", b"gg"), ("open", b"\r"), ("back", b"q"),
        ("search", b"/"), ("search 1", b"n"), ("search 2", b"e"), ("search 3", b"t"), ("search 4", b"w"),
        ("search 5", b"o"), ("search 6", b"r"), ("search 7", b"k"), ("keep", b"\r"), ("oldest hit", b"G"), ("leave", b"q"),
        ("trend", b"T"), ("its cursor", b"h"), ("by day", b"d"), ("no trend", b"q"), ("digest", b"D"), ("no digest", b"q"),
        ("alerts", b"!"), ("no alerts", b"q"), ("rules", b"X"), ("no rules", b"q"), ("trial", b"x"), ("no trial", b"q")]


def answer(fd, quiet_s):
    """times of the first and the last byte until nothing comes for quiet_s"""
    first = last = None
    while select.select([fd], [], [], quiet_s)[0]:
        try:
            if not os.read(fd, 1 << 16):
                break
        except OSError:
            break
        last = time.perf_counter()
        first = first or last
    return first, last


def start(argv):
    begin = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        os.execv(argv[0], argv)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen = b""
    # The status line is the last one drawn; its place in the list shows that the list is there.
    while b"1/" not in seen and select.select([fd], [], [], 10)[0]:
        seen += os.read(fd, 1 << 16)
    return pid, fd, (time.perf_counter() - begin) * 1000


def stop(pid, fd):
    os.write(fd, b"Q")
    answer(fd, 0.2)
    os.waitpid(pid, 0)
    os.close(fd)


def main():
    argv = [sys.argv[1], "--config", sys.argv[2]]
    screens = []
    for _ in range(7):
        pid, fd, ms = start(argv)
        screens.append(ms)
        answer(fd, 0.1)
        stop(pid, fd)
    pid, fd, _ = start(argv)
    answer(fd, 1)
    keys = {}
    for name, key in KEYS:
        t = time.perf_counter()
        os.write(fd, key)
        first, last = answer(fd, 0.3)
        keys[name] = [round(((x or t) - t) * 1000, 1) for x in (first, last)]
    with open("/proc/%d/status" % pid) as f:
        hwm = next(int(line.split()[1]) for line in f if line.startswith("VmHWM"))
    stop(pid, fd)
    print(json.dumps({"first_screen_ms": round(statistics.median(screens), 1), "best_ms": round(min(screens), 1),
                      "memory_kb": hwm, "keys_ms": keys}))


if __name__ == "__main__":
    main()
