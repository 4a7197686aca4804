"""The demonstration is run once for all tests that look at what it leaves."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlmodel import Session

from dosetable.nightly.demo import run_demo
from dosetable.nightly.progress import Reporter
from dosetable.nightly.report import ExitCode
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


@pytest.fixture
def run_in() -> Callable[[Path], Demo]:
    """Run the demonstration in a folder of the test's own."""
    return _run


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
