"""csource.py: C text with comments, or comments and literals, blanked out; line numbers stay."""
import re

TOKEN = re.compile(
    r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    return TOKEN.sub(lambda m: blank(m[0]) if m[0].startswith("/") else m[0], text)


def code_only(text):
    """Neither comments nor what stands in quotes; the quotes stay."""
    def hide(m):
        s = m[0]
        return blank(s) if s.startswith("/") else s[0] + blank(s[1:-1]) + s[-1]
    return TOKEN.sub(hide, text)


def strings(text):
    """(line, contents) of each string literal"""
    for m in TOKEN.finditer(text):
        if m[0].startswith('"'):
            yield text.count("\n", 0, m.start()) + 1, m[0][1:-1]
