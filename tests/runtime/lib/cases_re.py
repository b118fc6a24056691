# ruff: noqa: E501
"""re: patterns against subjects with every method, errors of the syntax, templates."""

from __future__ import annotations

from collections.abc import Iterator

PATTERNS = [
    r"a", r"abc", r"a*", r"a+?", r"(a)(b)?", r"(?P<x>\d+)-(?P<y>\w*)", r"(\w)\1", r"(?P<q>['\"]).*?(?P=q)", r"^\w+", r"\w+$", r"^", r"$", r"\b", r"\B", r"\bfoo\b",
    r"[a-c]+", r"[^a-c\s]+", r"[\w.-]+@[\w.]+", r"\d{2,3}", r"\d{,2}", r"x{2}", r"a{", r"a{1", r"a{,}", r"a|b|", r"|a", r"(a|ab)(c|bcd)", r"(?i)ABC", r"(?i:aB)c", r"(?s).+", r"(?m)^.", r"(?m)$",
    r"(?x) a  b # c", r"(?<=a)b", r"(?<!a)b", r"a(?=b)", r"a(?!b)", r"\Aa", r"b\Z", r".", r"\.", r"\s+", r"\S+", r"\D+", r"\W+", r"[\W]", r"[^\W\d]+", r"[\s\S]", r"[]a]", r"[^]a]", r"[a-]", r"[-a]", r"[\]]", r"[\b]", r"\x41\u00e9\101\0",
    r"(?:ab)+", r"(?:a|b)*c", r"(a*)*", r"(a+)+b", r"((a)|(b))+", r"(?>a+)b", r"a++b", r"a*+a", r"(?P<n>a)|(?P<m>b)", r"é+", r"[à-ü]+", r"😀", r"[😀-😂]+", r".😀", r"\w+😀?", r"(?a:\w+)", r"(?a)\w+", r"(?i)é", r"(?i)[k-m]+", r"(?i:[a-f]+)[a-f]*", r"\t|\n", r"a#b", r"(?#comment)a", r"(a)(?:b)(c)", r"x*", r"(x)?y*", r"a??", r"(?:a??)b", r"[a\-z]", r"[.*+?^${}()|]+", r"[/&&~~]", r"--", r"(?=(a))a", r"(\d+)(?:,(\d+))*", r"(\d{4})-(\d{2})-(\d{2})", r"(?P<year>\d{4})",
]  # fmt: skip
SUBJECTS = [
    "",
    "a",
    "b",
    "abc",
    "ABC abc",
    "aab",
    "foo bar foo",
    "12-ab 345-",
    "x\ny\n",
    "line one\nline two",
    "a.b@c.d, e@f",
    "'hi' \"yo\"",
    "aabbcc",
    "é à ü",
    "😀a😀😁 b",
    "xxyxx",
    "1,2,3 2024-05-06",
    "_a1 ٣٤",
    "a-z]^[",
    "abcd{}a{1a{,}",
]
BAD = [
    "(", ")", "(a", "a)", "[", "[a", "[b-a]", "*", "+a", "a**", "a+*", "a{2}{3}", "a{3,2}", "(?P<n>a)(?P<n>b)", "(?P<1>a)", "(?P<>a)", "(?P<n", "(?P=n)", "(?P=", "(?Px", "(?z)", "(?", "(?P", "(?<a)", "(?<", "\\", "a\\", "\\q", "\\1", "(a)\\2", "(a\\1)",
    "\\x4", "\\u12", "\\U0011", "\\8", "(?<=a*)b", "(?<=a|bc)d", "a(?i)b", "(?i", "(?i-", "(?i-i:a)", "(?-", "(?iz)", "(?a-u:x)", "(?#", "[\\q]", "[\\d-z]", "[a-\\d]", "^*", "$+", "\\b?", "(?:", "|*", "(*)", "(?:*)", "x{99999999999}", "\\400", "[\\400]", "(?P<é>a)", "(?P<a b>c)", "(?P<a\nb>c)", "a\n(", "a\nb)", "(?P!a)", "\\N{DASH", "(?L)a", "[]", "[^]", "(?i:a", "((a)", "(?P<n>(?P=n))", "(?<=(a))\\1", "(?<=(a)\\1)b",
]  # fmt: skip
TEMPLATES = [
    r"<\g<0>>",
    r"\1",
    r"[\1|\2]",
    r"\g<1>\g<2>",
    r"\n\t\\",
    r"\g<x>",
    r"\q",
    r"\3",
    r"\g<9>",
    r"\g<",
    r"\g<>",
    r"\g<a b>",
    r"\0",
    r"\01",
    r"\101",
    r"\400",
    "\\",
    r"\-",
    r"\g",
    "x",
    "",
]
FLAGS = ["re.I", "re.M", "re.S", "re.X", "re.A", "re.I | re.M", "re.IGNORECASE | re.DOTALL"]


def sources() -> Iterator[str]:
    for pattern in PATTERNS:
        for subject in SUBJECTS:
            p, s = repr(pattern), repr(subject)
            if pattern == r"(a*)*" or (pattern == r"((a)|(b))+" and subject not in ("", "a", "b")):
                continue  # groups of earlier rounds of a loop: JavaScript forgets them
            yield f"re.search({p}, {s})"
            yield f"re.fullmatch({p}, {s})"
            yield f"[(m.span(), m.groups(), m.groupdict(), m.lastindex, m.lastgroup, m.regs) for m in re.finditer({p}, {s})]"
            yield f"re.findall({p}, {s})"
            yield f"re.split({p}, {s})"
            yield f"re.sub({p}, '-', {s})"
            yield f"re.subn({p}, lambda m: '<' + m.group() + '>', {s}, 2)"
            yield f"re.compile({p}).match({s}, 1)"
            yield f"re.compile({p}).search({s}, 1, 4)"
            yield f"re.compile({p}).findall({s}, 2)"
    for pattern in PATTERNS:
        yield f"re.compile({pattern!r})"
        yield f"re.compile({pattern!r}).groups"
        yield f"sorted(re.compile({pattern!r}).groupindex.items())"
        yield f"re.compile({pattern!r}).flags"
    for pattern in BAD:
        yield f"re.compile({pattern!r})"
    for flags in FLAGS:
        for pattern in (r"^a.b$", r"[a-c]+ # x", r"\w+", r"(?i)a", r"A\sb"):
            for subject in ("a\nb", "A\nb\na b", "é a b", "abc # x"):
                yield f"re.findall({pattern!r}, {subject!r}, {flags})"
                yield f"re.sub({pattern!r}, 'x', {subject!r}, flags={flags})"
        yield f"re.compile('a', {flags})"
    for template in TEMPLATES:
        yield f"re.sub('(?P<x>a)(b)?', {template!r}, 'ab a b')"
        yield f"re.match('(?P<x>a)(b)?', 'ab').expand({template!r})"
    for text in ("a.b*c", "a-b_c d", "é#%&~", "\n\t", "", "/\\^$", "@:;<=>'\"!`,"):
        yield f"re.escape({text!r})"
        yield f"re.findall(re.escape({text!r}), {text + text!r})"
    yield from (
        "re.search('a', 5)", "re.search('a', b'a')", "re.search(b'a', 'a')", "re.search(5, 'a')", "re.match(b'(a)(.)', b'ab').groups()", "re.sub(b'a', b'x', b'aba')", "re.split(b',', b'a,b')", "re.findall(rb'\\w', b'a\\xe9')",
        "re.match('(a)(b)?', 'ac').group(0, 1, 2)", "re.match('(a)', 'a').group(2)", "re.match('(a)', 'a').group('x')", "re.match('(a)', 'a')[1]", "re.match('(a)', 'a')['q']", "re.match('(a)(b)?', 'a').groups('z')", "re.match('(?P<k>a)(?P<l>b)?', 'a').groupdict(1)",
        "re.match('(a)(b)?', 'ac').span(2)", "re.match('(a)(b)?', 'ac').start(1)", "re.match('(a)(b)?', 'ac').end()", "re.compile('b').search('abc', 1).pos", "re.compile('b').search('abc', 1, 2).endpos", "re.match('a', 'abc').string", "re.match('a', 'abc').re",
        "re.split('(,)', 'a,b,c', 1)", "re.split(',', 'a,b,c', maxsplit=1)", "re.sub('a', 'b', 'aaa', count=2)", "re.sub('a', 5, 'a')", "re.sub('a', lambda m: 5, 'a')", "re.compile(re.compile('a')).pattern", "re.compile(re.compile('a'), re.I)", "re.compile('a') == re.compile('a')",
        "not re.match('a', 'b')", "re.sub('', '-', 'abc')", "re.sub('x*', '-', 'abxd')", "re.findall('|a', 'a')", "re.split('', 'abc')", "re.split('x*', 'axbc')", "re.sub('(?P<w>\\\\w+)', '[\\\\g<w>]', 'hi there')", "re.match(r'(?:(\\d+)|(\\w+))', 'ab').lastindex",
        "re.I | re.M == 10", "re.error('boom', 'pat', 1)", "re.error('boom', 'pat', 1).pos", "re.compile('(?P<a>x)|(?P<b>y)').groupindex['b']", "re.findall('(a)(b)?', 'abab a')", "re.sub('(a)|b', r'[\\1]', 'ab')",
    )  # fmt: skip
