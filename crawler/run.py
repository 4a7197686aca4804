"""Run the crawl: every source in a process of its own, at the same time."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from dosetable.crawler.documents import Source
from dosetable.crawler.report import CrawlEvent, CrawlReport, SourceReport
from dosetable.crawler.settings import CrawlSettings
from dosetable.crawler.state import CrawlState
from dosetable.crawler.worker import job_json

__all__ = ["CrawlEvent", "CrawlReport", "SourceReport", "crawl"]

# A worker ends by itself when its budget is spent; these are for one that cannot.
_GRACE_SECONDS = 30.0
_STOP_SECONDS = 10.0


def crawl(
    sources: Iterable[Source],
    settings: CrawlSettings,
    folder: Path,
    *,
    now: datetime,
    progress: Callable[[CrawlEvent], None],
) -> CrawlReport:
    """Crawl ``sources`` into ``folder`` and say what came of it.

    ``folder`` gets ``archive/`` (see Archive), ``crawl.sqlite`` (see CrawlState) and ``logs/``.
    ``now`` is the clock of the run: it stamps documents and bounds the windows. ``progress`` is
    called from one thread at a time. No failure of a source raises: it is in its report.
    """
    wanted = tuple(dict.fromkeys(sources))
    if now.tzinfo is None:
        raise ValueError("now must have a time zone")
    moment = now.astimezone(UTC)
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    turn = threading.Lock()

    def tell(event: CrawlEvent) -> None:
        with turn:
            progress(event)

    running: dict[Source, subprocess.Popen[str]] = {}

    def one(source: Source) -> SourceReport:
        if not settings.section(source).enabled:
            return SourceReport(source=source, outcome="disabled")
        return _run_source(source, settings, folder, moment, tell, running)

    with ThreadPoolExecutor(max_workers=max(1, len(wanted))) as pool:
        try:
            reports = tuple(pool.map(one, wanted))
        except BaseException:
            for process in list(running.values()):
                _stop(process)
            raise
    return CrawlReport(started_at=moment.isoformat(timespec="seconds"), sources=reports)


def _run_source(
    source: Source,
    settings: CrawlSettings,
    folder: Path,
    now: datetime,
    tell: Callable[[CrawlEvent], None],
    running: dict[Source, subprocess.Popen[str]],
) -> SourceReport:
    began = time.monotonic()
    log = folder / "logs" / f"{source}.log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "dosetable.crawler.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
        )
        running[source] = process
        limit = settings.section(source).time_budget_seconds + _GRACE_SECONDS
        alarm = threading.Timer(limit, process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            report = _listen(process, job_json(source, settings, folder, now), tell)
        finally:
            alarm.cancel()
            _stop(process)
            if process.stdout is not None:
                process.stdout.close()
            del running[source]
    if report is None:
        report = _lost(source, folder, process.returncode, time.monotonic() - began)
    tell(
        CrawlEvent(
            source=source,
            kind="finished" if report.ok else "failed",
            message=report.error or report.note or report.outcome,
            done=report.new + report.changed + report.unchanged,
            total=report.total_reported,
        )
    )
    return report


def _listen(
    process: subprocess.Popen[str], job: str, tell: Callable[[CrawlEvent], None]
) -> SourceReport | None:
    """Give the worker its job and read it to the end; None where it died without a report."""
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise RuntimeError("the worker has no pipes")
    report = None
    try:
        stdin.write(job + "\n")
        stdin.flush()
    except BrokenPipeError:
        return None
    for line in stdout:
        try:
            message = json.loads(line)
        except ValueError:
            # The last line of a worker that was killed while writing.
            continue
        if message["type"] == "event":
            tell(CrawlEvent(**message["value"]))
        else:
            report = SourceReport(**message["value"])
    return report


def _stop(process: subprocess.Popen[str]) -> None:
    """End a worker: it may finish by itself, then it is asked, then it is killed."""
    if process.stdin is not None and not process.stdin.closed:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _lost(source: Source, folder: Path, code: int | None, seconds: float) -> SourceReport:
    how = f"by signal {-code}" if code is not None and code < 0 else f"with code {code}"
    with CrawlState(folder / "crawl.sqlite") as state:
        mark = state.watermark(source)
    return SourceReport(
        source=source,
        outcome="failed",
        seconds=round(seconds, 3),
        watermark=None if mark is None else mark.value,
        error=f"its process ended {how} without a report; see logs/{source}.log",
    )
