"""The journal of nights: what happened when, kept beside the archive, one JSON line an event.

The WARC files hold what the sources said; this file holds when we asked and what was published,
so that the store and the site can be made again from the archive's folder alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dosetable.store.runs import SourceRunRecord

FILE = "nights.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlNoted:
    """A crawl ended; ``sources`` as the store keeps them. Times are UTC."""

    started: datetime
    finished: datetime
    sources: tuple[SourceRunRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionNoted:
    """An edition was published from the documents up to ``sequence``.

    ``gone``: (source, key, ISO time since when) of what its source no longer gave.
    ``measures``: the figures that the gates of the next night compare with. ``searches`` and
    ``next_run``: what its site said of how and when the sources are asked (see site/asking); the
    settings may be others when it is made again.
    """

    at: datetime
    sequence: int
    gone: tuple[tuple[str, str, str], ...]
    measures: Mapping[str, float]
    searches: tuple[tuple[str, str], ...] = ()
    next_run: datetime | None = None


Event = CrawlNoted | EditionNoted


def note(archive: Path, event: Event) -> None:
    """Append an event; it is on the disk when this returns."""
    archive.mkdir(parents=True, exist_ok=True)
    kind = "crawl" if isinstance(event, CrawlNoted) else "edition"
    line = json.dumps({"event": kind} | plain(event), sort_keys=True)
    with (archive / FILE).open("a+b") as stream:
        # A line that a crash tore is ended here, and read by nobody.
        end = stream.seek(0, os.SEEK_END)
        if end:
            stream.seek(end - 1)
            torn = stream.read(1) != b"\n"
        else:
            torn = False
        stream.write((b"\n" if torn else b"") + line.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def events(archive: Path) -> Iterator[Event]:
    """Every event in order; a torn line is passed over."""
    path = archive / FILE
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            try:
                data = json.loads(line)
            except ValueError:
                continue
            yield _event(data)


def last_measures(archive: Path) -> Mapping[str, float]:
    """The measures of the last published edition; empty before the first."""
    found: Mapping[str, float] = {}
    for event in events(archive):
        if isinstance(event, EditionNoted):
            found = event.measures
    return found


def plain(event: Event) -> dict[str, Any]:
    """An event as plain data for JSON."""
    data = asdict(event)
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in data.items()
    }


def edition_from(data: Mapping[str, Any]) -> EditionNoted:
    """The edition that ``plain`` gave as data."""
    following = data.get("next_run")
    return EditionNoted(
        at=datetime.fromisoformat(data["at"]),
        sequence=data["sequence"],
        gone=tuple((source, key, since) for source, key, since in data["gone"]),
        measures=data["measures"],
        searches=tuple((source, words) for source, words in data.get("searches", ())),
        next_run=datetime.fromisoformat(following) if following else None,
    )


def _event(data: Mapping[str, Any]) -> Event:
    if data["event"] == "crawl":
        return CrawlNoted(
            started=datetime.fromisoformat(data["started"]),
            finished=datetime.fromisoformat(data["finished"]),
            sources=tuple(SourceRunRecord(**one) for one in data["sources"]),
        )
    return edition_from(data)
