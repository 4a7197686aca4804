"""What the store holds and how fresh it is, for a person at a terminal."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dosetable.nightly.job import REPORTS_FOLDER
from dosetable.nightly.report import last_report
from dosetable.nightly.settings import Settings
from dosetable.store.queries import counts
from dosetable.store.runs import last_runs
from dosetable.store.session import make_engine, migrate, transaction


def status_table(settings: Settings, now: datetime | None = None) -> RenderableType:
    """The last and the next night, a line of counts and a row a source."""
    engine = make_engine(settings.database)
    migrate(engine)
    with transaction(engine) as session:
        held, sources = counts(session), last_runs(session)
    engine.dispose()
    table = Table(
        "source",
        "last success",
        "last attempt",
        "its own total",
        "new",
        "changed",
        "failed",
        "error",
    )
    for source in sources:
        table.add_row(
            source.source, _day(source.last_success), _day(source.last_attempt),
            "" if source.total is None else str(source.total),
            str(source.new), str(source.changed), str(source.failed), source.error or "",
        )  # fmt: skip
    line = (
        f"edition {held.edition or 'none yet'}: {held.studies} studies, {held.documents} documents, "
        f"{held.included} reports included, {held.excluded} left out; the site is {settings.published}"
    )
    nights = Text(last_night(settings) + "\n" + next_night(settings, now or datetime.now(UTC)))
    return Group(nights, Text(line), table)


def last_night(settings: Settings) -> str:
    """How the last night ended, in a line."""
    report = last_report(settings.data_dir / REPORTS_FOLDER)
    if report is None:
        return "last night: none yet"
    stopped = [
        f"gate {gate['name']}: {gate['reason']}"
        for gate in report["gates"]
        if not gate["passed"] and not gate["allowed"]
    ]
    why = "; ".join(filter(None, [report["failure"], *stopped]))
    return f"last night: {report['started'][:16]} UTC, {report['result']}" + (
        f" ({why})" if why else ""
    )


def next_night(settings: Settings, now: datetime) -> str:
    """When the next night is due, in words."""
    return f"next night: {settings.next_start(now):%Y-%m-%d %H:%M} UTC, if a timer is set up (starts_at)"


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"
