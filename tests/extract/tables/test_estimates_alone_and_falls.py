"""Tables of estimates alone, reductions told above zero, "RR or MD" over rates and scores, and notes
below tables in plain text. All invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

Given = tuple[tuple[Outcome, ...], tuple[str, ...]]
Read = Callable[..., Given]
TWO = "ketamine 0.5 mg/kg, midazolam 0.045 mg/kg"
DOSES = "ketamine 0.5 mg/kg, ketamine 1 mg/kg, midazolam 0.045 mg/kg"


@pytest.mark.parametrize(
    ("arms", "caption", "hours"),
    [
        (TWO, "Mean differences between groups in the MADRS score", [24, 168]),
        (TWO, "MADRS score: ketamine versus midazolam", [24, 168]),
        (DOSES, "MADRS score: ketamine 1 mg/kg versus midazolam", [24, 168]),
        (DOSES, "Mean differences between groups in the MADRS score", []),
        (TWO, "Mean differences from baseline in the MADRS score", []),
        (TWO, "MADRS score: women versus men", []),
    ],
)
def test_a_table_of_estimates_says_in_its_caption_what_they_compare(
    tabulated: Read, arms: str, caption: str, hours: list[float]
) -> None:
    given, _ = tabulated(
        arms, caption, ["Time | Mean difference | 95% CI | P"], "24 h | -6.8 | -11.0 to -2.6 | 0.002", "Day 7 | -2.4 | -6.9 to 2.1 | 0.29",
    )  # fmt: skip
    assert [o.timepoint and o.timepoint.hours for o in given] == hours
    assert [(o.value, o.ci_low, o.p_value) for o in given] == [(-6.8, -11.0, 0.002), (-2.4, -6.9, 0.29)][: len(hours)]  # fmt: skip
    assert len({(o.experimental_arm, o.comparator_arm) for o in given}) <= 1


@pytest.mark.parametrize(
    ("label", "direction"),
    [("MADRS reduction at 24 h", "favours experimental"), ("MADRS change at 24 h", None)],
)
def test_the_greater_fall_is_the_better_one(
    tabulated: Read, label: str, direction: str | None
) -> None:
    given, _ = tabulated(TWO, "Outcomes", ["Outcome | Ketamine | Midazolam | P"], f"{label}, mean (SD) | 14.9 (8.7) | 7.7 (7.1) | 0.001")  # fmt: skip
    assert [(o.statistic, o.direction) for o in given] == [("mean change", direction)]


def test_one_column_for_ratios_and_differences(tabulated: Read) -> None:
    given, _ = tabulated(
        "esketamine 0.25 mg/kg, saline", "Outcomes after delivery", ["Outcome | Esketamine (n = 90) | Saline (n = 90) | RR or MD (95% CI)"],
        "Postpartum depression at 6 weeks, n (%) | 8 (8.9) | 18 (20.0) | 0.44 (0.20 to 0.97)", "EPDS score at 6 weeks, mean (SD) | 5.2 (3.4) | 6.9 (4.1) | -1.7 (-2.8 to -0.6)",
    )  # fmt: skip
    effects = [(o.measure, o.statistic, o.value) for o in given if o.value is not None]
    assert effects == [
        ("postpartum depression", "risk ratio", 0.44),
        ("EPDS", "mean difference", -1.7),
    ]


@pytest.mark.parametrize(
    "foot",
    [
        "Compared with the midazolam group, *P < 0.05.",
        "Data are presented as mean (SD).\nCompared with group M, *P < 0.05.",
    ],
)
def test_notes_below_a_table_in_plain_text(foot: str) -> None:
    (facts,) = extract_bytes(
        (
            "Ketamine against midazolam in depression: a randomized trial\n\nMethods\n\nSixty patients with major depressive disorder were randomized to intravenous ketamine 0.5 mg/kg (group K, n = 30) "
            "or midazolam 0.045 mg/kg (group M, n = 30).\n\nResults\n\nThe scores are in the table.\n\nTable 1. MADRS scores\nTime\tGroup K\tGroup M\nBaseline\t32.5 (4.8)\t33.0 (5.0)\n"
            f"Day 1\t19.0 (8.9)*\t25.5 (8.1)\nDay 7\t22.8 (9.3)\t26.3 (8.8)\n{foot}\n\nNo patient left the trial.\n"
        ).encode()
    )
    assert [(o.experimental_value, o.p_value) for o in facts.outcomes] == [
        (19.0, 0.05),
        (22.8, None),
    ]


def test_rows_name_the_effects_of_a_column_of_two_arms(tabulated: Read) -> None:
    given, _ = tabulated(
        DOSES, "Outcomes", ["Outcome | Ketamine 1 mg/kg vs midazolam | P | Women vs men"], "MADRS difference at 24 h (95% CI) | -7.4 (-11.8 to -3.0) | 0.001 | 0.4",
        "Response at 24 h, OR (95% CI) | 4.4 (1.5 to 13.0) | 0.007 | 1.1",
    )  # fmt: skip
    assert [(o.measure, o.statistic, o.value, o.ci_low, o.p_value) for o in given] == [
        ("MADRS", "mean difference", -7.4, -11.8, 0.001),
        ("response", "odds ratio", 4.4, 1.5, 0.007),
    ]
    assert {(o.experimental_arm, o.comparator_arm) for o in given} == {("A2", "A3")}
