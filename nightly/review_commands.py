"""Commands of curation: review, studies, backup and restore. Thin: the store does the work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

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
from dosetable.store.curation.additions import ROW_FIELDS, add_arm, add_row
from dosetable.store.curation.deciding import decide
from dosetable.store.curation.decisions import (
    undo,
)
from dosetable.store.curation.portable import export_lines, import_lines
from dosetable.store.curation.review import Item, Workbench, item_id, item_named, items
from dosetable.store.curation.spreadsheet import (
    SUFFIXES,
    import_sheet,
    read_sheet,
    write_sheet,
)
from dosetable.store.curation.tables import Action
from dosetable.store.studies import link_studies

review_app = typer.Typer(
    invoke_without_command=True,
    help="See what waits for a person, and decide. A cell's address is what 'review list' shows.",
)

Address = Annotated[str, typer.Argument(metavar="CELL", help="As 'review list' shows it.")]


@review_app.callback()
def desk(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="The desk's port; 0 takes a free one.")] = 8010,
    curator: Annotated[
        list[str] | None,
        typer.Option("--curator", help="Who decides (twice for double review; default: you)."),
    ] = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Open the curators' desk in the browser, on this machine only; or use a command below.

    Examples:

      dosetable review --data-dir build/demo

      dosetable review --curator ada --curator bob
    """
    if context.invoked_subcommand is not None:
        return
    from dosetable.desk.app import DeskSettings
    from dosetable.desk.server import desk_server

    names = tuple(dict.fromkeys(name for name in curator or [who(None)] if name.strip()))
    with open_engine(settings, data_dir) as engine:
        server = desk_server(engine, DeskSettings(curators=names, clock=now), port)
        typer.echo(f"http://127.0.0.1:{server.port}/  (Ctrl+C stops)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("stopped")


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
    with open_session(settings, data_dir) as session:
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
    with open_session(settings, data_dir) as session:
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
    with open_session(settings, data_dir) as session:
        table = Workbench().table(session)
        made = decide(
            session,
            table,
            cell,
            action,
            curator=who(curator),
            now=now(),
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


@review_app.command("add")
def add_row_(
    study: Annotated[str, typer.Argument(help="The study's address.")],
    measure: Annotated[str, typer.Option(help="Such as MADRS, response.")],
    arm: Annotated[str, typer.Option(help="The experimental arm, as in 'review list'.")],
    value: Annotated[str, typer.Option(help="The value, as the table writes it.")],
    reason: Reason,
    field: Annotated[str, typer.Option(help=f"What it is: {', '.join(ROW_FIELDS)}.")] = "effect",
    against: Annotated[str | None, typer.Option(help="The arm it is compared with.")] = None,
    time: Annotated[str | None, typer.Option(help="Such as '24 hours'.")] = None,
    statistic: Annotated[str | None, typer.Option(help="Such as 'mean difference'.")] = None,
    unit: Annotated[str | None, typer.Option(help="points, percent, ratio ...")] = None,
    role: Annotated[str | None, typer.Option(help="primary or secondary")] = None,
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Add a row that the machine missed; its other cells are filled with 'review correct'.

    Example: dosetable review add fava-2018 --measure MADRS --arm ketamine-0.5-mg-kg
    --against midazolam-0.045-mg-kg --time "24 hours" --statistic "mean difference"
    --value "-8.7 (95% CI -15.1 to -2.3), p = 0.03" --reason "table 2"
    """
    with open_session(settings, data_dir) as session:
        made = add_row(
            session, Workbench().table(session), study, measure=measure, experimental_arm=arm,
            comparator_arm=against, timepoint=time, statistic=statistic, unit=unit, role=role,
            field=field, text=value, curator=who(curator), now=now(), reason=reason,
        )  # fmt: skip
    typer.echo(f"added: {item_id(study, 'row', made.subject_id, made.field)}  ({made.uid})")


@review_app.command("add-arm")
def add_arm_(
    study: Annotated[str, typer.Argument(help="The study's address.")],
    drug: Annotated[str, typer.Option(help="What was given.")],
    role: Annotated[str, typer.Option(help="experimental, placebo, active placebo ...")],
    reason: Reason,
    dose: Annotated[str | None, typer.Option(help="Such as '0.5 mg/kg'.")] = None,
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Add an arm that the machine missed; its other cells are filled with 'review correct'.

    Example: dosetable review add-arm fava-2018 --drug ketamine --dose "0.2 mg/kg"
    --role experimental --reason "methods, page 3"
    """
    with open_session(settings, data_dir) as session:
        made = add_arm(
            session, Workbench().table(session), study, drug=drug, role=role, dose=dose,
            curator=who(curator), now=now(), reason=reason,
        )  # fmt: skip
    for one in made:
        typer.echo(f"added: {item_id(study, 'arm', one.subject_id, one.field)}  ({one.uid})")


@review_app.command("undo")
def take_back(
    decision: Annotated[str, typer.Argument(help="The id that the decision was given.")],
    reason: Reason = "",
    curator: Curator = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Take a decision back; both stay on record. Studies are joined again if it was about them."""
    with open_session(settings, data_dir) as session:
        made = undo(session, decision, curator=who(curator), now=now(), reason=reason)
        if made.subject == "report":
            link_studies(session, now())
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
    with open_session(settings, data_dir) as session:
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
    with open_session(settings, data_dir) as session:
        if file.suffix.lower() not in SUFFIXES:
            with file.open(encoding="utf-8") as lines:
                added = import_lines(session, lines)
            link_studies(session, now())
            typer.echo(f"{added} decisions taken in")
            return
        table = Workbench().table(session)
        results = import_sheet(session, table, read_sheet(file), curator=who(curator), now=now())
    refused = [result for result in results if result.error]
    for result in results:
        said = f"refused: {result.error}" if result.error else "taken" if not refused else "fine"
        typer.echo(f"line {result.line}: {result.decision} {result.cell}: {said}")
    if refused:
        typer.echo(f"nothing was taken: {len(refused)} of {len(results)} refused", err=True)
        raise typer.Exit(1)
    typer.echo(f"{len(results)} decisions taken in")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(review_app, name="review")
