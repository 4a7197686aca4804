"""The demonstration is run once for all tests that look at what it leaves."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from sqlmodel import Session

from dosetable.nightly.demo import run_demo
from dosetable.nightly.progress import Reporter
from dosetable.nightly.report import ExitCode, last_report
from dosetable.store.session import make_engine, transaction


@dataclass(frozen=True)
class Demo:
    folder: Path
    exit_code: ExitCode
    said: str

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'demo' / 'dosetable.sqlite'}"


def _run(folder: Path) -> Demo:
    """Run the demonstration and keep what it said."""
    said = StringIO()
    code = run_demo(folder, Reporter(Console(file=said, width=200, highlight=False)))
    return Demo(folder=folder, exit_code=code, said=said.getvalue())


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return _run(tmp_path_factory.mktemp("demo"))


@dataclass(frozen=True)
class Twice:
    """Two runs of the demonstration in one folder, each with the report of its night."""

    first: Demo
    loud: dict[str, Any]
    second: Demo
    quiet: dict[str, Any]


@pytest.fixture(scope="session")
def twice(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Twice:
    """The second run goes on from a copy of the first."""
    folder = tmp_path_factory.mktemp("twice") / "demo"
    shutil.copytree(demo.folder, folder, symlinks=True)
    reports = folder / "demo" / "reports"
    loud = last_report(reports)
    second = _run(folder)
    quiet = last_report(reports)
    assert loud is not None
    assert quiet is not None
    return Twice(first=demo, loud=loud, second=second, quiet=quiet)


@pytest.fixture
def demo_session(demo: Demo) -> Iterator[Session]:
    engine = make_engine(demo.database)
    with transaction(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="session")
def catalogue() -> list[dict[str, str]]:
    """What each record of the library is: its trial, and whether screening should keep it."""
    text = files("dosetable.crawler.library").joinpath("catalogue.toml").read_text("utf-8")
    records: list[dict[str, str]] = tomllib.loads(text)["record"]
    return records
