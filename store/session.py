"""Engines, sessions and migrations. SQLite by default; PostgreSQL by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, event, make_url
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, create_engine

BUSY_MILLISECONDS = 30_000
MIGRATIONS = Path(__file__).parent / "migrations"


def _sqlite_settings(connection: Any, _record: Any) -> None:
    """Foreign keys are off by default in SQLite; WAL lets readers read while one writes."""
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
    finally:
        cursor.close()


def make_engine(url: str) -> Engine:
    """An engine for ``sqlite:///file``, ``sqlite://`` (memory) or ``postgresql+psycopg://...``.

    A missing parent folder of a SQLite file is made. Raises sqlalchemy.exc.ArgumentError when
    the URL cannot be read.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql" and parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database in (None, "", ":memory:"):
        engine = create_engine(
            parsed, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed)
    event.listen(engine, "connect", _sqlite_settings)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that commits when its block ends well and rolls back when it does not."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def migration_config(engine: Engine) -> Config:
    """Alembic's configuration for the engine, without any file of settings."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def migrate(target: str | Engine, revision: str = "head") -> None:
    """Bring the database at a URL or behind an engine to ``revision``; nothing to do is no error."""
    engine = make_engine(target) if isinstance(target, str) else target
    try:
        command.upgrade(migration_config(engine), revision)
    finally:
        if isinstance(target, str):
            engine.dispose()
