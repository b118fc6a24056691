"""The pytest plugin: fixtures `app` and `browser`. Guide: docs/testing.md.

Installed with pystream, so it costs other test suites nothing: what it needs is imported by who asks for it.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

try:
    import pytest_asyncio
except ImportError:
    pytest_asyncio = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from pystream.testing.app import App
    from pystream.testing.chromium import Browser

_INSTALL = "pip install 'pystream[testing]'"
_project = pytest.StashKey[Any]()
_build = pytest.StashKey[Path]()
_settled = pytest.StashKey[Path]()
_T = TypeVar("_T")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before any test is imported: server_src is the project's, and its actions know of `with client:`."""
    early_config.addinivalue_line(
        "markers", "app(**settings): settings of the app under test, as @pytest.mark.app(rate='5/s')"
    )
    here = early_config.invocation_params.dir
    named = [here / each.partition("::")[0] for each in early_config.known_args_namespace.file_or_dir]
    root = next(filter(None, map(find_root, (*named, here, early_config.rootpath))), None)
    if root is None:
        return
    early_config.stash[_settled] = root
    _write_constants(root)
    from pystream.server import actions
    from pystream.server.registry import settle
    from pystream.testing.acting import face

    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    settle(root)
    actions.face = face


def find_root(start: Path) -> Path | None:
    """The project that a folder is in."""
    return next((folder for folder in (start, *start.parents) if (folder / "server_src").is_dir()), None)


@pytest.fixture
def pystream_settings() -> Mapping[str, Any]:
    """Settings of the app under test that differ from the project's; to be replaced in a conftest.py.

    `store` is "memory", "sqlite" (a file of the test's own) or, with `redis`, what that URL leads to.
    """
    return {}


@pytest.fixture
def _pystream_asyncio(request: pytest.FixtureRequest) -> None:
    """Whether a test that uses `app` can: in one line if not."""
    function = getattr(request.node, "obj", None)
    name = request.node.name
    if pytest_asyncio is None or not request.config.pluginmanager.hasplugin("asyncio"):
        pytest.fail(f"`app` needs pytest-asyncio: {_INSTALL}", pytrace=False)
    if request.node.get_closest_marker("anyio") is not None:
        pytest.fail(f"{name}: `app` runs on asyncio: mark it asyncio instead of anyio", pytrace=False)
    if function is not None and not inspect.iscoroutinefunction(inspect.unwrap(function)):
        pytest.fail(f"{name} uses `app`, so write `async def {name.partition('[')[0]}`", pytrace=False)
    if (
        request.config.getoption("asyncio_mode", None) or request.config.getini("asyncio_mode")
    ) == "strict" and request.node.get_closest_marker("asyncio") is None:
        pytest.fail(
            f'{name} uses `app`, so mark it @pytest.mark.asyncio, or set asyncio_mode = "auto" for all',
            pytrace=False,
        )


async def _app(
    request: pytest.FixtureRequest, _pystream_asyncio: None, pystream_settings: Mapping[str, Any]
) -> AsyncIterator[App]:
    """The app under test, its server in memory; see pystream.testing.App."""
    from pystream.server.errors import StartError
    from pystream.settings import SettingsError, load
    from pystream.testing.app import App, Project, settings_of

    root = _root(request)
    marker = request.node.get_closest_marker("app")
    changes = {**pystream_settings, **({} if marker is None else marker.kwargs)}
    try:
        project = _once(request.config, _project, lambda: Project(root))
        settings = settings_of(
            project,
            load(root),
            changes,
            lambda: request.getfixturevalue("tmp_path"),
        )
        app = App(project, settings)
        await app.start()
    except (StartError, SettingsError) as why:
        pytest.fail(str(why), pytrace=False)
    yield app
    await app.stop()


@pytest.fixture
def _pystream_build(request: pytest.FixtureRequest, _pystream_asyncio: None) -> Path:
    """What `pystream compile` makes of the project, once in a test run."""
    return _once(request.config, _build, lambda: _compiled(request))


async def _chromium() -> AsyncIterator[Any]:
    """One Chromium for each event loop: for each test, or for all if they have one loop."""
    try:
        from pystream.testing.chromium import NoBrowser, chromium
    except ImportError as why:
        pytest.fail(str(why), pytrace=False)
    try:
        async with chromium() as running:
            yield running
    except NoBrowser as why:
        pytest.fail(str(why), pytrace=False)


async def _browser(app: App, _pystream_build: Path, _pystream_chromium: Any) -> AsyncIterator[Browser]:
    """The app in Chromium; see pystream.testing.Browser."""
    from pystream.testing.chromium import Browser

    url = await app.served.open(_pystream_build)
    browser = Browser(app, _pystream_chromium, await _pystream_chromium.new_context(), url)
    yield browser
    wrong = await browser.wrong()
    await browser.close()
    if wrong:
        pytest.fail("on a page of `browser`:\n" + "\n".join(wrong), pytrace=False)


def _loop_scope(fixture_name: str, config: pytest.Config) -> Any:
    return config.getini("asyncio_default_fixture_loop_scope") or "function"


if pytest_asyncio is not None:
    app = pytest_asyncio.fixture(_app, name="app")
    browser = pytest_asyncio.fixture(_browser, name="browser")
    _pystream_chromium = pytest_asyncio.fixture(_chromium, name="_pystream_chromium", scope=_loop_scope)
else:

    @pytest.fixture(name="app")
    def app(_pystream_asyncio: None) -> None:
        """Says what is missing."""

    @pytest.fixture(name="browser")
    def browser(_pystream_asyncio: None) -> None:
        """Says what is missing."""


def _compiled(request: pytest.FixtureRequest) -> Path:
    from pystream.cache import Cache
    from pystream.compiler.messages import CompileError
    from pystream.compiler.pipeline import compile_project
    from pystream.output import read_library, read_sources, write
    from pystream.settings import SettingsError, load

    root = _root(request)
    factory: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
    # What a compile finds out is kept from run to run.
    keeps = request.config.pluginmanager.hasplugin("cacheprovider")
    cache = Cache(request.config.cache.mkdir("pystream")) if keeps and request.config.cache else None
    try:
        compiled = compile_project(read_sources(root), read_library(), load(root), cache, compress=False)
    except (CompileError, SettingsError) as why:
        pytest.fail(str(why), pytrace=False)
    build = factory.mktemp("pystream") / "build"
    write(build, compiled.files)
    if cache is not None:
        cache.save()
    return build


def _root(request: pytest.FixtureRequest) -> Path:
    root = find_root(request.path.parent) or find_root(request.config.rootpath)
    if root is None:
        pytest.fail(f"`app` needs a project: no folder above {request.path} has a server_src", pytrace=False)
    if request.config.stash.get(_settled, None) != root:
        pytest.fail(f"one run of pytest tests one project: cd {root} && pytest", pytrace=False)
    return root


def _write_constants(root: Path) -> None:
    """The module that [tool.pystream.constants] makes, which a checkout may not have yet."""
    from pystream.settings import SettingsError, load

    try:
        settings = load(root)
    except SettingsError:
        return  # told when a test asks for `app`
    if not settings.constants:
        return
    from pystream.compiler.constants import PATH, constants_module, is_made
    from pystream.compiler.messages import CompileError
    from pystream.output import write_made

    path = root / PATH
    there = {PATH: path.read_bytes()} if path.is_file() else {}
    try:
        made = constants_module(settings.constants, settings.public_constants, there)
    except CompileError as why:
        raise pytest.UsageError(str(why)) from None
    if made is not None:
        write_made(path, made.encode(), is_made)


def _once(config: pytest.Config, key: pytest.StashKey[_T], make: Callable[[], _T]) -> _T:
    if key not in config.stash:
        config.stash[key] = make()
    return config.stash[key]
