"""Backups that either database can be restored from: every row of every table, with a checksum.

Gzipped lines of JSON: a head (format, schema revision, tables), a line a row, and a foot with the
SHA-256 of all before it, so that a torn file is refused. A backup is a consistent snapshot.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from dosetable.store import journal, models
from dosetable.store.base import Base, UtcDateTime
from dosetable.store.curation import tables
from dosetable.store.session import migrate, migration_config

FORMAT = "dosetable backup 1"
BATCH = 500
# Imported so that their tables are among those of the metadata.
KEPT = (journal, models, tables)


class BackupError(ValueError):
    """The backup cannot be made or restored; the message says why. Nothing was changed."""


def write_backup(engine: Engine, path: Path) -> int:
    """Write all rows to ``path``, whole or not at all; how many rows. Raises BackupError."""
    partial = path.with_name(f"{path.name}.partial")
    rows = 0
    with engine.connect() as connection, gzip.open(partial, "wt", encoding="utf-8") as out:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        digest = hashlib.sha256()
        for line in _lines(connection):
            digest.update(line.encode())
            out.write(line + "\n")
            rows += 1
        out.write(json.dumps({"sha256": digest.hexdigest(), "lines": rows}) + "\n")
    partial.replace(path)
    return rows - 1


def _lines(connection: Connection) -> Iterator[str]:
    revision = MigrationContext.configure(connection).get_current_revision()
    names = [table.name for table in Base.metadata.sorted_tables]
    held = set(sa.inspect(connection).get_table_names())
    if revision is None or not held.issuperset(names):
        raise BackupError("the database is not migrated to this version yet")
    yield json.dumps({"format": FORMAT, "revision": revision, "tables": names})
    for table in Base.metadata.sorted_tables:
        for row in connection.execute(sa.select(table).order_by(*table.primary_key)):
            values = {name: _plain(value) for name, value in row._mapping.items()}
            yield json.dumps([table.name, values], ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, date):
        return value.isoformat()
    return value


def restore_backup(engine: Engine, path: Path) -> int:
    """Fill an empty database from a backup of this or an older schema; how many rows.

    The file is checked to its end first, and all rows are one transaction; then what an older
    version wrote is brought up to date. Raises BackupError.
    """
    head = _verified(path)
    migrate(engine)
    _refuse_unless_empty(engine)
    config = migration_config(engine)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if head["revision"] not in known:
        raise BackupError(
            f"the backup is of schema {head['revision']}, which this version is too old for"
        )
    command.downgrade(config, head["revision"])
    try:
        return _restored(engine, path, head["tables"])
    finally:
        migrate(engine)


def _refuse_unless_empty(engine: Engine) -> None:
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one():
                raise BackupError(
                    f"the database is not empty ({table.name}); restore into a new one"
                )


def _tables_then(connection: Connection) -> dict[str, sa.Table]:
    """The tables as they are in the database now, with our own types where a column is still ours."""
    then = sa.MetaData()
    then.reflect(connection)
    for name, table in then.tables.items():
        ours = Base.metadata.tables.get(name)
        for column in table.c:
            if ours is not None and column.name in ours.c:
                column.type = ours.c[column.name].type
            elif isinstance(column.type, sa.DateTime):
                column.type = UtcDateTime()
    return dict(then.tables)


def _restored(engine: Engine, path: Path, tables: list[str]) -> int:
    rows = 0
    with engine.begin() as connection:
        by_name = {k: v for k, v in _tables_then(connection).items() if k in tables}
        heirs: list[tuple[str, int, dict[str, Any]]] = []
        batch: list[dict[str, Any]] = []
        name = ""
        for line in _rows(path):
            table_name, values = json.loads(line)
            if table_name != name or len(batch) >= BATCH:
                _insert(connection, by_name, name, batch)
                name, batch = table_name, []
            heirs += _put_off(table_name, values)
            batch.append(values)
            rows += 1
        _insert(connection, by_name, name, batch)
        for heir_table, row_id, later in heirs:
            table = by_name[heir_table]
            connection.execute(sa.update(table).where(table.c.id == row_id).values(**later))
        _reset_sequences(connection)
    return rows


def _put_off(table: str, values: dict[str, Any]) -> list[tuple[str, int, dict[str, Any]]]:
    """A merged study or report points at another that may come later: set when all are there.

    A decision that undoes one always comes after it.
    """
    if values.get("merged_into_id") is None:
        return []
    later = {"merged_into_id": values["merged_into_id"]}
    values["merged_into_id"] = None
    return [(table, values["id"], later)]


def _verified(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    held: str | None = None
    head: dict[str, Any] | None = None
    count = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                if held is not None:
                    digest.update(held.encode())
                    count += 1
                held = line.rstrip("\n")
                head = json.loads(held) if head is None else head
        foot = json.loads(held or "null")
    except (OSError, EOFError, ValueError) as error:
        raise BackupError(f"{path}: cannot be read as a backup: {error}") from error
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise BackupError(f"{path}: not a backup ({FORMAT!r})")
    if foot != {"sha256": digest.hexdigest(), "lines": count}:
        raise BackupError(f"{path}: torn or changed: its checksum does not agree")
    return head


def _rows(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        next(file)
        held: str | None = None
        for line in file:
            if held is not None:
                yield held
            held = line


def _insert(
    connection: Connection, by_name: dict[str, sa.Table], name: str, batch: list[dict[str, Any]]
) -> None:
    if not batch:
        return
    if name not in by_name:
        raise BackupError(f"the backup has a table {name!r} that this version does not know")
    table = by_name[name]
    rows = [{key: _typed(table, key, value) for key, value in row.items()} for row in batch]
    connection.execute(table.insert(), rows)


def _typed(table: sa.Table, name: str, value: Any) -> Any:
    if value is None:
        return None
    kind = table.c[name].type
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.types.TypeDecorator):
        return datetime.fromisoformat(value)
    return value


def _reset_sequences(connection: Connection) -> None:
    """PostgreSQL's counters do not see ids that were given."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" not in table.c:
            continue
        counter = sa.func.pg_get_serial_sequence(table.name, "id")
        if connection.execute(sa.select(counter)).scalar_one() is None:
            continue
        newest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
        connection.execute(sa.select(sa.func.setval(counter, newest, sa.false())))
