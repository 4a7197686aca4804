"""What a crawl says while it runs and when it is over."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

from dosetable.crawler.documents import Source

EventKind = Literal["started", "progress", "retrying", "finished", "failed"]
Outcome = Literal["done", "nothing new", "failed", "disabled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlEvent:
    """One line of progress; ``done`` of ``total`` records, where the source gave a total."""

    source: Source
    kind: EventKind
    message: str
    done: int = 0
    total: int | None = None


@dataclass(slots=True, kw_only=True)
class Tally:
    """The counts of a source's run, kept while it runs.

    ``new``, ``changed``, ``unchanged`` and ``gone`` count documents; ``failed`` counts requests
    given up and records not delivered; ``bytes`` counts response bodies as they came over the
    wire; ``total_reported`` is the source's own count
    for the window, ``topic_total`` for the whole topic, where all of it was listed; ``note`` is what the
    operator should know although nothing failed.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    skipped: int = 0
    failed: int = 0
    retried: int = 0
    requests: int = 0
    bytes: int = 0
    total_reported: int | None = None
    topic_total: int | None = None
    note: str | None = None


@dataclass(slots=True, kw_only=True)
class SourceReport(Tally):
    """What one source gave; ``watermark`` is the ISO date up to which everything has been
    received and archived, ``seconds`` how long it took."""

    source: Source
    outcome: Outcome
    seconds: float = 0.0
    watermark: str | None = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Whether everything the source had to give was received and archived."""
        return self.outcome != "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """One crawl: a report a source, in the order they were asked for."""

    started_at: str
    sources: tuple[SourceReport, ...]

    @property
    def ok(self) -> bool:
        """Whether no source failed."""
        return all(source.ok for source in self.sources)

    @property
    def new_documents(self) -> int:
        """Documents that were not in the archive before, or not in this form."""
        return sum(source.new + source.changed for source in self.sources)

    def to_json(self) -> dict[str, Any]:
        """Give the report as plain data for a JSON file."""
        return dataclasses.asdict(self)
