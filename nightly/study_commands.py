"""Commands: studies, backup and restore. Thin: the store does the work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from sqlmodel import Session

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
from dosetable.store.curation.decisions import Decision, keep, new_uid
from dosetable.store.curation.review import NoSuchItem, Table, Workbench
from dosetable.store.curation.screening import screen
from dosetable.store.curation.tables import Action
from dosetable.store.evidence_table import StudyView
from dosetable.store.gathering import excluded_reports
from dosetable.store.studies import link_studies

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


def _view(table: Table, slug: str) -> StudyView:
    found = next((view for view in table.curated.views if view.slug == slug), None)
    if found is None:
        raise NoSuchItem(f"no study has the address {slug!r}")
    return found


def _keys(table: Table, view: StudyView) -> tuple[str, ...]:
    return tuple(table.keys[report.id] for report in view.reports if report.id in table.keys)


def _joined(
    session: Session,
    action: Action,
    *,
    anchors: tuple[str, ...],
    others: tuple[str, ...],
    slug: str,
    curator: str | None,
    reason: str,
) -> None:
    moment = now()
    made = keep(
        session,
        Decision(
            uid=new_uid(),
            made_at=moment,
            curator=who(curator),
            action=action,
            subject="report",
            study_slug=slug,
            anchors=anchors,
            others=others,
            reason=reason,
        ),
    )
    link_studies(session, moment)
    typer.echo(f"{action}: {made.uid}")


@studies_app.command("link")
def link_(
    study: Annotated[str, typer.Argument(help="The study whose address stays.")],
    other: Annotated[str, typer.Argument(help="The study that proved to be the same trial.")],
    reason: Reason,
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Make two studies one. The older address stays, the other redirects.

    Example: dosetable studies link fava-2018 salloum-2020 --reason "secondary analysis"
    """
    with open_session(settings, data_dir) as session:
        table = Workbench().table(session)
        first, second = _view(table, study), _view(table, other)
        _joined(
            session, "merge", anchors=_keys(table, second), others=_keys(table, first), slug=study,
            curator=curator, reason=reason,
        )  # fmt: skip


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
        table = Workbench().table(session)
        keys = _keys(table, _view(table, study))
        if report not in keys:
            raise NoSuchItem(f"{study} has no report {report!r}; it has {', '.join(keys)}")
        _joined(
            session, "split", anchors=(report,), others=tuple(k for k in keys if k != report),
            slug=study, curator=curator, reason=reason,
        )  # fmt: skip


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
