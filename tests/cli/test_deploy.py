"""What `pystream new` writes into deploy/, as far as a machine without Docker can try it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import click
import httpx
import pytest
import trustme
import websockets
import yaml
from click.testing import CliRunner
from harness import Project, Serve, Tab, eventually, free_port

from pystream.cli.main import main
from pystream.settings import load

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


@pytest.fixture
def deploy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, of an app named chat."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["new", "chat"])
    assert done.exit_code == 0, done.output
    return tmp_path / "chat/deploy"


@asynccontextmanager
async def nginx(folder: Path, conf: str) -> AsyncIterator[None]:
    assert NGINX, "nginx is needed: apt-get install nginx-light"
    whole = f"""
        daemon off; pid {folder}/pid; error_log {folder}/error.log;
        events {{}}
        http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
        {conf} }}
    """
    (folder / "nginx.conf").write_text(whole)
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    try:
        await eventually(lambda: (folder / "pid").exists() or process.returncode is not None)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        _, said = await process.communicate()
        assert process.returncode == 0, said.decode()


async def test_behind_nginx_the_page_the_line_and_the_api_work(
    deploy: Path, tmp_path: Path, project: Project, serve: Serve
) -> None:
    project.write(
        main="""
        from collections.abc import AsyncIterator
        from pystream import Upload, action, request, stream

        @action
        def who() -> str:
            return request.ip

        @action
        async def size(file: Upload) -> int:
            return len(await file.read())

        @stream
        async def count(upto: int) -> AsyncIterator[int]:
            for number in range(upto):
                yield number
        """
    )
    server = await serve(proxies=1, hosts=["chat.example"])
    authority = trustme.CA()
    issued = authority.issue_cert("chat.example")
    issued.private_key_pem.write_to_path(tmp_path / "privkey.pem")
    for pem in issued.cert_chain_pems:
        pem.write_to_path(tmp_path / "fullchain.pem", append=True)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    http, https = free_port(), free_port()
    conf = (deploy / "nginx.conf").read_text()
    for before, after in {
        "/etc/letsencrypt/live/chat.example": str(tmp_path),
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen 443 ssl": f"listen 127.0.0.1:{https} ssl",
        "127.0.0.1:3000": f"127.0.0.1:{server.port}",
    }.items():
        assert before in conf
        conf = conf.replace(before, after)
    async with nginx(tmp_path, conf), httpx.AsyncClient(verify=trusting) as client:
        headers = {"Host": "chat.example"}

        async def ask(method: str, path: str, **more: object) -> httpx.Response:
            url = f"https://127.0.0.1:{https}{path}"
            more = {"headers": headers, "extensions": {"sni_hostname": "chat.example"}, **more}
            return await client.request(method, url, **more)  # type: ignore[arg-type]

        led = await client.get(f"http://127.0.0.1:{http}/x", headers=headers)
        assert (led.status_code, led.headers["location"]) == (301, "https://chat.example/x")
        page = await ask("GET", "/")
        assert page.status_code == 200
        assert page.headers["set-cookie"].startswith("__Host-pystream_session=")
        assert page.headers["strict-transport-security"]
        assert (await ask("GET", "/metrics")).status_code == 403
        assert (await ask("POST", "/api/main/size", files={"file": b"x" * 300_000})).json() == 300_000
        streamed = await ask(
            "POST", "/api/main/count", json={"upto": 3}, headers={**headers, "Accept": "application/x-ndjson"}
        )
        assert streamed.text.splitlines() == ["0", "1", "2"]
        tab = Tab(
            await websockets.connect(
                "wss://chat.example/_pystream/line",
                host="127.0.0.1",
                port=https,
                ssl=trusting,
                compression=None,
                additional_headers={"Origin": "https://chat.example"},
            )
        )
        await tab.hello()
        assert await tab.call("main.who") == "127.0.0.1"
        await tab.close()


def test_the_guide_shows_what_is_written(deploy: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs/deployment.md").read_text("utf-8")
    shown = dict(re.findall(r'^```\w+ title="deploy/(\S+)"\n(.*?)^```$', guide, re.DOTALL | re.MULTILINE))
    assert shown.keys() == {"Dockerfile", "compose.yaml", "app.service", "nginx.conf"}
    assert shown == {name: (deploy / name).read_text() for name in shown}


def test_systemd_takes_the_unit(deploy: Path, tmp_path: Path) -> None:
    unit = (deploy / "app.service").read_text()
    assert "/srv/chat/.venv/bin/pystream" in unit
    # It looks for the programs, the folder and the user.
    unit = unit.replace("/srv/chat/.venv/bin/pystream", sys.executable).replace("User=chat", "User=daemon")
    (tmp_path / "chat.service").write_text(unit)
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(tmp_path / "chat.service")],
        capture_output=True,
        text=True,
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    (tmp_path / "chat.service").write_text(unit.replace("KillMode=", "KillMod="))
    checked = subprocess.run(checked.args, capture_output=True, text=True)
    assert "KillMod" in checked.stderr


def test_the_containers_commands_and_settings_are_pystreams(deploy: Path) -> None:
    """Docker itself is not here; what it would run and set is."""
    dockerfile = re.sub(r"\\\n *", "", (deploy / "Dockerfile").read_text())
    steps = [line.split(None, 1) for line in dockerfile.splitlines() if line and not line.startswith("#")]
    assert {step for step, _ in steps} <= {
        "FROM", "WORKDIR", "RUN", "COPY", "USER", "VOLUME", "ENV", "EXPOSE", "HEALTHCHECK", "CMD"
    }  # fmt: skip
    commands = [json.loads(rest) for step, rest in steps if step == "CMD"]
    commands += [rest.split() for step, rest in steps if step == "RUN" and "bin/pystream" in rest]
    for program, name, *arguments in commands:
        assert program == "/venv/bin/pystream"
        command = main.get_command(click.Context(main), name)
        assert command
        command.make_context(name, arguments)
    for step, rest in steps:
        if step == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (deploy.parent / source).exists()
        elif step == "HEALTHCHECK":
            compile(json.loads(rest.partition("CMD ")[2])[2], "healthcheck", "exec")
    environ = dict(pair.split("=", 1) for step, rest in steps if step == "ENV" for pair in rest.split())
    compose = yaml.safe_load((deploy / "compose.yaml").read_text())
    environ |= compose["services"]["app"]["environment"]
    settings = load(
        deploy.parent, {name: text for name, text in environ.items() if name != "PYTHONUNBUFFERED"}
    )
    assert (settings.host, settings.workers, settings.hosts) == ("0.0.0.0", 2, ("localhost",))
    assert settings.redis == "redis://redis:6379/0"
    assert compose["services"]["app"]["build"]["dockerfile"] == "deploy/Dockerfile"
    assert f"127.0.0.1:{settings.port}:{settings.port}" in compose["services"]["app"]["ports"]
    assert ["EXPOSE", str(settings.port)] in steps
