import urllib.parse
from urllib.parse import parse_qs, parse_qsl, quote, quote_plus, unquote, unquote_plus, urldefrag, urlencode, urljoin, urlparse, urlsplit, urlunparse, urlunsplit

print(quote("a b/ü?&="), quote("a/b", safe=""), quote_plus("a b+c"), quote(b"\xff a"), quote("~_.-"), unquote("a%20b%C3%BC%zz"), unquote_plus("a+b%2B"), unquote("%ff"))
print(urlencode({"q": "a b", "n": 5, "u": "é&"}), urlencode([("a", 1), ("a", 2)]), urlencode({"x": [1, 2], "y": "z"}, doseq=True), urlencode({}), urlencode({"a b": "c/d"}, quote_via=quote))
print(parse_qs("a=1&b=2&a=3&c=&d"), parse_qs("a=&b", keep_blank_values=True), parse_qsl("x=%20y&z=a+b"), parse_qsl(""))
u = urlparse("https://user:pa%20ss@Example.com:8080/path/to;params?q=1&r=2#frag")
print(u, u.scheme, u.netloc, u.hostname, u.port, u.username, u.password, u.path, u.params, u.query, u.fragment)
print(u.geturl(), u[0], len(u), u._replace(fragment="x", query="").geturl())
s = urlsplit("//host/a?b#c", scheme="ftp")
print(s, urlunsplit(s), urlunparse(("http", "h", "/p", "", "q=1", "")), urlsplit("mailto:a@b.c"), urlsplit("/rel?x"), urlsplit("HTTP://[::1]:80/").hostname)
scheme, netloc, path, query, fragment = s
print(scheme, netloc, urldefrag("http://a/b#c"), urldefrag("x").url)
base = "http://a/b/c/d;p?q"
for ref in ("g", "./g", "g/", "/g", "//g", "?y", "g?y", "#s", "../g", "../../g", "../../../g", "", "g;x", "http:g", "https://x/y", "g/../h", "."):
    print(repr(ref), urljoin(base, ref))
for bad in (lambda: urlsplit("http://[::1"), lambda: urlsplit("http://h:x/").port, lambda: urlsplit("http://h:99999/").port, lambda: urlencode("abc"), lambda: urllib.parse.quote_from_bytes("x")):
    try:
        print(bad())
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
