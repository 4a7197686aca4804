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

from dosetable.crawler.compaction import Compacted
from dosetable.crawler.documents import Source
from dosetable.crawler.report import CrawlEvent, CrawlReport, SourceReport
from dosetable.crawler.run import crawl
from dosetable.nightly.departures import gone_records
from dosetable.nightly.edition import Candidate, publish_night
from dosetable.nightly.keeping import compact_by, keep_archive
from dosetable.nightly.lock import job_lock
from dosetable.nightly.mending import mend
from dosetable.nightly.nights import CrawlNoted, note
from dosetable.nightly.progress import Reporter
from dosetable.nightly.reading import read_archive
from dosetable.nightly.report import NightReport
from dosetable.nightly.settings import Settings
from dosetable.store.queries import counts
from dosetable.store.runs import SourceRunRecord, record_run
from dosetable.store.session import make_engine, migrate, transaction

CRAWL_FOLDER, REPORTS_FOLDER = "crawl", "reports"
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
    folder is not ours. A failing source is in the report and does not stop the others; a gate
    that fails, or a build that would be wrong, leaves the last edition up.
    """
    started = job.clock()
    with job_lock(job.settings.data_dir), _store(job) as engine:
        crawled = _crawl(job, sources, started)
        _record_crawl(job, engine, crawled, started)
        return _after_crawl(job, engine, crawled, started)


def run_crawl(job: Job, sources: Sequence[str]) -> CrawlReport:
    """Collect into the archive, and nothing more. Raises AlreadyRunning."""
    with job_lock(job.settings.data_dir):
        return _crawl(job, sources, job.clock())


def compact_archive(job: Job) -> Compacted:
    """Remove from the archive what nothing needs, as the settings say. Raises AlreadyRunning."""
    with job_lock(job.settings.data_dir):
        return compact_by(job.settings.archive, job.settings.crawl.archive, job.clock())


def rebuild_site(job: Job) -> NightReport:
    """Read, link, build and publish from the archive that is there, without crawling."""
    started = job.clock()
    nothing = CrawlReport(started_at=started.isoformat(timespec="seconds"), sources=())
    with job_lock(job.settings.data_dir), _store(job) as engine:
        return _after_crawl(job, engine, nothing, started)


@contextmanager
def _store(job: Job) -> Iterator[Engine]:
    """The database, migrated, after what an earlier job left half-way was put right."""
    engine = make_engine(job.settings.database)
    try:
        migrate(engine)
        mend(engine, job.settings, job.reporter, demonstration=job.demonstration)
        yield engine
    finally:
        engine.dispose()


def _crawl(job: Job, sources: Sequence[str], now: datetime) -> CrawlReport:
    def tell(event: CrawlEvent) -> None:
        job.reporter.line(f"{event.source}: {event.message}")

    wanted = [cast(Source, source) for source in sources]
    folder = job.settings.data_dir / CRAWL_FOLDER
    return crawl(wanted, job.settings.crawl, folder, now=now, progress=tell)


def _record_crawl(job: Job, engine: Engine, crawled: CrawlReport, started: datetime) -> None:
    """Keep the crawl in the store, and in the journal from which a store can be rebuilt."""
    asked = [source for source in crawled.sources if source.outcome != "disabled"]
    noted = CrawlNoted(
        started=started, finished=job.clock(), sources=tuple(map(_run_record, asked))
    )
    with transaction(engine) as session:
        record_run(
            session,
            started_at=noted.started,
            finished_at=noted.finished,
            sources=noted.sources,
        )
        note(job.settings.archive, noted)


def _run_record(source: SourceReport) -> SourceRunRecord:
    return SourceRunRecord(
        source=source.source,
        succeeded=source.ok,
        documents=source.new + source.changed + source.unchanged,
        new=source.new,
        changed=source.changed,
        failed=source.failed,
        total=source.topic_total,
        error=source.error,
    )


def _after_crawl(job: Job, engine: Engine, crawled: CrawlReport, started: datetime) -> NightReport:
    settings = job.settings
    reading = read_archive(engine, settings.archive, job.reporter)
    published = publish_night(
        engine,
        settings,
        job.reporter,
        Candidate(
            now=started,
            sequence=reading.sequence,
            gone=gone_records(settings.data_dir / CRAWL_FOLDER),
            demonstration=job.demonstration,
        ),
    )
    warnings = keep_archive(
        settings.data_dir / CRAWL_FOLDER, settings.crawl.archive, started, job.reporter
    )
    with transaction(engine) as session:
        documents = counts(session).documents
    report = NightReport(
        started=started,
        finished=job.clock(),
        crawl=crawled,
        documents_read=reading.read,
        documents=documents,
        unreadable=reading.unreadable,
        studies=published.counts.studies,
        rows=published.counts.rows,
        edition=published.edition,
        changes=published.changes,
        gates=published.gates,
        measures=published.measures,
        warnings=warnings,
        site=settings.published,
    )
    report.write(settings.data_dir / REPORTS_FOLDER)
    return report
