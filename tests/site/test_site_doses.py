"""Dose-response pictures show only what may stand side by side."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from dosetable.extract.facts import Timepoint
from dosetable.site.doses import DosePage, dose_pages, doses_tried
from dosetable.store.evidence_table import Effect, Figure, StudyView


def trial(sample: ModuleType, name: str, dose: float, value: float, **more: Any) -> StudyView:
    """One arm of intravenous ketamine against midazolam with one effect at a day."""
    arms = (
        sample.arm("k", "ketamine", "experimental", n=20, **sample.per_kg(dose)),
        sample.arm("m", "midazolam", "active placebo", n=20),
    )
    direction = more.pop("direction", "favours experimental")
    given: dict[str, Any] = {"statistic": "mean difference", "unit": "points"} | more
    row = sample.row(
        f"{name}-r",
        "k",
        "m",
        "MADRS",
        Timepoint(value=1, unit="day", hours=24),
        effect=sample.cell(Effect(value=value), "The difference was printed."),
        direction=sample.cell(direction, "It was better."),
        **given,
    )
    return sample.study(name, name, arms=arms, rows=(row,))


def page(*studies: StudyView) -> DosePage:
    (found,) = dose_pages(arm for study in studies for arm in doses_tried(study))
    return found


def test_one_measure_at_two_doses_is_a_picture(sample: ModuleType) -> None:
    found = page(trial(sample, "low", 0.2, -2.0), trial(sample, "high", 0.5, -7.0))
    (picture,) = found.responses
    low, high = picture.points
    assert low.x < high.x
    assert low.y < high.y, "a greater reduction stands lower"
    assert [line.name for line in picture.table] == ["low", "high"]
    assert "not pooled" in picture.sentence


def test_standardized_differences_of_two_trials_never_share_a_picture(sample: ModuleType) -> None:
    studies = (
        trial(sample, "low", 0.1, -0.82, statistic="Cohen d", unit=None),
        trial(sample, "high", 0.5, 0.78, statistic="Cohen d", unit=None),
    )
    assert page(*studies).responses == ()


def test_a_sign_that_contradicts_the_direction_is_left_out_and_counted(sample: ModuleType) -> None:
    found = page(
        trial(sample, "low", 0.2, -2.0),
        trial(sample, "high", 0.5, -7.0),
        trial(sample, "reversed", 1.0, 7.0),
        trial(sample, "silent", 1.0, 7.0, direction=None),
    )
    (picture,) = found.responses
    assert len(picture.points) == 2
    assert "2 results left out" in picture.sentence


def test_saline_and_midazolam_never_share_a_picture(sample: ModuleType) -> None:
    saline = trial(sample, "saline", 0.5, -7.0)
    arms = (saline.arms[0], sample.arm("m", "saline", "placebo"))
    inert = sample.study("saline", "saline", arms=arms, rows=saline.rows)
    assert page(trial(sample, "low", 0.2, -2.0), inert).responses == ()


def rates(sample: ModuleType, name: str, dose: float, ours: int, theirs: int) -> StudyView:
    """A trial that gives the responders among the 20 of each arm, and no estimate of its own."""
    base = trial(sample, name, dose, 0.0)
    row = sample.row(
        f"{name}-r", "k", "m", "response", Timepoint(value=1, unit="day", hours=24),
        on_measure="MADRS", statistic="response rate", unit="percent",
        experimental=sample.cell(Figure(value=5.0 * ours, count=ours, n=20), "Counted."),
        comparator=sample.cell(Figure(value=5.0 * theirs, count=theirs, n=20), "Counted."),
    )  # fmt: skip
    return replace(base, rows=(row,))


def test_rates_of_both_arms_are_drawn_hollow_as_the_ratio_they_make(sample: ModuleType) -> None:
    (picture,) = page(
        rates(sample, "low", 0.2, 8, 4), rates(sample, "high", 0.5, 12, 3)
    ).responses  # fmt: skip
    assert [point.computed for point in picture.points] == [True, True]
    assert [line.how for line in picture.table] == ["computed from the arms"] * 2
    # 40 % against 20 %, 60 % against 15 %; log intervals by hand.
    assert picture.table[0].effect.startswith("Risk ratio 2; 95% interval 0.72 to 5.59")
    assert picture.table[1].effect.startswith("Risk ratio 4; 95% interval 1.33 to 12")
    assert picture.sides == ("favours the comparator", "favours the tested drug")
    assert "2 computed from the figures of both arms" in picture.sentence


def test_a_ratio_stands_as_far_from_one_as_its_inverse(sample: ModuleType) -> None:
    given = {"statistic": "odds ratio", "unit": None}
    (picture,) = page(
        trial(sample, "half", 0.2, 0.5, **given), trial(sample, "double", 0.5, 2.0, **given)
    ).responses
    half, double = picture.points
    assert half.y - picture.zero == pytest.approx(picture.zero - double.y, abs=0.2)


def test_response_and_remission_never_share_a_picture(sample: ModuleType) -> None:
    low, high = rates(sample, "low", 0.2, 8, 4), rates(sample, "high", 0.5, 12, 3)
    other = replace(high.rows[0], measure="remission", statistic="remission rate")
    assert page(low, replace(high, rows=(other,))).responses == ()


@pytest.mark.parametrize("status", ["unsure", "conflicting"])
def test_what_carries_a_warning_in_the_table_is_not_drawn(sample: ModuleType, status: str) -> None:
    doubted = trial(sample, "doubted", 1.0, -9.0)
    row = doubted.rows[0]
    row = replace(row, effect=replace(row.effect, status=status))
    (picture,) = page(
        trial(sample, "low", 0.2, -2.0), trial(sample, "high", 0.5, -7.0),
        replace(doubted, rows=(row,)),
    ).responses  # fmt: skip
    assert [line.name for line in picture.table] == ["low", "high"]
    assert "1 result left out" in picture.sentence


def test_one_trial_gives_one_mark_a_window_and_its_primary_outcome_first(
    sample: ModuleType,
) -> None:
    low = trial(sample, "low", 0.2, -2.0)
    first = replace(low.rows[0], outcome_role="secondary", id="before")
    earlier = replace(
        first, timepoint=sample.cell(Timepoint(value=4, unit="hour", hours=4), "Seen at 4 hours."),
        effect=sample.cell(Effect(value=-5.0), "It was printed."),
    )  # fmt: skip
    (picture,) = page(
        replace(low, rows=(earlier, low.rows[0])), trial(sample, "high", 0.5, -7.0)
    ).responses
    assert [line.effect for line in picture.table] == [
        "Mean difference \u22122 points", "Mean difference \u22127 points",
    ]  # fmt: skip


def test_marks_of_one_dose_stand_side_by_side(sample: ModuleType) -> None:
    same = [trial(sample, f"same-{n}", 0.5, -n) for n in (3.0, 4.0, 5.0)]
    (picture,) = page(trial(sample, "low", 0.4, -2.0), *same).responses
    places = [point.x for point in picture.points]
    assert places == sorted(set(places))
    tick = next(t.at for t in picture.x_ticks if t.label == "0.5")
    assert sum(places[1:]) / 3 == pytest.approx(tick, abs=0.1), "around the dose"
    assert places[1] - places[0] > (places[3] - places[1]) / 2, "nearer to it than to the next"
