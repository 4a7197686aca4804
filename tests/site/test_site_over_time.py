"""The picture of a study's outcomes over time draws what the rows say, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from dosetable.extract.facts import Timepoint
from dosetable.site.pictures.over_time import OverTime, over_time
from dosetable.store.evidence_table import Effect, Figure, StudyView

VISITS = {
    "hour": Timepoint(value=4, unit="hour", hours=4),
    "day": Timepoint(value=1, unit="day", hours=24),
    "week": Timepoint(value=1, unit="week", hours=168),
    "month": Timepoint(value=1, unit="month", hours=730.5),
}


def _scores(
    sample: ModuleType, key: str, visit: str, tested: float, control: float, **more: Any
) -> Any:
    return sample.row(
        key, "k", "m", "MADRS", VISITS[visit], statistic="mean score", unit="points",
        experimental=sample.cell(Figure(value=tested), **more),
        comparator=sample.cell(Figure(value=control)),
    )  # fmt: skip


def _study(sample: ModuleType, *rows: Any) -> StudyView:
    arms = (
        sample.arm("k", "ketamine", "experimental", **sample.per_kg(0.5)),
        sample.arm("m", "midazolam", "active placebo", **sample.per_kg(0.045)),
    )
    found: StudyView = sample.study("one-2020", "One 2020", arms=arms, rows=rows)
    return found


def _only(study: StudyView) -> OverTime:
    (plot,) = over_time(study)
    return plot


def test_each_arm_is_a_series_in_the_order_of_time(sample: ModuleType) -> None:
    plot = _only(_study(
        sample, _scores(sample, "r2", "week", 12, 20), _scores(sample, "r1", "day", 10, 24),
        _scores(sample, "r3", "hour", 16, 26),
    ))  # fmt: skip
    assert [s.name for s in plot.series] == ["Ketamine 0.5 mg/kg", "Midazolam 0.045 mg/kg"]
    for series in plot.series:
        places = [dot.x for dot in series.dots]
        assert places == sorted(places)
    assert [d.label.split(", ")[1] for d in plot.series[0].dots] == [
        "4 hours: 16 points", "1 day: 10 points", "1 week: 12 points",
    ]  # fmt: skip
    # The lower of two scores stands lower: y grows downwards in SVG.
    assert plot.series[0].dots[1].y > plot.series[1].dots[1].y
    assert len({series.shape for series in plot.series}) == 2
    assert plot.zero is None
    assert "10 points" not in plot.sentence  # the first and the last visit are said
    assert "16 points at 4 hours, 12 points at 1 week" in plot.sentence


def test_time_runs_on_a_cube_root(sample: ModuleType) -> None:
    plot = _only(_study(
        sample, _scores(sample, "r1", "day", 10, 24), _scores(sample, "r2", "month", 12, 20)
    ))  # fmt: skip
    first, last = plot.series[0].dots
    start = next(mark.at for mark in plot.times if mark.label == "0")
    aside = (plot.series[0].dots[0].x + plot.series[1].dots[0].x) / 2 - first.x
    share = (first.x + aside - start) / (last.x + aside - start)
    assert share == pytest.approx((24 / 730.5) ** (1 / 3), abs=0.01)


def test_differences_have_intervals_and_a_line_of_no_difference(sample: ModuleType) -> None:
    def row(key: str, visit: str, value: float, low: float, high: float) -> Any:
        effect = Effect(value=value, ci_level=95, ci_low=low, ci_high=high)
        return sample.row(
            key, "k", "m", "MADRS", VISITS[visit], statistic="mean difference", unit="points",
            effect=sample.cell(effect),
        )  # fmt: skip

    plot = _only(_study(sample, row("a", "day", -8, -12, -4), row("b", "week", -3, -7, 1)))
    (series,) = plot.series
    assert series.name == "Ketamine 0.5 mg/kg against midazolam 0.045 mg/kg"
    assert plot.zero is not None
    for dot in series.dots:
        assert dot.low is not None and dot.high is not None  # noqa: PT018 - one thought
        assert dot.high < dot.y < dot.low
    # -12 to -4 is all below the line, -7 to 1 crosses it.
    assert series.dots[0].high is not None and series.dots[0].high > plot.zero  # noqa: PT018
    assert series.dots[1].high is not None and series.dots[1].high < plot.zero  # noqa: PT018


def test_what_cannot_be_drawn_honestly_is_left_out(sample: ModuleType) -> None:
    one_visit = _study(sample, _scores(sample, "r1", "day", 10, 24))
    assert over_time(one_visit) == ()
    part = _scores(sample, "r2", "week", 12, 20)
    assert over_time(_study(sample, _scores(sample, "r1", "day", 10, 24),
                            replace(part, subgroup="women"))) == ()  # fmt: skip
    twice = _study(
        sample, _scores(sample, "r1", "day", 10, 24), _scores(sample, "r2", "week", 12, 20),
        _scores(sample, "r3", "week", 13, 20),
    )  # fmt: skip
    series = {s.name: len(s.dots) for s in _only(twice).series}
    assert series == {"Ketamine 0.5 mg/kg": 1, "Midazolam 0.045 mg/kg": 2}
    disputed = _study(
        sample, _scores(sample, "r1", "day", 10, 24),
        _scores(sample, "r2", "week", 12, 20, status="conflicting"),
    )  # fmt: skip
    assert {s.name: len(s.dots) for s in _only(disputed).series} == series


def test_marks_lead_to_rows_of_the_page(sample: ModuleType) -> None:
    plot = _only(_study(
        sample, _scores(sample, "r1", "day", 10, 24), _scores(sample, "r2", "week", 12, 20)
    ))  # fmt: skip
    assert {dot.href for series in plot.series for dot in series.dots} == {"#row-r1", "#row-r2"}
