"""What the store holds and how fresh it is, for a person at a terminal."""

from __future__ import annotations

from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dosetable.nightly.settings import Settings
from dosetable.store.queries import counts
from dosetable.store.runs import last_runs
from dosetable.store.session import make_engine, migrate, transaction


def status_table(settings: Settings) -> RenderableType:
    """A line of counts and a row a source."""
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
    return Group(Text(line), table)


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"
