"""The raw archive: every response body kept once, append-only, as WARC (ISO 28500).

The WARC files are the truth. ``index.sqlite`` beside them only says where things stand; it can
be deleted at any time and is made again from the files, with the same sequence numbers. Each
record is one gzip member, flushed to disk before the index knows of it, so a crash loses at
most the record that was being written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from dosetable.crawler.documents import RawDocument, Source
from dosetable.crawler.records import Kind, Record, split
from dosetable.crawler.sqlite import open_sqlite
from dosetable.crawler.warc import (
    EarlierBody,
    Exchange,
    append,
    digest_of,
    gzip_member,
    headers_from,
    warc_date,
)

Standing = Literal["new", "changed", "unchanged"]
WARCS, INDEX = "warc", "index.sqlite"
MAX_FILE_BYTES = 512 * 1024 * 1024
_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, indexed_bytes INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS counter (one INTEGER PRIMARY KEY CHECK (one = 1), written INTEGER);
CREATE TABLE IF NOT EXISTS bodies (
  digest TEXT PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL,
  uri TEXT NOT NULL, date TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS documents (
  sequence INTEGER PRIMARY KEY, source TEXT NOT NULL, key TEXT NOT NULL, sha256 TEXT NOT NULL,
  change_hash TEXT NOT NULL, url TEXT NOT NULL, media_type TEXT NOT NULL,
  fetched_at TEXT NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL REFERENCES bodies (digest)
);
CREATE INDEX IF NOT EXISTS documents_by_key ON documents (source, key, sequence);
INSERT OR IGNORE INTO counter VALUES (1, 0);
"""


class ArchiveError(Exception):
    """The archive does not hold what its index says, or cannot be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of one record of a response."""

    key: str
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedDocument:
    """A document and its place in the order of arrival; numbers grow and never change."""

    sequence: int
    document: RawDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What must stay so that the index can be made again with the same numbers.

    ``bodies``: digests that documents were read from; ``exchanges``: (digest, ISO time) of the
    responses that brought a new document.
    """

    bodies: frozenset[str]
    exchanges: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the index says of a document."""

    sequence: int
    source: Source
    key: str
    sha256: str


class Archive:
    """The archive in one folder. Several processes may write to it at the same time.

    Use as a context manager. Raises ArchiveError where files and index disagree beyond repair.
    """

    def __init__(self, folder: Path, *, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._warcs = folder / WARCS
        self._max_file_bytes = max_file_bytes
        self._warcs.mkdir(parents=True, exist_ok=True)
        self._db = open_sqlite(folder / INDEX, _SCHEMA, synchronous="FULL")
        self._current: Path | None = None
        with self._locked():
            self._recover(self._file_names())

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the index; what was kept stays kept."""
        self._db.close()

    def keep(self, exchange: Exchange) -> tuple[Kept, ...]:
        """Keep a response and say of each of its records whether it is new.

        The body is written once, later ones of the same digest as revisits. Raises
        records.WrongBody, before anything is written, where the body is not of its kind.
        """
        records = _split(exchange)
        with self._locked():
            self._recover(self._known_files())
            order = self._written() + 1
            path = self._file_for(exchange)
            digest = digest_of(exchange.body)
            earlier = self._body(digest)
            offset = path.stat().st_size
            try:
                end = append(path, gzip_member(exchange, order, digest, earlier))
            except OSError:
                # Whatever got out stays as a torn tail; the next record goes to another file.
                self._current = None
                raise
            return self._enter(exchange, records, path.name, offset, end, order, digest)

    def has(self, source: Source, key: str) -> bool:
        """Whether any version of a document was ever archived."""
        return self._latest(source, key) is not None

    def last_sequence(self) -> int:
        """The sequence number of the newest document; 0 where there is none."""
        row = self._db.execute("SELECT max(sequence) FROM documents").fetchone()
        return int(row[0] or 0)

    def holds_any(self, source: Source) -> bool:
        """Whether any document of a source was ever archived."""
        query = "SELECT 1 FROM documents WHERE source = ? LIMIT 1"
        return self._db.execute(query, (source,)).fetchone() is not None

    def keys(self, source: Source) -> frozenset[str]:
        """Every key of a source that was ever archived."""
        rows = self._db.execute("SELECT DISTINCT key FROM documents WHERE source = ?", (source,))
        return frozenset(str(row[0]) for row in rows)

    def entries(self) -> Iterator[Entry]:
        """Name every document in the order of arrival, without reading any."""
        query = "SELECT sequence, source, key, sha256 FROM documents ORDER BY sequence"
        for sequence, source, key, sha256 in self._db.execute(query):
            yield Entry(sequence=sequence, source=source, key=key, sha256=sha256)

    def needed(self) -> Needed:
        """Say what the documents were made from."""
        rows = self._db.execute("SELECT DISTINCT digest, fetched_at FROM documents").fetchall()
        return Needed(
            bodies=frozenset(str(digest) for digest, _ in rows),
            exchanges=frozenset((str(digest), str(at)) for digest, at in rows),
        )

    def documents(self, after: int = 0) -> Iterator[ArchivedDocument]:
        """Give the documents that arrived after sequence number ``after``, in order.

        A document that was edited comes again under its key; one that was not does not.
        """
        digest, found = "", dict[str, Record]()
        while True:
            row = self._db.execute(
                "SELECT * FROM documents WHERE sequence > ? ORDER BY sequence LIMIT 1", (after,)
            ).fetchone()
            if row is None:
                return
            after, source, key, sha256, _, url, media_type, fetched_at, kind, wanted = row
            if wanted != digest or key not in found:
                digest = wanted
                body = self.body(digest)
                found = {
                    record.key: record
                    for record in split(
                        kind, body, source=source, key=key, url=url, media_type=media_type
                    )
                }
            record = found.get(key)
            if record is None or record.sha256 != sha256:
                raise ArchiveError(f"{source} {key} is not in the archive as its index says")
            yield ArchivedDocument(
                sequence=after,
                document=RawDocument(
                    source=source,
                    key=key,
                    url=url,
                    media_type=media_type,
                    fetched_at=datetime.fromisoformat(fetched_at),
                    sha256=sha256,
                    body=record.body,
                ),
            )

    def body(self, digest: str) -> bytes:
        """Read a body back, checked against its digest; raises ArchiveError."""
        where = self._body(digest)
        if where is None:
            raise ArchiveError(f"no body {digest}")
        name, offset = where.file, where.offset
        path = self._warcs / name
        try:
            with path.open("rb") as stream:
                stream.seek(offset)
                record = next(iter(ArchiveIterator(stream)))
                body = cast(bytes, record.content_stream().read())
        except (OSError, StopIteration, ArchiveLoadFailed) as error:
            raise ArchiveError(f"{name} cannot be read at {offset}: {error}") from error
        if digest_of(body) != digest:
            raise ArchiveError(f"{name} at {offset} does not have the digest its index says")
        return body

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the one write lock; files and index change together or not at all."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _enter(
        self,
        exchange: Exchange,
        records: tuple[Record, ...],
        name: str,
        offset: int,
        end: int,
        order: int,
        digest: str,
    ) -> tuple[Kept, ...]:
        stamp = exchange.fetched_at.isoformat()
        self._db.execute(
            "INSERT OR IGNORE INTO bodies VALUES (?, ?, ?, ?, ?)",
            (digest, name, offset, exchange.uri, warc_date(exchange.fetched_at)),
        )
        kept = []
        for record in records:
            latest = self._latest(record.source, record.key)
            standing: Standing = (
                "new"
                if latest is None
                else "unchanged"
                if latest == record.change_hash
                else "changed"
            )
            kept.append(Kept(key=record.key, standing=standing))
            if standing != "unchanged":
                self._db.execute(
                    "INSERT INTO documents (source, key, sha256, change_hash, url, media_type,"
                    " fetched_at, kind, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (record.source, record.key, record.sha256, record.change_hash, record.url)
                    + (record.media_type, stamp, exchange.kind, digest),
                )
        self._db.execute("UPDATE files SET indexed_bytes = ? WHERE name = ?", (end, name))
        self._db.execute("UPDATE counter SET written = max(written, ?)", (order,))
        return tuple(kept)

    def _latest(self, source: Source, key: str) -> str | None:
        row = self._db.execute(
            "SELECT change_hash FROM documents WHERE source = ? AND key = ?"
            " ORDER BY sequence DESC LIMIT 1",
            (source, key),
        ).fetchone()
        return None if row is None else str(row[0])

    def _body(self, digest: str) -> EarlierBody | None:
        row = self._db.execute(
            "SELECT file, offset, uri, date FROM bodies WHERE digest = ?", (digest,)
        ).fetchone()
        return (
            None
            if row is None
            else EarlierBody(file=row[0], offset=row[1], uri=row[2], date=row[3])
        )

    def _written(self) -> int:
        return int(self._db.execute("SELECT written FROM counter").fetchone()[0])

    def _file_names(self) -> list[str]:
        return sorted(path.name for path in self._warcs.glob("*.warc.gz"))

    def _known_files(self) -> list[str]:
        return [row[0] for row in self._db.execute("SELECT name FROM files ORDER BY name")]

    def _file_for(self, exchange: Exchange) -> Path:
        current = self._current
        if current is None or current.stat().st_size > self._max_file_bytes:
            current = self._new_file(exchange)
            self._current = current
        # A lost index entry (rolled back with its transaction) is made again.
        self._db.execute(
            "INSERT OR IGNORE INTO files VALUES (?, ?)", (current.name, current.stat().st_size)
        )
        return current

    def _new_file(self, exchange: Exchange) -> Path:
        stem = f"{exchange.source}-{exchange.fetched_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        for number in range(1, 100_000):
            path = self._warcs / f"{stem}-{number:05}.warc.gz"
            try:
                path.touch(exist_ok=False)
            except FileExistsError:
                continue
            return path
        raise ArchiveError(f"no free file name for {stem}")

    def _recover(self, names: list[str]) -> None:
        """Enter what was written after the index last knew of a file. Needs the lock.

        Nobody writes while the lock is held, so what cannot be read is the torn tail of a
        process that died; no one adds to such a file again.
        """
        known = dict(self._db.execute("SELECT name, indexed_bytes FROM files"))
        found = []
        for name in names:
            path = self._warcs / name
            if not path.exists():
                raise ArchiveError(f"{name} is missing from the archive")
            size, start = path.stat().st_size, known.get(name, 0)
            self._db.execute("INSERT OR IGNORE INTO files VALUES (?, 0)", (name,))
            if size > start:
                found += [(item[0], name, *item[1:]) for item in headers_from(path, start)]
        for order, name, offset, end, headers in sorted(found, key=lambda item: item[0]):
            self._reenter(order, name, offset, end, headers)
        for name in names:
            size = (self._warcs / name).stat().st_size
            self._db.execute("UPDATE files SET indexed_bytes = ? WHERE name = ?", (size, name))

    def _reenter(
        self, order: int, name: str, offset: int, end: int, headers: Mapping[str, str]
    ) -> None:
        digest = headers["WARC-Payload-Digest"]
        if headers["WARC-Type"] == "response":
            self._db.execute(
                "INSERT OR IGNORE INTO bodies VALUES (?, ?, ?, ?, ?)",
                (digest, name, offset, headers["WARC-Target-URI"], headers["WARC-Date"]),
            )
        exchange = Exchange(
            source=cast(Source, headers["Dosetable-Source"]),
            kind=cast(Kind, headers["Dosetable-Kind"]),
            uri=headers["WARC-Target-URI"],
            status=200,
            headers=(),
            body=self.body(digest),
            fetched_at=datetime.fromisoformat(headers["Dosetable-Fetched-At"]),
            key=headers.get("Dosetable-Key", ""),
            url=headers.get("Dosetable-URL", ""),
            media_type=headers.get("Dosetable-Media-Type", ""),
        )
        self._enter(exchange, _split(exchange), name, offset, end, order, digest)


def _split(exchange: Exchange) -> tuple[Record, ...]:
    return split(
        exchange.kind,
        exchange.body,
        source=exchange.source,
        key=exchange.key,
        url=exchange.url,
        media_type=exchange.media_type,
    )
