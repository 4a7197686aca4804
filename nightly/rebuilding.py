"""Rebuilding: the store and the site from the archive's folder alone, offline.

The journal of nights is replayed: the documents of each night are read, its edition is recorded,
its crawl noted. With the same extractor the site has the same bytes as the published one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dosetable.nightly.edition import build_last, replay_edition
from dosetable.nightly.lock import job_lock
from dosetable.nightly.nights import CrawlNoted, EditionNoted, events
from dosetable.nightly.progress import Reporter
from dosetable.nightly.reading import read_archive
from dosetable.nightly.settings import Settings
from dosetable.store.runs import record_run
from dosetable.store.session import make_engine, migrate, transaction

DATABASE, SITE = "dosetable.sqlite", "site"


class RebuildError(RuntimeError):
    """Nothing can be rebuilt here; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What came of it: ``documents`` read, ``editions`` recorded, where the two stand."""

    documents: int
    editions: int
    database: Path
    site: Path


def rebuild(
    settings: Settings, into: Path, reporter: Reporter, *, demonstration: bool = False
) -> Rebuilt:
    """Rebuild into the folder ``into``, which must be empty or new: what is there is not touched.

    What curators decided is not in the archive; import it into the new store afterwards.
    Raises RebuildError, and AlreadyRunning while a job runs.
    """
    if into.exists() and any(into.iterdir()):
        raise RebuildError(f"{into} is not empty: name a new folder")
    nights = list(events(settings.archive))
    if not any(isinstance(event, EditionNoted) for event in nights):
        raise RebuildError(f"{settings.archive} holds no published night")
    into.mkdir(parents=True, exist_ok=True)
    engine = make_engine(f"sqlite:///{into / DATABASE}")
    documents = editions = 0
    try:
        migrate(engine)
        with job_lock(settings.data_dir):
            for event in nights:
                if isinstance(event, CrawlNoted):
                    with transaction(engine) as session:
                        record_run(
                            session,
                            started_at=event.started,
                            finished_at=event.finished,
                            sources=event.sources,
                        )
                    continue
                documents += read_archive(
                    engine, settings.archive, reporter, until=event.sequence
                ).read
                replay_edition(engine, event)
                editions += 1
                last = event
            build_last(engine, settings, last, into / SITE, demonstration=demonstration)
    finally:
        engine.dispose()
    return Rebuilt(
        documents=documents, editions=editions, database=into / DATABASE, site=into / SITE
    )
