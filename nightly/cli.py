"""The command line: thin commands over the job."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dosetable.nightly import history_commands, review_commands, study_commands

app = typer.Typer(
    name="dosetable",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A living evidence table of ketamine, esketamine and arketamine for depression.",
    epilog="Start with: dosetable demo, then dosetable serve. Not medical advice.",
)

SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings", help="Settings file (default: dosetable.toml here, if there is one)."
    ),
]
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Where a run keeps what it collects and builds.")
]


def main() -> None:
    """Run the command line; a failure that we expect is one line on stderr, not a traceback."""
    from dosetable.extract.evaluation.score import GoldError
    from dosetable.nightly.lock import AlreadyRunning
    from dosetable.nightly.publishing import PublishingError
    from dosetable.nightly.rebuilding import RebuildError
    from dosetable.nightly.settings import SettingsError

    try:
        app()
    except (SettingsError, AlreadyRunning, PublishingError, RebuildError, GoldError) as error:
        typer.echo(f"dosetable: {error}", err=True)
        sys.exit(1)


@app.command()
def demo(
    folder: Annotated[
        Path, typer.Option("--folder", help="Where the demonstration is built.")
    ] = Path("build"),
) -> None:
    """Run the whole job on the embedded library, offline.

    A loopback server answers in the true formats of PubMed, Europe PMC, ClinicalTrials.gov and of
    web pages; the real spiders crawl it. Run it twice: the second run fetches only what changed.

    Example: dosetable demo && dosetable serve
    """
    from dosetable.nightly.demo import run_demo

    raise typer.Exit(run_demo(folder))


@app.command()
def nightly(
    settings: SettingsFile = None,
    data_dir: DataDir = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source (may be repeated).")
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", help="Publish although this gate fails (may be repeated)."),
    ] = None,
) -> None:
    """Run the whole job, live: crawl, extract, link, build, publish.

    Exit codes: 0 done, 1 failed, 3 done with warnings, 4 not published (the last edition stays up).

    Examples:

      dosetable nightly

      dosetable nightly --source pubmed --allow studies-lost
    """
    from dosetable.nightly.job import Job
    from dosetable.nightly.progress import Reporter
    from dosetable.nightly.running import unattended_night
    from dosetable.nightly.settings import load_settings

    chosen = load_settings(settings, data_dir=data_dir)
    if allow:
        gates = chosen.gates.model_copy(update={"allow": (*chosen.gates.allow, *allow)})
        chosen = chosen.model_copy(update={"gates": gates})
    report = unattended_night(Job(settings=chosen, reporter=Reporter()), _sources(source))
    typer.echo(report.line())
    raise typer.Exit(report.exit_code)


@app.command()
def crawl(
    source: Annotated[list[str] | None, typer.Argument(help="Sources (default: all).")] = None,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Collect what is new into the archive, and nothing more.

    Example: dosetable crawl pubmed clinicaltrials
    """
    from dosetable.nightly.job import Job, run_crawl
    from dosetable.nightly.progress import Reporter
    from dosetable.nightly.settings import load_settings

    job = Job(settings=load_settings(settings, data_dir=data_dir), reporter=Reporter())
    report = run_crawl(job, _sources(source))
    raise typer.Exit(1 if any(one.error for one in report.sources) else 0)


@app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to read.")],
    output: Annotated[
        str, typer.Option("--format", help="json (a line a record) or summary (for people).")
    ] = "json",
) -> None:
    """Read files and print the facts in them.

    PubMed XML, JATS, ClinicalTrials.gov v2 JSON, Europe PMC JSON, HTML or plain text, by what the bytes are.
    A file that cannot be read gets one line on stderr and exit code 1; the others are still done.

    Examples:

      dosetable extract article.xml NCT01920555.json

      dosetable extract page.html --format summary
    """
    from dosetable.extract.serialize import to_json
    from dosetable.nightly.extracting import extract_files
    from dosetable.nightly.summary import summary

    if output not in ("json", "summary"):
        raise typer.BadParameter("choose json or summary", param_hint="--format")
    console = Console(highlight=False)
    failed = False
    for result in extract_files(files):
        if result.error is not None:
            failed = True
            typer.echo(f"dosetable extract: {result.path}: {result.error}", err=True)
        for facts in result.facts:
            if output == "json":
                typer.echo(json.dumps(to_json(facts), ensure_ascii=False))
            else:
                console.print(summary(facts))
    raise typer.Exit(1 if failed else 0)


@app.command()
def build(settings: SettingsFile = None, data_dir: DataDir = None) -> None:
    """Build the website from the store and publish it, without crawling.

    Example: dosetable build --data-dir build/demo
    """
    from dosetable.nightly.job import Job, rebuild_site
    from dosetable.nightly.progress import Reporter
    from dosetable.nightly.settings import load_settings

    job = Job(settings=load_settings(settings, data_dir=data_dir), reporter=Reporter())
    report = rebuild_site(job)
    typer.echo(report.line())
    raise typer.Exit(report.exit_code)


@app.command()
def rebuild(
    into: Annotated[Path, typer.Option("--into", help="A new folder for the store and the site.")],
    settings: SettingsFile = None,
    data_dir: DataDir = None,
    demonstration: Annotated[
        bool, typer.Option("--demonstration", help="Mark the site as the demonstration's.")
    ] = False,
) -> None:
    """Make the store and the site again from the archive alone, offline, in a new folder.

    Example: dosetable rebuild --data-dir build/demo --demonstration --into /tmp/again
    """
    from dosetable.nightly.progress import Reporter
    from dosetable.nightly.rebuilding import rebuild as rebuild_all
    from dosetable.nightly.settings import load_settings

    chosen = load_settings(settings, data_dir=data_dir)
    made = rebuild_all(chosen, into, Reporter(), demonstration=demonstration)
    typer.echo(f"documents={made.documents} editions={made.editions} site={made.site}")


@app.command()
def rollback(
    steps: Annotated[int, typer.Argument(min=1, help="How many editions to go back.")] = 1,
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Show an earlier edition again, at once; the next night publishes anew.

    Example: dosetable rollback 2
    """
    from dosetable.nightly.edition import EDITIONS_FOLDER
    from dosetable.nightly.publishing import rollback as go_back
    from dosetable.nightly.settings import load_settings

    chosen = load_settings(settings, data_dir=data_dir)
    shown = go_back(chosen.data_dir / EDITIONS_FOLDER, chosen.published, steps=steps)
    typer.echo(f"the site shows the edition in {shown}")


@app.command()
def serve(
    folder: Annotated[
        Path | None, typer.Argument(help="The site (default: build/site, or the settings' one).")
    ] = None,
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.")] = 8000,
    settings: SettingsFile = None,
) -> None:
    """Look at the site in a browser, on this machine only.

    Example: dosetable serve --port 8080
    """
    from dosetable.nightly.serve import site_server
    from dosetable.nightly.settings import load_settings

    published = load_settings(settings).published
    chosen = folder or (published if published.exists() else Path("build/site"))
    try:
        server = site_server(chosen, port)
    except OSError as error:
        typer.echo(f"dosetable serve: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"http://{server.server_address[0]!s}:{server.server_address[1]}/  (Ctrl+C stops)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo("stopped")


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD_DIR", help="A folder of annotated documents (*.json).")
    ],
    show: Annotated[int, typer.Option(help="Also print the first so many differences.")] = 0,
    output: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
) -> None:
    """Measure the extraction against a gold set, field by field.

    Example: dosetable evaluate tests/gold/documents --show 20
    """
    from dosetable.nightly.evaluating import evaluate_folder, figures_json, figures_table

    scores = evaluate_folder(gold)
    if output == "json":
        typer.echo(figures_json(scores))
    else:
        console = Console(highlight=False)
        console.print(figures_table(scores))
    for note in scores.notes[:show]:
        typer.echo(f"  {note}")
    raise typer.Exit(1 if scores.unanswered else 0)


@app.command()
def status(
    settings: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Say how fresh each source is and what the store holds.

    Example: dosetable status --data-dir build/demo
    """
    from dosetable.nightly.settings import load_settings
    from dosetable.nightly.status import status_table

    Console(highlight=False).print(status_table(load_settings(settings, data_dir=data_dir)))


@app.command()
def compact(settings: SettingsFile = None, data_dir: DataDir = None) -> None:
    """Remove responses that no document came from and that are old enough from the archive.

    The nightly job does it by itself, as crawl.archive in the settings says. What a rebuild needs
    is never removed.

    Example: DOSETABLE_CRAWL__ARCHIVE__KEEP_DAYS=30 dosetable compact
    """
    from dosetable.nightly.job import Job, compact_archive
    from dosetable.nightly.keeping import told
    from dosetable.nightly.progress import Reporter
    from dosetable.nightly.settings import load_settings

    job = Job(settings=load_settings(settings, data_dir=data_dir), reporter=Reporter())
    typer.echo(told(compact_archive(job)))


@app.command()
def config(settings: SettingsFile = None, data_dir: DataDir = None) -> None:
    """Show every setting and where it came from; secrets are shown as stars.

    Example: DOSETABLE_CRAWL__CONTACT_EMAIL=me@example.org dosetable config
    """
    from rich.table import Table

    from dosetable.nightly.settings import flat, load_settings, origins

    where = origins(settings) | ({"data_dir": "flag"} if data_dir else {})
    table = Table("setting", "value", "from")
    for name, value in flat(load_settings(settings, data_dir=data_dir)):
        table.add_row(name, value, where.get(name, "default"))
    Console(highlight=False).print(table)


def _sources(names: list[str] | None) -> tuple[str, ...]:
    from dosetable.crawler.documents import SOURCES

    unknown = [name for name in names or () if name not in SOURCES]
    if unknown:
        raise typer.BadParameter(
            f"unknown source {', '.join(unknown)}; choose from {', '.join(SOURCES)}"
        )
    return tuple(names) if names else tuple(SOURCES)


review_commands.register(app)
study_commands.register(app)
history_commands.register(app)
