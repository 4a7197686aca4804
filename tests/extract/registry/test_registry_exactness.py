"""Every figure posted in the library's records is read exactly, or left out for a named reason."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from dosetable.extract.document import Document
from dosetable.extract.facts import Outcome
from dosetable.extract.readers import read
from dosetable.extract.registry import RegistryFacts, registry_facts
from dosetable.extract.vocabulary import load_vocabulary

RECORDS = sorted(
    (Path(__file__).parents[3] / "crawler" / "library" / "clinicaltrials").glob("*.json")
)
LISTING = "/resultsSection/outcomeMeasuresModule/outcomeMeasures"
MEASURED = ("value", "spread", "lowerLimit", "upperLimit")
ANALYSED = {
    "paramValue": "value",
    "ciPctValue": "ci_level",
    "ciLowerLimit": "ci_low",
    "ciUpperLimit": "ci_high",
    "pValue": "p_value",
    "dispersionValue": "none",
}


def posted(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(JSON pointer, text) of every figure in the outcome measures; walked apart from the reader."""
    results = record.get("resultsSection", {}).get("outcomeMeasuresModule", {})
    for m, measure in enumerate(results.get("outcomeMeasures", [])):
        for c, row in enumerate(measure.get("classes", [])):
            for k, category in enumerate(row["categories"]):
                for n, cell in enumerate(category["measurements"]):
                    place = f"{LISTING}/{m}/classes/{c}/categories/{k}/measurements/{n}"
                    yield from ((f"{place}/{key}", cell[key]) for key in MEASURED if key in cell)
        for a, analysis in enumerate(measure.get("analyses", [])):
            place = f"{LISTING}/{m}/analyses/{a}"
            yield from ((f"{place}/{key}", analysis[key]) for key in ANALYSED if key in analysis)


def as_number(text: str) -> float:
    """The figure as a reader would take it; written apart from the extractor's own."""
    return float(re.sub(r"[<>=p ,]", "", unescape(text).replace("\u2212", "-")))


def reason(found: RegistryFacts, pointer: str) -> str | None:
    parts = pointer.split("/")
    prefixes = ("/".join(parts[:n]) for n in range(len(parts), 1, -1))
    return next((found.left_out[p] for p in prefixes if p in found.left_out), None)


def readings(document: Document, found: RegistryFacts, pointer: str) -> list[tuple[str, Outcome]]:
    """The fields of outcomes whose evidence is this very figure."""
    span = document.spans.get(pointer)
    return [
        (e.field, row)
        for row in found.outcomes
        for e in row.evidence
        if (e.start, e.end) == span and e.field is not None
    ]


def load(path: Path) -> tuple[Document, RegistryFacts]:
    (document,) = read(path.read_bytes())
    return document, registry_facts(document, load_vocabulary())


@pytest.mark.parametrize("path", RECORDS, ids=lambda p: p.stem)
def test_every_posted_figure_is_exact_or_left_out_for_a_reason(path: Path) -> None:
    document, found = load(path)
    for pointer, text in posted(json.loads(path.read_text(encoding="utf-8"))):
        fields = readings(document, found, pointer)
        if not fields:
            assert reason(found, pointer), f"{pointer}: {text} was lost"
        for field, row in fields:
            value = getattr(row, field)
            assert value is not None, f"{pointer}: {text} is quoted, but {field} is empty"
            assert math.isclose(value, as_number(text), rel_tol=1e-12), f"{pointer}: {field}"
            key = pointer.rsplit("/", 1)[1]
            assert field == ANALYSED.get(key, field) or "/measurements/" in pointer


@pytest.mark.parametrize("path", RECORDS, ids=lambda p: p.stem)
def test_every_figure_of_an_outcome_was_posted(path: Path) -> None:
    """No number is made up: each has evidence at a posted figure of the same value."""
    document, found = load(path)
    for row in found.outcomes:
        for field in (
            "value", "experimental_value", "comparator_value", "experimental_dispersion",
            "comparator_dispersion", "experimental_n", "comparator_n", "ci_low", "ci_high",
            "ci_level", "p_value",
        ):  # fmt: skip
            value = getattr(row, field)
            if value is None:
                continue
            quotes = {document.text[e.start : e.end] for e in row.evidence if e.field == field}
            assert len(quotes) == 1, f"{row.id}: {field} = {value} is quoted {len(quotes)} times"
            assert as_number(quotes.pop()) == value


def test_what_is_left_out_is_known() -> None:
    """A figure that stops being read shows here."""
    reasons: Counter[str | None] = Counter()
    read_exactly = 0
    for path in RECORDS:
        document, found = load(path)
        for pointer, _ in posted(json.loads(path.read_text(encoding="utf-8"))):
            if readings(document, found, pointer):
                read_exactly += 1
            else:
                reasons[reason(found, pointer)] += 1
    assert None not in reasons
    assert (read_exactly, reasons.total()) == (252, 68)
    assert reasons == {
        "no measure of the table": 35,
        # Phases of one arm side by side, and open-label phases of a trial registered by its arms.
        "its group could not be matched to one arm": 16,
        "the error of an estimate has no field: its interval is kept": 8,
        "the limits of one arm's figure have no field": 8,
        "no number (not estimable)": 1,
    }
