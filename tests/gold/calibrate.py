"""Measure how often each rule's values are right, and write calibration.toml.

The open documents are counted, ``documents/`` and ``retold/``, never the frozen ones;
``--also FOLDER`` counts a further set that rules were tuned on.

``python tests/gold/calibrate.py`` after a change of the rules. What is written are counts; the
extractor shrinks small ones (``extract/confidence/calibration.py``). ``--report FOLDER`` writes
nothing and prints how often the values shown without a warning are right in a folder: totals only.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from dosetable.extract.collect import extract_document
from dosetable.extract.confidence import COMPONENT
from dosetable.extract.confidence.calibration import PUBLISH_FROM, Key, key_of
from dosetable.extract.confidence.numbers import checked_sizes
from dosetable.extract.evaluation import load_gold
from dosetable.extract.evaluation.comparable import comparable, measure_family
from dosetable.extract.facts import Evidence, StudyFacts
from dosetable.extract.nlp import build_nlp
from dosetable.extract.readers import read
from dosetable.extract.serialize import to_json

HERE = Path(__file__).resolve().parent
OPEN = (HERE / "documents", HERE / "retold")
WRITTEN = HERE.parents[1] / "extract" / "confidence" / "calibration.toml"
# Fields that the annotations hold for every document; the others cannot be judged.
_DESIGN = ("randomized", "assignment", "masking", "phase")
_POPULATION = ("age_min", "age_max", "n_randomized")
_ARM = ("role", "route", "infusion_minutes", "n")
_SIDES = ("experimental_arm", "comparator_arm")
_FIGURES = ("value", "experimental_value", "comparator_value")

Judged = tuple[str, Evidence, bool]
Row = Mapping[str, Any]


def judged(facts: StudyFacts, gold: Row) -> Iterator[Judged]:
    """Yield (kind of object, evidence, whether its value is right) for what can be judged."""
    if not facts.screening.included:
        return
    got = to_json(facts)
    for kind, fields in (("design", _DESIGN), ("population", _POPULATION)):
        for span in getattr(facts, kind).evidence:
            if span.field in fields:
                wanted = (gold.get(kind) or {}).get(span.field)
                yield kind, span, got[kind][span.field] == wanted
    listed = set((gold.get("population") or {}).get("conditions") or ())
    for span, name in zip(
        [e for e in facts.population.evidence if e.field == "conditions"],
        facts.population.conditions,
        strict=False,
    ):
        yield "population", span, name in listed
    forms, wanted_forms = comparable(got), comparable(gold)
    for arm, form in zip(facts.arms, forms.arms, strict=True):
        match = next((w for w in wanted_forms.arms if w.key == form.key), None)
        for span in arm.evidence:
            if span.field is None:
                yield "arm", span, match is not None
            elif span.field in _ARM:
                said = getattr(form, span.field)
                yield "arm", span, match is not None and getattr(match, span.field) == said
    yield from _judged_outcomes(facts, got, gold)


def _judged_outcomes(facts: StudyFacts, got: Row, gold: Row) -> Iterator[Judged]:
    rows, wanted = _with_treatments(got), _with_treatments(gold)
    for outcome, row in zip(facts.outcomes, rows, strict=True):
        match = _match(row, wanted)
        right = {field: match is not None and _same(row, match, field) for field in _ROW_FIELDS}
        whole = all(right.values()) and match is not None and _same_contrast(row, match)
        for span in outcome.evidence:
            if span.field is None:
                yield "outcome", span, whole
            elif span.field in right:
                yield "outcome", span, right[span.field]


_ROW_FIELDS = ("measure", "timepoint", *_FIGURES, "ci", "p_value", "direction")


def _with_treatments(facts: Row) -> list[Row]:
    """The outcomes, with what each side was given in place of an arm's local number."""
    arms = list(facts.get("arms") or ())
    forms = comparable(facts).arms
    given = {arm["id"]: form.key for arm, form in zip(arms, forms, strict=True)}
    return [
        {**row, **{side: given.get(row.get(side)) for side in _SIDES}}
        for row in facts.get("outcomes") or ()
    ]


def _same_contrast(row: Row, wanted: Row) -> bool:
    """A side that is left open claims nothing."""
    return all(row[side] is None or row[side] == wanted[side] for side in _SIDES)


def _figures(row: Row) -> set[float]:
    return {abs(float(row[n])) for n in _FIGURES if row.get(n) is not None}


def _hours(row: Row) -> float | None:
    hours = (row.get("timepoint") or {}).get("hours")
    return None if hours is None else round(hours, 1)


def _match(row: Row, wanted: list[Row]) -> Row | None:
    """The annotated row that this one should be: the most in common wins."""
    own = [w for w in wanted if measure_family(w["measure"]) == measure_family(row["measure"])]

    def likeness(other: Row) -> tuple[bool, int, bool, bool, int]:
        return (
            _figures(row) == _figures(other),
            len(_figures(row) & _figures(other)),
            _hours(row) == _hours(other),
            _same_contrast(row, other),
            sum(row.get(name) == other.get(name) for name in ("statistic", "p_value", "direction")),
        )

    return max(own, key=likeness, default=None)


def _same(row: Row, wanted: Row, field: str) -> bool:
    if field == "measure":
        return True
    if field == "timepoint":
        return _hours(row) is None or _hours(row) == _hours(wanted)
    if field in _FIGURES:
        return row.get(field) is None or abs(row[field]) in _figures(wanted)
    if field == "ci":
        ends = [row.get("ci_low"), row.get("ci_high")]
        return ends == [None, None] or ends == [wanted.get("ci_low"), wanted.get("ci_high")]
    return row.get(field) is None or row[field] == wanted.get(field)


def measured(folder: Path, *, calibrated: bool) -> Iterator[Judged]:
    """Judge every value of a folder's documents; ``calibrated`` keeps the confidence stage."""
    nlp = build_nlp()
    if not calibrated:
        nlp.remove_pipe(COMPONENT)
    for document in load_gold(folder):
        for record in read(document.text.encode()):
            facts = extract_document(record, nlp)
            if not calibrated:
                sized = checked_sizes(facts.design, facts.population, facts.arms)
                facts = replace(facts, arms=sized)
            yield from judged(facts, document.gold)


def table(found: Iterator[Judged]) -> str:
    """The counts as TOML, sorted, one rule a line."""
    seen: Counter[Key] = Counter()
    right: Counter[Key] = Counter()
    for kind, span, correct in found:
        key = key_of(kind, span)
        seen[key] += 1
        right[key] += correct
    lines = [
        f'{{ value = "{key.value}", rule = "{key.rule}", stated = {key.stated}, '
        f"right = {right[key]}, of = {seen[key]} }},"
        for key in sorted(seen)
    ]
    head = "# How often each rule's values were right on development documents: written by\n"
    head += (
        "# tests/gold/calibrate.py, not by hand. `stated`: the rule's own confidence, to a tenth.\n"
    )
    return head + "counts = [\n" + "".join(f"  {line}\n" for line in lines) + "]\n"


def report(found: Iterator[Judged]) -> str:
    """How often values at and below the threshold are right, by kind of value and in all."""
    shown: Counter[tuple[str, bool]] = Counter()
    right: Counter[tuple[str, bool]] = Counter()
    for kind, span, correct in found:
        sure = span.confidence >= PUBLISH_FROM
        for name in (kind, "all"):
            shown[name, sure] += 1
            right[name, sure] += correct
    return "".join(
        f"{name:12}{'shown' if sure else 'unsure':8}{right[name, sure]:5} right of "
        f"{shown[name, sure]:5}  {100 * right[name, sure] / shown[name, sure]:.1f}%\n"
        for name, sure in sorted(shown)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--also", type=Path, action="append", default=[], help="count it, too")
    parser.add_argument("--report", type=Path, help="print totals of a folder; write nothing")
    given = parser.parse_args()
    folder = given.report
    if folder is not None:
        sys.stdout.write(report(measured(folder, calibrated=True)))
    else:
        found = chain.from_iterable(measured(one, calibrated=False) for one in (*OPEN, *given.also))
        WRITTEN.write_text(table(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
