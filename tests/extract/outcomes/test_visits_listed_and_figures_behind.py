"""Lists of visits before a group, figures behind the full stop, and what a null is said of.
Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.pipes.timepoints import find_timepoints

TWO = (
    "Ketamine or saline: a randomized double-blind trial\n\nMethods: Sixty patients with major depressive disorder were "
    "randomized to ketamine 0.5 mg/kg (n = 30) or saline (n = 30), infused over 40 minutes twice a week. Depression was "
    "rated with the HAM-D-17.\nResults: "
)
SPRAYS = (
    "Two doses of esketamine spray: a randomized double-blind trial\n\nMethods: Adults with treatment-resistant depression "
    "were randomized to esketamine 56 mg, esketamine 84 mg or placebo nasal spray. The primary end point was the change in "
    "MADRS total score at day 28.\nResults: "
)
OPEN = (
    "Ketamine for suicidal thoughts: an open-label trial\n\nMethods: Twenty patients with major depressive disorder were given "
    "one infusion of ketamine 0.5 mg/kg over 40 minutes and rated with the SSI.\nResults: "
)
WON, EVEN = "favours experimental", "no significant difference"
Told = tuple[object, ...]


def _told(text: str) -> list[Told]:
    (facts,) = extract_bytes(text.encode())
    return [
        (
            o.measure,
            o.timepoint and o.timepoint.hours,
            o.experimental_value,
            o.comparator_value,
            o.p_value,
            o.direction,
        )
        for o in facts.outcomes
    ]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("on days 3, 7 and 14 in the control group", [72, 168, 336]),
        ("at weeks 2 and 4 in the ketamine group", [336, 672]),
        ("on postoperative days 3, 14, 28 in the groups", [72, 336, 672]),
        ("at week 8, 84 in the control group", [1344]),
    ],
)
def test_a_list_of_days_goes_on_before_in_the(text: str, hours: list[float]) -> None:
    assert [t.hours for t in find_timepoints(text)] == hours


def test_shares_of_two_groups_at_three_visits() -> None:
    assert _told(
        f"{TWO}The rates of response on days 3, 7 and 14 in the saline group and the ketamine group were 17.6 and 38.2% "
        "(p = 0.03), 24.2 and 49.8% (p = 0.02), and 29.0 and 37.2% (p = 0.36), respectively."
    ) == [
        ("response", 72, 38.2, 17.6, 0.03, WON),
        ("response", 168, 49.8, 24.2, 0.02, WON),
        ("response", 336, 37.2, 29.0, 0.36, EVEN),
    ]


def test_figures_in_a_bracket_behind_the_full_stop() -> None:
    assert _told(
        f"{TWO}The ketamine group had a higher response rate than the saline group. (Day 1: 53.8% vs. 26.2%, p = 0.001; day 3: "
        "73.8% vs. 53.8%, p = 0.018). No one dropped out."
    ) == [
        ("response", 24, 53.8, 26.2, 0.001, WON),
        ("response", 72, 73.8, 53.8, 0.018, WON),
    ]


def test_a_null_on_another_thing_takes_nothing_back() -> None:
    (row,) = _told(
        f"{TWO}HAM-D-17 scores improved more in the ketamine group at day 7 (effect size 0.67). Between-group reductions in "
        "global judgments of risk were not statistically different at any visit."
    )
    assert row[-1] == WON


@pytest.mark.parametrize(
    "null", ["However, this difference was not significant.", "They did not differ significantly."]
)
def test_a_null_on_what_was_said_does(null: str) -> None:
    (row,) = _told(f"{TWO}HAM-D-17 scores were lower with ketamine at day 7 (12.1 v. 14.0). {null}")
    assert row[-1] == EVEN


def test_people_counted_by_time_are_no_scores() -> None:
    assert not _told(
        f"{OPEN}Six subjects (30%) had an SSI score of 4 or more at baseline, and all of them dropped below 4 (5 by 40 minutes "
        "and 1 by 80 minutes)."
    )


@pytest.mark.parametrize("mark", [":", ","])
def test_differences_arm_by_arm_in_one_bracket(mark: str) -> None:
    (facts,) = extract_bytes(
        f"{SPRAYS}The change in MADRS was superior to placebo in both groups (least squares mean [SE] difference from placebo: "
        f"56 mg{mark} -6.3 [2.07], P = .001; 84 mg{mark} -9.0 [2.13], P < .001).".encode()
    )
    doses = {a.id: a.dose.value if a.dose else None for a in facts.arms}
    told = [
        (
            doses[o.experimental_arm or ""],
            o.statistic,
            o.value,
            o.p_value,
            o.comparator_arm is not None,
        )
        for o in facts.outcomes
    ]
    assert told == [
        (56, "mean difference", -6.3, 0.001, True),
        (84, "mean difference", -9.0, 0.001, True),
    ]
