"""The picture of a shared link: what it is made of, its bytes, and the words that point to it."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import html5lib
import pytest

from dosetable.site.build import build_site
from dosetable.site.overview import overview
from dosetable.site.pictures import card
from dosetable.store.evidence_table import StudyView

BASE = "https://table.example/live"


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and the bytes of the rows of a PNG, its checksums compared."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, packed, size = 8, b"", (0, 0)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", png[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + data)
        if kind == b"IHDR":
            size = struct.unpack(">II", data[:8])
        packed += data if kind == b"IDAT" else b""
        at += 12 + length
    return *size, zlib.decompress(packed)


def test_it_is_a_png_of_the_size_that_the_page_promises(built: Path) -> None:
    width, height, rows = pixels((built / card.PATH).read_bytes())
    assert (width, height) == (card.WIDTH, card.HEIGHT) == (1200, 630)
    assert len(set(rows)) > 20


def card_of(studies: Iterable[StudyView]) -> bytes:
    gathered = overview(studies)
    return card.card(gathered.per_kg, trials=len(gathered.names), results=gathered.rows)


def test_the_same_table_gives_the_same_bytes_and_another_table_others(sample: ModuleType) -> None:
    studies = sample.edition().studies
    once = card_of(studies)
    assert card_of(iter(studies)) == once
    assert card_of(studies[:1]) != once


def test_doses_per_kilogram_of_tested_arms_alone_are_dots(sample: ModuleType) -> None:
    """Midazolam 0.045 mg/kg is a control; 56 to 84 mg of a spray is not per kilogram."""
    assert card.doses_per_kg(sample.five_arms()) == {0.1: 1, 0.2: 1, 0.5: 1, 1.0: 1}
    assert card.doses_per_kg(sample.flexible()) == {}
    svg = ElementTree.fromstring(card.drawn(Counter({0.1: 1, 0.5: 4, 9.0: 1}), trials=3, results=1))
    dots = {
        float(one.get("cx", "")): float(one.get("r", ""))
        for one in svg.iter("{http://www.w3.org/2000/svg}circle")
    }
    left, middle, right = sorted(dots)
    assert dots[middle] == pytest.approx(2 * dots[left])
    assert right <= card.WIDTH
    said = "".join(svg.itertext())
    assert "3 trials · 1 result ·" in said


def test_letters_are_drawn_by_the_font_that_is_shipped() -> None:
    """Without it the card would differ from machine to machine, or have no letters at all."""
    bare = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630">{}</svg>'
    text = '<text x="9" y="99" font-size="80" font-weight="{}" font-family="Inter">Dose</text>'
    empty = card.png(bare.format(""))
    regular, bold = (card.png(bare.format(text.format(weight))) for weight in (400, 700))
    assert len({empty, regular, bold}) == 3


@pytest.mark.parametrize("path", ["index.html", "study/fava-2018.html", "doses.html"])
def test_a_shared_page_points_to_the_picture(built: Path, path: str) -> None:
    document = html5lib.parse((built / path).read_text("utf-8"), namespaceHTMLElements=False)
    said = {
        one.get("property") or one.get("name"): one.get("content") for one in document.iter("meta")
    }
    image = said["og:image"]
    assert image.startswith(f"{BASE}/")
    assert (built / image.removeprefix(f"{BASE}/")).is_file()
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["og:image:type"] == "image/png"
    assert said["og:image:alt"].startswith("Ketamine for depression")
    assert said["twitter:card"] == "summary_large_image"


def test_it_is_written_again_only_when_it_changed(tmp_path: Path, sample: ModuleType) -> None:
    edition = sample.edition()
    out = tmp_path / "site"

    def build(*studies: object) -> int:
        build_site(
            replace(edition, studies=studies), out, now=sample.NOW,
            remember=tmp_path / "memory.json", previous=out,
        )  # fmt: skip
        return (out / card.PATH).stat().st_mtime_ns

    first = build(*edition.studies)
    other_title = replace(edition.studies[0], title="Another title")
    assert build(other_title, *edition.studies[1:]) == first
    assert build(*edition.studies[1:]) != first
