"""Two hundred errors of the kinds that people ship, seeded into a clean library."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from statistics import NormalDist
from typing import Any

import pytest

from dosetable.extract.facts import Dose
from dosetable.store.checks import CHECKS, check_views
from dosetable.store.evidence_table import (
    Alternative,
    ArmView,
    Cell,
    Effect,
    Figure,
    Quote,
    ReportView,
    Row,
    StudyView,
)
from dosetable.store.normalise import normal_dose

STUDIES = 220
NIGHT = datetime(2026, 11, 20, tzinfo=UTC)


def said(value: Any, report: int = 1) -> Cell[Any]:
    quote = Quote(
        text="", report=report, document_sha256="", section=None, start=0, end=1, rule="by hand",
        confidence=0.9,
    )  # fmt: skip
    return Cell(value=value, status="machine", quotes=(quote,))


NONE: Cell[Any] = Cell(value=None, status="missing", missing="not found")


def arm(key: str, drug: str, dose: Dose | None, n: int, role: str, route: str) -> ArmView:
    return ArmView(
        id=key, label=key, role=said(role), drug=said(drug), add_on=NONE,
        dose=said(dose) if dose else NONE, normal_dose=normal_dose(dose), route=said(route),
        infusion_minutes=NONE, schedule=NONE, n=said(n), n_analyzed=said(n),
    )  # fmt: skip


def report(number: int, kind: str, author: str) -> ReportView:
    return ReportView(
        id=number, kind=kind, title="", citation=author, authors=(author,), journal=None,  # type: ignore[arg-type]
        year=2020, url=None, pmid=None, pmcid=None, doi=None, registry=(), joined_because="",
        retracted=False, corrected=False, concern=False, document_sha256="", fetched_at=NIGHT,
    )  # fmt: skip


def row(key: str, statistic: str, one: Figure, other: Figure, effect: Effect, **more: Any) -> Row:
    return Row(
        id=key, experimental_arm="ketamine", comparator_arm="placebo", measure="MADRS",
        on_measure=None, outcome_role="primary", timepoint=NONE, statistic=statistic,  # type: ignore[arg-type]
        unit=more.get("unit"), experimental=said(one), comparator=said(other), effect=said(effect),
        direction=said(more["direction"]), subgroup=None, status="machine", quotes=(), report=1,
    )  # fmt: skip


def clean(number: int) -> StudyView:
    """A sound trial: its sums, shares, intervals and claims all follow from one another."""
    dice = random.Random(number)
    n = dice.randint(15, 120)
    esketamine = dice.random() < 0.3
    dose = (
        Dose(unit="mg", value=dice.choice([28.0, 56.0, 84.0]))
        if esketamine
        else Dose(unit="mg/kg", value=dice.choice([0.1, 0.2, 0.5, 0.75, 1.0]))
    )
    spread = round(dice.uniform(7, 13), 1)
    difference = round(dice.uniform(-12, 4), 1)
    error = spread * (2 / n) ** 0.5
    low, high = round(difference - 1.96 * error, 2), round(difference + 1.96 * error, 2)
    p = round(2 * (1 - NormalDist().cdf(abs(difference) / error)), 4)
    verdict = (
        "no significant difference"
        if low <= 0 <= high
        else "favours experimental"
        if difference < 0
        else "favours comparator"
    )
    base = round(dice.uniform(15, 25), 1)
    scores = row(
        f"s{number}", "mean difference",
        Figure(value=round(base + difference, 1), n=n, dispersion=spread, dispersion_type="SD"),
        Figure(value=base, n=n, dispersion=spread, dispersion_type="SD"),
        Effect(value=difference, ci_level=95.0, ci_low=low, ci_high=high, p_operator="=", p_value=p),
        direction=verdict, unit="points",
    )  # fmt: skip
    a, b = dice.randint(n // 2, n - 2), dice.randint(1, n // 3)
    rates = row(
        f"r{number}", "response rate",
        Figure(value=round(100 * a / n, 1), count=a, n=n),
        Figure(value=round(100 * b / n, 1), count=b, n=n),
        Effect(value=None, p_operator="<", p_value=0.001),
        direction="favours experimental", unit="percent",
    )  # fmt: skip
    return StudyView(
        slug=f"study-{number}", name="", title="", year=2020, acronym=None,
        assignment=said("parallel"), masking=said("double"), randomized=said(True), phase=NONE,
        conditions=NONE, age_min=NONE, age_max=NONE, n_randomized=said(2 * n),
        arms=(
            arm("ketamine", "esketamine" if esketamine else "ketamine", dose, n, "experimental",
                "intranasal" if esketamine else "intravenous"),
            arm("placebo", "saline", None, n, "placebo", "intravenous"),
        ),
        rows=(scores, rates),
        planned=("MADRS (primary), 24 hours",),
        reports=(report(1, "abstract", f"Author{number} A"), report(2, "registry record", "")),
        warnings=(), retracted=False, corrected=False,
    )  # fmt: skip


def with_arm(view: StudyView, **cells: Any) -> StudyView:
    first = replace(view.arms[0], **{name: said(value) for name, value in cells.items()})
    first = replace(first, normal_dose=normal_dose(first.dose.value))
    return replace(view, arms=(first, *view.arms[1:]))


def with_row(view: StudyView, index: int, name: str, **changes: Any) -> StudyView:
    rows = list(view.rows)
    value = getattr(rows[index], name).value
    rows[index] = replace(rows[index], **{name: said(replace(value, **changes))})
    return replace(view, rows=tuple(rows))


def decimal_slip(view: StudyView, dice: random.Random) -> StudyView:
    dose = view.arms[0].dose.value
    assert dose is not None
    unit: Any = "mg/kg"
    slipped = Dose(unit=unit, value=dose.value * 70 if dose.unit == "mg/kg" else dose.value)
    return with_arm(view, dose=slipped)


def wrong_total(view: StudyView, dice: random.Random) -> StudyView:
    total = view.n_randomized.value
    assert total is not None
    return replace(view, n_randomized=said(total + dice.choice([-9, -2, -1, 1, 3, 10])))


def wrong_share(view: StudyView, dice: random.Random) -> StudyView:
    value = view.rows[1].experimental.value.value  # type: ignore[union-attr]
    return with_row(view, 1, "experimental", value=value + dice.choice([-9, 5, 14]))


def swapped_digits(view: StudyView, dice: random.Random) -> StudyView:
    figure = view.rows[1].experimental.value
    return with_row(view, 1, "experimental", count=figure.n + dice.randint(1, 9))  # type: ignore[union-attr,operator]


def fraction(view: StudyView, dice: random.Random) -> StudyView:
    return with_row(view, 1, "comparator", value=100.0 + dice.randint(1, 99), count=None)


def error_for_deviation(view: StudyView, dice: random.Random) -> StudyView:
    for side in ("experimental", "comparator"):
        figure = getattr(view.rows[0], side).value
        error = round(figure.dispersion / figure.n**0.5, 2)
        view = with_row(view, 0, side, dispersion=error)
    return view


def outside(view: StudyView, dice: random.Random) -> StudyView:
    effect = view.rows[0].effect.value
    return with_row(view, 0, "effect", value=effect.ci_high + dice.uniform(0.5, 9))  # type: ignore[union-attr,operator]


def wrong_p(view: StudyView, dice: random.Random) -> StudyView:
    effect = view.rows[0].effect.value
    crosses = effect.ci_low < 0 < effect.ci_high  # type: ignore[union-attr,operator]
    return with_row(view, 0, "effect", p_value=0.001 if crosses else 0.6)


def lost_sign(view: StudyView, dice: random.Random) -> StudyView:
    effect = view.rows[0].effect.value
    return with_row(view, 0, "effect", value=-effect.value or 30.0)  # type: ignore[union-attr,operator]


def wrong_claim(view: StudyView, dice: random.Random) -> StudyView:
    rows = (view.rows[0], replace(view.rows[1], direction=said("favours comparator")))
    return replace(view, rows=rows)


def registry_differs(view: StudyView, dice: random.Random) -> StudyView:
    cell = view.n_randomized
    other = said((cell.value or 0) + 8, report=2)
    return replace(
        view,
        n_randomized=replace(
            cell,
            status="conflicting",
            alternatives=(Alternative(value=other.value, report=2, quotes=other.quotes),),
        ),
    )


def switched(view: StudyView, dice: random.Random) -> StudyView:
    return replace(view, planned=("Beck Scale for Suicide Ideation (primary), 24 hours",))


def retracted(view: StudyView, dice: random.Random) -> StudyView:
    return replace(view, reports=(replace(view.reports[0], retracted=True), *view.reports[1:]))


ERRORS: tuple[Callable[[StudyView, random.Random], StudyView], ...] = (
    decimal_slip,
    wrong_total,
    wrong_share,
    swapped_digits,
    fraction,
    error_for_deviation,
    outside,
    wrong_p,
    lost_sign,
    wrong_claim,
    registry_differs,
    switched,
    retracted,
)


@pytest.fixture(scope="module")
def library() -> list[StudyView]:
    return [clean(number) for number in range(STUDIES)]


def test_a_clean_library_raises_few_alarms(library):
    alarmed = {finding.slug for finding in check_views(library)}
    assert len(alarmed) < 0.02 * len(library), check_views(library)


def test_two_hundred_seeded_errors_are_flagged(library):
    dice = random.Random(7)
    missed: dict[str, int] = {}
    for number in range(200):
        error = ERRORS[number % len(ERRORS)]
        (view,) = [error(library[number], dice)]
        if not check_views([view]):
            missed[error.__name__] = missed.get(error.__name__, 0) + 1
    assert sum(missed.values()) <= 10, missed


def test_the_same_cohort_twice(library):
    twin = replace(library[0], slug="twin")
    assert [f.check for f in check_views([library[0], twin])] == ["duplicate cohort"]


def test_every_check_explains_itself():
    assert all(check.__doc__ for check in CHECKS.values())
