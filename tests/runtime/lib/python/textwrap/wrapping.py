import textwrap
from textwrap import TextWrapper, dedent, fill, indent, shorten, wrap

text = "The quick brown fox -- a well-known, state-of-the-art animal -- jumped over the lazy dog. It's 3-4 times faster! Wasn't it?"
for width in (10, 20, 33, 70):
    print(wrap(text, width))
print(fill(text, width=30, initial_indent="* ", subsequent_indent="  "))
print(wrap("averyveryverylongwordindeed yes", 10), wrap("averyveryverylongword yes", 10, break_long_words=False))
print(wrap("a\tb\n\nc   d", 80), wrap("", 10), wrap("   ", 10), wrap("  lead and trail  ", 8, drop_whitespace=False))
print(wrap(text, 25, max_lines=2), wrap(text, 25, max_lines=1, placeholder="..."))
print(shorten("Hello  world!", 12), shorten("Hello  world!", 11), shorten("Hello world", 10, placeholder="..."), shorten(text, width=40))
print(repr(dedent("""
    def f():
        return 1

      x
    """)))
print(repr(dedent("\thello\n\t  there\n")), repr(dedent("  a\n\tb\n")), repr(dedent("no\n  indent")))
print(repr(indent("a\n\nb\n", "> ")), repr(indent("a\n\nb", "+ ", lambda line: True)))
w = TextWrapper(width=12, fix_sentence_endings=True, break_on_hyphens=False)
print(w.wrap("one. two three-four five"), w.fill("a b c"))
w.width = 5
print(w.wrap("one two"))
try:
    wrap("x", 0)
except ValueError as e:
    print(e)
try:
    shorten("x y", 3)
except ValueError as e:
    print(e)
