"""Times of assessment, told from durations and ages."""

from __future__ import annotations

import pytest

from dosetable.extract.pipes.timepoints import find_timepoints
from dosetable.extract.twin import twin


def points(text: str) -> list[float]:
    return [t.hours for t in find_timepoints(twin(text)) if t.kind == "point"]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("at 24 hours", [24]),
        ("Twenty-four hours after the infusion", [24]),
        ("on days 1, 2 and 3", [24, 48, 72]),
        ("on days 1-3 and 7", [72, 168]),
        ("A week later, the scores were alike", [168]),
        ("once a week after breakfast", []),
        ("but the difference had disappeared at 72 h and 7 days", [72, 168]),
        ("dissociation had disappeared at 2 h", []),
        ("on the third and seventh day after delivery", [72, 168]),
        ("On days 1-3, 12 and 9 responded", [72]),
        ("at 40, 80, 110 and 230 min", [0.667, 1.333, 1.833, 3.833]),
        ("at week 8", [1344]),
        ("by the third month", [2191.5]),
        ("from baseline to day 28", [672]),
        ("at the end of the 4 weeks", [672]),
        ("over the first 3 days 76% responded", [72]),
        ("At week 3, 41.2% had responded", [504]),
        ("the day after the infusion", [24]),
        ("At day 28, 56 mg lowered it", [672]),
        ("after 16 weeks 297 were randomized", [2688]),
        ("Day 1, 240 min", [24, 4]),
        ("day 2, 24 hours", [48, 24]),
        ("Forty-two days after birth", [1008]),
        ("within twenty four hours", [24]),
        ("At days 1 and 7, 64% and 45% responded", [24, 168]),
    ],
)
def test_times(text: str, hours: list[float]) -> None:
    assert points(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        "infused over 40 minutes",
        "twice weekly for 4 weeks",
        "given 14 days apart",
        "a 2-week washout",
        "a 40-min infusion",
        "of at least 8 weeks' duration",
    ],
)
def test_durations_are_no_times(text: str) -> None:
    assert points(text) == []


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("one week after the last injection", "last dose"),
        ("at 42 days postpartum", "delivery"),
        ("24 h post-dose", "first dose"),
        ("4 weeks after randomisation", "randomization"),
        ("at day 7", None),
    ],
)
def test_what_the_time_is_counted_from(text: str, anchor: str | None) -> None:
    assert find_timepoints(text)[0].timepoint.anchor == anchor
