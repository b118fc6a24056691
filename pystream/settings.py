"""Settings: one frozen record, read once at start and passed in.

Sources, later ones win: the defaults below, `[tool.pystream]` in pyproject.toml, `PYSTREAM_<NAME>` in the
environment, the command line. A name that is not below is refused.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pystream.budgets import read_budgets
from pystream.clients import Client, read_clients
from pystream.rate import parse_rate

ENV_PREFIX = "PYSTREAM_"
APP_ENV_PREFIX = "PYSTREAM_APP_"
CONSTANTS_ENV_PREFIX = "PYSTREAM_CONSTANTS_"
# The settings that are one of a few words.
CHOICES = {
    "engine": ("pystream", "transcrypt"),
    "slow_reader": ("close", "drop"),
    "metrics": ("", "local", "open"),
    "log_format": ("auto", "text", "json"),
    "log_level": ("debug", "info", "warning", "error"),
    "log_calls": ("all", "failed", "off"),
}
CSP_DIRECTIVES = (
    "default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem",
    "style-src-attr", "img-src", "font-src", "media-src", "connect-src", "worker-src", "frame-src",
    "child-src", "object-src", "manifest-src", "base-uri", "form-action", "frame-ancestors",
    "require-trusted-types-for", "trusted-types", "upgrade-insecure-requests",
)  # fmt: skip

# Sources of a policy that mean nothing without their quotes.
_KEYWORDS = frozenset({
    "self", "none", "unsafe-inline", "unsafe-eval", "unsafe-hashes", "strict-dynamic", "wasm-unsafe-eval",
    "report-sample", "script",
})  # fmt: skip
_CDN = re.compile(r"https?://[a-z0-9._-]+(:[0-9]+)?(/[A-Za-z0-9_.~-]+)*")
_MAY_BE_0 = frozenset({"port", "redirect_port", "proxies", "hsts_days"})
# By setting: what each text must be, and an example.
_FORMS = {
    "hosts": (re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*"), "chat.example, without scheme and port"),
    "origins": (
        re.compile(r"[a-z][a-z0-9+.-]*://[^/\s,A-Z]+"),
        "https://chat.example, with nothing behind the host",
    ),
}


# No address that runs something in the page.
_EDITOR = re.compile(r"(?!javascript:|data:|blob:)[a-z][a-z0-9+.-]*:\S*\{path\}\S*")


class SettingsError(Exception):
    """A setting is unknown or its value does not fit; the text says which, where and what is expected."""


def _setting(default: Any, help_text: str, unit: str = "") -> Any:
    metadata = {"help": help_text, "unit": unit}
    if isinstance(default, dict):
        return field(default_factory=default.copy, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. `root` is the project's folder; all else has a default."""

    root: Path = _setting(Path("."), "the folder that holds client_src/ and server_src/")
    title: str = _setting("", "the page's title; empty: the folder's name")
    engine: str = _setting("pystream", "which compiler engine turns client Python into JavaScript")

    host: str = _setting("127.0.0.1", "the address to listen on")
    port: int = _setting(3000, "the TCP port to listen on; 0: any free one")
    workers: int = _setting(1, "server processes; more than one needs redis")
    store: str = _setting(
        ".pystream/state.sqlite3",
        "without redis: the file of sessions and kept events, in root; `memory`: a restart forgets them",
    )
    redis: str = _setting(
        "", "where workers meet: redis://, rediss://, unix://, redis+sentinel:// or redis+cluster://"
    )
    redis_prefix: str = _setting("pystream:", "what every Redis key and channel of this app begins with")
    hosts: tuple[str, ...] = _setting(
        (),
        "names that the server is reached by, as chat.example, *.chat.example or * for any; addresses and "
        "localhost always count",
    )
    origins: tuple[str, ...] = _setting(
        (),
        "origins whose pages may open the line and post, besides the server's own host, as https://host[:port]",
    )
    proxies: int = _setting(
        0, "trusted proxies on the way of every request; X-Forwarded-* count as far as these wrote them"
    )
    csp: Mapping[str, Any] = _setting(
        {},
        "what the page may use besides the defaults, by directive of Content-Security-Policy: "
        '[tool.pystream.csp] img-src = ["https:"]; an empty list takes a directive away',
    )
    tls_cert: str = _setting("", "a certificate with its chain, as a PEM file: the port then speaks https")
    tls_key: str = _setting("", "the certificate's private key, as a PEM file; empty: it is in the same file")
    redirect_port: int = _setting(0, "a port where http is led to https, as 80; 0: none")
    hsts_days: float = _setting(
        365.0, "how long a browser that came by https comes by nothing else; 0: not said", "days"
    )

    cdn: str = _setting(
        "",
        "where browsers fetch what `pystream compile` puts into build/assets, as https://cdn.example; "
        "empty: from this server",
    )
    fallback: bool = _setting(
        True,
        "an address without an ending that is nothing else's shows the client whose path it is below; "
        "false: it is not found",
    )

    css: Mapping[str, Any] = _setting(
        {},
        '[tool.pystream.css] command = "sass --stdin": what makes CSS of .scss, .sass, .less and .styl files',
    )
    budgets: Mapping[str, Any] = _setting(
        {},
        '[tool.pystream.budgets] script = "20 kB": what each client may weigh by gzip; page, script, style, '
        "total; [tool.pystream.budgets.admin] for one; a compile over them fails",
    )
    offline: bool = _setting(
        False, "pages open without a network, by a service worker that keeps them; calls wait for the line"
    )
    offline_file_bytes: int = _setting(
        262_144, "static files up to this size are kept for that, too", "bytes"
    )

    authenticate: bool = _setting(
        False,
        "actions and streams are for who has signed in, unless they or their module say otherwise",
    )
    rate: str = _setting(
        "",
        "how often one user or address may call an action, as 5/s, unless it says otherwise; empty: no limit",
    )

    open_channels: bool = _setting(
        True, "channels that no @channel fits are open to server code; false: nobody can subscribe to one"
    )
    http_api: bool = _setting(True, "actions are called by HTTP too, POST /api/chat/say")
    openapi: bool = _setting(
        True, "/api/openapi.json tells everybody which actions there are, and what they take and give"
    )

    call_timeout_s: float = _setting(10.0, "how long the browser waits for an answer", "s")
    heartbeat_s: float = _setting(
        20.0, "how often each side asks a silent other; two unanswered pings end the line", "s"
    )
    resume_s: float = _setting(
        120.0, "how long a tab whose line broke is expected back: its calls and subscriptions", "s"
    )
    history_s: float = _setting(
        3600.0, "how long events with keep=N are kept after the last of their topic", "s"
    )
    presence_ttl_s: float = _setting(
        15.0, "how long users of a worker that was killed are still taken for present", "s"
    )
    presence_grace_s: float = _setting(
        3.0, "how long users stay present whose last tab was closed, reloaded or lost its line", "s"
    )
    drain_s: float = _setting(10.0, "how long a stopping server waits for calls under way", "s")
    session_days: float = _setting(
        30.0, "how long a session lives after its last use; an open tab uses it", "days"
    )
    session_max_days: float = _setting(
        90.0, "how long one lives at most after somebody signed in, or something was first saved", "days"
    )

    hello_timeout_s: float = _setting(10.0, "how long a line may be open without its hello", "s")
    request_timeout_s: float = _setting(
        10.0, "how long a request may take to come, and a second more for each 1000 bytes", "s"
    )
    keep_alive_s: float = _setting(30.0, "how long a connection may be open without a request", "s")
    max_connections: int = _setting(10_000, "connections, lines among them, of one worker", "connections")
    max_connections_per_ip: int = _setting(
        1_000, "of these, those of one address (of IPv6: one /64)", "connections"
    )
    max_handshakes_per_s: float = _setting(
        100.0, "lines that one address may open a second, ten times as many at once", "lines/s"
    )
    max_messages_per_s: float = _setting(
        5_000.0, "messages that a line may send a second, over five seconds", "messages/s"
    )
    max_body_bytes: int = _setting(1_048_576, "the largest body of an HTTP request", "bytes")
    max_frame_bytes: int = _setting(1_048_576, "the largest message the server takes", "bytes")
    max_calls_in_flight: int = _setting(256, "calls of one tab that may run at once", "calls")
    max_uploads: int = _setting(16, "files that one tab may send at once", "files")
    max_upload_bytes: int = _setting(
        10_485_760, "the largest file an action takes, unless it says `upload_limit`", "bytes"
    )
    max_subscriptions: int = _setting(256, "channels one tab may be subscribed to", "channels")
    max_session_bytes: int = _setting(65_536, "what an app may keep in one session's data", "bytes")
    max_outbox_bytes: int = _setting(
        4_194_304, "unread bytes after which a reader counts as too slow; see slow_reader", "bytes"
    )
    slow_reader: str = _setting(
        "close", "what happens to one: `close` cuts it off, `drop` leaves events out and tells it of the gap"
    )

    log_format: str = _setting("auto", "`text`, `json`, or `auto`: text on a terminal, else JSON")
    log_level: str = _setting("info", "what is logged at least: `debug`, `info`, `warning` or `error`")
    log_calls: str = _setting(
        "all", "which calls get a line in the log: `all`, `failed` or, but for bugs, none: `off`"
    )
    client_errors: bool = _setting(
        True, "browsers tell of exceptions that nobody caught there; they are logged with Python's frames"
    )
    metrics: str = _setting(
        "local", "who gets /metrics: `local` who asks from this machine, `open` anybody; empty: nobody"
    )
    metrics_token: str = _setting("", "if set, /metrics is for who shows it, `Authorization: Bearer ...`")

    clients: Mapping[str, Any] = _setting(
        {},
        '[tool.pystream.clients]: pages beside the main one, by name: `admin = "/admin"` is '
        "client_src/admin/app.py and app.html; see docs/clients.md",
    )
    dev_panel: bool = _setting(True, "pages of `pystream serve --dev` have the developer's panel in a corner")
    editor: str = _setting(
        "vscode://file{path}:{line}:{col}",
        "the address that opens a file in your editor, for the links of --dev's pages; empty: none",
    )

    constants: Mapping[str, Any] = _setting(
        {}, "[tool.pystream.constants]: values for client code, by `from shared_src import constants`; public"
    )
    public_constants: tuple[str, ...] = _setting(
        (), "constants that may go to browsers although they look like secrets"
    )
    app: Mapping[str, Any] = _setting(
        {}, "the app's own settings, [tool.pystream.app]; `pystream.config` in server code"
    )

    def replace(self, **changes: Any) -> Settings:
        """These settings with some values changed, checked like any others."""
        return dataclasses.replace(self, **_checked(changes, "command line"))

    @property
    def cookie_days(self) -> float:
        """How long a browser keeps the session's cookie after a visit."""
        return min(self.session_days, self.session_max_days)

    @property
    def all_clients(self) -> tuple[Client, ...]:
        """The main client and those of `clients`."""
        return read_clients(self.clients, CHOICES["engine"])

    @property
    def page_title(self) -> str:
        return self.title or self.root.resolve().name


_FIELDS = {entry.name: entry for entry in dataclasses.fields(Settings)}


def load(root: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of the project in `root`.

    Raises:
        SettingsError: pyproject.toml is not TOML, a name is unknown, a value does not fit.
    """
    values: dict[str, Any] = {}
    path = root / "pyproject.toml"
    if path.is_file():
        try:
            tool = tomllib.loads(path.read_text("utf-8")).get("tool")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
            raise SettingsError(f"{path}: not TOML: {why}") from None
        table = tool.get("pystream", {}) if isinstance(tool, dict) else {}
        if not isinstance(table, dict):
            raise SettingsError(f"{path}: [tool.pystream] must be a table, got {table!r}")
        if "root" in table:
            raise SettingsError(f"{path}: [tool.pystream] root is where the file is; remove it")
        values |= _checked(table, f"{path}: [tool.pystream]")
    app = dict(values.get("app", {}))
    constants = dict(values.get("constants", {}))
    from_environ: dict[str, Any] = {}
    for key, text in environ.items():
        if key.startswith(APP_ENV_PREFIX):
            app[key.removeprefix(APP_ENV_PREFIX).lower()] = text
        elif key.startswith(CONSTANTS_ENV_PREFIX):
            name, value = _constant(key, text, constants)
            constants[name] = value
        elif key.startswith(ENV_PREFIX):
            name = key.removeprefix(ENV_PREFIX).lower()
            from_environ[name] = _from_text(name, text)
    values |= _checked(from_environ, "environment")
    values |= {"app": app, "constants": constants}
    return Settings(root=root, **{name: value for name, value in values.items() if name != "root"})


def _from_text(name: str, text: str) -> Any:
    kind = _FIELDS[name].type if name in _FIELDS else "str"
    try:
        if kind == "int":
            return int(text)
        if kind == "float":
            return float(text)
    except ValueError:
        raise SettingsError(
            f"environment: {ENV_PREFIX}{name.upper()} must be a number, got {text!r}"
        ) from None
    if kind == "bool":
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if kind == "tuple[str, ...]":
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def _constant(key: str, text: str, constants: Mapping[str, Any]) -> tuple[str, Any]:
    """A constant from the environment, of the type that it has in pyproject.toml, which code relies on."""
    lower = key.removeprefix(CONSTANTS_ENV_PREFIX).lower()
    name = next((each for each in constants if each.lower() == lower), None)
    if name is None:
        raise SettingsError(f"environment: {key}: [tool.pystream.constants] has no {lower} to be replaced")
    kind = type(constants[name])
    if kind is str:
        return name, text
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = None
    value = float(value) if kind is float and _is_number(value) else value
    if type(value) is not kind:
        like = constants[name]
        raise SettingsError(f"environment: {key} must be TOML of the type of {like!r}, got {text!r}")
    return name, value


def _checked(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    return {name: _check(name, value, where) for name, value in values.items()}


def _check(name: str, value: Any, where: str) -> Any:
    if name not in _FIELDS:
        known = [each for each in _FIELDS if each != "root"]
        near = difflib.get_close_matches(name, known, 1)
        hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}"
        raise SettingsError(f"{where}: no setting is called {name}{hint}")
    kind = str(_FIELDS[name].type)
    expected, fits = _KINDS[kind](value)
    if not fits:
        raise SettingsError(f"{where}: {name} must be {expected}, got {value!r}")
    if name in CHOICES and value not in CHOICES[name]:
        choices = ", ".join(choice or '""' for choice in CHOICES[name])
        raise SettingsError(f"{where}: {name} must be one of {choices}, got {value!r}")
    if name in _FORMS:
        form, example = _FORMS[name]
        for part in value:
            if not form.fullmatch(part):
                raise SettingsError(f"{where}: {name}: {part!r} is no {name[:-1]}; write it as {example}")
    if name == "cdn" and value and not _CDN.fullmatch(value):
        raise SettingsError(
            f"{where}: cdn: {value!r} is no place for files; write it as https://cdn.example or "
            "https://cdn.example/app, with no slash at the end"
        )
    if name == "budgets":
        try:
            for client in ("", *value):
                read_budgets(value, client)
        except ValueError as why:
            raise SettingsError(f"{where}: budgets: {why}") from None
    if name == "css" and (set(value) - {"command"} or not isinstance(value.get("command", ""), str)):
        raise SettingsError(f"{where}: css must be a table with `command`, a text, got {dict(value)!r}")
    if name == "csp":
        _check_csp(value, where)
    if name == "editor" and value and not _EDITOR.fullmatch(value):
        expected = "an address with {path} in it, as vscode://file{path}:{line}:{col}"
        raise SettingsError(f"{where}: editor must be {expected}, got {value!r}")
    if name == "rate":
        try:
            parse_rate(value)
        except ValueError as why:
            raise SettingsError(f"{where}: rate {why}") from None
    if name == "clients":
        try:
            read_clients(value, CHOICES["engine"])
        except ValueError as why:
            raise SettingsError(f"{where}: clients: {why}") from None
    if name in ("port", "redirect_port") and not 0 <= value <= 65535:
        raise SettingsError(f"{where}: {name} must be from 0 to 65535, got {value}")
    if kind in ("int", "float") and (value < 0 or (value == 0 and name not in _MAY_BE_0)):
        least = "0 or more" if name in _MAY_BE_0 else "more than 0"
        raise SettingsError(f"{where}: {name} must be {least}, got {value}")
    if kind == "float":
        return float(value)
    return tuple(value) if kind == "tuple[str, ...]" else value


def _check_csp(value: Mapping[str, Any], where: str) -> None:
    for directive, sources in value.items():
        if directive not in CSP_DIRECTIVES:
            near = difflib.get_close_matches(directive, CSP_DIRECTIVES, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise SettingsError(f"{where}: csp: no directive is called {directive}{hint}")
        expected, fits = _KINDS["tuple[str, ...]"](sources)
        if not fits:
            raise SettingsError(f"{where}: csp: {directive} must be {expected}, got {sources!r}")
        for source in sources:
            # CSP 3, 2.2.1: a separator here would begin another source or directive.
            if not re.fullmatch(r"[!-+\--:<-~]+", source):
                raise SettingsError(f"{where}: csp: {directive}: {source!r} is no source; write one each")
            if source in _KEYWORDS:
                raise SettingsError(f"{where}: csp: {directive}: write \"'{source}'\", in quotes of its own")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


_KINDS: dict[str, Any] = {
    "bool": lambda value: ("true or false", isinstance(value, bool)),
    "str": lambda value: ("text", isinstance(value, str)),
    "int": lambda value: ("a whole number", isinstance(value, int) and not isinstance(value, bool)),
    "float": lambda value: ("a number", _is_number(value)),
    "Path": lambda value: ("a path", isinstance(value, Path)),
    "tuple[str, ...]": lambda value: (
        "a list of texts",
        isinstance(value, list | tuple) and all(isinstance(part, str) for part in value),
    ),
    "Mapping[str, Any]": lambda value: ("a table", isinstance(value, Mapping)),
}
