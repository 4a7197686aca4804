"""Making the archive smaller: responses that no document came from go, once they are old enough.

Lists of identifiers, versions, and pages of records that had not changed are of use while one asks
what a source said last week, and then of none. What a rebuild needs stays for ever: the responses
that documents came from, in all their versions.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dosetable.crawler.archive import INDEX, WARCS, Archive, ArchiveError, Entry, Needed
from dosetable.crawler.warc import headers_from, sync_folder

_STAGING = "compacting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """What came of it: WARC records removed, and the sizes of all files in bytes."""

    removed: int
    before: int
    after: int


def archive_size(folder: Path) -> int:
    """Bytes of the archive's WARC files."""
    return sum(path.stat().st_size for path in (folder / WARCS).glob("*.warc.gz"))


def compact(folder: Path, *, before: datetime | None, max_file_bytes: int) -> Compacted:
    """Remove what nothing needs and what was fetched before ``before`` (None: whenever).

    Nobody else may have the archive open. The smaller files are written beside the old ones and
    indexed; only if they give the same documents, with the same numbers, do they take their place.
    Killed at any point, the archive is whole: the index is removed first and made again from
    whatever files are there. Raises ArchiveError where the two do not agree, OSError.
    """
    size = archive_size(folder)
    with Archive(folder, max_file_bytes=max_file_bytes) as archive:
        held, needed = list(archive.entries()), archive.needed()
    staging = folder / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    try:
        removed, smaller = _write_smaller(folder / WARCS, staging / WARCS, needed, before)
        if removed:
            _check(staging, held)
            _swap(folder, staging, smaller)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Compacted(removed=removed, before=size, after=archive_size(folder))


def _write_smaller(
    old: Path, new: Path, needed: Needed, before: datetime | None
) -> tuple[int, list[str]]:
    """Write every file without what can go; how many records went, and from which files."""
    new.mkdir(parents=True)
    removed, smaller = 0, []
    for path in sorted(old.glob("*.warc.gz")):
        records = list(headers_from(path, 0))
        kept = [one for one in records if _stays(one[3], needed, before)]
        if len(kept) == len(records):
            os.link(path, new / path.name)
            continue
        removed += len(records) - len(kept)
        smaller.append(path.name)
        if kept:
            _copy(path, new / path.name, ((offset, end) for _, offset, end, _ in kept))
    return removed, smaller


def _stays(headers: Mapping[str, str], needed: Needed, before: datetime | None) -> bool:
    fetched = headers["Dosetable-Fetched-At"]
    if before is not None and datetime.fromisoformat(fetched) >= before:
        return True
    digest = headers["WARC-Payload-Digest"]
    if headers["WARC-Type"] == "response":
        return digest in needed.bodies
    return (digest, fetched) in needed.exchanges


def _copy(path: Path, to: Path, pieces: Iterator[tuple[int, int]]) -> None:
    with path.open("rb") as source, to.open("wb") as target:
        for start, end in pieces:
            source.seek(start)
            target.write(source.read(end - start))
        target.flush()
        os.fsync(target.fileno())


def _check(staging: Path, held: list[Entry]) -> None:
    # Opening reads every body and compares it with its digest.
    with Archive(staging) as archive:
        if list(archive.entries()) != held:
            raise ArchiveError("the smaller archive would not give the same documents")


def _swap(folder: Path, staging: Path, smaller: list[str]) -> None:
    for name in (f"{INDEX}-wal", f"{INDEX}-shm", INDEX):
        (folder / name).unlink(missing_ok=True)
    for name in smaller:
        fresh, old = staging / WARCS / name, folder / WARCS / name
        if fresh.exists():
            fresh.replace(old)
        else:
            old.unlink()
    sync_folder(folder / WARCS)
    # Closed, it is one file, and names the same files.
    (staging / INDEX).replace(folder / INDEX)
