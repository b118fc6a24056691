"""textwrap: lines of a width."""

_SPACES = "\t\n\x0b\x0c\r "


def _is_letter(text, at):
    return 0 <= at < len(text) and (text[at].isalpha() or text[at] == "_")


def _is_word(text, at):
    return at < len(text) and (text[at].isalnum() or text[at] == "_")


def _dash_begins(text, at):
    """Whether dashes that join two words, as here--so, begin at a place: where they end, or 0."""
    if not text.startswith("--", at) or at == 0:
        return 0
    if not (_is_word(text, at - 1) or text[at - 1] in "!\"'&.,?"):
        return 0
    end = at
    while text.startswith("-", end):
        end += 1
    return end if _is_word(text, end) else 0


def _hyphen_breaks(text, at):
    """Whether a line may end after the hyphen at a place: between words of two letters and more."""
    if not _is_letter(text, at - 1):
        return False
    before = _is_letter(text, at - 2) or (at > 2 and text[at - 2] == "-" and _is_letter(text, at - 3))
    if not before or not _is_letter(text, at + 1):
        return False
    return _is_letter(text, at + 2) or (text.startswith("-", at + 2) and _is_letter(text, at + 3))


def _chunks(text, hyphens):
    """Runs of white space and pieces of words that stay together."""
    chunks = []
    at = 0
    size = len(text)
    while at < size:
        start = at
        if text[at] in _SPACES:
            while at < size and text[at] in _SPACES:
                at += 1
        elif hyphens and (dashes := _dash_begins(text, at)):
            at = dashes
        else:
            at += 1
            while at < size and text[at] not in _SPACES:
                if hyphens:
                    if at - 1 > start and text[at - 1] == "-" and _hyphen_breaks(text, at - 1):
                        break
                    if _dash_begins(text, at):
                        break
                at += 1
        chunks.append(text[start:at])
    return chunks


class TextWrapper:
    def __init__(
        self,
        width=70,
        initial_indent="",
        subsequent_indent="",
        expand_tabs=True,
        replace_whitespace=True,
        fix_sentence_endings=False,
        break_long_words=True,
        drop_whitespace=True,
        break_on_hyphens=True,
        tabsize=8,
        *,
        max_lines=None,
        placeholder=" [...]",
    ):
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.expand_tabs = expand_tabs
        self.replace_whitespace = replace_whitespace
        self.fix_sentence_endings = fix_sentence_endings
        self.break_long_words = break_long_words
        self.drop_whitespace = drop_whitespace
        self.break_on_hyphens = break_on_hyphens
        self.tabsize = tabsize
        self.max_lines = max_lines
        self.placeholder = placeholder

    def _split_chunks(self, text):
        if self.expand_tabs:
            text = text.expandtabs(self.tabsize)
        if self.replace_whitespace:
            text = "".join(" " if c in _SPACES else c for c in text)
        chunks = _chunks(text, self.break_on_hyphens)
        if self.fix_sentence_endings:
            for i in range(len(chunks) - 1):
                word = chunks[i][:-1] if chunks[i][-1] in "\"'" else chunks[i]
                if (
                    chunks[i + 1] == " "
                    and word[-1:] in (".", "!", "?")
                    and word[-2:-1]
                    and "a" <= word[-2] <= "z"
                ):
                    chunks[i + 1] = "  "
        return chunks

    def _is_blank(self, chunk):
        return self.drop_whitespace and chunk.strip() == ""

    def wrap(self, text):
        if self.width <= 0:
            raise ValueError(f"invalid width {self.width!r} (must be > 0)")
        if self.max_lines is not None:
            indent = self.subsequent_indent if self.max_lines > 1 else self.initial_indent
            if len(indent) + len(self.placeholder.lstrip()) > self.width:
                raise ValueError("placeholder too large for max width")
        chunks = self._split_chunks(text)
        chunks.reverse()
        lines = []
        while chunks:
            indent = self.subsequent_indent if lines else self.initial_indent
            width = self.width - len(indent)
            if lines and self._is_blank(chunks[-1]):
                chunks.pop()
            line = []
            length = 0
            while chunks and length + len(chunks[-1]) <= width:
                length += len(chunks[-1])
                line.append(chunks.pop())
            if chunks and len(chunks[-1]) > width:
                self._break_word(chunks, line, length, width)
                length = sum(map(len, line))
            if line and self._is_blank(line[-1]):
                length -= len(line.pop())
            if not line:
                continue
            last = not chunks or (len(chunks) == 1 and self._is_blank(chunks[0]))
            if self.max_lines is None or len(lines) + 1 < self.max_lines or (last and length <= width):
                lines.append(indent + "".join(line))
                continue
            self._shorten(lines, line, length, width, indent)
            break
        return lines

    def _break_word(self, chunks, line, length, width):
        """Part of a word that is longer than a line."""
        room = 1 if width < 1 else width - length
        if self.break_long_words:
            chunk = chunks[-1]
            end = room
            if self.break_on_hyphens and len(chunk) > room:
                hyphen = chunk.rfind("-", 0, room)
                if hyphen > 0 and any(c != "-" for c in chunk[:hyphen]):
                    end = hyphen + 1
            line.append(chunk[:end])
            chunks[-1] = chunk[end:]
        elif not line:
            line.append(chunks.pop())

    def _shorten(self, lines, line, length, width, indent):
        """The last line that max_lines allows, with the placeholder."""
        while line:
            if line[-1].strip() and length + len(self.placeholder) <= width:
                line.append(self.placeholder)
                lines.append(indent + "".join(line))
                return
            length -= len(line.pop())
        if lines:
            before = lines[-1].rstrip()
            if len(before) + len(self.placeholder) <= self.width:
                lines[-1] = before + self.placeholder
                return
        lines.append(indent + self.placeholder.lstrip())

    def fill(self, text):
        return "\n".join(self.wrap(text))


def wrap(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(" ".join(text.strip().split()))


def dedent(text):
    margin = None
    lines = text.split("\n")
    for i, line in enumerate(lines):
        bare = line.lstrip(" \t")
        if not bare:
            lines[i] = ""
            continue
        indent = line[: len(line) - len(bare)]
        if margin is None:
            margin = indent
        while not indent.startswith(margin):
            margin = margin[:-1]
    if margin:
        lines = [line[len(margin) :] for line in lines]
    return "\n".join(lines)


def indent(text, prefix, predicate=None):
    if predicate is None:
        predicate = str.strip
    return "".join(prefix + line if predicate(line) else line for line in text.splitlines(True))
