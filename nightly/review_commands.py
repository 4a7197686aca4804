"""Commands of curation: review, studies, backup and restore. Thin: the store does the work."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine
from sqlmodel import Session

from dosetable.nightly.settings import load_settings
from dosetable.store.backup import BackupError, restore_backup, write_backup
from dosetable.store.curation.decisions import (
    Decision,
    DecisionError,
    NoSuchDecision,
    keep,
    new_uid,
    undo,
)
from dosetable.store.curation.fields import BadValue
from dosetable.store.curation.portable import ImportRefused, export_lines, import_lines
from dosetable.store.curation.review import (
    Item,
    NoSuchItem,
    Table,
    Workbench,
    decide,
    item_named,
    items,
)
from dosetable.store.curation.spreadsheet import (
    SUFFIXES,
    SheetError,
    import_sheet,
    read_sheet,
    write_sheet,
)
from dosetable.store.curation.tables import Action
from dosetable.store.evidence_table import StudyView
from dosetable.store.session import make_engine, migrate
from dosetable.store.studies import link_studies

review_app = typer.Typer(
    no_args_is_help=True,
    help="See what waits for a person, and decide. A cell's address is what 'review list' shows.",
)
studies_app = typer.Typer(no_args_is_help=True, help="Which reports are one trial, and why.")

SettingsFile = Annotated[Path | None, typer.Option("--settings", help="Settings file.")]
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where the database is.")]
Curator = Annotated[
    str | None,
    typer.Option("--curator", envvar="DOSETABLE_CURATOR", help="Who decides (default: you)."),
]
Address = Annotated[str, typer.Argument(metavar="CELL", help="As 'review list' shows it.")]
Reason = Annotated[str, typer.Option("--reason", "-r", help="Why; kept with the decision.")]

_REFUSALS = (
    BadValue,
    BackupError,
    DecisionError,
    ImportRefused,
    NoSuchDecision,
    NoSuchItem,
    SheetError,
    OSError,
)


def _now() -> datetime:
    return datetime.now(UTC)


def _who(curator: str | None) -> str:
    return curator or getpass.getuser()


@contextmanager
def _engine(settings: Path | None, data_dir: Path | None) -> Iterator[Engine]:
    """The database, migrated; what it refuses is one line on stderr and exit code 1."""
    engine = make_engine(load_settings(settings, data_dir=data_dir).database)
    try:
        migrate(engine)
        yield engine
    except _REFUSALS as error:
        typer.echo(f"dosetable: {error}", err=True)
        raise typer.Exit(1) from error
    finally:
        engine.dispose()


@contextmanager
def _session(settings: Path | None, data_dir: Path | None) -> Iterator[Session]:
    with _engine(settings, data_dir) as engine, Session(engine) as session, session.begin():
        yield session


@review_app.command("list")
def list_items(
    limit: Annotated[int, typer.Option(help="How many to show.")] = 30,
    study: Annotated[str | None, typer.Option(help="Only this study's.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what waits for nobody.")] = False,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """List the cells that wait for a person, most urgent first.

    Example: dosetable review list --study fava-2018
    """
    with _session(settings, data_dir) as session:
        found = items(Workbench().table(session), everything=everything)
    chosen = [item for item in found if study in (None, item.study.slug)]
    for item in chosen[:limit]:
        checks = "; ".join(finding.message for finding in item.findings)
        parts = [item.id, item.text or "(none)", item.waits or "decided", checks]
        typer.echo("  ".join(part for part in parts if part))
    typer.echo(f"{len(chosen)} cells, {min(limit, len(chosen))} shown")


@review_app.command()
def show(cell: Address, settings: SettingsFile = None, data_dir: DataDir = None) -> None:
    """Show one cell: what the machine reads and where, what was decided, what the checks ask.

    Example: dosetable review show fava-2018/arm/ketamine-0.5-mg-kg/dose
    """
    with _session(settings, data_dir) as session:
        item = item_named(Workbench().table(session), cell)
    for line in _described(item):
        typer.echo(line)


def _described(item: Item) -> Iterator[str]:
    yield f"{item.about}: {item.field.label}"
    yield f"  value    {item.text or '(none)'}  [{item.cell.status}]"
    yield f"  machine  {item.machine_text or '(none)'}"
    yield f"  expects  {item.field.expects}"
    if item.waits:
        yield f"  waits    {item.waits}"
    citations = {report.id: report.citation for report in item.study.reports}
    for quote in item.machine.quotes if item.machine else ():
        yield f'  read in  {citations.get(quote.report, "")}: "{quote.text}"'
    for other in item.machine.alternatives if item.machine else ():
        yield f"  but      {citations.get(other.report, '')}: {item.field.text(other.value)}"
    for finding in item.findings:
        yield f"  check    {finding.check}: {finding.message}"
    for made in item.decisions:
        when, why = f"{made.made_at:%Y-%m-%d %H:%M}", f": {made.reason}" if made.reason else ""
        value = item.field.text(item.field.load(made.value))
        yield f"  decided  {when} {made.curator} {made.action} {value}{why}  ({made.uid})"


def _say(
    cell: str,
    action: Action,
    *,
    curator: str | None,
    settings: Path | None,
    data_dir: Path | None,
    reason: str = "",
    text: str | None = None,
) -> None:
    with _session(settings, data_dir) as session:
        table = Workbench().table(session)
        made = decide(
            session,
            table,
            cell,
            action,
            curator=_who(curator),
            now=_now(),
            reason=reason,
            text=text,
        )
    typer.echo(f"{made.action}: {cell}  ({made.uid})")


@review_app.command()
def accept(
    cell: Address,
    reason: Reason = "",
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Accept what the machine reads in a cell."""
    _say(cell, "accept", curator=curator, settings=settings, data_dir=data_dir, reason=reason)


@review_app.command()
def correct(
    cell: Address,
    value: Annotated[str, typer.Argument(help="The right value, as the table writes it.")],
    reason: Reason,
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Put the right value in a cell, or one where there is none.

    Example: dosetable review correct fava-2018/arm/ketamine-0.5-mg-kg/n 22 --reason "figure 1"
    """
    _say(
        cell, "correct", curator=curator, settings=settings, data_dir=data_dir, reason=reason, text=value
    )  # fmt: skip


@review_app.command()
def reject(
    cell: Address,
    reason: Reason,
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Take a wrong value out of a cell."""
    _say(cell, "reject", curator=curator, settings=settings, data_dir=data_dir, reason=reason)


@review_app.command()
def note(
    cell: Address,
    words: Annotated[str, typer.Argument(help="What to remember.")],
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Write a note on a cell; its value stays."""
    _say(cell, "note", curator=curator, settings=settings, data_dir=data_dir, reason=words)


@review_app.command("undo")
def take_back(
    decision: Annotated[str, typer.Argument(help="The id that the decision was given.")],
    reason: Reason = "",
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Take a decision back; both stay on record. Studies are joined again if it was about them."""
    with _session(settings, data_dir) as session:
        made = undo(session, decision, curator=_who(curator), now=_now(), reason=reason)
        if made.subject == "report":
            link_studies(session, _now())
    typer.echo(f"undone: {decision}")


@review_app.command("export")
def export_(
    file: Annotated[Path, typer.Argument(help=".jsonl: all decisions; .xlsx, .csv: the queue.")],
    everything: Annotated[bool, typer.Option("--all", help="In a sheet: every cell.")] = False,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Write all decisions as lines of JSON, or the queue as a spreadsheet to edit.

    Examples:

      dosetable review export decisions.jsonl

      dosetable review export queue.xlsx
    """
    with _session(settings, data_dir) as session:
        if file.suffix.lower() in SUFFIXES:
            found = items(Workbench().table(session), everything=everything)
            typer.echo(f"{write_sheet(file, found)} cells: {file}")
            return
        lines = list(export_lines(session))
        partial = file.with_name(f"{file.name}.partial")
        partial.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        partial.replace(file)
    typer.echo(f"{len(lines) - 1} decisions: {file}")


@review_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="What 'review export' wrote, edited or not.")],
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Take decisions in, from lines of JSON or an edited spreadsheet: all of them, or none.

    Example: dosetable review import queue.xlsx --curator ada
    """
    with _session(settings, data_dir) as session:
        if file.suffix.lower() not in SUFFIXES:
            with file.open(encoding="utf-8") as lines:
                added = import_lines(session, lines)
            link_studies(session, _now())
            typer.echo(f"{added} decisions taken in")
            return
        table = Workbench().table(session)
        results = import_sheet(session, table, read_sheet(file), curator=_who(curator), now=_now())
    refused = [result for result in results if result.error]
    for result in results:
        said = f"refused: {result.error}" if result.error else "taken" if not refused else "fine"
        typer.echo(f"line {result.line}: {result.decision} {result.cell}: {said}")
    if refused:
        typer.echo(f"nothing was taken: {len(refused)} of {len(results)} refused", err=True)
        raise typer.Exit(1)
    typer.echo(f"{len(results)} decisions taken in")


@studies_app.command("list")
def list_studies(settings: SettingsFile = None, data_dir: DataDir = None) -> None:
    """List the studies with their reports and why each belongs.

    Example: dosetable studies list
    """
    with _session(settings, data_dir) as session:
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
    now = _now()
    made = keep(
        session,
        Decision(
            uid=new_uid(),
            made_at=now,
            curator=_who(curator),
            action=action,
            subject="report",
            study_slug=slug,
            anchors=anchors,
            others=others,
            reason=reason,
        ),
    )
    link_studies(session, now)
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
    with _session(settings, data_dir) as session:
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
    with _session(settings, data_dir) as session:
        table = Workbench().table(session)
        keys = _keys(table, _view(table, study))
        if report not in keys:
            raise NoSuchItem(f"{study} has no report {report!r}; it has {', '.join(keys)}")
        _joined(
            session, "split", anchors=(report,), others=tuple(k for k in keys if k != report),
            slug=study, curator=curator, reason=reason,
        )  # fmt: skip


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, .jsonl.gz by custom.")],
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Write everything in the database to one file, whole or not at all.

    Example: dosetable backup dosetable-2026-11-24.jsonl.gz
    """
    with _engine(settings, data_dir) as engine:
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
    with _engine(settings, data_dir) as engine:
        rows = restore_backup(engine, file)
    typer.echo(f"{rows} rows restored")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(review_app, name="review")
    app.add_typer(studies_app, name="studies")
    app.command()(backup)
    app.command()(restore)
