"""Reading: every archived document that this extractor has not read yet goes into the store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from dosetable.crawler.archive import Archive, ArchivedDocument
from dosetable.extract.collect import extract_bytes
from dosetable.extract.document import UnreadableDocument
from dosetable.extract.version import extractor_version
from dosetable.nightly.progress import Reporter
from dosetable.nightly.report import Unreadable
from dosetable.store.ingest import extracted_documents, ingest
from dosetable.store.session import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read; ``sequence`` is the last document of the archive that was looked at."""

    read: int
    unreadable: tuple[Unreadable, ...]
    sequence: int


def read_archive(
    engine: Engine, archive_folder: Path, reporter: Reporter, *, until: int | None = None
) -> Reading:
    """Read every archived document that this extractor has not read yet.

    Each document is a transaction of its own: what was read before a crash stays read.
    ``until``: the last sequence number to read (a rebuild goes night by night).
    """
    version = extractor_version()
    with transaction(engine) as session:
        known = extracted_documents(session, version)
    unreadable: list[Unreadable] = []
    with Archive(archive_folder) as archive:
        last = archive.last_sequence()
        sequence = last if until is None else min(until, last)
        waiting = [
            entry.sequence
            for entry in archive.entries()
            if entry.sequence <= sequence and (entry.source, entry.key, entry.sha256) not in known
        ]
        if not waiting:
            return Reading(read=0, unreadable=(), sequence=sequence)
        with reporter.task("reading documents", len(waiting)) as task:
            todo = frozenset(waiting)
            for entry in archive.documents(after=waiting[0] - 1):
                if entry.sequence not in todo:
                    continue
                problem = _read_one(engine, entry, version)
                if problem is not None:
                    unreadable.append(problem)
                    reporter.line(f"cannot read {problem.source} {problem.key}: {problem.reason}")
                task.advance()
    return Reading(
        read=len(waiting) - len(unreadable), unreadable=tuple(unreadable), sequence=sequence
    )


def _read_one(engine: Engine, entry: ArchivedDocument, version: str) -> Unreadable | None:
    document = entry.document
    try:
        facts = extract_bytes(document.body, url=document.url, media_type=document.media_type)
    except UnreadableDocument as error:
        return Unreadable(source=document.source, key=document.key, reason=str(error))
    except Exception as error:  # a fault in a rule costs one document, never the night
        reason = f"the extractor failed: {type(error).__name__}: {error}"
        return Unreadable(source=document.source, key=document.key, reason=reason)
    with transaction(engine) as session:
        ingest(
            session,
            source=document.source,
            key=document.key,
            url=document.url,
            media_type=document.media_type,
            fetched_at=document.fetched_at,
            sha256=document.sha256,
            sequence=entry.sequence,
            facts=facts,
            extractor_version=version,
        )
    return None
