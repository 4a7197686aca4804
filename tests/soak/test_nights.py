"""Night after night with things going wrong: short here, thirty nights by ``make soak``."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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
from dosetable.crawler.documents import SOURCES
from dosetable.crawler.library.server import Fault, LibraryServer, library_server
from dosetable.nightly import edition as edition_module
from dosetable.nightly.job import Job
from dosetable.nightly.progress import Reporter
from dosetable.nightly.report import ExitCode, NightReport
from dosetable.nightly.running import unattended_night
from dosetable.nightly.settings import GateSettings, Settings
from dosetable.store.models import Document
from dosetable.store.session import make_engine, transaction

WHOLE = os.environ.get("DOSETABLE_SOAK") == "whole"
START = datetime(2026, 11, 24, 2, tzinfo=UTC)
ARTICLE = """<?xml version="1.0"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>{d:%Y}</Year><Month>{d:%m}</Month><Day>{d:%d}</Day></DateRevised>
<Article><ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation>
<PubmedData><History><PubMedPubDate PubStatus="entrez"><Year>{d:%Y}</Year><Month>{d:%m}</Month>
<Day>{d:%d}</Day></PubMedPubDate></History></PubmedData></PubmedArticle></PubmedArticleSet>
"""
GARBAGE = b"\x00\xff not what was asked for"
HTML = b"<!doctype html><title>Please wait</title>"
NO_RESULTS = b'{"esearchresult": {"count": "9", "idlist": []}}'
EMPTY_PAGE = b'{"hitCount": 500, "resultList": {"result": []}, "nextCursorMark": "*"}'
OTHER_SCHEMA = b'{"dataTimestamp": {"no": "more"}, "apiVersion": 3}'


@dataclass
class World:
    """A small library being served, and the data folder that its nights fill."""

    server: LibraryServer
    library: Path
    settings: Settings
    now: datetime = START
    added: list[str] = field(default_factory=list)

    def publish_article(self) -> None:
        """A new record appears at PubMed today."""
        pmid = str(90_000_000 + len(self.added))
        text = ARTICLE.format(pmid=pmid, d=self.now, title=f"Ketamine, report {pmid}.")
        (self.library / "pubmed" / f"{pmid}.xml").write_text(text)
        self.added.append(pmid)

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

    def killed_night(self, at: str, number: str = "SIGKILL") -> int:
        told = {
            "data_dir": str(self.settings.data_dir),
            "crawl": self.settings.crawl.model_dump(mode="json"),
            "now": self.now.isoformat(),
            "at": at,
            "signal": number,
        }
        script = Path(__file__).with_name("one_night.py")
        done = subprocess.run(
            [sys.executable, str(script), dumps(told)], capture_output=True, timeout=100
        )
        return done.returncode

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
        # A drip is cut off by the time-out of a request.
        for source in SOURCES:
            section = crawl.section(source).model_copy(update={"timeout_seconds": 2.0})
            crawl = crawl.model_copy(update={source: section})
        # Of a dozen studies, one is more than 5%: the gates have tests of their own.
        gates = GateSettings(max_studies_lost=0.5, max_rows_lost=0.5, max_coverage_lost=0.5)
        settings = Settings(data_dir=tmp_path / "data", crawl=crawl, gates=gates)
        yield World(server, library, settings)


def faults(*wanted: Fault) -> Callable[[World, pytest.MonkeyPatch], None]:
    def bad(world: World, _patch: pytest.MonkeyPatch) -> None:
        world.server.faults[:] = wanted
        world.night()

    return bad


def kill(at: str, number: str = "SIGKILL") -> Callable[[World, pytest.MonkeyPatch], None]:
    def bad(world: World, _patch: pytest.MonkeyPatch) -> None:
        code = world.killed_night(at, number)
        assert code == (-9 if number == "SIGKILL" else ExitCode.FAILED), at

    return bad


def disk_full(world: World, patch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any, **_more: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with patch.context() as broken:
        broken.setattr(edition_module, "build_site", full)
        report = world.night()
    assert report.exit_code == ExitCode.FAILED
    assert "No space left" in (report.failure or "")


def clock_back(world: World, _patch: pytest.MonkeyPatch) -> None:
    world.now -= timedelta(days=2)
    world.night()
    world.now += timedelta(days=2)


def clock_ahead(world: World, _patch: pytest.MonkeyPatch) -> None:
    world.now += timedelta(days=3)
    world.night()
    world.now -= timedelta(days=2)


def body(source: Any, data: bytes, path: str = "", times: int = 9) -> Fault:
    return Fault(source=source, kind="body", body=data, path=path, times=times)


BAD: dict[str, Callable[[World, pytest.MonkeyPatch], None]] = {
    "pubmed answers 500": faults(Fault(source="pubmed", kind="status", times=9)),
    "killed while reading": kill("reading documents"),
    "garbage for XML": faults(body("pubmed", GARBAGE, "efetch")),
    "disk full": disk_full,
    "stopped while building": kill("building the site", "SIGTERM"),
    "killed while building": kill("building the site"),
    "killed while crawling": kill("pubmed: "),
    "killed while joining": kill("joining reports"),
    "429 with Retry-After": faults(
        Fault(source="pubmed", kind="status", status=429, retry_after="1", times=1)
    ),
    "429 without": faults(Fault(source="europepmc", kind="status", status=429, times=9)),
    "resets": faults(Fault(source="clinicaltrials", kind="reset", times=9)),
    "truncated bodies": faults(Fault(source="pubmed", kind="truncate", path="efetch", times=9)),
    "HTML for JSON": faults(body("europepmc", HTML)),
    "a total without records": faults(body("pubmed", NO_RESULTS, "esearch")),
    "a cursor loop": faults(body("europepmc", EMPTY_PAGE)),
    "a changed schema": faults(body("clinicaltrials", OTHER_SCHEMA)),
    "a slow drip": faults(Fault(source="pubmed", kind="drip", path="esearch", times=9)),
    "clock back": clock_back,
    "clock ahead": clock_ahead,
    "all sources down": faults(*(Fault(source=s, kind="status", times=50) for s in SOURCES)),
}
SHORT = tuple(BAD)[:5]


@pytest.mark.timeout(1200)
def test_the_night_after_a_fault_catches_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.night()
    assert first.exit_code == ExitCode.DONE, first.failure or first.crawl
    check_published(world.settings.published)
    for name in tuple(BAD) if WHOLE else SHORT:
        before = world.archived()
        world.now += timedelta(days=1)
        world.publish_article()
        BAD[name](world, monkeypatch)
        check_published(world.settings.published)
        bad = world.archived()
        assert bad[: len(before)] == before, f"{name}: something stored was lost"
        assert len(set(bad)) == len(bad), f"{name}: something was stored twice"
        world.server.faults.clear()
        world.now += timedelta(days=1)
        report = world.night()
        assert report.exit_code == ExitCode.DONE, (name, report.failure, report.crawl)
        after = world.archived()
        assert {key for source, key, _ in after if source == "pubmed"} >= set(world.added), name
        assert len(set(after)) == len(after), f"{name}: something was stored twice"
        assert world.stored() == len(after), f"{name}: the store is not the archive"
        check_published(world.settings.published)


def test_a_record_corrected_then_deleted_is_shown_so_and_kept(world: World) -> None:
    world.night()
    with Archive(world.settings.archive) as archive:
        held = archive.keys("pubmed")
    engine = make_engine(world.settings.database)
    with transaction(engine) as session:
        from dosetable.store.gathering import study_views

        pmid, slug = next(
            (report.pmid, view.slug)
            for view in study_views(session)
            for report in view.reports
            if report.pmid in held
        )
    engine.dispose()
    page = world.settings.published / "study" / f"{slug}.html"
    record = world.library / "pubmed" / f"{pmid}.xml"
    before = len(world.archived())

    world.now += timedelta(days=1)
    note = (
        "<CommentsCorrectionsList><CommentsCorrections RefType='RetractionIn'>"
        "<RefSource>J. 2026</RefSource><PMID Version='1'>1</PMID></CommentsCorrections>"
        "</CommentsCorrectionsList></MedlineCitation>"
    )
    revised = (
        f"<DateRevised><Year>{world.now:%Y}</Year><Month>{world.now:%m}</Month>"
        f"<Day>{world.now:%d}</Day></DateRevised>"
    )
    text = record.read_text()
    start, end = text.find("<DateRevised>"), text.find("</DateRevised>")
    if start >= 0:
        text = text[:start] + revised + text[end + len("</DateRevised>") :]
    record.write_text(text.replace("</MedlineCitation>", note))
    report = world.night()
    stopped = [gate for gate in report.gates if gate.stops]
    assert report.exit_code == ExitCode.DONE, stopped
    assert len(world.archived()) == before + 1
    assert "etracted" in page.read_text()

    record.unlink()
    world.now += timedelta(days=1)
    report = world.night()
    assert sum(source.gone for source in report.crawl.sources) == 1
    assert "no longer gives the record" in page.read_text()
    assert len(world.archived()) == before + 1


def test_a_new_extractor_reads_everything_again_and_fetches_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.night()
    world.now += timedelta(days=1)
    monkeypatch.setattr("dosetable.nightly.reading.extractor_version", lambda: "9.9+other")
    second = world.night()
    assert second.documents_read == first.documents_read
    assert second.crawl.new_documents == 0
