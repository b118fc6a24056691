"""The filter urlencode, apart for what it imports."""

from urllib.parse import quote


def do_urlencode(value):
    def quoted(text, for_query=False):
        made = quote(text if isinstance(text, str) else str(text), safe="" if for_query else "/")
        return made.replace("%20", "+") if for_query else made

    if isinstance(value, dict):
        value = value.items()
    elif isinstance(value, str) or not hasattr(value, "__iter__"):
        return quoted(value)
    return "&".join([f"{quoted(key, True)}={quoted(each, True)}" for key, each in value])
