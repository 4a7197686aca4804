"""Which test a p-value of a table is: marks and letters explained in the foot, rows of tests below the
arms, tests of each arm against its own start; medians told by their limits. All tables invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

Given = tuple[tuple[Outcome, ...], tuple[str, ...]]
Read = Callable[..., Given]
TWO = "ketamine 0.5 mg/kg, midazolam 0.045 mg/kg"
DOSES = "ketamine 0.5 mg/kg, ketamine 1 mg/kg, midazolam 0.045 mg/kg"
ESK = "esketamine 0.25 mg/kg, saline"


def _rows(given: Given) -> list[tuple[object, ...]]:
    return [
        (o.measure, o.timepoint and o.timepoint.hours, o.experimental_value, o.comparator_value, o.p_value)
        for o in given[0]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("foot", "p"),
    [
        ("Compared with the control group, aP < 0.05.", 0.05),
        ("aP < 0.01 vs. the control group", 0.01),
        ("Compared with the saline group, aP < 0.05; compared with before surgery, bP < 0.05", 0.05),
        ("Compared with before surgery, aP < 0.05.", None),
        ("Compared with the healthy group, aP < 0.05.", None),
    ],
)  # fmt: skip
def test_the_mark_stands_behind_what_it_is_against(
    tabulated: Read, foot: str, p: float | None
) -> None:
    given = tabulated(
        ESK, "EPDS scores of the groups (mean ± SD)", ["Group | Before surgery | 3 days after surgery"],
        "Esketamine group | 6.4 ± 2.8 | 6.1 ± 3.0a", "Control group | 6.3 ± 3.1 | 8.0 ± 3.6", foot=foot,
    )  # fmt: skip
    assert _rows(given) == [("EPDS", 72, 6.1, 8.0, p)]


@pytest.mark.parametrize(
    ("heads", "names"),
    [
        (("P1", "P2", "P3"), ("P1:", "P2:", "P3:")),
        (("Pa", "P value b", "P-value c"), ("a", "b", "c")),
    ],
)
def test_letters_and_numbers_of_tests_with_doses_in_the_foot(
    tabulated: Read, heads: tuple[str, ...], names: tuple[str, ...]
) -> None:
    pairs = (
        "ketamine 0.5 mg/kg vs ketamine 1 mg/kg",
        "ketamine 0.5 mg/kg vs midazolam",
        "ketamine 1 mg/kg vs midazolam",
    )
    foot = "; ".join(f"{n} {pair}" for n, pair in zip(names, pairs, strict=True)) + "."
    given = tabulated(
        DOSES, "MADRS scores", [f"Time | Ketamine 0.5 mg/kg | Ketamine 1 mg/kg | Midazolam | {' | '.join(heads)}"],
        "Day 1 | 20.4 (8.8) | 17.9 (9.1) | 26.0 (7.9) | 0.28 | 0.012 | <0.001", foot=foot,
    )  # fmt: skip
    found = {
        (o.experimental_value, o.comparator_value): (o.p_operator, o.p_value) for o in given[0]
    }
    assert found == {
        (20.4, 17.9): ("=", 0.28),
        (20.4, 26.0): ("=", 0.012),
        (17.9, 26.0): ("<", 0.001),
    }


def test_groups_whose_letters_the_foot_explains_with_doses(tabulated: Read) -> None:
    given = tabulated(
        DOSES, "MADRS scores", ["Time | Group A | Group B | Group C"], "Day 1 | 20.4 (8.8) | 17.9 (9.1) | 26.0 (7.9)",
        foot="Group A, ketamine 0.5 mg/kg; Group B, ketamine 1.0 mg/kg; Group C, midazolam.",
    )  # fmt: skip
    assert _rows(given) == [("MADRS", 24, 20.4, 26.0, None), ("MADRS", 24, 17.9, 26.0, None)]


def test_a_p_of_each_row_is_of_each_arm(tabulated: Read) -> None:
    head = ["Scale | Group | Before | Day 7 | P"]
    within = tabulated(
        TWO, "Depression scores", head, "MADRS vv2 | Ketamine | 33.1 ± 4.4 | 20.9 ± 8.1 | <0.001", "= | Midazolam | 32.7 ± 4.9 | 25.8 ± 7.7 | 0.004",
    )  # fmt: skip
    assert _rows(within) == [("MADRS", 168, 20.9, 25.8, None)]
    between = tabulated(
        TWO, "Depression scores", head, "MADRS vv2 | Ketamine | 33.1 ± 4.4 | 20.9 ± 8.1 | 0.02", "= | Midazolam | 32.7 ± 4.9 | 25.8 ± 7.7 | ",
    )  # fmt: skip
    assert _rows(between) == [("MADRS", 168, 20.9, 25.8, 0.02)]


@pytest.mark.parametrize(
    ("label", "p"),
    [("P (between)", 0.02), ("Between-group P", 0.02), ("P value", 0.02), ("P (interaction)", None)],
)  # fmt: skip
def test_a_row_of_tests_below_the_arms(tabulated: Read, label: str, p: float | None) -> None:
    given = tabulated(
        TWO, "Depression scores", ["Scale | Group | Pretest | Posttest"],
        "MADRS vv3 | Ketamine | 33.1 ± 4.4 | 20.9 ± 8.1", "= | Midazolam | 32.7 ± 4.9 | 25.8 ± 7.7", f"= | {label} | 0.74 | 0.02",
    )  # fmt: skip
    assert _rows(given) == [("MADRS", None, 20.9, 25.8, p)]


@pytest.mark.parametrize(
    ("said", "statistic"),
    [
        ("M (P25, P75)", "median"),
        ("M (Q1, Q3)", "median"),
        ("M(IQR)", "median"),
        ("M (SD)", None),
    ],
)
def test_medians_told_by_their_limits(tabulated: Read, said: str, statistic: str | None) -> None:
    given = tabulated(
        ESK, f"EPDS scores, {said}", ["Time | Esketamine | Saline | P"], "1 week | 5.0 (3.0, 7.0) | 6.5 (4.0, 9.0) | 0.003"
    )  # fmt: skip
    assert [o.statistic for o in given[0]] == ([statistic] if statistic else [])


def test_the_interval_of_an_estimate_judges_the_rates_beside_it(tabulated: Read) -> None:
    given = tabulated(
        TWO, "Rates on day 7", ["Outcome | Ketamine | Midazolam | Risk difference, % (95% CI)"],
        "Response, n (%) | 15 (50.0) | 7 (23.3) | 26.7 (3.3 to 50.0)", "Remission, n (%) | 8 (26.7) | 5 (16.7) | 10.0 (-10.7 to 30.7)",
    )  # fmt: skip
    assert [(o.statistic, o.direction) for o in given[0]] == [
        ("response rate", "favours experimental"),
        ("risk difference", "favours experimental"),
        ("remission rate", "no significant difference"),
        ("risk difference", "no significant difference"),
    ]


def test_a_fall_told_without_its_sign_is_the_change_of_the_table() -> None:
    text = (
        "Ketamine for depression: a randomized trial\n\nMethods: Sixty patients with major depressive disorder were randomized to ketamine 0.5 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30) "
        "intravenously.\n\nResults: By day 7 the MADRS score had fallen by 12.1 points with ketamine and by 6.4 points with midazolam (P = 0.01).\n\n"
        "Table 2. MADRS\nOutcome | Ketamine | Midazolam\n---|---|---\nMean change to day 7 (SD) | -12.1 (8.0) | -6.4 (7.7)\nMean change to day 14 (SD) | -10.1 (8.0) | -6.0 (7.7)\n"
    )
    (facts,) = extract_bytes(text.encode())
    rows = [
        (o.timepoint and o.timepoint.hours, o.experimental_value, o.comparator_value)
        for o in facts.outcomes
    ]
    assert rows == [(168, 12.1, 6.4), (336, -10.1, -6.0)]
