"""A night that nobody watches: stopped cleanly, its failures reported, people told of it."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import FrameType

from dosetable.crawler.redaction import redact
from dosetable.crawler.report import CrawlReport
from dosetable.nightly.job import REPORTS_FOLDER, Job, run_night
from dosetable.nightly.lock import AlreadyRunning
from dosetable.nightly.notifying import notify
from dosetable.nightly.publishing import PublishingError
from dosetable.nightly.report import NightReport

logger = logging.getLogger(__name__)


class Stopped(BaseException):
    """The job was asked to end. No rule that keeps a night going past an error may catch it."""


@contextmanager
def stopping_on_signal() -> Iterator[None]:
    """Turn SIGTERM into Stopped, so that transactions roll back and spiders end."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        # Once is enough: a second signal while we clean up must not tear the clean-up.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Stopped("stopped by SIGTERM")

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def unattended_night(job: Job, sources: Sequence[str]) -> NightReport:
    """Run a night, and give a report however it ended.

    Raises AlreadyRunning and PublishingError, which are for the operator and not about a night.
    """
    started = job.clock()
    try:
        with stopping_on_signal():
            report = run_night(job, sources)
    except (AlreadyRunning, PublishingError):
        raise
    except Stopped as error:
        report = _failed(job, str(error), started)
    except Exception as error:  # the boundary of a night: whatever it is, it must be told
        text = redact(str(error), job.settings.crawl.secrets())
        logger.debug("the night failed", exc_info=True)
        report = _failed(job, f"{type(error).__name__}: {text}", started)
    for problem in notify(report, job.settings.notify):
        job.reporter.line(problem)
    return report


def _failed(job: Job, reason: str, started: datetime) -> NightReport:
    first = reason.strip().splitlines()[0][:500] if reason.strip() else "no reason given"
    report = NightReport(
        started=started,
        finished=job.clock(),
        crawl=CrawlReport(started_at=started.isoformat(timespec="seconds"), sources=()),
        documents_read=0,
        documents=0,
        unreadable=(),
        studies=0,
        rows=0,
        edition=None,
        changes=(),
        gates=(),
        site=job.settings.published,
        failure=first,
    )
    job.reporter.line(f"the night failed: {first}")
    try:
        report.write(job.settings.data_dir / REPORTS_FOLDER)
    except OSError as error:
        # A full disk must not hide why the night failed.
        job.reporter.line(f"the report could not be written: {error}")
    return report
