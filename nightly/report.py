"""The report of a night: what happened, as JSON for machines and one line for a log."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

from dosetable.crawler.run import CrawlReport
from dosetable.nightly.gates import Gate

LAST_REPORT = "last-night.json"


class ExitCode(IntEnum):
    """What the job's exit code says; 2 is the command line's own, for wrong usage."""

    DONE = 0
    FAILED = 1
    WARNINGS = 3
    NOT_PUBLISHED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A document that could not be read, and why."""

    source: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """One run of the job. ``edition`` is None when nothing was published."""

    started: datetime
    finished: datetime
    crawl: CrawlReport
    documents_read: int
    documents: int
    unreadable: tuple[Unreadable, ...]
    studies: int
    rows: int
    edition: int | None
    changes: int
    gates: tuple[Gate, ...]
    site: Path

    @property
    def exit_code(self) -> ExitCode:
        if self.edition is None:
            return ExitCode.NOT_PUBLISHED
        warned = self.unreadable or any(source.error for source in self.crawl.sources)
        return ExitCode.WARNINGS if warned else ExitCode.DONE

    def line(self) -> str:
        """The night in one line of ``key=value`` pairs, for a log."""
        seconds = (self.finished - self.started).total_seconds()
        return (
            f"result={self.exit_code.name.lower()} seconds={seconds:.1f} read={self.documents_read} "
            f"documents={self.documents} unreadable={len(self.unreadable)} studies={self.studies} "
            f"rows={self.rows} edition={self.edition or '-'} changes={self.changes}"
        )

    def write(self, folder: Path) -> Path:
        """Keep the report as JSON in ``folder``; the last one is always in LAST_REPORT."""
        folder.mkdir(parents=True, exist_ok=True)
        data: dict[str, Any] = asdict(self) | {"result": self.exit_code.name.lower()}
        text = json.dumps(data, indent=1, default=str, ensure_ascii=False) + "\n"
        dated = folder / f"night-{self.started:%Y%m%dT%H%M%S}.json"
        dated.write_text(text, encoding="utf-8")
        fresh = folder / f".{LAST_REPORT}"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(folder / LAST_REPORT)
        return dated
