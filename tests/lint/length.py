#!/usr/bin/env python3
"""length.py: C functions fit a screen.

    tests/lint/length.py DIRECTORY...

Prints "FILE:LINE: why" for each function of more than 80 lines, from the line with its name to its closing brace, and
exits 1 if there is any.  Tables and types may be as long as they need to be.
"""
import glob, os, re, sys

import csource

LINES_MAX = 80
# What stands before the brace of a function: a parameter list, and perhaps attributes behind it.
FUNCTION = re.compile(r"(\w+)\s*\([^;{}=]*\)\s*(?:\w+\s*(?:\([^;{}]*\))?\s*)*$", re.S)
PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.)*(?:\\\n(?:[^\n\\]|\\.)*)*", re.M | re.S)


def functions(text):
    """(name, first line, last line) of each function"""
    code = PREPROCESSOR.sub(lambda m: csource.blank(m[0]), csource.code_only(text))
    depth, last_end, open_at, name = 0, 0, 0, None
    for m in re.finditer(r"[{};]", code):
        c = m[0]
        if c == "{":
            if depth == 0:
                head = FUNCTION.search(code, last_end, m.start())
                name = head[1] if head else None
                open_at = head.start() if head else m.start()
            depth += 1
        elif c == "}":
            depth = max(0, depth - 1)
            if depth == 0 and name:
                yield name, code.count("\n", 0, open_at) + 1, code.count("\n", 0, m.start()) + 1
                name = None
        if depth == 0:
            last_end = m.end()


def main():
    failed = False
    for root in sys.argv[1:] or ["src"]:
        for path in sorted(glob.glob(os.path.join(root, "**", "*.[ch]"), recursive=True)):
            for name, first, last in functions(open(path, encoding="utf-8").read()):
                if last - first + 1 > LINES_MAX:
                    print("%s:%d: %s has %d lines, more than %d" % (path, first, name, last - first + 1, LINES_MAX))
                    failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
