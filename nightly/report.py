"""The report of a night: JSON for machines, a page of HTML for people, one line for a log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

import jinja2

from dosetable.crawler.run import CrawlReport
from dosetable.nightly.gates import Gate
from dosetable.nightly.measures import coverage
from dosetable.store.evidence_table import Change

LAST_REPORT = "last-night.json"
LAST_PAGE = "last-night.html"
# The site's own copy of how the last night ended: see docs/adr/0008-nights-that-publish-nothing.md.
SITE_STATUS = "status.json"


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
    """One run of the job. ``edition`` is None when nothing was published; ``failure`` says what
    ended a night that did not come to its end."""

    started: datetime
    finished: datetime
    crawl: CrawlReport
    documents_read: int
    documents: int
    unreadable: tuple[Unreadable, ...]
    studies: int
    rows: int
    edition: int | None
    changes: tuple[Change, ...]
    gates: tuple[Gate, ...]
    site: Path
    measures: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    failure: str | None = None

    @property
    def exit_code(self) -> ExitCode:
        if self.failure is not None:
            return ExitCode.FAILED
        if self.edition is None:
            return ExitCode.NOT_PUBLISHED
        allowed = any(not gate.passed for gate in self.gates)
        failing = any(source.error for source in self.crawl.sources)
        warned = self.unreadable or self.warnings or allowed or failing
        return ExitCode.WARNINGS if warned else ExitCode.DONE

    @property
    def result(self) -> str:
        """How the night ended, as one word."""
        return self.exit_code.name.lower()

    def line(self) -> str:
        """The night in one line of ``key=value`` pairs, for a log."""
        seconds = (self.finished - self.started).total_seconds()
        stopped = ",".join(gate.name for gate in self.gates if gate.stops)
        return (
            f"result={self.result} seconds={seconds:.1f} read={self.documents_read} "
            f"documents={self.documents} unreadable={len(self.unreadable)} studies={self.studies} "
            f"rows={self.rows} edition={self.edition or '-'} changes={len(self.changes)} "
            f"stopped_by={stopped or '-'}"
        )

    def to_json(self) -> dict[str, Any]:
        """Give the report as plain data; times are ISO 8601."""
        data: dict[str, Any] = json.loads(json.dumps(asdict(self), default=_plain))
        return data | {"result": self.result}

    def write(self, folder: Path) -> Path:
        """Keep the report in ``folder`` as JSON and as a page; the last ones have fixed names.

        The published site gets a small ``status.json``, whether or not it changed.
        """
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.to_json(), indent=1, ensure_ascii=False) + "\n"
        page = night_page(self)
        stem = f"night-{self.started:%Y%m%dT%H%M%S}"
        _replace(folder / f"{stem}.html", page)
        dated = folder / f"{stem}.json"
        _replace(dated, text)
        _replace(folder / LAST_PAGE, page)
        _replace(folder / LAST_REPORT, text)
        if self.site.is_dir():
            _replace(self.site / SITE_STATUS, self._site_status())
        return dated

    def _site_status(self) -> str:
        """What a reader may know: no error texts, which can hold addresses of this machine."""
        status = {
            "last_night": self.started.isoformat(timespec="seconds"),
            "result": self.result,
            "published": self.edition is not None,
            "stopped_by": [
                {"gate": gate.name, "reason": gate.reason} for gate in self.gates if gate.stops
            ],
            "sources": {source.source: source.ok for source in self.crawl.sources},
        }
        return json.dumps(status, indent=1) + "\n"


def night_page(report: NightReport) -> str:
    """The report as one page that needs nothing else."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("dosetable.nightly", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("night.html")
    return template.render(report=report, coverage=coverage(report.measures))


def last_report(folder: Path) -> dict[str, Any] | None:
    """The last night's report as plain data; None where there is none that can be read."""
    try:
        data = json.loads((folder / LAST_REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def _replace(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
