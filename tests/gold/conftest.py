"""What a failing test on a frozen document prints: its name, and nothing of the document."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest


def _frozen(item: pytest.Item) -> bool:
    """Whether the test was given a frozen document, or the frozen set."""
    given = getattr(getattr(item, "callspec", None), "params", {}).values()
    return any(
        value == "frozen" or (isinstance(value, Path) and value.parent.name == "frozen")
        for value in given
    )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, None]:
    """Nobody is to see a difference on a frozen document: a diff of texts would show it.

    ``pytest.fail`` says only what the test wrote itself, which may name totals.
    """
    outcome = yield
    report = outcome.get_result()
    if not report.failed or call.excinfo is None or not _frozen(item):
        return
    told = call.excinfo.value
    said = str(told) if isinstance(told, pytest.fail.Exception) else type(told).__name__
    report.longrepr = f"{item.nodeid}: {said} (nothing of a frozen document is printed)"
    report.sections = []
