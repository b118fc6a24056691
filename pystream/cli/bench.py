"""`pystream bench`: load on the app at hand, and what it bears."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from pystream.cli.load import Call, Found, Load, Refused, cookie_of
from pystream.cli.main import project_option, project_settings
from pystream.contract import Action
from pystream.server.errors import StartError
from pystream.server.registry import read_declared
from pystream.settings import ENV_PREFIX, Settings

START_S = 60.0
STOP_S = 20.0
COLUMNS = 40
_BARS = " ▁▂▃▄▅▆▇█"
# One machine stands for many here.
_UNBOUNDED = {
    "MAX_CONNECTIONS": "100000",
    "MAX_CONNECTIONS_PER_IP": "100000",
    "MAX_HANDSHAKES_PER_S": "100000",
    "MAX_MESSAGES_PER_S": "1000000",
    "LOG_CALLS": "off",
    "LOG_LEVEL": "error",
}


@dataclass(slots=True)
class Process:
    """The server's processes: what they have of the machine, where /proc says so."""

    pid: int

    def all(self) -> list[int]:
        found = [self.pid]
        for each in found:
            with contextlib.suppress(OSError):
                children = Path(f"/proc/{each}/task/{each}/children").read_text().split()
                found += [int(child) for child in children]
        return found

    def rss_bytes(self) -> int:
        """Of all of them; 0 where nobody says."""
        total = 0
        for pid in self.all():
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{pid}/status").read_text()
                total += sum(
                    int(kib) * 1024 for kib in re.findall(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
                )
        return total

    def cpu_s(self) -> float:
        total = 0.0
        for pid in self.all():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return total


class _CallType(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    name = "call"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Call:
        try:
            tree = ast.parse(value.strip(), mode="eval").body
            if not isinstance(tree, ast.Call):
                tree = ast.Call(tree, [], [])
            args = [ast.literal_eval(each) for each in tree.args]
            named = {each.arg: ast.literal_eval(each.value) for each in tree.keywords if each.arg}
            return Call(ast.unparse(tree.func), json.dumps([args, named]))
        except (SyntaxError, ValueError, TypeError):
            self.fail(f"""{value!r} is no call; write: 'chat.say("lobby", "hi")'""", param, ctx)


@click.command()
@click.argument("call", type=_CallType(), required=False)
@project_option
@click.option("--clients", type=click.IntRange(1, 20_000), default=100, show_default=True, help="Tabs.")
@click.option("--seconds", type=click.FloatRange(0.1, 600), default=5.0, show_default=True)
@click.option(
    "--at-once", type=click.IntRange(1, 256), default=1, show_default=True, help="Calls of a tab under way."
)
@click.option(
    "--rate",
    type=click.FloatRange(0),
    default=0.0,
    help="Calls a second of a tab.  [default: as fast as answered]",
)
@click.option("--first", type=_CallType(), help="A call that each tab makes first, as joining a channel.")
@click.option("--sign-in", type=_CallType(), help="A call by HTTP that signs each tab's browser in.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True)
@click.option("--redis", metavar="URL", help="Where workers meet.")
@click.option("--url", help="Of a server that runs already, instead of one of this command's own.")
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what is shown as an SVG file too.",
)
def command(
    call: Call | None,
    project: Path,
    clients: int,
    seconds: float,
    at_once: int,
    rate: float,
    first: Call | None,
    sign_in: Call | None,
    workers: int,
    redis: str | None,
    url: str | None,
    picture: Path | None,
) -> None:
    """Put load on the app: pystream bench 'chat.say("lobby", "hi {id}")' --first 'chat.join("lobby")'

    Serves the project in a process of its own, with its state in memory and limits by address lifted, opens
    tabs, and calls from all of them. In texts, {n} is the tab's number and {id} one for each call: events
    that have it in them are timed from the call to the tab. Without a CALL it opens the tabs and weighs them.
    """
    settings = project_settings(project)
    for each in (call, first, sign_in):
        if each is not None:
            _check(each, settings)
    screen = Console(record=picture is not None)
    with contextlib.ExitStack() as stack:
        process = None
        if url is None:
            process, url = stack.enter_context(_serving(settings, workers, redis))
        before_b = process.rss_bytes() if process else 0
        cookies = []
        bar = stack.enter_context(_progress())
        try:
            if sign_in is not None:
                task = bar.add_task("signing in", total=clients)
                body = _by_name(sign_in, settings)
                for number in range(clients):
                    cookies.append(cookie_of(url, sign_in.name, json.loads(body.replace("{n}", str(number)))))
                    bar.update(task, completed=number + 1)
            load = Load(url, clients, cookies)
            report = asyncio.run(_load(load, bar, process, call, first, seconds, at_once, rate))
        except (Refused, OSError, TimeoutError) as why:
            raise click.ClickException(f"{why or 'the server does not answer in time'}") from None
        bar.stop()
        report["memory_b"] = (before_b, report["memory_b"])
        _show(screen, load.found, report, call, clients, workers if process else 0)
    if picture is not None:
        screen.save_svg(str(picture), title="pystream bench")
        click.echo(f"{picture} is written")


async def _load(
    load: Load,
    bar: Progress,
    process: Process | None,
    call: Call | None,
    first: Call | None,
    seconds: float,
    at_once: int,
    rate: float,
) -> dict[str, Any]:
    opening = bar.add_task("opening", total=load.count)
    began = time.perf_counter()
    await load.open(lambda count: bar.update(opening, completed=count))
    report: dict[str, Any] = {"opening_s": time.perf_counter() - began}
    if first is not None:
        await load.each(first)
    report["memory_b"] = process.rss_bytes() if process else 0
    if call is not None:
        calling = bar.add_task("calling", total=seconds)
        cpu, own = (process.cpu_s() if process else 0.0), time.process_time()
        await load.run(call, seconds, at_once, rate, lambda done: bar.update(calling, completed=done))
        report["cpu"] = (process.cpu_s() - cpu) / load.found.seconds if process else 0.0
        report["own_cpu"] = (time.process_time() - own) / load.found.seconds
    load.close()
    return report


def _show(
    screen: Console, found: Found, report: dict[str, Any], call: Call | None, clients: int, workers: int
) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column(justify="right")
    table.add_column()

    def row(name: str, value: str, more: str = "") -> None:
        table.add_row(name, value, more)

    row("opening", f"{clients:,}", f"tabs in {report['opening_s']:.2f} s  {_times(found.opened)}")
    before_b, after_b = report["memory_b"]
    if after_b:
        each = max(0, after_b - before_b) / clients / 1024
        row("memory", f"{after_b / 2**20:.1f} MiB", f"of the server, {each:.1f} KiB more for each tab")
    if call is not None:
        done = len(found.answered)
        row(
            "calls",
            f"{done / found.seconds:,.0f}/s",
            f"{done:,} in {found.seconds:.1f} s  {_times(found.answered)}",
        )
        if found.events:
            row(
                "events", f"{found.events / found.seconds:,.0f}/s", f"{found.events:,}  {_times(found.heard)}"
            )
        for name, count in found.failures.most_common():
            row("failed", f"{count:,}", name)
        if report["cpu"]:
            busy = f"of a core by the server, {report['own_cpu']:.0%} by this program"
            row("processor", f"{report['cpu']:.0%}", busy)
    name = call.name if call else "no calls"
    of = f", {workers} worker{'s' if workers > 1 else ''}" if workers else ""
    screen.print(Text(f"{name}: {clients:,} tabs{of}", style="bold"))
    screen.print(table)
    if found.answered:
        screen.print(_picture(found.answered))
    if report.get("own_cpu", 0) > 0.9:
        screen.print(
            "this program is the limit, and not the server: use fewer tabs or a --rate", style="yellow"
        )


def _times(seconds: list[float]) -> str:
    if not seconds:
        return ""
    ordered = sorted(seconds)
    p50, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.99))
    return f"p50 {p50 * 1000:.1f} ms  p99 {p99 * 1000:.1f} ms  max {ordered[-1] * 1000:.1f} ms"


def _picture(seconds: list[float]) -> Text:
    """How many calls took how long, up to the 99th percentile."""
    ordered = sorted(seconds)
    end = ordered[int((len(ordered) - 1) * 0.99)] or 1e-9
    counts = [0] * COLUMNS
    for each in ordered:
        if each <= end:
            counts[min(COLUMNS - 1, int(each / end * COLUMNS))] += 1
    most = max(counts)
    bars = "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in counts)
    return Text.assemble(("0 ms ", "dim"), (bars, "cyan"), (f" {end * 1000:.1f} ms", "dim"))


def _progress() -> Progress:
    columns = (TextColumn("{task.description:>10}"), BarColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


@contextlib.contextmanager
def _serving(settings: Settings, workers: int, redis: str | None) -> Iterator[tuple[Process, str]]:
    """`pystream serve` of the project, in a process of its own; its process and address."""
    environ = {**os.environ, **{ENV_PREFIX + name: value for name, value in _UNBOUNDED.items()}}
    where = ["--redis", redis] if redis else []
    if not redis:
        environ |= {f"{ENV_PREFIX}STORE": "memory", f"{ENV_PREFIX}REDIS": ""}
    command = [sys.executable, "-m", "pystream.cli", "serve", "--project", str(settings.root), "--port", "0"]
    server = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--workers", str(workers), *where],
        env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    assert server.stdout
    try:
        said = ""
        for line in server.stdout:
            said += line
            if address := re.match(r"pystream: (http://[\w.:]+)", line):
                break
        else:
            raise click.ClickException(f"the server does not start\n\n{said.strip()}")
        yield Process(server.pid), address[1]
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(STOP_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _check(call: Call, settings: Settings) -> None:
    actions = _actions(settings)
    if call.name not in actions:
        from difflib import get_close_matches

        near = get_close_matches(call.name, actions, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise click.ClickException(
            f"there is no action {call.name}{hint}\npublic are: {', '.join(sorted(actions))}"
        )


def _by_name(call: Call, settings: Settings) -> str:
    """JSON of all arguments by their names, as HTTP takes them."""
    args, named = json.loads(call.arguments)
    names = [parameter.name for parameter in _actions(settings)[call.name].parameters]
    return json.dumps(dict(zip(names, args, strict=False)) | named)


def _actions(settings: Settings) -> dict[str, Action]:
    try:
        return read_declared(settings.root).actions
    except StartError as why:
        raise click.ClickException(str(why)) from None
