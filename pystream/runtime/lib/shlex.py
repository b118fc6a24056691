"""shlex: split(), quote(), join() by the rules of a POSIX shell."""

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_")


def split(s, comments=False, posix=True):
    if s is None:
        raise ValueError("s argument must not be None")
    words = []
    word = None
    quote = ""
    at = 0
    size = len(s)
    while at < size:
        c = s[at]
        at += 1
        if quote:
            if c == quote:
                quote = ""
                if not posix:
                    word += c
            elif c == "\\" and quote == '"' and posix:
                if at == size:
                    raise ValueError("No escaped character")
                word += s[at] if s[at] in '\\"' else "\\" + s[at]
                at += 1
            else:
                word += c
        elif c in " \t\r\n":
            if word is not None:
                words.append(word)
                word = None
        elif c == "#" and comments:
            end = s.find("\n", at)
            at = size if end < 0 else end
        elif c in "\"'":
            quote = c
            word = (word or "") + ("" if posix else c)
        elif c == "\\" and posix:
            if at == size:
                raise ValueError("No escaped character")
            word = (word or "") + s[at]
            at += 1
        else:
            word = (word or "") + c
    if quote:
        raise ValueError("No closing quotation")
    if word is not None:
        words.append(word)
    return words


def quote(s):
    if not s:
        return "''"
    if all(c in _SAFE for c in s):
        return s
    return "'" + s.replace("'", "'\"'\"'") + "'"


def join(split_command):
    return " ".join(map(quote, split_command))
