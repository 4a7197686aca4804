"""What the crawler remembers between runs: watermarks, validators and what has gone.

Nothing here is the only copy of anything: without it the next crawl is a full one, and the
archive says what of it is new.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dosetable.crawler.documents import Source
from dosetable.crawler.sqlite import open_sqlite

_SCHEMA = """
CREATE TABLE IF NOT EXISTS watermarks (
  source TEXT PRIMARY KEY, value TEXT NOT NULL, query TEXT NOT NULL, data_version TEXT
);
CREATE TABLE IF NOT EXISTS pages (
  url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, key TEXT, links TEXT NOT NULL,
  checked_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS census (source TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS watched (
  source TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (source, name)
);
CREATE TABLE IF NOT EXISTS gone (
  source TEXT NOT NULL, key TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (source, key)
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """Everything of ``source`` up to the ISO date ``value`` was received for ``query``.

    ``data_version`` is the source's own name for the state of its data, where it has one.
    """

    value: str
    query: str
    data_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """A page as last seen: its validators, the document it is (if any) and its links."""

    etag: str | None
    last_modified: str | None
    key: str | None
    links: tuple[str, ...]


class CrawlState:
    """The crawler's memory in one SQLite file; every change is its own transaction."""

    def __init__(self, path: Path) -> None:
        self._db = open_sqlite(path, _SCHEMA)

    def __enter__(self) -> CrawlState:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def watermark(self, source: Source) -> Watermark | None:
        """Give the last complete window of a source, or None before the first."""
        row = self._db.execute(
            "SELECT value, query, data_version FROM watermarks WHERE source = ?", (source,)
        ).fetchone()
        return None if row is None else Watermark(value=row[0], query=row[1], data_version=row[2])

    def move_watermark(self, source: Source, watermark: Watermark) -> None:
        """Set the watermark. Call only once the whole window is in the archive."""
        self._db.execute(
            "INSERT OR REPLACE INTO watermarks VALUES (?, ?, ?, ?)",
            (source, watermark.value, watermark.query, watermark.data_version),
        )

    def listed(self, listing: str) -> datetime | None:
        """When a listing (all identifiers of a source, say) was last made, or None."""
        row = self._db.execute("SELECT at FROM census WHERE source = ?", (listing,)).fetchone()
        return None if row is None else datetime.fromisoformat(row[0])

    def set_listed(self, listing: str, *, now: datetime) -> None:
        """Note that a listing was made and compared."""
        self._db.execute("INSERT OR REPLACE INTO census VALUES (?, ?)", (listing, _iso(now)))

    def value(self, source: Source, name: str) -> str | None:
        """Give a value of a source that is remembered by name, or None."""
        row = self._db.execute(
            "SELECT value FROM watched WHERE source = ? AND name = ?", (source, name)
        ).fetchone()
        return None if row is None else str(row[0])

    def swap_value(self, source: Source, name: str, value: str) -> str | None:
        """Remember a value of a source; the one before, or None where there was none."""
        before = self.value(source, name)
        self._db.execute("INSERT OR REPLACE INTO watched VALUES (?, ?, ?)", (source, name, value))
        return before

    def page(self, url: str) -> PageState | None:
        """Give what is known of a page, or None if it was never seen."""
        row = self._db.execute(
            "SELECT etag, last_modified, key, links FROM pages WHERE url = ?", (url,)
        ).fetchone()
        if row is None:
            return None
        return PageState(
            etag=row[0], last_modified=row[1], key=row[2], links=tuple(json.loads(row[3]))
        )

    def set_page(self, url: str, page: PageState, *, now: datetime) -> None:
        """Remember a page. Call only once its body is in the archive."""
        self._db.execute(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?)",
            (url, page.etag, page.last_modified, page.key, json.dumps(page.links), _iso(now)),
        )

    def touch_page(self, url: str, *, now: datetime) -> None:
        """Note that a page was asked for and had not changed."""
        self._db.execute("UPDATE pages SET checked_at = ? WHERE url = ?", (_iso(now), url))

    def checked_at(self, url: str) -> str:
        """When a page was last asked for (ISO); empty if never, so that it sorts first."""
        row = self._db.execute("SELECT checked_at FROM pages WHERE url = ?", (url,)).fetchone()
        return "" if row is None else str(row[0])

    def mark_gone(self, source: Source, key: str, *, now: datetime) -> bool:
        """Note that a document is no longer at its source; True if that is news."""
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO gone VALUES (?, ?, ?)", (source, key, _iso(now))
        )
        return cursor.rowcount == 1

    def mark_back(self, source: Source, key: str) -> None:
        """Forget that a document was gone."""
        self._db.execute("DELETE FROM gone WHERE source = ? AND key = ?", (source, key))

    def gone(self, source: Source) -> frozenset[str]:
        """Keys of the documents that are no longer at their source."""
        return frozenset(self.gone_since(source))

    def gone_since(self, source: Source) -> dict[str, str]:
        """Those keys, each with the ISO time at which it was found to be gone."""
        rows = self._db.execute("SELECT key, since FROM gone WHERE source = ?", (source,))
        return {str(key): str(since) for key, since in rows}


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
