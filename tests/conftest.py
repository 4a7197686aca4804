"""Which tests stay in one process where `make test` spreads them over the cores.

What is built once a session is built once in each process that needs it. So the tests that share
something costly are a group, which one process takes whole (pytest-xdist, ``--dist=loadgroup``); in
a single process the marks say nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

# Fixtures of the session that take seconds, or that write where all processes look.
SHARED = ("checkers", "demo", "postgresql")
# Here a group is the tests of one file: the browser starts in a second, and there are many tests.
BY_FILE = ("browser",)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium for the tests of the site and of the desk: Playwright runs once a process."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield running
        running.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and (group := _group(item)):
            item.add_marker(pytest.mark.xdist_group(group))


def _group(item: pytest.Function) -> str | None:
    """The group of a test; None for one that shares nothing."""
    asked = getattr(getattr(item, "callspec", None), "params", {}).values()
    used = {*item.fixturenames, *(value for value in asked if isinstance(value, str))}
    for name in SHARED:
        if name in used:
            return name
    scopes = {one.scope for found in item._fixtureinfo.name2fixturedefs.values() for one in found}
    if "module" in scopes or not used.isdisjoint(BY_FILE):
        return item.path.stem
    return None
