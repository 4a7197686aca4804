"""What the commands of curation share: who decides, when, and the database they work on."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine
from sqlmodel import Session

from dosetable.nightly.settings import load_settings
from dosetable.store.backup import BackupError
from dosetable.store.curation.decisions import DecisionError, NoSuchDecision
from dosetable.store.curation.fields import BadValue
from dosetable.store.curation.portable import ImportRefused
from dosetable.store.curation.review import NoSuchItem
from dosetable.store.curation.spreadsheet import SheetError
from dosetable.store.history import NothingPublished
from dosetable.store.session import make_engine, migrate

SettingsFile = Annotated[Path | None, typer.Option("--settings", help="Settings file.")]
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where the database is.")]
Curator = Annotated[
    str | None,
    typer.Option("--curator", envvar="DOSETABLE_CURATOR", help="Who decides (default: you)."),
]
Reason = Annotated[str, typer.Option("--reason", "-r", help="Why; kept with the decision.")]

_REFUSALS = (
    BadValue,
    BackupError,
    DecisionError,
    ImportRefused,
    NoSuchDecision,
    NoSuchItem,
    NothingPublished,
    SheetError,
    OSError,
)


def now() -> datetime:
    """The time that decisions are stamped with (UTC)."""
    return datetime.now(UTC)


def who(curator: str | None) -> str:
    """The curator named, or the one at the keyboard."""
    return curator or getpass.getuser()


@contextmanager
def open_engine(settings: Path | None, data_dir: Path | None) -> Iterator[Engine]:
    """The database, migrated; what it refuses is one line on stderr and exit code 1."""
    engine = make_engine(load_settings(settings, data_dir=data_dir).database)
    try:
        migrate(engine)
        yield engine
    except _REFUSALS as error:
        typer.echo(f"dosetable: {error}", err=True)
        raise typer.Exit(1) from error
    finally:
        engine.dispose()


@contextmanager
def open_session(settings: Path | None, data_dir: Path | None) -> Iterator[Session]:
    """A session on that database, committed when its block ends well."""
    with open_engine(settings, data_dir) as engine, Session(engine) as session, session.begin():
        yield session
