"""A small library being served, its nights, and what must hold of a published site."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from html.parser import HTMLParser
from importlib.resources import as_file, files
from io import StringIO
from json import dumps
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from sqlmodel import col, func, select

from dosetable.crawler.archive import Archive
from dosetable.crawler.documents import SOURCES, Source
from dosetable.crawler.library.server import LibraryServer, library_server
from dosetable.nightly.job import Job
from dosetable.nightly.progress import Reporter
from dosetable.nightly.report import ExitCode, NightReport
from dosetable.nightly.running import unattended_night
from dosetable.nightly.settings import GateSettings, Settings
from dosetable.store.models import Document
from dosetable.store.session import make_engine, transaction

START = datetime(2026, 11, 24, 2, tzinfo=UTC)
ARTICLE = """<?xml version="1.0"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>{d:%Y}</Year><Month>{d:%m}</Month><Day>{d:%d}</Day></DateRevised>
<Article><ArticleTitle>{title}</ArticleTitle>{abstract}</Article>{links}</MedlineCitation>
<PubmedData><History><PubMedPubDate PubStatus="entrez"><Year>{d:%Y}</Year><Month>{d:%m}</Month>
<Day>{d:%d}</Day></PubMedPubDate></History></PubmedData></PubmedArticle></PubmedArticleSet>
"""


@dataclass
class World:
    """A small library being served, and the data folder that its nights fill."""

    server: LibraryServer
    library: Path
    settings: Settings
    now: datetime = START
    added: list[str] = field(default_factory=list)

    def pubmed_alone(self) -> None:
        """Leave the other sources out: each costs a process a night."""
        self._change(lambda source: {"enabled": source == "pubmed"})

    def give_up_after(self, seconds: float) -> None:
        """Set how long a request may take; a busy machine needs the minute that is usual."""
        self._change(lambda _: {"timeout_seconds": seconds})

    def _change(self, change: Callable[[Source], dict[str, Any]]) -> None:
        crawl = self.settings.crawl
        for source in SOURCES:
            section = crawl.section(source).model_copy(update=change(source))
            crawl = crawl.model_copy(update={source: section})
        self.settings = self.settings.model_copy(update={"crawl": crawl})

    def publish_article(self) -> None:
        """A new record appears at PubMed today."""
        pmid = str(90_000_000 + len(self.added))
        self.write_article(pmid, f"Ketamine, report {pmid}.")
        self.added.append(pmid)

    def write_article(
        self, pmid: str, title: str, abstract: str = "", links: tuple[str, ...] = ()
    ) -> Path:
        """PubMed's record, revised today; ``links``: RefTypes, such as RetractionIn."""
        notes = "".join(
            f"<CommentsCorrections RefType='{kind}'><RefSource>J Synth. 2026</RefSource>"
            f"<PMID Version='1'>{99_000_000 + place}</PMID></CommentsCorrections>"
            for place, kind in enumerate(links)
        )
        text = ARTICLE.format(
            pmid=pmid,
            d=self.now,
            title=title,
            abstract=f"<Abstract><AbstractText>{escape(abstract)}</AbstractText></Abstract>"
            if abstract
            else "",
            links=f"<CommentsCorrectionsList>{notes}</CommentsCorrectionsList>" if notes else "",
        )
        path = self.library / "pubmed" / f"{pmid}.xml"
        path.write_text(text, encoding="utf-8")
        return path

    def job(self, reporter: Reporter | None = None) -> Job:
        quiet = Reporter(Console(file=StringIO(), width=200))
        return Job(
            settings=self.settings,
            reporter=reporter or quiet,
            clock=lambda: self.now,
            demonstration=True,
        )

    def night(self) -> NightReport:
        return unattended_night(self.job(), SOURCES)

    def good_night(self, after: str = "") -> NightReport:
        """A night on which nothing goes wrong (``after`` what did); what does is told."""
        report = self.night()
        wrong = {
            "failure": report.failure,
            "sources": {one.source: one.error for one in report.crawl.sources if one.error},
            "unreadable": report.unreadable,
            "warnings": report.warnings,
            "gates": [gate for gate in report.gates if not gate.passed],
        }
        assert report.exit_code == ExitCode.DONE, (after, {k: v for k, v in wrong.items() if v})
        return report

    def killed_night(self, at: str, number: str = "SIGKILL", *, when: str = "line") -> int:
        """A night that is sent a signal at a named point (see one_night.py); its exit code."""
        told = {
            "data_dir": str(self.settings.data_dir),
            "crawl": self.settings.crawl.model_dump(mode="json"),
            "gates": self.settings.gates.model_dump(mode="json"),
            "now": self.now.isoformat(),
            "at": at,
            "when": when,
            "signal": number,
        }
        script = Path(__file__).with_name("one_night.py")
        done = subprocess.run(
            [sys.executable, str(script), dumps(told)], capture_output=True, timeout=100
        )
        return done.returncode

    def check_published(self) -> None:
        check_published(self.settings.published)

    def archived(self) -> list[tuple[str, str, str]]:
        with Archive(self.settings.archive) as archive:
            return [
                (one.document.source, one.document.key, one.document.sha256)
                for one in archive.documents()
            ]

    def stored(self) -> int:
        engine = make_engine(self.settings.database)
        with transaction(engine) as session:
            count = session.exec(select(func.count(col(Document.id)))).one()
        engine.dispose()
        return count


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


def check_published(site: Path) -> None:
    """The site is one whole edition: every page ends, every link within it leads somewhere."""
    pages = list(site.resolve().rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.rstrip().endswith("</html>"), page
        links = Links()
        links.feed(text)
        for link in links.found:
            place = link.split("#")[0].split("?")[0]
            if place and ":" not in place and page.name != "404.html":
                target = (page.parent / place).resolve()
                assert target.exists(), f"{page}: {link}"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    library = tmp_path / "library"
    with as_file(files("dosetable.crawler.library")) as embedded:
        for name, pattern, most in (
            ("pubmed", "*.xml", 8),
            ("europepmc", "*.json", 4),
            ("clinicaltrials", "*.json", 4),
        ):
            (library / name).mkdir(parents=True)
            for path in sorted((embedded / name).glob(pattern))[:most]:
                shutil.copy(path, library / name)
        (library / "webpages").mkdir()
        host = sorted(path for path in (embedded / "webpages").iterdir() if path.is_dir())[0]
        shutil.copytree(host, library / "webpages" / host.name)
    with library_server(library) as server:
        crawl = server.settings().model_copy(update={"max_retries": 2, "backoff_seconds": 0.01})
        # Of a dozen studies, one is more than 5%: the gates have tests of their own.
        gates = GateSettings(max_studies_lost=0.5, max_rows_lost=0.5, max_coverage_lost=0.5)
        settings = Settings(data_dir=tmp_path / "data", crawl=crawl, gates=gates)
        yield World(server, library, settings)
