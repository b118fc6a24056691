"""What client code does instead of importing what no browser has."""

from __future__ import annotations

# Modules -> what to do in their place.
_IN_A_BROWSER = {
    "os pathlib shutil tempfile glob fileinput": "files are the server's: read or write "
    "them in an action; pystream.browser.storage keeps text in the browser",
    "threading multiprocessing concurrent _thread sched": "asyncio runs tasks side by side in a browser: "
    "asyncio.create_task, asyncio.gather; heavy work belongs in an action",
    "socket ssl select selectors socketserver websockets asyncore": "the line to the server is there: call "
    "an action, or declare an Event; other servers: window.fetch and window.WebSocket of pystream.browser",
    "requests httpx aiohttp http urllib3 urllib ftplib smtplib imaplib": "`await window.fetch(url)` of "
    "pystream.browser, or do it in an action",
    "sqlite3 sqlalchemy redis psycopg psycopg2 pymongo peewee dbm": "databases are the server's: query in an "
    "action and return the rows",
    "numpy scipy pandas polars sklearn torch tensorflow matplotlib PIL cv2": "compute in an action and "
    "return the result; lists, math and statistics work in the browser",
    "pickle marshal shelve": "json.dumps and json.loads; actions take and return dataclasses as they are",
    "subprocess signal ctypes pwd fcntl mmap resource": "programs run on the server, in an action",
    "tkinter curses turtle readline getpass": "the page is the user interface: dom, create and on of "
    "pystream.client",
    "flask django fastapi starlette sanic": "this is the browser's half; what it asks for is an @action in "
    "server_src",
    "argparse optparse": "a page has no command line; window.location.search has what its address says",
    "platform": "window.navigator.userAgent of pystream.browser tells which browser this is",
    "inspect ast dis importlib runpy pkgutil": "programs are compiled before they run; keep what you look "
    "up by name in a dict",
    "unittest pytest doctest": "tests run on your machine, against the same modules",
    "xml lxml bs4": "pystream.browser's window.DOMParser reads HTML and XML",
    "zoneinfo locale gettext": "window.Intl of pystream.browser formats dates and numbers as people there do",
    "zlib gzip bz2 lzma zipfile tarfile": "pack and unpack in an action; the line and the page are "
    "compressed already",
    "csv configparser tomllib": "read it in an action and return the rows",
}


def instead(name: str) -> str:
    """What to do in place of importing a module that no browser has; empty: nothing is known of it."""
    top = name.split(".")[0]
    for names, way in _IN_A_BROWSER.items():
        if top in names.split():
            return way
    return ""
