#!/usr/bin/env python3
"""layers.py: who may know whom, which library belongs to whom, and what nobody may call.

    tests/lint/layers.py Makefile

The rooms and what they may know are the rows MODULES, PROGRAMS and DEPS_* of the makefile.  Prints "FILE:LINE: why" for
each breach and exits 1 if there is any.
"""
import glob, os, re, sys

import csource

# A contract belongs to the room of its name, but for these.
HEADER_ROOM = {name: "base" for name in "err buf log mem scan decode utf8 when url nearest browser json_out sha256".split()}
HEADER_ROOM["commands"] = "cmd"
HEADER_ROOM["alert"] = "store"
HEADER_ROOM["robots"] = "fetch"
HEADER_ROOM["page"] = "store"
HEADER_ROOM["extract"] = "text"
HEADER_ROOM["diff"] = "text"
HEADER_ROOM["cite"] = "report"
HEADER_ROOM["report_json"] = "report"
# Contracts without a room behind them, and who may speak them.
SHARED_HEADERS = {"control": {"daemon", "cli", "ui"}}
# Narrower than their room.
HEADER_USERS = {"log": {"base", "daemon", "cli"}}

# Library headers (the beginning of their path), and the rooms or files that may include them.
LIBRARIES = {
    "sqlite3": {"store"},
    "curl/": {"fetch", "notify"},
    "libxml/": {"feed"},
    "curses": {"src/ui/term.c"}, "ncurses": {"src/ui/term.c"}, "term.h": {"src/ui/term.c"},
    "jansson": {"feed", "text", "rules", "report", "notify", "daemon", "cli", "ui"},
    "utf8proc": {"base"},
    "seccomp": {"daemon"}, "systemd/": {"daemon"},
}

BANNED = "strcpy strcat sprintf vsprintf strtok atoi gets alloca system popen rand srand gmtime localtime"
# Rooms and files whose results depend on their arguments alone.
PURE = {"feed", "text", "query", "cmd", "base", "story", "src/fetch/policy.c"}
IMPURE_FILES = {"src/base/log.c", "src/base/mem.c"}
WORLD = ("time clock clock_gettime gettimeofday open openat fopen creat read write socket connect fork getenv setenv "
         "sleep usleep nanosleep getpid getrandom")
# Who may write to a terminal or a standard stream.
SPEAKERS = {"cli", "daemon", "src/ui/term.c"}
SPEECH = re.compile(r"(?<![\w.>])(?:(?:v?printf|puts|putchar|perror)\s*\(|(?:stdout|stderr)\b)")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
SQL = re.compile(r"\b(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|PRAGMA\s|CREATE\s+TABLE\b)")
NEVER_SQL = re.compile(r"\bINSERT\s+OR\s+REPLACE\b|\bREPLACE\s+INTO\b|\bOFFSET\s")


def calls(names):
    """A call of one of them; not a member of the same name."""
    return re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(names.split()))


BANNED_CALL, WORLD_CALL, EXIT_CALL = calls(BANNED), calls(WORLD), calls("exit quick_exit")


def read_rooms(makefile):
    rows = dict(re.findall(r"^(MODULES|PROGRAMS|DEPS_\w+)[ \t]*:?=[ \t]*(.*)$", open(makefile).read(), re.M))
    rooms = rows["MODULES"].split() + rows["PROGRAMS"].split()
    return {room: set(rows.get("DEPS_" + room, "").split()) | {room} for room in rooms}


def allows(where, room, path):
    return room in where or path in where


def check_contract(name, room, knows):
    """Why this room may not include telex/NAME, or None."""
    stem = os.path.splitext(name)[0]
    if stem in SHARED_HEADERS:
        return None if room in SHARED_HEADERS[stem] else "%s does not speak telex/%s" % (room, name)
    owner = HEADER_ROOM.get(stem, stem)
    if owner not in knows:
        return "%s may not know %s (telex/%s)" % (room, owner, name)
    if stem in HEADER_USERS and room not in HEADER_USERS[stem]:
        return "%s may not use telex/%s" % (room, name)
    return None


def check_include(path, room, knows, bracket, name):
    """Why this #include is wrong, or None."""
    if name.startswith("telex/"):
        return check_contract(name[len("telex/"):], room, knows)
    if bracket == '"':
        inside = os.path.normpath(os.path.join(os.path.dirname(path), name))
        is_own = inside.startswith("src/%s/" % room) and os.path.exists(inside)
        return None if is_own else '"%s" is not a private header of %s' % (name, room)
    for library, where in LIBRARIES.items():
        if name.startswith(library) and not allows(where, room, path):
            return "<%s> belongs to %s" % (name, ", ".join(sorted(where)))
    return None


def check_code(path, room, code):
    """(offset, why) of calls that must not be there"""
    rules = [(BANNED_CALL, "%s() is banned")]
    if os.path.basename(path) != "main.c":
        rules.append((EXIT_CALL, "%s() outside main.c"))
    if allows(PURE, room, path) and path not in IMPURE_FILES:
        rules.append((WORLD_CALL, "%%s() in %s, which is pure" % room))
    for pattern, why in rules:
        for m in pattern.finditer(code):
            yield m.start(), why % m[1]
    if not allows(SPEAKERS, room, path):
        for m in SPEECH.finditer(code):
            yield m.start(), "%s must not write to a standard stream" % room


def check_strings(room, text):
    """(line, why) of SQL where none belongs"""
    for line, s in csource.strings(text):
        if NEVER_SQL.search(s):
            yield line, "INSERT OR REPLACE fires no delete triggers, OFFSET reads what it skips"
        elif room in ("ui", "cli") and SQL.search(s):
            yield line, "SQL in %s" % room


def check_file(path, room, rooms):
    """(line, why) of each breach"""
    text = open(path, encoding="utf-8").read()
    for m in INCLUDE.finditer(csource.without_comments(text)):
        why = check_include(path, room, rooms[room], m[1], m[2])
        if why:
            yield text.count("\n", 0, m.start(2)) + 1, why
    for offset, why in check_code(path, room, csource.code_only(text)):
        yield text.count("\n", 0, offset) + 1, why
    yield from check_strings(room, text)


def check_header(path, rooms):
    """Contracts include contracts that their room may know, and talloc."""
    stem = os.path.splitext(os.path.basename(path))[0]
    room = HEADER_ROOM.get(stem, stem)
    if stem not in SHARED_HEADERS and room not in rooms:
        yield 1, "no room called %s in the makefile" % room
        return
    knows = rooms.get(room, {"base"})
    text = csource.without_comments(open(path, encoding="utf-8").read())
    for m in INCLUDE.finditer(text):
        why = None
        if m[2].startswith("telex/"):
            owner = HEADER_ROOM.get(os.path.splitext(m[2][len("telex/"):])[0], os.path.splitext(m[2][6:])[0])
            why = None if owner in knows else "%s may not know %s" % (room, owner)
        elif any(m[2].startswith(library) for library in LIBRARIES):
            why = "a contract without <%s>" % m[2]
        if why:
            yield text.count("\n", 0, m.start(2)) + 1, why


def main():
    makefile = sys.argv[1] if len(sys.argv) > 1 else "Makefile"
    os.chdir(os.path.dirname(os.path.abspath(makefile)))
    rooms = read_rooms(os.path.basename(makefile))
    faults = []
    for path in sorted(glob.glob("include/telex/*")):
        faults += [(path, line, why) for line, why in check_header(path, rooms)]
    for path in sorted(glob.glob("src/**/*.[ch]", recursive=True) + glob.glob("src/**/*.def", recursive=True)):
        room = path.split(os.sep)[1]
        if room not in rooms:
            faults.append((path, 1, "no room called %s in the makefile" % room))
            continue
        faults += [(path, line, why) for line, why in sorted(check_file(path, room, rooms))]
    for fault in faults:
        print("%s:%d: %s" % fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
