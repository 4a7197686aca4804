"""Pages are read without a complaint by a strict parser, and the lists of references in full."""

from __future__ import annotations

import json
from pathlib import Path

import bibtexparser
import html5lib
import pytest
import rispy


def errors(html: str) -> list[str]:
    """The parse errors that the HTML standard defines, as html5lib finds them."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    return [f"line {place[0]}: {code}" for place, code, _ in parser.errors]


def test_every_page_is_parsed_without_an_error(built: Path) -> None:
    pages = sorted(built.rglob("*.html"))
    assert len(pages) > 10
    found = {str(page): errors(page.read_text(encoding="utf-8")) for page in pages}
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    "wrong", ["<p><b></p>", "<i id=a id=b></i>", "<table><p>x</table>", "&nosuch;"]
)
def test_the_parser_would_notice(wrong: str) -> None:
    assert errors(f"<!doctype html><title>x</title>{wrong}")


def test_a_reference_manager_reads_every_report(built: Path) -> None:
    listed = json.loads((built / "data/reports.csl.json").read_text("utf-8"))
    ris = rispy.loads((built / "data/reports.ris").read_text("utf-8"))
    assert len(ris) == len(listed)
    assert {one["title"] for one in ris} == {" ".join(one["title"].split()) for one in listed}
    assert all(one["type_of_reference"] == "JOUR" and one["authors"] for one in ris)


def test_bibtex_is_read_with_no_block_left_over_also_with_hostile_identifiers(built: Path) -> None:
    listed = json.loads((built / "data/reports.csl.json").read_text("utf-8"))
    library = bibtexparser.parse_string((built / "data/reports.bib").read_text("utf-8"))
    assert not library.failed_blocks
    assert len(library.entries) == len(listed)
    assert len({entry.key for entry in library.entries}) == len(listed)
    assert {"author", "title", "journal", "year"} <= set(library.entries[-1].fields_dict)


@pytest.mark.parametrize("path", ["index.html", "study/fava-2018.html"])
def test_a_shared_link_shows_what_the_page_is(built: Path, path: str) -> None:
    document = html5lib.parse((built / path).read_text("utf-8"), namespaceHTMLElements=False)
    said = {
        one.get("property") or one.get("name"): one.get("content") for one in document.iter("meta")
    }
    assert said["og:description"] == said["description"]
    assert said["og:title"]
    assert said["og:url"].startswith("https://table.example/live/")
