"""Commands: studies, backup and restore. Thin: the store does the work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dosetable.nightly.curating import (
    Curator,
    DataDir,
    Reason,
    SettingsFile,
    now,
    open_engine,
    open_session,
    who,
)
from dosetable.store.backup import restore_backup, write_backup
from dosetable.store.curation.joining import proposals, same_trial, take_report_out, two_trials
from dosetable.store.curation.review import Workbench
from dosetable.store.curation.screening import screen
from dosetable.store.gathering import excluded_reports

studies_app = typer.Typer(no_args_is_help=True, help="Which reports are one trial, and why.")


@studies_app.command("list")
def list_studies(settings: SettingsFile = None, data_dir: DataDir = None) -> None:
    """List the studies with their reports and why each belongs.

    Example: dosetable studies list
    """
    with open_session(settings, data_dir) as session:
        table = Workbench().table(session)
    for view in table.curated.views:
        typer.echo(f"{view.slug}  {view.name}: {view.title}")
        for report in view.reports:
            key = table.keys.get(report.id, "")
            typer.echo(f"  [{key}] {report.kind}: {report.citation}; {report.joined_because}")


@studies_app.command("link")
def link_(
    study: Annotated[str, typer.Argument(help="The study whose address stays.")],
    other: Annotated[str, typer.Argument(help="The study that proved to be the same trial.")],
    reason: Reason,
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Make two studies one. The first one's address stays, the other redirects.

    Example: dosetable studies link fava-2018 salloum-2020 --reason "secondary analysis"
    """
    with open_session(settings, data_dir) as session:
        made = same_trial(
            session, Workbench().table(session), study, other,
            curator=who(curator), now=now(), reason=reason,
        )  # fmt: skip
    typer.echo(f"{made.action}: {made.uid}")


@studies_app.command()
def apart(
    study: Annotated[str, typer.Argument(help="A study.")],
    other: Annotated[str, typer.Argument(help="A study that is another trial.")],
    reason: Reason,
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Hold two studies apart: they are not proposed again.

    Example: dosetable studies apart fava-2018 su-2017 --reason "other site, other doses"
    """
    with open_session(settings, data_dir) as session:
        made = two_trials(
            session, Workbench().table(session), study, other,
            curator=who(curator), now=now(), reason=reason,
        )  # fmt: skip
    typer.echo(f"{made.action}: {made.uid}")


@studies_app.command("proposals")
def list_proposals(settings: SettingsFile = None, data_dir: DataDir = None) -> None:
    """List the studies that look like one trial though no identifier says so.

    Answer with 'dosetable studies link' or 'dosetable studies apart'.

    Example: dosetable studies proposals
    """
    with open_session(settings, data_dir) as session:
        found = proposals(Workbench().table(session))
    for one in found:
        parts = ", ".join(f"{name} {value:.2f}" for name, value in one.resemblance.parts.items())
        typer.echo(f"{one.one.slug} and {one.other.slug}: {one.resemblance.score:.2f} ({parts})")
    typer.echo(f"{len(found)} proposals")


@studies_app.command()
def unlink(
    study: Annotated[str, typer.Argument(help="The study that holds the report.")],
    report: Annotated[str, typer.Argument(help="As in the brackets of 'studies list'.")],
    reason: Reason,
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Take a report out of a study, for good.

    Example: dosetable studies unlink fava-2018 "pubmed 31969684 0" --reason "another trial"
    """
    with open_session(settings, data_dir) as session:
        made = take_report_out(
            session, Workbench().table(session), study, report,
            curator=who(curator), now=now(), reason=reason,
        )  # fmt: skip
    typer.echo(f"{made.action}: {made.uid}")


@studies_app.command("left-out")
def left_out(
    words: Annotated[str, typer.Option("--containing", help="Only titles with these words.")] = "",
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """List the reports that were read and left out, with their keys and why.

    Example: dosetable studies left-out --containing esketamine
    """
    with open_session(settings, data_dir) as session:
        found = [r for r in excluded_reports(session) if words.casefold() in r.title.casefold()]
    for report in found:
        typer.echo(f"[{report.key}] {report.title}\n  {report.study_type}: {report.reason}")
    typer.echo(f"{len(found)} left out")


def _screened(
    action: Literal["include", "exclude"],
    report: str,
    reason: str,
    curator: str | None,
    settings: Path | None,
    data_dir: Path | None,
) -> None:
    with open_session(settings, data_dir) as session:
        made = screen(session, report, action, curator=who(curator), now=now(), reason=reason)
    typer.echo(f"{action}d: {report}  ({made.uid})")


ReportKey = Annotated[
    str, typer.Argument(metavar="REPORT", help="As in brackets in 'studies list' and 'left-out'.")
]


@studies_app.command()
def include(
    report: ReportKey,
    reason: Reason,
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Put a report in the table that screening left out.

    Example: dosetable studies include "pubmed 31969684 0" --reason "depression was an aim"
    """
    _screened("include", report, reason, curator, settings, data_dir)


@studies_app.command()
def exclude(
    report: ReportKey,
    reason: Reason,
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Leave a report out of the table; the decision is kept and can be undone.

    Example: dosetable studies exclude "pubmed 31969684 0" --reason "healthy volunteers"
    """
    _screened("exclude", report, reason, curator, settings, data_dir)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, .jsonl.gz by custom.")],
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Write everything in the database to one file, whole or not at all.

    Example: dosetable backup dosetable-2026-11-24.jsonl.gz
    """
    with open_engine(settings, data_dir) as engine:
        rows = write_backup(engine, file)
    typer.echo(f"{rows} rows: {file}")


def restore(
    file: Annotated[Path, typer.Argument(help="What 'dosetable backup' wrote.")],
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Fill an empty database from a backup; one that holds anything is refused.

    Example: dosetable restore dosetable-2026-11-24.jsonl.gz --data-dir restored
    """
    with open_engine(settings, data_dir) as engine:
        rows = restore_backup(engine, file)
    typer.echo(f"{rows} rows restored")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(studies_app, name="studies")
    app.command()(backup)
    app.command()(restore)
