"""Crawl runs: what each source gave last night, and how fresh it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from dosetable.store.evidence_table import SourceStatus
from dosetable.store.journal import CrawlRun, SourceRun


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRunRecord:
    """One source's part of a run. ``documents``: records it answered with; ``total``: its own
    count; ``error``: one line, None when it succeeded."""

    source: str
    succeeded: bool
    documents: int = 0
    new: int = 0
    changed: int = 0
    failed: int = 0
    total: int | None = None
    error: str | None = None


def record_run(
    session: Session,
    *,
    started_at: datetime,
    finished_at: datetime,
    sources: Sequence[SourceRunRecord],
) -> int:
    """Keep the report of a crawl; the run's id."""
    run = CrawlRun(started_at=started_at, finished_at=finished_at)
    session.add(run)
    session.flush()
    run_id = run.id or 0
    for record in sources:
        session.add(
            SourceRun(
                crawl_run_id=run_id,
                source=record.source,
                succeeded=record.succeeded,
                documents=record.documents,
                new=record.new,
                changed=record.changed,
                failed=record.failed,
                total=record.total,
                error=record.error,
            )
        )
    session.flush()
    return run_id


def has_run(session: Session, *, started_at: datetime, finished_at: datetime) -> bool:
    """Whether the store holds the run of these times."""
    query = select(CrawlRun.id).where(
        col(CrawlRun.started_at) == started_at, col(CrawlRun.finished_at) == finished_at
    )
    return session.exec(query.limit(1)).first() is not None


def last_runs(session: Session) -> tuple[SourceStatus, ...]:
    """The last attempt and the last success of every source, by name."""
    query = (
        select(SourceRun, CrawlRun)
        .join(CrawlRun, col(CrawlRun.id) == col(SourceRun.crawl_run_id))
        .order_by(col(CrawlRun.started_at), col(CrawlRun.id))
    )
    latest: dict[str, tuple[SourceRun, CrawlRun]] = {}
    succeeded: dict[str, datetime] = {}
    totals: dict[str, int] = {}
    for part, run in session.exec(query):
        latest[part.source] = (part, run)
        if part.succeeded:
            succeeded[part.source] = run.finished_at
        if part.total is not None:
            totals[part.source] = part.total
    return tuple(
        SourceStatus(
            source=source,
            last_success=succeeded.get(source),
            last_attempt=run.finished_at,
            total=totals.get(source),
            documents=part.documents,
            new=part.new,
            changed=part.changed,
            failed=part.failed,
            error=part.error,
        )
        for source, (part, run) in sorted(latest.items())
    )
