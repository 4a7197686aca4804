"""Dose-response pictures show only what may stand side by side."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from dosetable.extract.facts import Timepoint
from dosetable.site.doses import DosePage, dose_pages, doses_tried
from dosetable.store.evidence_table import Effect, StudyView


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
    assert [line[0] for line in picture.table] == ["low", "high"]
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
