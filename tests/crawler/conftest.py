"""A library of a few invented records, a server that answers from it, and a crawl of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dosetable.crawler.archive import Archive, ArchivedDocument
from dosetable.crawler.documents import SOURCES, Source
from dosetable.crawler.library.server import LibraryServer, library_server
from dosetable.crawler.report import CrawlEvent, SourceReport
from dosetable.crawler.run import crawl
from dosetable.crawler.settings import CrawlSettings

NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

_ARTICLE = """<?xml version="1.0"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>{revised[0]}</Year><Month>{revised[1]}</Month><Day>{revised[2]}</Day></DateRevised>
<Article><ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation>
<PubmedData><History><PubMedPubDate PubStatus="entrez"><Year>2026</Year><Month>1</Month><Day>5</Day>
</PubMedPubDate></History></PubmedData></PubmedArticle></PubmedArticleSet>
"""
_PAGE = """<!doctype html><html><head><title>{title}</title>{head}</head><body>
<main><p>{text}</p></main>{links}</body></html>"""


@dataclass
class LibraryFolder:
    """Writes records of the shapes that the sources have."""

    path: Path

    def write(self, name: str, body: bytes | str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body if isinstance(body, bytes) else body.encode())

    def article(self, pmid: int, title: str = "Ketamine.", revised: str = "2026-01-06") -> None:
        text = _ARTICLE.format(pmid=pmid, title=title, revised=revised.split("-"))
        self.write(f"pubmed/{pmid}.xml", text)

    def result(self, number: int, *, pmcid: str | None = None, **more: Any) -> None:
        record = {
            "id": f"PPR{number}",
            "source": "PPR",
            "title": f"Preprint {number}",
            "firstIndexDate": "2026-02-01",
            "dateOfRevision": "2026-02-02",
            "isOpenAccess": "Y" if pmcid else "N",
        }
        record |= ({"pmcid": pmcid} if pmcid else {}) | more
        self.write(f"europepmc/PPR_PPR{number}.json", json.dumps(record))
        if pmcid:
            self.write(
                f"europepmc/fulltext/{pmcid}.xml", "<article><body><p>Text.</p></body></article>"
            )

    def study(self, number: int, title: str = "Ketamine", posted: str = "2026-03-01") -> None:
        nct = f"NCT{number:08}"
        record = {
            "protocolSection": {
                "identificationModule": {"nctId": nct, "briefTitle": title},
                "statusModule": {"lastUpdatePostDateStruct": {"date": posted}},
            },
            "derivedSection": {"miscInfoModule": {"versionHolder": posted}},
            "hasResults": False,
        }
        self.write(f"clinicaltrials/{nct}.json", json.dumps(record))

    def page(self, place: str, text: str, *, links: tuple[str, ...] = (), head: str = "") -> None:
        anchors = "".join(f'<a href="{link}">more</a>' for link in links)
        page = _PAGE.format(title=place, head=head, text=text, links=anchors)
        self.write(f"webpages/news.example/{place}", page)


@dataclass
class Served:
    """A library being served, and the folder that crawls of it fill."""

    server: LibraryServer
    library: LibraryFolder
    folder: Path
    settings: CrawlSettings
    events: list[CrawlEvent] = field(default_factory=list)

    def crawl(
        self,
        *sources: Source,
        settings: CrawlSettings | None = None,
        now: datetime = NIGHT,
    ) -> dict[Source, SourceReport]:
        report = crawl(
            sources or SOURCES,
            settings or self.settings,
            self.folder,
            now=now,
            progress=self.events.append,
        )
        return {one.source: one for one in report.sources}

    def documents(self, after: int = 0) -> list[ArchivedDocument]:
        with Archive(self.folder / "archive") as archive:
            return list(archive.documents(after))

    def keys(self, source: Source) -> list[str]:
        found = [one.document for one in self.documents()]
        return sorted(document.key for document in found if document.source == source)

    def everything_written(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def library(tmp_path: Path) -> LibraryFolder:
    """Give 7 articles, 5 preprints (one with its full text), 4 studies and a small website."""
    made = LibraryFolder(tmp_path / "library")
    for pmid in range(101, 108):
        made.article(pmid)
    for number in range(1, 6):
        made.result(number, pmcid="PMC900" if number == 3 else None)
    for number in range(1, 5):
        made.study(number)
    made.write("webpages/news.example/robots.txt", "User-agent: *\nDisallow: /private/\n")
    made.page("index.html", "News.", links=("/news/a.html", "/news/b.html", "/private/c.html"))
    made.page("news/a.html", "Ketamine against midazolam.", links=("/news/d.html#top",))
    made.page("news/b.html", "A story about statins.")
    made.page("news/d.html", "Esketamine.", head='<link rel="canonical" href="/news/d">')
    made.page("private/c.html", "Ketamine in private.")
    return made


@pytest.fixture
def served(library: LibraryFolder, tmp_path: Path) -> Iterator[Served]:
    """Serve the library with pages smaller than what they hold."""
    with library_server(library.path) as server:
        settings = server.settings()
        settings = settings.model_copy(
            update={
                "max_retries": 3,
                "pubmed": settings.pubmed.model_copy(update={"page_size": 3}),
                "europepmc": settings.europepmc.model_copy(update={"page_size": 2}),
                "clinicaltrials": settings.clinicaltrials.model_copy(update={"page_size": 2}),
            }
        )
        yield Served(server, library, tmp_path / "data", settings)


@pytest.fixture
def with_section() -> Callable[..., CrawlSettings]:
    """Give a function that changes some settings of one source."""

    def change(settings: CrawlSettings, source: Source, **values: Any) -> CrawlSettings:
        section = settings.section(source).model_copy(update=values)
        return settings.model_copy(update={source: section})

    return change
