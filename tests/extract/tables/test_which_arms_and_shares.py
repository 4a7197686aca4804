"""Which arms a column, a cell over several columns and a trial of several controls mean; percentages
before their counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dosetable.extract.document import Document
from dosetable.extract.facts import Arm, Outcome
from dosetable.extract.registry.groups import own_controls
from dosetable.extract.tables import table_outcomes
from dosetable.extract.vocabulary import load_vocabulary

Tabulated = Callable[..., tuple[tuple[Outcome, ...], tuple[str, ...]]]
Named = Callable[[str], tuple[Arm, ...]]
TWO = "ketamine 0.5 mg/kg, midazolam 0.045 mg/kg"
DOSES = "esketamine 0.2 mg/kg, esketamine 0.4 mg/kg, saline"


@pytest.mark.parametrize(
    "heads",
    [
        "Low-dose group (n = 40) | High-dose group (n = 40) | Control group (n = 40)",
        "Low dose esketamine | High dose esketamine | Saline",
        "Lower dose | Higher dose | Saline",
    ],
)
def test_doses_by_their_rank(heads: str, tabulated: Tabulated) -> None:
    found, _ = tabulated(DOSES, "EPDS, mean (SD)", [f"Time | {heads}"], "Day 3 | 6 (2) | 5 (2) | 8 (3)")  # fmt: skip
    assert [(o.experimental_arm, o.experimental_value, o.comparator_arm) for o in found] == [("A1", 6, "A3"), ("A2", 5, "A3")]  # fmt: skip


@pytest.mark.parametrize(
    ("arms", "heads"),
    [
        ("ketamine 0.5 mg/kg, midazolam", "Low-dose ketamine | Midazolam"),  # of one dose
        ("ketamine 0.5 mg/kg, esketamine 0.2 mg/kg, saline", "Low dose | High dose | Saline"),
        (DOSES, "Low dose | Medium dose | Saline"),  # of two
        (DOSES, "Low-dose ketamine | High-dose ketamine | Saline"),
    ],
)
def test_ranks_that_name_no_dose(arms: str, heads: str, tabulated: Tabulated) -> None:
    cells = " | ".join("5 (2)" for _ in heads.split("|"))
    found, _ = tabulated(arms, "EPDS, mean (SD)", [f"Time | {heads}"], f"Day 3 | {cells}")
    assert {o.experimental_arm for o in found} <= {"A1"}
    assert len(found) < 2


def often(named: Named) -> tuple[Arm, ...]:
    """Ketamine and placebo, each twice or three times a week."""
    first, second, third, fourth = named("ketamine 0.5 mg/kg, ketamine 0.5 mg/kg, placebo, placebo")
    return (
        replace(first, label="Ketamine 0.5 mg/kg twice weekly"),
        replace(second, label="Ketamine 0.5 mg/kg three times weekly"),
        replace(third, label="Placebo twice weekly"),
        replace(fourth, label="Placebo three times weekly"),
    )


def test_controls_given_as_often(named: Named, table: Callable[..., Document]) -> None:
    arms = often(named)
    assert own_controls(arms[0], arms[2:]) == [arms[2]]
    assert own_controls(arms[1], arms[2:]) == [arms[3]]
    plain = replace(arms[2], label="Placebo", schedule="2 times per week")
    assert own_controls(arms[0], [plain, arms[3]]) == [plain]
    # Nothing tells which of two different controls is meant, or how often the arm is given.
    other = replace(arms[3], drug="midazolam")
    assert own_controls(arms[0], [arms[2], other]) == [arms[2], other]
    assert own_controls(replace(arms[0], label="Ketamine"), arms[2:]) == [*arms[2:]]
    document = table(
        "Change in MADRS at day 15, mean (SD)", ["| Placebo twice weekly | Ketamine twice weekly | Placebo three times weekly | Ketamine three times weekly"],
        "Change | -6 (10) | -18 (12) | -3 (6) | -17 (7)", "Difference (95% CI) | -12 (-17 to -7)^^2 | = | -14 (-20 to -8)^^2 | =",
    )  # fmt: skip
    found = table_outcomes(document, arms, load_vocabulary())[0]
    assert [(o.experimental_arm, o.comparator_arm, o.experimental_value, o.value) for o in found] == [
        ("A1", "A3", -18, None), ("A2", "A4", -17, None), ("A1", "A3", None, -12), ("A2", "A4", None, -14),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "cells", "counts"),
    [
        ("", "63% (19/30) | 27% (8/30)", (19, 8)),
        (" (n = 30)", "63% (19) | 27% (8)", (19, 8)),
        ("", "63% (19) | 27% (8)", (None, None)),  # of how many, nothing says
        (", % (n)", "63 (19) | 27 (8)", (None, None)),
        (", n (%)", "19 (63) | 8 (27)", (19, 8)),
    ],
)
def test_percentages_before_their_counts(
    head: str, cells: str, counts: tuple[int | None, ...], tabulated: Tabulated
) -> None:
    (found,), _ = tabulated(TWO, "Response", [f"Time | Ketamine{head} | Midazolam{head}"], f"Day 1 | {cells}")  # fmt: skip
    assert (found.experimental_value, found.comparator_value, found.unit) == (63, 27, "percent")
    assert (found.experimental_count, found.comparator_count) == counts
