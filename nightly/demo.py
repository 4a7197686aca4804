"""The demonstration: the whole job on the embedded library, over real HTTP, offline."""

from __future__ import annotations

from pathlib import Path

from dosetable.crawler.documents import SOURCES
from dosetable.crawler.library.server import library_server
from dosetable.nightly.job import Job, run_night
from dosetable.nightly.progress import Reporter
from dosetable.nightly.report import ExitCode, NightReport
from dosetable.nightly.settings import Settings


def run_demo(folder: Path, reporter: Reporter | None = None) -> ExitCode:
    """Build the demonstration in ``folder``: data in ``demo/``, the site at ``site/``.

    The library stands still, so a second run fetches only what was changed in it.
    """
    out = reporter or Reporter()
    out.line("The embedded library: records paraphrased for demonstration, served on this machine.")
    with library_server() as server:
        settings = Settings(
            data_dir=folder / "demo", site_dir=folder / "site", crawl=server.settings()
        )
        job = Job(settings=settings, reporter=out, demonstration=True)
        report = run_night(job, SOURCES)
    for line in closing_lines(report):
        out.line(line)
    return report.exit_code


def closing_lines(report: NightReport) -> tuple[str, ...]:
    """What a person wants to know at the end: what was fetched, what there is, how to look."""
    fetched = sum(source.new + source.changed for source in report.crawl.sources)
    news = (
        f"Fetched {fetched} documents"
        if fetched
        else "Nothing has changed: no document was fetched"
    )
    if report.edition is None:
        return (
            "",
            "Nothing was published: see the gates above. The last edition, if any, stays up.",
        )
    return (
        "",
        f"{news} ({sum(s.requests for s in report.crawl.sources)} requests, "
        f"{sum(s.bytes for s in report.crawl.sources) / 1024:.0f} kB).",
        f"The table holds {report.studies} studies and {report.rows} rows, from {report.documents} documents.",
        f"The site is {report.site / 'index.html'}",
        "To look at it: .venv/bin/dosetable serve",
    )
