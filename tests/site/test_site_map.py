"""The timeline and the map of comparisons draw what the trials say, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import lxml.html
import pytest

from dosetable.site.pictures.comparisons import ComparisonMap, compared, comparison_map
from dosetable.site.pictures.timeline import Timeline, dated_doses, timelines
from dosetable.store.evidence_table import StudyView


def trial(sample: ModuleType, slug: str, year: int | None, *arms: Any, **more: Any) -> StudyView:
    found: StudyView = sample.study(slug, slug.title(), year=year, arms=arms, **more)
    return found


def ketamine(sample: ModuleType, dose: float, key: str = "k", **more: Any) -> Any:
    return sample.arm(key, "ketamine", "experimental", **(sample.per_kg(dose) | more))


def timeline(*studies: StudyView) -> Timeline:
    (found,) = timelines(dose for study in studies for dose in dated_doses(study))
    return found


def compare(*studies: StudyView) -> ComparisonMap:
    found = comparison_map(pair for study in studies for pair in compared(study))
    assert found is not None
    return found


def test_years_go_right_and_doses_up_on_the_scale_of_the_axis(sample: ModuleType) -> None:
    line = timeline(
        trial(sample, "old", 2000, ketamine(sample, 0.5)),
        trial(sample, "new", 2010, ketamine(sample, 1.0)),
        trial(sample, "mid", 2005, ketamine(sample, 0.25)),
    )
    at = {dot.label.split(",")[0]: dot for dot in line.dots}
    assert at["2005"].x == pytest.approx((at["2000"].x + at["2010"].x) / 2, abs=0.1)
    zero = next(mark.at for mark in line.doses if mark.label == "0")
    heights = [zero - at[year].y for year in ("2005", "2000", "2010")]
    assert heights == pytest.approx([heights[2] / 4, heights[2] / 2, heights[2]], abs=0.2)
    assert [row.year for row in line.table] == ["2000", "2005", "2010"]


def test_a_mark_leads_to_its_arm_and_is_larger_for_more_people(sample: ModuleType) -> None:
    few, many = ketamine(sample, 0.5, n=10), ketamine(sample, 0.5, n=100)
    small, large = timeline(
        trial(sample, "few", 2001, few), trial(sample, "many", 2002, many)
    ).dots  # fmt: skip
    assert small.radius < large.radius
    assert large.href.startswith("study/many.html#")
    assert "Many" in large.label
    assert "Few" not in large.label


def test_controls_undated_and_retracted_trials_are_not_on_the_timeline(sample: ModuleType) -> None:
    control = sample.arm("m", "midazolam", "active placebo", **sample.per_kg(0.045))
    line = timeline(
        trial(sample, "kept", 2001, ketamine(sample, 0.5), control),
        trial(sample, "undated", None, ketamine(sample, 0.5)),
        replace(trial(sample, "withdrawn", 2002, ketamine(sample, 0.5)), retracted=True),
    )
    assert [row.name for row in line.table] == ["Kept"]


def test_each_unit_has_a_timeline_and_a_range_is_a_line(sample: ModuleType) -> None:
    studies = (sample.five_arms(), sample.flexible())
    found = timelines(dose for study in studies for dose in dated_doses(study))
    assert [line.unit for line in found] == ["mg/kg", "mg"]
    (dot,) = found[1].dots
    assert dot.y < dot.y2, "from 56 up to 84 mg"


def test_a_line_is_as_wide_as_trials_are_many_and_participants_are_added(
    sample: ModuleType,
) -> None:
    placebo = sample.arm("p", "placebo", "placebo")
    midazolam = sample.arm("m", "midazolam", "active placebo", **sample.per_kg(0.045))
    size = {n: {"n_randomized": sample.cell(n, "Randomized.")} for n in (30, 50)}
    found = compare(
        trial(sample, "one", 2001, ketamine(sample, 0.5), placebo, **size[30]),
        trial(sample, "two", 2002, ketamine(sample, 0.5), placebo, **size[50]),
        trial(sample, "three", 2003, ketamine(sample, 0.5), midazolam, **size[30]),
    )
    first, second = found.edges
    assert first.width > second.width
    assert [(row.comparator, row.trials, row.participants) for row in found.table] == [
        ("Inert placebo", "2", "80"), ("Midazolam", "1", "30"),
    ]  # fmt: skip
    at = {node.label: node.y for node in found.comparators}
    assert (first.y2, second.y2) == (at["inert placebo"], at["midazolam"])
    assert "most frequent is ketamine, intravenous against inert placebo (2 trials)" in (
        found.sentence
    )


def test_two_doses_of_one_trial_are_one_comparison(sample: ModuleType) -> None:
    placebo = sample.arm("p", "placebo", "placebo")
    found = compare(
        trial(sample, "one", 2001, ketamine(sample, 0.5), ketamine(sample, 1.0, "l"), placebo)
    )
    assert [edge.label for edge in found.edges] == ["ketamine, intravenous against inert placebo: 1 trial"]  # fmt: skip


def test_an_unknown_size_is_said_and_not_counted_as_none(sample: ModuleType) -> None:
    placebo = sample.arm("p", "placebo", "placebo")
    unknown = sample.cell(None, missing="not found")
    one = trial(sample, "one", 2001, ketamine(sample, 0.5), placebo, n_randomized=unknown)
    (row,) = compare(one).table
    assert row.participants == "not found"
    (row,) = compare(one, trial(sample, "two", 2002, ketamine(sample, 0.5), placebo)).table
    assert row.participants == "99 (not found for 1)"


def test_the_page_has_the_data_behind_each_picture(built_whole: Path) -> None:
    page = lxml.html.parse(built_whole / "map.html")
    for section in page.xpath("//section[figure]"):
        (picture,) = section.xpath("figure/svg")
        assert picture.get("aria-label") in section.xpath("string(figure/figcaption)")
        assert section.xpath("count(.//tbody/tr)") > 0
        marks = section.xpath("count(figure//a) + count(figure//path)")
        assert marks == section.xpath("count(.//tbody/tr)")
