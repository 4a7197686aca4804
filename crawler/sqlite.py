"""SQLite files that several processes open at the same moment."""

from __future__ import annotations

import fcntl
import sqlite3
from pathlib import Path

BUSY_SECONDS = 60


def open_sqlite(path: Path, schema: str, *, synchronous: str = "NORMAL") -> sqlite3.Connection:
    """Open ``path`` in write-ahead mode with ``schema`` applied; its folder is made if need be.

    SQLite does not wait when a file is brought into write-ahead mode while another process
    opens it, so that step has a lock of its own.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    with path.with_name(f"{path.name}.opening").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute(f"PRAGMA synchronous={synchronous}")
        database.executescript(schema)
    return database
