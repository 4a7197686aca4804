"""The command of memory: what the table said on a day, and why."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer

from dosetable.nightly.curating import DataDir, SettingsFile, open_session
from dosetable.store.curation.spreadsheet import safe
from dosetable.store.evidence_table import HeldValue
from dosetable.store.history import study_history, table_on

_COLUMNS = ("study", "cell", "value", "since", "edition", "until", "why")


def history(
    study: Annotated[
        str | None, typer.Argument(help="A study's address; without one, all of them (needs --on).")
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="Only what stood on that day (UTC)."),
    ] = None,
    cell: Annotated[str | None, typer.Option(help="Only cells whose name contains this.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write comma-separated values.")] = False,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Tell what the table said on a day, or every value a study ever had, and why.

    Examples:

      dosetable history fava-2018

      dosetable history fava-2018 --on 2026-05-01 --cell dose

      dosetable history --on 2026-05-01 --csv > table-of-may.csv
    """
    if study is None and on is None:
        raise typer.BadParameter("name a study, or a day with --on", param_hint="STUDY")
    with open_session(settings, data_dir) as session:
        if on is not None:
            then = table_on(session, on.replace(tzinfo=UTC).date(), study=study)
            values, told = (
                then.values,
                f"edition {then.edition} of {then.published_at:%Y-%m-%d %H:%M}",
            )
        else:
            values = study_history(session, study or "")
            told = f"{len({value.since_edition for value in values})} editions changed it"
    chosen = [v for v in values if cell is None or cell.casefold() in v.label.casefold()]
    if as_csv:
        _write_csv(chosen)
        return
    slug = ""
    for value in chosen:
        if value.study_slug != slug:
            slug = value.study_slug
            typer.echo(slug)
        until = f" until {value.until:%Y-%m-%d}" if value.until and on is None else ""
        typer.echo(
            f"  {value.label}: {value.value}  [since {value.since:%Y-%m-%d}{until}; {value.why}]"
        )
    typer.echo(f"{len(chosen)} values; {told}")


def _write_csv(values: Iterable[HeldValue]) -> None:
    # Text from documents must not become a formula in a spreadsheet.
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for v in values:
        row = (
            v.study_slug, v.label, v.value, v.since.isoformat(), str(v.since_edition),
            v.until.isoformat() if v.until else "", v.why,
        )  # fmt: skip
        writer.writerow([safe(item) for item in row])


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(history)
