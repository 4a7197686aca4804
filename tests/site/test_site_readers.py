"""Each download and feed is read without a complaint by a reader of its format that is not ours,
and each reader complains of a file that is damaged.

On upkeep: citeproc-py and check-jsonschema (which carries the schema of CITATION.cff with its
licence) are released several times a year; cffconvert, the usual checker of that file, has not been
since 2021 and pins what we need newer. python-calamine reads spreadsheets with a library in Rust,
not with the one that wrote them. JSON Feed, JSON-LD and the pages: see the folder ``outside``.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sqlite3
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import ModuleType

import bibtexparser
import feedparser
import html5lib
import lxml.etree
import pytest
import python_calamine
import rispy
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from protego import Protego

from dosetable.site.build import build_site
from dosetable.site.wording import printable

Problems = list[str]
ROOT = Path(__file__).parents[2]


def csl(path: Path) -> Problems:
    """A citation processor makes a reference of every entry, with all that it is told."""
    items = json.loads(path.read_bytes())
    try:
        with warnings.catch_warnings(action="error"):  # an unknown field or part of a name
            style = CitationStylesStyle("harvard-cite-them-right", validate=True)
            listed = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
            for item in items:
                listed.register(Citation([CitationItem(item["id"])]))
            made = [str(entry) for entry in listed.bibliography()]
    except (AttributeError, KeyError, TypeError, UserWarning) as error:
        return [repr(error)]
    known = {"article", "article-journal"}
    return [
        *(f"a type without a style: {item['type']}" for item in items if item["type"] not in known),
        *(
            f"not in the list: {item}"
            for item in items
            if not any(item["title"] in m for m in made)
        ),
    ]


def cff(path: Path) -> Problems:
    said = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format", path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [said.stdout + said.stderr] if said.returncode else []


def ris(path: Path) -> Problems:
    text = path.read_text(encoding="utf-8")
    entries = rispy.loads(text)
    starts = Counter(line[:6] for line in text.splitlines())
    problems = [] if starts["TY  - "] == starts["ER  - "] == len(entries) else ["entries are lost"]
    return problems + [
        f"not whole: {one}" for one in entries
        if "unknown_tag" in one or not {"title", "authors", "year"} <= one.keys()
    ]  # fmt: skip


def bibtex(path: Path) -> Problems:
    library = bibtexparser.parse_string(path.read_text(encoding="utf-8"))
    return [str(block) for block in (*library.failed_blocks, *library.comments)] + [
        f"not whole: {one.key}" for one in library.entries
        if " " in one.key or not {"author", "title", "journal", "year"} <= one.fields_dict.keys()
    ]  # fmt: skip


def atom(path: Path) -> Problems:
    """What a feed reader says, and that each element has once what RFC 4287 (4.1) asks for."""
    feed = feedparser.parse(path)
    if feed.bozo or feed.version != "atom10":
        return [repr(feed.get("bozo_exception", feed.version))]
    name = "{http://www.w3.org/2005/Atom}"
    root = lxml.etree.parse(path).getroot()
    entries = root.findall(f"{name}entry")
    problems = [
        f"{part.tag} has no {child}" for part in (root, *entries)
        for child in ("id", "title", "updated") if len(part.findall(name + child)) != 1
    ]  # fmt: skip
    ids = [part.findtext(f"{name}id") for part in (root, *entries)]
    times = [part.findtext(f"{name}updated", "") for part in (root, *entries)]
    problems += [f"not a time: {time}" for time in times if not _has_offset(time)]
    problems += [f"twice: {one}" for one, count in Counter(ids).items() if count > 1]
    problems += [] if root.find(f"{name}author/{name}name") is not None else ["no author"]
    return problems


def _has_offset(time: str) -> bool:
    try:
        return datetime.fromisoformat(time).tzinfo is not None
    except ValueError:
        return False


def package(path: Path) -> Problems:
    frictionless = importlib.import_module("frictionless")
    with warnings.catch_warnings(action="ignore"):
        report = frictionless.validate(str(path))
    return [str(one) for one in report.flatten(["type", "message"])]


def sheet(path: Path) -> Problems:
    """The other library's reading holds what the CSV beside it holds, line by line."""
    try:
        rows = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    except python_calamine.CalamineError as error:
        return [repr(error)]
    lines = package_rows(path.with_name("datapackage.json"))
    head = [str(name) for name in rows[0]]
    return [
        f"line {at}: {name}: {got!r} for {wanted[name]!r}"
        for at, (row, wanted) in enumerate(zip(rows[1:], lines, strict=True), start=2)
        for name, got in zip(head, row, strict=True)
        if _in_csv(got) != _in_csv(wanted[name])
    ]


def package_rows(path: Path) -> list[dict[str, object]]:
    frictionless = importlib.import_module("frictionless")
    with warnings.catch_warnings(action="ignore"):
        return [row.to_dict() for row in frictionless.Package(str(path)).resources[0].read_rows()]


def _in_csv(value: object) -> object:
    if isinstance(value, bool) or value is None:
        return value or ""
    if isinstance(value, str):
        return value.removeprefix("'")  # what keeps a spreadsheet from running it
    return float(value)  # type: ignore[arg-type]


def database(path: Path) -> Problems:
    kinds = {"TEXT": {"text"}, "REAL": {"real"}, "INTEGER": {"integer"}}
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
            problems = [said for (said,) in base.execute("PRAGMA integrity_check") if said != "ok"]
            for _, name, kind, *_ in base.execute("PRAGMA table_info(evidence)").fetchall():
                query = f'SELECT DISTINCT typeof("{name}") FROM evidence'
                found = {one for (one,) in base.execute(query)} - {"null"}
                problems += [f"{name}: {found}"] if found - kinds[kind] else []
            return problems
    except sqlite3.DatabaseError as error:
        return [repr(error)]


def checksums(path: Path) -> Problems:
    said = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", path.name],
        cwd=path.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [said.stdout + said.stderr] if said.returncode else []


def robots(path: Path) -> Problems:
    rules = Protego.parse(path.read_text(encoding="utf-8"))
    maps = list(rules.sitemaps)
    problems = [] if rules.can_fetch("https://table.example/live/index.html", "any") else ["shut"]
    return problems + ([] if maps == ["https://table.example/live/sitemap.xml"] else [str(maps)])


READERS: dict[str, Callable[[Path], Problems]] = {
    "data/reports.csl.json": csl, "data/CITATION.cff": cff, "data/reports.ris": ris,
    "data/reports.bib": bibtex, "feed.xml": atom, "data/datapackage.json": package,
    "data/dosetable.xlsx": sheet, "data/dosetable.sqlite": database,
    "data/SHA256SUMS": checksums, "robots.txt": robots,
}  # fmt: skip

# What is put in the place of what, once, in which file (which may not be the one that is read).
DAMAGE = [
    ("data/reports.csl.json", '"family"', '"name"'),
    ("data/reports.csl.json", '"container-title"', '"journal"'),
    ("data/reports.csl.json", '"article-journal"', '"paper"'),
    ("data/reports.csl.json", '"date-parts": [', '"date-parts": ["x", '),
    ("data/CITATION.cff", "1.2.0", "9.9.9"),
    ("data/CITATION.cff", "title:", "titles:"),
    ("data/CITATION.cff", '- name: "dosetable"', "[]"),
    ("data/CITATION.cff", "date-released: ", "date-released: x"),
    ("data/CITATION.cff", "CC-BY-4.0", "free"),
    ("data/reports.ris", "TY  - ", "XX  - "),
    ("data/reports.ris", "ER  - ", ""),
    ("data/reports.ris", "TI  - ", "QQ  - "),
    ("data/reports.bib", "{pmid", "{pm id"),
    ("data/reports.bib", "},\n", "\n"),
    ("data/reports.bib", "  title =", "  author ="),
    ("feed.xml", "</id>", "</id><b>"),
    ("feed.xml", "<id>", "<id>x</id><id>"),
    ("feed.xml", "<updated>2026-", "<updated>26-"),
    ("feed.xml", "author>", "writer>"),
    ("data/datapackage.json", '"number"', '"number of"'),
    ("data/datapackage.json", '"type": "string"', '"type": "number"'),
    ("data/dosetable.csv", ",0.1,", ",many,"),
    ("data/dosetable.xlsx", "PK\x01\x02", "PK\x01\x03"),
    ("data/dosetable.sqlite", "SQLite", "sqlite"),
    ("data/SHA256SUMS", "  ", " "),
    ("data/metapsy.csv", "study", "trial"),
    ("robots.txt", "Allow", "Disallow"),
    ("robots.txt", "Sitemap", "Map"),
]
SEEN_BY = {"data/dosetable.csv": "data/datapackage.json", "data/metapsy.csv": "data/SHA256SUMS"}


@pytest.mark.parametrize("path", READERS)
def test_its_reader_has_no_complaint(path: str, built: Path) -> None:
    assert READERS[path](built / path) == []


@pytest.mark.parametrize(("path", "old", "new"), DAMAGE)
def test_its_reader_complains_of_damage(
    path: str, old: str, new: str, built: Path, tmp_path: Path
) -> None:
    shutil.copytree(built / "data", tmp_path / "data")
    whole = (built / path).read_bytes()
    assert old.encode() in whole
    (tmp_path / path).write_bytes(whole.replace(old.encode(), new.encode(), 1))
    read = SEEN_BY.get(path, path)
    assert READERS[read](tmp_path / read) != []


def test_every_download_has_a_reader(built: Path) -> None:
    """Or, as with JSON of our own making and the Metapsy format, a test of its own."""
    own = {"dosetable.json", "provenance.jsonl", "metapsy.csv", "dosetable.csv"}
    read = {Path(path).name for path in READERS if path.startswith("data/")}
    assert {path.name for path in (built / "data").iterdir()} == own | read


def test_the_project_can_be_cited() -> None:
    assert cff(ROOT / "CITATION.cff") == []


def test_a_sheet_that_differs_is_seen(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built / "data", tmp_path / "data")
    table = tmp_path / "data/dosetable.csv"
    table.write_bytes(table.read_bytes().replace(b",0.1,", b",0.11,", 1))
    assert sheet(tmp_path / "data/dosetable.xlsx") != []


# What a page could hold to be taken for more than text by a program that reads a download.
HOSTILE = {
    "formula": "=cmd|' /C calc'!A0",
    "script": "</script><script>alert(1)</script>",
    "address": "javascript:alert(1)",
    "direction": "safe\u202egnp.exe\u2066x",
    "reference": "a\r\nER  - \r\nTY  - BOOK\r\nTI  - b",
    "entry": "x},\n}\n@book{y, title={z}}",
    "controls": "a\x00b\x0bc\x1b[31m\x85",
    "no characters": "a\ufffe b\uffff",
    "markup": "]]>&nosuch;<b><!--",
    "cells": "a;b\"c,d'\t|",
    "lines": "a\u2028b\u2029c",
    "yaml": "a: [b\n- c",
    "latex": r"\input{/etc/passwd} 50% of $5 & a_b^c~d #1",
}


@pytest.fixture(scope="module", params=HOSTILE.values(), ids=HOSTILE.keys())
def attacked(
    request: pytest.FixtureRequest,
    sample: ModuleType,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Path, str]]:
    """A site with a text wherever a document or a person may put one, and the text."""
    text = request.param
    out = tmp_path_factory.mktemp("attacked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample, "HOSTILE", text)
        edition = sample.edition(sample.five_arms(), sample.hostile())
    other, study = edition.studies
    report = replace(
        study.reports[0], authors=(text, f"{text} AB", f"Ab, {text}"), journal=text, pmcid=text,
        registry=(text,), doi=f"10.1000/{text}", pmid=text,
    )  # fmt: skip
    edition = replace(edition, studies=(other, replace(study, reports=(report,))))
    build_site(edition, out, base_url="https://table.example/live", now=sample.NOW)
    return out, text


def test_no_text_makes_a_reader_complain(attacked: tuple[Path, str]) -> None:
    folder, _ = attacked
    complaints = {path: reader(folder / path) for path, reader in READERS.items()}
    assert complaints == dict.fromkeys(READERS, [])


def test_no_text_breaks_a_page_or_runs_in_it(attacked: tuple[Path, str]) -> None:
    folder, _ = attacked
    for page in folder.rglob("*.html"):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        document = parser.parse(page.read_bytes())
        assert [(page.name, place, code) for place, code, _ in parser.errors] == []
        scripts = [(one.get("type"), one.get("src")) for one in document.iter("script")]
        assert all(kind == "application/ld+json" or "static/" in source for kind, source in scripts)
        links = [one.get("href", "") for one in document.iter("a")]
        assert not [link for link in links if link.lower().startswith(("javascript:", "data:"))]


def test_text_stays_text(attacked: tuple[Path, str]) -> None:
    folder, text = attacked
    shown, line = printable(text), printable(" ".join(text.split()))
    assert line in {one["title"] for one in rispy.loads(_text(folder / "data/reports.ris"))}
    assert line in {
        printable(one["title"]) for one in json.loads(_text(folder / "data/reports.csl.json"))
    }
    for path, mark in (("data/reports.bib", "@article{"), ("data/reports.ris", "TY  - ")):
        assert _starts(folder / path, mark) == 2
    (row,) = (
        one
        for one in package_rows(folder / "data/datapackage.json")
        if one["study_slug"] == "hostile"
    )
    assert str(row["study"]).removeprefix("'").split() == shown.split()
    assert row["quote_source"] is None
    with closing(sqlite3.connect(folder / "data/dosetable.sqlite")) as base:
        query = "SELECT study FROM evidence WHERE study_slug = 'hostile'"
        assert base.execute(query).fetchall() == [(shown,)]
    studies = json.loads(_text(folder / "data/dosetable.json"))["studies"]
    assert [one["title"] for one in studies if one["slug"] == "hostile"] == [text]
    assert text in json.loads(_text(folder / "feed.json"))["items"][0]["content_text"]
    content = lxml.etree.parse(folder / "feed.xml").findtext(".//{*}content")
    assert " ".join(shown.split()) in " ".join(str(content).split())


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _starts(path: Path, mark: str) -> int:
    return sum(line.startswith(mark) for line in _text(path).splitlines())
