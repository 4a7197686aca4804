"""Before a night begins: put right what one that died at the wrong moment left half-way.

The journal is written before the store commits a crawl, so a crawl that the store lacks is
entered from it. An edition that the store has is shown and noted; one that it lacks never was.
"""

from __future__ import annotations

import shutil

from sqlalchemy import Engine
from sqlmodel import Session

from dosetable.nightly.edition import EDITIONS_FOLDER, build_last
from dosetable.nightly.nights import CrawlNoted, EditionNoted, events, note
from dosetable.nightly.pending import Pending, clear_pending, read_pending
from dosetable.nightly.progress import Reporter
from dosetable.nightly.publishing import finish_edition, new_edition_folder, publish
from dosetable.nightly.settings import Settings
from dosetable.store.editions import last_edition
from dosetable.store.runs import has_run, record_run
from dosetable.store.session import transaction


def mend(
    engine: Engine, settings: Settings, reporter: Reporter, *, demonstration: bool = False
) -> None:
    """Make store, journal and site agree. Needs the job's lock; does nothing after a whole night.

    Raises PublishingError where the site's folder is not ours.
    """
    crawls = [event for event in events(settings.archive) if isinstance(event, CrawlNoted)]
    if crawls:
        with transaction(engine) as session:
            _enter_crawl(session, crawls[-1], reporter)
    pending = read_pending(settings.data_dir)
    if pending is None:
        return
    with transaction(engine) as session:
        last = last_edition(session)
        committed = last is not None and (last.number, last.published_at) == (
            pending.number,
            pending.noted.at,
        )
    if committed:
        reporter.line(f"edition {pending.number} was left half-way: publishing it")
        _finish(engine, settings, pending, demonstration=demonstration)
    else:
        _discard(settings, pending)
    clear_pending(settings.data_dir)


def _enter_crawl(session: Session, noted: CrawlNoted, reporter: Reporter) -> None:
    if has_run(session, started_at=noted.started, finished_at=noted.finished):
        return
    reporter.line(f"the store lacks the crawl of {noted.started:%Y-%m-%d %H:%M}: entering it")
    record_run(session, started_at=noted.started, finished_at=noted.finished, sources=noted.sources)


def _finish(engine: Engine, settings: Settings, pending: Pending, *, demonstration: bool) -> None:
    editions = settings.data_dir / EDITIONS_FOLDER
    built = editions / pending.folder
    if not built.is_dir():
        # The folder's name did not reach the disk; the store can build the edition again.
        partial = new_edition_folder(editions)
        build_last(engine, settings, pending.noted, partial, demonstration=demonstration)
        built = finish_edition(partial)
    publish(built, settings.published, keep=settings.site.keep_editions)
    noted = [event for event in events(settings.archive) if isinstance(event, EditionNoted)]
    if not noted or noted[-1].at != pending.noted.at:
        note(settings.archive, pending.noted)


def _discard(settings: Settings, pending: Pending) -> None:
    built = settings.data_dir / EDITIONS_FOLDER / pending.folder
    if built.is_dir() and built.resolve() != settings.published.resolve():
        shutil.rmtree(built)
