"""Engines, sessions and migrations. SQLite by default; PostgreSQL by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, event, make_url, text
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, create_engine

BUSY_MILLISECONDS = 30_000
# Rows fetched at a time where a query goes over the whole store.
READ_AT_ONCE = 200
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


# Any number that no other program using the same server takes for its own lock.
_TURN = 0x646F7365


def take_turn(session: Session) -> None:
    """Wait until this transaction alone is between looking and writing; it ends with the transaction.

    Linking and a curator's word both read before they write: without a turn, two of them at once
    would each not see the other. Readers never wait.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
        return
    raw: Any = connection.connection.dbapi_connection
    if not raw.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def one_moment(session: Session) -> Iterator[Session]:
    """A session whose reads all see the database at one moment, however many there are.

    A transaction that has written already sees its own work and holds its turn: it is used as it
    is. Otherwise the moment ends with the block, so that writing afterwards meets what is there then.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        wrote = connection.execute(text("SELECT pg_current_xact_id_if_assigned()")).scalar_one()
        if wrote is not None:
            yield session
            return
        engine = connection.engine.execution_options(isolation_level="REPEATABLE READ")
        with Session(engine) as reading:
            yield reading
        return
    raw: Any = connection.connection.dbapi_connection
    if raw.in_transaction:
        yield session
        return
    connection.exec_driver_sql("BEGIN")
    try:
        yield session
    finally:
        if raw.in_transaction:
            connection.exec_driver_sql("COMMIT")


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
