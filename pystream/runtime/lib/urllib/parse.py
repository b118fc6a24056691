"""urllib.parse: URLs taken apart and put together."""

_ALWAYS_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")
_HEX = "0123456789abcdefABCDEF"
uses_relative = [
    "",
    "ftp",
    "http",
    "gopher",
    "nntp",
    "imap",
    "wais",
    "file",
    "https",
    "shttp",
    "mms",
    "prospero",
    "rtsp",
    "rtspu",
    "sftp",
    "svn",
    "svn+ssh",
    "ws",
    "wss",
]
uses_netloc = [
    *(
        "",
        "ftp",
        "http",
        "gopher",
        "nntp",
        "telnet",
        "imap",
        "wais",
        "file",
        "mms",
        "https",
        "shttp",
        "snews",
        "prospero",
    ),
    *("rtsp", "rtspu", "rsync", "svn", "svn+ssh", "sftp", "nfs", "git", "git+ssh", "ws", "wss"),
]
uses_params = [
    "",
    "ftp",
    "hdl",
    "prospero",
    "http",
    "imap",
    "https",
    "shttp",
    "rtsp",
    "rtspu",
    "sip",
    "sips",
    "mms",
    "sftp",
    "tel",
]


def quote_from_bytes(bs, safe="/"):
    if not isinstance(bs, (bytes, bytearray)):
        raise TypeError("quote_from_bytes() expected bytes")
    keep = _ALWAYS_SAFE.union(safe if isinstance(safe, str) else safe.decode("ascii"))
    return "".join(chr(b) if b < 128 and chr(b) in keep else f"%{b:02X}" for b in bs)


def quote(string, safe="/", encoding=None, errors=None):
    if isinstance(string, str):
        string = string.encode(encoding or "utf-8", errors or "strict")
    elif encoding is not None:
        raise TypeError("quote() doesn't support 'encoding' for bytes")
    elif errors is not None:
        raise TypeError("quote() doesn't support 'errors' for bytes")
    return quote_from_bytes(string, safe)


def quote_plus(string, safe="", encoding=None, errors=None):
    return quote(
        string, (safe if isinstance(safe, str) else safe.decode("ascii")) + " ", encoding, errors
    ).replace(" ", "+")


def unquote_to_bytes(string):
    data = string.encode("utf-8") if isinstance(string, str) else bytes(string)
    if b"%" not in data:
        return data
    out = bytearray()
    at = 0
    while at < len(data):
        pair = data[at + 1 : at + 3].decode("latin-1") if data[at] == 37 else ""
        if len(pair) == 2 and pair[0] in _HEX and pair[1] in _HEX:
            out.append(int(pair, 16))
            at += 3
        else:
            out.append(data[at])
            at += 1
    return bytes(out)


def unquote(string, encoding="utf-8", errors="replace"):
    if isinstance(string, bytes):
        return unquote_to_bytes(string).decode(encoding or "utf-8", errors or "replace")
    if "%" not in string:
        return string
    if encoding is None or encoding == "utf-8":
        return unquote_to_bytes(string).decode("utf-8", errors or "replace")
    # Characters beyond ASCII stand for themselves, whatever the encoding of the quoted ones.
    out = ""
    plain = ""
    for c in string:
        if c.isascii():
            plain += c
        else:
            out += unquote_to_bytes(plain).decode(encoding, errors or "replace") + c
            plain = ""
    return out + unquote_to_bytes(plain).decode(encoding, errors or "replace")


def unquote_plus(string, encoding="utf-8", errors="replace"):
    return unquote(string.replace("+", " "), encoding, errors)


def urlencode(query, doseq=False, safe="", encoding=None, errors=None, quote_via=quote_plus):
    if hasattr(query, "items"):
        query = query.items()
    elif (
        isinstance(query, (str, bytes))
        or not hasattr(query, "__len__")
        or (len(query) and not isinstance(query[0], tuple))
    ):
        raise TypeError("not a valid non-string sequence or mapping object")

    def quoted(x):
        if isinstance(x, bytes):
            return quote_via(x, safe)
        return quote_via(str(x), safe, encoding, errors)

    parts = []
    for key, value in query:
        if doseq and not isinstance(value, (str, bytes)) and hasattr(value, "__len__"):
            for each in value:
                parts.append(quoted(key) + "=" + quoted(each))
        else:
            parts.append(quoted(key) + "=" + quoted(value))
    return "&".join(parts)


def parse_qsl(
    qs,
    keep_blank_values=False,
    strict_parsing=False,
    encoding="utf-8",
    errors="replace",
    max_num_fields=None,
    separator="&",
):
    if not separator or not isinstance(separator, str):
        raise ValueError("Separator must be of type string or bytes.")
    pairs = []
    if not qs:
        return pairs
    if max_num_fields is not None and max_num_fields < 1 + qs.count(separator):
        raise ValueError("Max number of fields exceeded")
    for field in qs.split(separator):
        if not field and not strict_parsing:
            continue
        name, found, value = field.partition("=")
        if not found:
            if strict_parsing:
                raise ValueError(f"bad query field: {field!r}")
            if not keep_blank_values:
                continue
        if value or keep_blank_values:
            pairs.append((unquote_plus(name, encoding, errors), unquote_plus(value, encoding, errors)))
    return pairs


def parse_qs(
    qs,
    keep_blank_values=False,
    strict_parsing=False,
    encoding="utf-8",
    errors="replace",
    max_num_fields=None,
    separator="&",
):
    found = {}
    for name, value in parse_qsl(
        qs, keep_blank_values, strict_parsing, encoding, errors, max_num_fields, separator
    ):
        found.setdefault(name, []).append(value)
    return found


class _Location(tuple):
    """What SplitResult and ParseResult know of their netloc."""

    def _user(self):
        user, at, _ = self.netloc.rpartition("@")
        name, colon, password = user.partition(":")
        return (name if at else None), (password if colon else None)

    def _host(self):
        host = self.netloc.rpartition("@")[2]
        before, bracket, inner = host.partition("[")
        if bracket:
            name, _, port = inner.partition("]")
            port = port.partition(":")[2]
        else:
            name, _, port = host.partition(":")
        return name, port or None

    @property
    def username(self):
        return self._user()[0]

    @property
    def password(self):
        return self._user()[1]

    @property
    def hostname(self):
        name = self._host()[0]
        if not name:
            return None
        name, percent, zone = name.partition("%")
        return name.lower() + percent + zone

    @property
    def port(self):
        port = self._host()[1]
        if port is None:
            return None
        if not (port.isdigit() and port.isascii()):
            raise ValueError(f"Port could not be cast to integer value as {port!r}")
        port = int(port)
        if port > 65535:
            raise ValueError("Port out of range 0-65535")
        return port

    @property
    def scheme(self):
        return self[0]

    @property
    def netloc(self):
        return self[1]

    @property
    def path(self):
        return self[2]

    @property
    def query(self):
        return self[-2]

    @property
    def fragment(self):
        return self[-1]

    def _replace(self, **kwds):
        names = self._fields
        for name in kwds:
            if name not in names:
                raise ValueError(f"Got unexpected field names: {list(kwds)!r}")
        return type(self)(*[kwds.get(name, value) for name, value in zip(names, self)])

    def _asdict(self):
        return dict(zip(self._fields, self))

    def __repr__(self):
        inside = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self))
        return f"{type(self).__name__}({inside})"


class SplitResult(_Location):
    _fields = ("scheme", "netloc", "path", "query", "fragment")

    def __new__(cls, scheme, netloc, path, query, fragment):
        return tuple.__new__(cls, (scheme, netloc, path, query, fragment))

    def geturl(self):
        return urlunsplit(self)


class ParseResult(_Location):
    _fields = ("scheme", "netloc", "path", "params", "query", "fragment")

    def __new__(cls, scheme, netloc, path, params, query, fragment):
        return tuple.__new__(cls, (scheme, netloc, path, params, query, fragment))

    @property
    def params(self):
        return self[3]

    def geturl(self):
        return urlunparse(self)


class DefragResult(tuple):
    def __new__(cls, url, fragment):
        return tuple.__new__(cls, (url, fragment))

    @property
    def url(self):
        return self[0]

    @property
    def fragment(self):
        return self[1]

    def geturl(self):
        return self[0] + ("#" + self[1] if self[1] else "")

    def __repr__(self):
        return f"DefragResult(url={self[0]!r}, fragment={self[1]!r})"


def urlsplit(url, scheme="", allow_fragments=True):
    while url and url[0] <= " ":
        url = url[1:]
    url = url.replace("\t", "").replace("\r", "").replace("\n", "")
    netloc = query = fragment = ""
    head, colon, rest = url.partition(":")
    if (
        colon
        and head
        and head[0].isascii()
        and head[0].isalpha()
        and all(c.isascii() and (c.isalnum() or c in "+-.") for c in head)
    ):
        scheme, url = head.lower(), rest
    if url[:2] == "//":
        end = len(url)
        for mark in "/?#":
            found = url.find(mark, 2)
            if 0 <= found < end:
                end = found
        netloc, url = url[2:end], url[end:]
        if ("[" in netloc) != ("]" in netloc):
            raise ValueError("Invalid IPv6 URL")
    if allow_fragments:
        url, _, fragment = url.partition("#")
    url, _, query = url.partition("?")
    return SplitResult(scheme, netloc, url, query, fragment)


def urlparse(url, scheme="", allow_fragments=True):
    scheme, netloc, path, query, fragment = urlsplit(url, scheme, allow_fragments)
    params = ""
    if scheme in uses_params and ";" in path:
        last = path.rfind("/")
        at = path.find(";", max(last, 0))
        if at >= 0:
            path, params = path[:at], path[at + 1 :]
    return ParseResult(scheme, netloc, path, params, query, fragment)


def urlunsplit(components):
    scheme, netloc, url, query, fragment = components
    if netloc or (scheme and scheme in uses_netloc and url[:2] != "//"):
        if url and url[:1] != "/":
            url = "/" + url
        url = "//" + netloc + url
    if scheme:
        url = scheme + ":" + url
    if query:
        url = url + "?" + query
    return url + "#" + fragment if fragment else url


def urlunparse(components):
    scheme, netloc, url, params, query, fragment = components
    return urlunsplit((scheme, netloc, f"{url};{params}" if params else url, query, fragment))


def urldefrag(url):
    if "#" not in url:
        return DefragResult(url, "")
    parts = urlparse(url)
    return DefragResult(urlunparse(parts._replace(fragment="")), parts.fragment)


def urljoin(base, url, allow_fragments=True):
    if not base:
        return url
    if not url:
        return base
    outer = urlparse(base, "", allow_fragments)
    inner = urlparse(url, outer.scheme, allow_fragments)
    if inner.scheme != outer.scheme or inner.scheme not in uses_relative:
        return url
    if inner.scheme in uses_netloc:
        if inner.netloc:
            return urlunparse(inner)
        inner = inner._replace(netloc=outer.netloc)
    if not inner.path and not inner.params:
        return urlunparse(
            inner._replace(path=outer.path, params=outer.params, query=inner.query or outer.query)
        )
    if inner.path[:1] == "/":
        steps = inner.path.split("/")
    else:
        parents = outer.path.split("/")
        if parents[-1] != "":
            del parents[-1]
        steps = parents + inner.path.split("/")
        steps[1:-1] = [each for each in steps[1:-1] if each]
    path = []
    for step in steps:
        if step == "..":
            if path:
                path.pop()
        elif step != ".":
            path.append(step)
    if steps[-1] in (".", ".."):
        path.append("")
    return urlunparse(inner._replace(path="/".join(path) or "/"))
