"""The pytest plugin: fixtures `app` and `browser`. Guide: docs/testing.md.

Installed with pystream, so it costs other test suites nothing: what it needs is imported by who asks for it.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

try:
    import pytest_asyncio
except ImportError:
    pytest_asyncio = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from pystream.testing.app import App

_INSTALL = "pip install 'pystream[testing]'"
_project = pytest.StashKey[Any]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before any test is imported: server_src is the project's, and its actions know of `with client:`."""
    early_config.addinivalue_line(
        "markers", "app(**settings): settings of the app under test, as @pytest.mark.app(rate='5/s')"
    )
    root = find_root(early_config.invocation_params.dir) or find_root(early_config.rootpath)
    if root is None:
        return
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
    if pytest_asyncio is None:
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
    from pystream.declarations import DeclarationError
    from pystream.server.errors import StartError
    from pystream.settings import SettingsError, load
    from pystream.testing.app import App, Project, settings_of

    root = find_root(request.path.parent) or find_root(request.config.rootpath)
    if root is None:
        pytest.fail(f"`app` needs a project: no folder above {request.path} has a server_src", pytrace=False)
    marker = request.node.get_closest_marker("app")
    changes = {**pystream_settings, **({} if marker is None else marker.kwargs)}
    try:
        project = request.config.stash.get(_project, None)
        if project is None or project.root != root.resolve():
            project = request.config.stash[_project] = Project(root)
        settings = settings_of(
            project,
            load(root),
            changes,
            lambda: request.getfixturevalue("tmp_path"),
        )
        app = App(project, settings)
        await app.start()
    except (StartError, SettingsError, DeclarationError) as why:
        pytest.fail(str(why), pytrace=False)
    yield app
    await app.stop()


if pytest_asyncio is not None:
    app = pytest_asyncio.fixture(_app, name="app")
else:

    @pytest.fixture(name="app")
    def app(_pystream_asyncio: None) -> None:
        """Says what is missing."""
