"""The job: crawl, extract, link, build, publish. Every step can be run again after a crash.

Documents are taken from the archive; the store knows which ones this extractor has read, so a
job that died goes on where it was. Nothing is published until everything is built and checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Engine

from dosetable.crawler.archive import Archive, ArchivedDocument
from dosetable.crawler.documents import Source
from dosetable.crawler.report import CrawlEvent, CrawlReport, SourceReport
from dosetable.crawler.run import crawl
from dosetable.extract.collect import extract_bytes
from dosetable.extract.document import UnreadableDocument
from dosetable.extract.version import extractor_version
from dosetable.nightly.accuracy import shipped_accuracy
from dosetable.nightly.gates import Counts, Gate, check_gates
from dosetable.nightly.lock import job_lock
from dosetable.nightly.progress import Reporter
from dosetable.nightly.publishing import finish_edition, new_edition_folder, publish
from dosetable.nightly.report import NightReport, Unreadable
from dosetable.nightly.settings import Settings
from dosetable.site.build import build_site
from dosetable.store.editions import last_edition, publish_edition
from dosetable.store.gathering import study_views
from dosetable.store.ingest import extracted_documents, ingest
from dosetable.store.queries import counts, edition_view
from dosetable.store.runs import SourceRunRecord, record_run
from dosetable.store.session import make_engine, migrate, transaction
from dosetable.store.studies import link_studies

CRAWL_FOLDER, EDITIONS_FOLDER, REPORTS_FOLDER = "crawl", "editions", "reports"
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock that is used where none is passed in."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What every step needs. ``clock`` (UTC) stamps everything that is written."""

    settings: Settings
    reporter: Reporter
    clock: Clock = utc_now
    demonstration: bool = False


def run_night(job: Job, sources: Sequence[str]) -> NightReport:
    """Run the whole job.

    Raises AlreadyRunning where another job holds the lock, PublishingError where the site's
    folder is not ours, BuildError where the new site would be wrong (the last one stays up).
    A failing source is in the report and does not stop the others.
    """
    started = job.clock()
    with job_lock(job.settings.data_dir), _store(job.settings) as engine:
        crawled = _crawl(job, sources, started)
        _record_crawl(engine, crawled, started, job.clock())
        return _after_crawl(job, engine, crawled, started)


def run_crawl(job: Job, sources: Sequence[str]) -> CrawlReport:
    """Collect into the archive, and nothing more. Raises AlreadyRunning."""
    with job_lock(job.settings.data_dir):
        return _crawl(job, sources, job.clock())


def rebuild_site(job: Job) -> NightReport:
    """Read, link, build and publish from the archive that is there, without crawling."""
    started = job.clock()
    nothing = CrawlReport(started_at=started.isoformat(timespec="seconds"), sources=())
    with job_lock(job.settings.data_dir), _store(job.settings) as engine:
        return _after_crawl(job, engine, nothing, started)


@contextmanager
def _store(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings.database)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def _crawl(job: Job, sources: Sequence[str], now: datetime) -> CrawlReport:
    def tell(event: CrawlEvent) -> None:
        job.reporter.line(f"{event.source}: {event.message}")

    wanted = [cast(Source, source) for source in sources]
    folder = job.settings.data_dir / CRAWL_FOLDER
    return crawl(wanted, job.settings.crawl, folder, now=now, progress=tell)


def _record_crawl(
    engine: Engine, crawled: CrawlReport, started: datetime, finished: datetime
) -> None:
    with transaction(engine) as session:
        record_run(
            session,
            started_at=started,
            finished_at=finished,
            sources=[_run_record(source) for source in crawled.sources],
        )


def _run_record(source: SourceReport) -> SourceRunRecord:
    return SourceRunRecord(
        source=source.source,
        succeeded=source.ok,
        documents=source.new + source.changed + source.unchanged,
        new=source.new,
        changed=source.changed,
        failed=source.failed,
        total=source.total_reported,
        error=source.error,
    )


def _after_crawl(job: Job, engine: Engine, crawled: CrawlReport, started: datetime) -> NightReport:
    read, unreadable = _read_archive(job, engine)
    published = _publish(job, engine, started)
    with transaction(engine) as session:
        documents = counts(session).documents
    report = NightReport(
        started=started,
        finished=job.clock(),
        crawl=crawled,
        documents_read=read,
        documents=documents,
        unreadable=unreadable,
        studies=published.counts.studies,
        rows=published.counts.rows,
        edition=published.edition,
        changes=published.changes,
        gates=published.gates,
        site=job.settings.published,
    )
    report.write(job.settings.data_dir / REPORTS_FOLDER)
    return report


def _read_archive(job: Job, engine: Engine) -> tuple[int, tuple[Unreadable, ...]]:
    """Read every archived document that this extractor has not read yet.

    Each document is a transaction of its own: what was read before a crash stays read.
    """
    version = extractor_version()
    with transaction(engine) as session:
        known = extracted_documents(session, version)
    unreadable: list[Unreadable] = []
    with Archive(job.settings.data_dir / CRAWL_FOLDER / "archive") as archive:
        waiting = [
            entry.sequence
            for entry in archive.documents()
            if (entry.document.source, entry.document.key, entry.document.sha256) not in known
        ]
        if not waiting:
            return 0, ()
        with job.reporter.task("reading documents", len(waiting)) as task:
            todo = frozenset(waiting)
            for entry in archive.documents(after=waiting[0] - 1):
                if entry.sequence not in todo:
                    continue
                problem = _read_one(engine, entry, version)
                if problem is not None:
                    unreadable.append(problem)
                    job.reporter.line(
                        f"cannot read {problem.source} {problem.key}: {problem.reason}"
                    )
                task.advance()
    return len(waiting) - len(unreadable), tuple(unreadable)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Published:
    counts: Counts
    gates: tuple[Gate, ...]
    edition: int | None
    changes: int


def _publish(job: Job, engine: Engine, now: datetime) -> _Published:
    """Link, gather, check the gates, build, and only then swap the site.

    The edition is recorded in the same transaction that the build runs in: a build that fails
    leaves no edition behind.
    """
    settings = job.settings
    with transaction(engine) as session:
        link_studies(session, now)
    with transaction(engine) as session:
        job.reporter.line("joining reports and building the table")
        views = study_views(session)
        after = Counts(studies=len(views), rows=sum(len(view.rows) for view in views))
        last = last_edition(session)
        before = Counts(studies=last.studies, rows=last.rows) if last else None
        gates = check_gates(before, after, settings.gates)
        stopped = [gate for gate in gates if gate.stops]
        for gate in stopped:
            job.reporter.line(f"not published: gate {gate.name}: {gate.reason}")
        if stopped:
            return _Published(counts=after, gates=gates, edition=None, changes=0)
        number = publish_edition(session, now, studies=views)
        edition = edition_view(session, demonstration=job.demonstration, studies=views)
        job.reporter.line("building the site")
        folder = new_edition_folder(settings.data_dir / EDITIONS_FOLDER)
        build_site(
            edition,
            folder,
            base_url=settings.site.base_url,
            now=now,
            accuracy=shipped_accuracy(),
        )
        built = finish_edition(folder)
    publish(built, settings.published, keep=settings.site.keep_editions)
    return _Published(counts=after, gates=gates, edition=number, changes=len(edition.changes))
