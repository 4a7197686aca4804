"""Odd forms in which results are posted: read exactly, or left out for a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dosetable.extract.registry import RegistryFacts

Posted = Callable[..., RegistryFacts]
SCORES = ["21.5 8.2", "14.0 7.9", "26.1 7.7"]
CHANGES = ["-10.2 8.2", "-14.0 7.9", "-6.1 7.7"]


def values(found: RegistryFacts) -> list[tuple[object, ...]]:
    """(hours, experimental arm, its figure, comparator's figure) of the arms' own rows."""
    return [
        (o.timepoint and o.timepoint.hours, o.experimental_arm, o.experimental_value, o.comparator_value)
        for o in found.outcomes
        if o.experimental_value is not None
    ]  # fmt: skip


def effects(found: RegistryFacts) -> list[tuple[object, ...]]:
    return [
        (o.experimental_arm, o.comparator_arm, o.statistic, o.value, o.ci_low, o.ci_high, o.p_value)
        for o in found.outcomes
        if o.experimental_value is None and o.comparator_value is None
    ]


@pytest.mark.parametrize(
    ("title", "frame"),
    [
        ("MADRS Total Score", "Baseline"),
        ("MADRS Total Score", "At screening"),
        ("MADRS Total Score", "Day 1 pre-dose"),
        ("MADRS Total Score", "60 minutes before infusion"),
        ("Baseline MADRS Total Score", "Day 1"),
        ("MADRS Total Score at Baseline", "Day 1"),
        ("MADRS Pre-infusion", "Day 1"),
    ],
)
def test_a_baseline_is_no_outcome(title: str, frame: str, posted: Posted, form: Any) -> None:
    found = posted(form.measure(title, [form.row(None, SCORES)], timeFrame=frame))
    assert found.outcomes == ()
    assert set(found.left_out.values()) == {"a baseline"}


@pytest.mark.parametrize(
    ("frame", "hours"),
    [
        ("40 minutes post-infusion", 0.667),
        ("240 min", 4),
        ("Day 1 pre-dose and 24 hours post-dose", 24),
        ("Change from Day 1 (predose) to Day 28", 672),
        ("Baseline and Day 7", 168),
        ("Day 2 (24 hours post first dose)", 24),
        ("Days 1-3", 72),
        ("24-72 hours", None),
        ("Weeks 2 to 4", None),
        ("Baseline, Day 1, Day 3", None),
        ("Through study completion, an average of 6 weeks", None),
        ("Up to 28 days", None),
        ("Visit 5", None),
    ],
)
def test_time_frames(frame: str, hours: float | None, posted: Posted, form: Any) -> None:
    found = posted(form.measure("Change in MADRS", [form.row(None, CHANGES)], timeFrame=frame))
    assert [h if h is None else pytest.approx(h, abs=1e-3) for h, *_ in values(found)] == [hours, hours]  # fmt: skip
    assert len(values(found)) == 2


def test_rows_of_several_times_with_their_own_denominators(posted: Posted, form: Any) -> None:
    rows = [
        form.row("Day 1: Pre-infusion", SCORES),
        form.row("Day 1: 240 min post-infusion", SCORES, [form.counts("Participants", 28, 27, 26)]),
        form.row("Day 3", SCORES, [form.counts("Ratings", 60, 61, 62), form.counts("Participants", 25, 24, 23)]),
        form.row("Day 7", SCORES, [form.counts("Ratings", 60, 61, 62)]),
        form.row("Weeks 2-4", SCORES),
        form.row("Week 3 to 4", SCORES),
    ]  # fmt: skip
    found = posted(form.measure("MADRS Total Score", rows, timeFrame="Up to 4 weeks"))
    read = [
        (o.timepoint and o.timepoint.hours, o.experimental_n, o.comparator_n)
        for o in found.outcomes
        if o.experimental_arm == "A1"
    ]
    assert read == [(4, 28, 26), (72, 25, 23), (168, None, None)]
    assert list(found.left_out.values()).count("a time that is not understood") == 2


@pytest.mark.parametrize(
    ("title", "more", "reason"),
    [
        ("MADRS Area Under the Curve", {}, "not the score itself"),
        ("MADRS", {"unitOfMeasure": "score*hours"}, "not the score itself"),
        ("Slope of MADRS", {}, "not the score itself"),
        ("MADRS", {"unitOfMeasure": "points per day"}, "not the score itself"),
        ("MADRS", {"unitOfMeasure": "Z-score"}, "not the score itself"),
        ("MADRS", {"paramType": "GEOMETRIC_MEAN", "dispersionType": "Geometric Coefficient of Variation"}, "not the score itself"),
        ("Relapse", {"paramType": "COUNT_OF_UNITS", "unitOfMeasure": "Infusions"}, "other things than participants"),
        ("MADRS", {"typeUnitsAnalyzed": "Ratings"}, "other things than participants"),
    ],
)  # fmt: skip
def test_other_quantities(
    title: str, more: dict[str, str], reason: str, posted: Posted, form: Any
) -> None:
    found = posted(form.measure(title, [form.row(None, SCORES)], **more))
    assert found.outcomes == ()
    assert all(reason in r for r in found.left_out.values())
    assert found.left_out


@pytest.mark.parametrize(
    ("dispersion", "name"),
    [
        ("Standard Deviation", "SD"),
        ("Standard Error", "SE"),
        ("STANDARD_ERROR", "SE"),
        ("Geometric Coefficient of Variation", None),
    ],
)
def test_dispersions(dispersion: str, name: str | None, posted: Posted, form: Any) -> None:
    found = posted(form.measure("MADRS Score", [form.row(None, SCORES)], dispersionType=dispersion))
    first = found.outcomes[0]
    expected = (name, 8.2, 7.7) if name else (None, None, None)
    assert (first.dispersion_type, first.experimental_dispersion, first.comparator_dispersion) == expected  # fmt: skip
    assert (first.experimental_value, first.comparator_value) == (21.5, 26.1)


@pytest.mark.parametrize("dispersion", ["Full Range", "Inter-Quartile Range", "95% Confidence Interval", "90% Confidence Interval"])  # fmt: skip
def test_limits_are_no_dispersion(dispersion: str, posted: Posted, form: Any) -> None:
    cells = [{"value": v, "lowerLimit": "-30", "upperLimit": "4"} for v in ("-9", "NA", "-5")]
    found = posted(
        form.measure("Change in MADRS", [form.row(None, cells)], paramType="MEDIAN", dispersionType=dispersion)
    )  # fmt: skip
    assert values(found) == [(168, "A1", -9, -5)]
    assert {(o.statistic, o.dispersion_type, o.ci_low) for o in found.outcomes} == {("median", None, None)}  # fmt: skip
    # What the comparator is set against was not estimable.
    assert [(o.experimental_arm, o.comparator_value) for o in found.outcomes if o.experimental_value is None] == [("A2", -5)]  # fmt: skip


def test_bounds_and_thousands(posted: Posted, form: Any) -> None:
    found = posted(form.measure("MADRS Score", [form.row(None, ["<1 2", "1,204 3", "0"])]))
    assert [(o.experimental_value, o.comparator_value) for o in found.outcomes] == [(None, 0), (1204, 0)]  # fmt: skip


@pytest.mark.parametrize(
    ("parameter", "unit", "expected"),
    [
        ("COUNT_OF_PARTICIPANTS", "Participants", ("response rate", "patients", 6, 6, 30)),
        ("NUMBER", "participants", ("response rate", "patients", 6, 6, 30)),
        ("NUMBER", "percentage of participants", ("response rate", "percent", 6, None, 30)),
        ("NUMBER", "proportion of participants", ("response rate", None, 6, None, 30)),
    ],
)
def test_counts_and_shares(
    parameter: str, unit: str, expected: tuple[object, ...], posted: Posted, form: Any
) -> None:
    rows = [form.row(None, ["6", "13", "3"])]
    found = posted(
        form.measure("Response on the MADRS", rows, paramType=parameter, unitOfMeasure=unit, dispersionType=None)
    )  # fmt: skip
    first = found.outcomes[0]
    assert (first.statistic, first.unit, first.experimental_value, first.experimental_count, first.experimental_n) == expected  # fmt: skip


@pytest.mark.parametrize(
    "groups",
    [
        ("All Ketamine Doses", CONTROL := "Midazolam"),
        ("Ketamine", CONTROL),
        ("Ketamine 0.5 mg/kg - Women", "Midazolam - Women"),
        ("Ketamine 0.5 mg/kg Responders", "Midazolam Responders"),
        ("Ketamine 0.5 mg/kg + Midazolam", "Ketamine 0.5 mg/kg Then Midazolam"),
        ("Bipolar: Ketamine 0.5 mg/kg", "Bipolar: Midazolam"),
        ("Group 1", "Group 2"),
    ],
)
def test_groups_that_are_no_arm(groups: tuple[str, str], posted: Posted, form: Any) -> None:
    found = posted(form.measure("MADRS Score", [form.row(None, SCORES[:2])], groups))
    assert values(found) == []
    assert found.left_out


def test_a_sequence_is_its_first_drug_in_the_first_period_alone(posted: Posted, form: Any) -> None:
    orders = ("Ketamine First", "Midazolam First")
    rows = [form.row("Period 1", ["20 5", "25 5"]), form.row("Period 2", ["26 5", "19 5"])]
    found = posted(
        form.measure("MADRS Score", rows, orders),
        form.measure("HAM-D Score", [form.row(None, ["20 5", "25 5"])], orders),
        labels=orders,
        model="CROSSOVER",
    )
    assert values(found) == [(168, "A1", 20, 25)]


def test_analyses_of_named_kinds(posted: Posted, form: Any) -> None:
    found = posted(
        form.measure(
            "Change in MADRS", [form.row(None, CHANGES)],
            analyses=[
                form.analysis(0, 2, paramType="LS Mean Difference", paramValue="-4.2", ciPctValue="90", ciLowerLimit="-8.0", ciUpperLimit="-0.4", pValue="0.07", pValueComment="one-sided"),
                form.analysis(1, 2, paramType="Mean Difference (Net)", paramValue="7.9", pValue="&lt; 0.001", estimateComment="Midazolam minus ketamine"),
                form.analysis(0, 1, paramType="Mean Difference (Net)", paramValue="3.8", pValue="=.04"),
                form.analysis(0, 1, 2, pValue="0.003"),
                form.analysis(1, 2, nonInferiorityType="NON_INFERIORITY", paramType="Mean Difference (Net)", paramValue="-7.9", ciNumSides="ONE_SIDED", ciUpperLimit="-4.1", pValue="<0.0001"),
            ],
        )
    )  # fmt: skip
    assert effects(found) == [
        ("A1", "A3", "mean difference", -4.2, -8.0, -0.4, 0.07),
        ("A2", "A3", "mean difference", 7.9, None, None, 0.001),
        ("A1", "A2", "mean difference", 3.8, None, None, 0.04),
        ("A2", "A3", "mean difference", -7.9, None, -4.1, None),
    ]
    rows = [o for o in found.outcomes if o.value is not None]
    assert [o.normalized_value for o in rows] == [-4.2, -7.9, 3.8, -7.9]
    assert [o.ci_level for o in rows] == [90, None, None, 95]


@pytest.mark.parametrize(
    "more",
    [
        {"paramType": "Slope", "paramValue": "-0.3", "pValue": "0.02"},
        {"paramType": "Regression coefficient", "paramValue": "-7.7", "pValue": "0.02"},
        {"pValue": "0.02", "pValueComment": "Treatment by time interaction"},
        {"pValue": "0.4", "groupDescription": "Comparison at baseline"},
        {"pValue": "0.02", "groupDescription": "Subgroup of women"},
        {"paramType": "Mean Difference (Net)", "paramValue": "-8", "groupDescription": "Difference at Day 2"},
    ],
)  # fmt: skip
def test_tests_of_something_else(more: dict[str, str], posted: Posted, form: Any) -> None:
    rows = [form.row(None, CHANGES)]
    found = posted(form.measure("Change in MADRS", rows, analyses=[form.analysis(1, 2, **more)]))
    assert effects(found) == []
    assert any(k.endswith("analyses/0") for k in found.left_out)


def test_the_terms_of_a_model_are_not_what_is_tested(posted: Posted, form: Any) -> None:
    comment = "MMRM with treatment, day and treatment-by-day interaction as factors, baseline score as covariate"
    made = form.analysis(1, 2, paramType="LS Mean Difference", paramValue="-8.1", pValue="0.001", groupDescription=comment)  # fmt: skip
    found = posted(form.measure("Change in MADRS", [form.row(None, CHANGES)], analyses=[made]))
    assert effects(found) == [("A2", "A3", "mean difference", -8.1, None, None, 0.001)]


def test_a_test_statistic_is_no_effect_but_its_p_is_one(posted: Posted, form: Any) -> None:
    made = [form.analysis(1, 2, paramType=k, paramValue="5.2", pValue="0.03") for k in ("F statistic", "Odds Ratio (OR)")]  # fmt: skip
    found = posted(form.measure("Change in MADRS", [form.row(None, CHANGES)], analyses=made))
    assert [e[3:] for e in effects(found)] == [(None, None, None, 0.03)] * 2


def test_ratios_turned_round_and_differences_as_shares(posted: Posted, form: Any) -> None:
    ratio = {"paramType": "Odds Ratio (OR)", "pValue": "0.01"}
    found = posted(
        form.measure(
            "Response on the MADRS", [form.row(None, ["6", "13", "3"])], paramType="COUNT_OF_PARTICIPANTS", unitOfMeasure="Participants", dispersionType=None,
            analyses=[
                form.analysis(1, 2, paramValue="7.0", ciLowerLimit="1.8", ciUpperLimit="27", **ratio),
                form.analysis(2, 1, paramValue="0.14", ciLowerLimit="0.04", ciUpperLimit="0.6", **ratio),
                form.analysis(1, 2, paramType="Risk Difference (RD)", paramValue="0.33"),
                form.analysis(1, 2, paramType="Risk Difference (RD)", paramValue="32.6"),
            ],
        )
    )  # fmt: skip
    read = [(o.statistic, o.value, o.unit, o.direction) for o in found.outcomes if o.experimental_value is None]  # fmt: skip
    assert read == [
        ("odds ratio", 7.0, "ratio", "favours experimental"),
        (None, None, "patients", "favours experimental"),
        ("risk difference", 0.33, None, None),
        ("risk difference", 32.6, "percent", None),
    ]


def test_medians_of_a_time_tell_no_direction(posted: Posted, form: Any) -> None:
    rows = [form.row(None, ["90", "130", "60"])]
    more = {"paramType": "MEDIAN", "unitOfMeasure": "Days", "dispersionType": None, "timeFrame": "Up to 40 weeks"}  # fmt: skip
    ratio = {"paramType": "Hazard Ratio (HR)", "paramValue": "0.5", "pValue": "0.01"}
    made = [form.analysis(1, 2, pValue="0.01"), form.analysis(1, 2, **ratio), form.analysis(2, 1, **ratio)]  # fmt: skip
    found = posted(form.measure("Time to Relapse", rows, analyses=made, **more))
    read = [(o.statistic, o.value, o.p_value, o.direction) for o in found.outcomes if o.experimental_value is None]  # fmt: skip
    assert read == [
        (None, None, 0.01, None),
        ("hazard ratio", 0.5, 0.01, "favours experimental"),
        (None, None, 0.01, None),
    ]


def test_a_later_period_is_said(posted: Posted, form: Any) -> None:
    rows = [form.row("Period 1, Day 7", SCORES), form.row("Period 2, Day 7", SCORES)]
    found = posted(
        form.measure("MADRS Score", rows),
        form.measure("MADRS Score", [form.row(None, SCORES)], timeFrame="Day 8 to day 15 of Period 2"),
        form.measure("MADRS Score", [form.row(None, SCORES)], timeFrame="Day 15 (Period 1 and Period 2)"),
    )  # fmt: skip
    said = [o.subgroup for o in found.outcomes if o.experimental_arm == "A1"]
    assert said == [None, "Period 2", "Period 2", None]


@pytest.mark.parametrize(
    ("title", "description", "cells", "statistic"),
    [
        ("MADRS Total Score", "Analysed as change from baseline by MMRM.", SCORES, "mean score"),
        ("MADRS Total Score", "The change from baseline; a negative value is an improvement.", CHANGES, "mean change"),
        ("MADRS Total Score", "The scale has ten items.", CHANGES, None),
        ("Reduction in MADRS", "", SCORES, "mean change"),
    ],
)  # fmt: skip
def test_scores_and_changes(
    title: str, description: str, cells: list[str], statistic: str | None, posted: Posted, form: Any
) -> None:
    found = posted(form.measure(title, [form.row(None, cells)], description=description))
    assert {o.statistic for o in found.outcomes} == {statistic}


def test_improvements_without_a_sign_tell_no_direction(posted: Posted, form: Any) -> None:
    made = form.analysis(1, 2, paramType="Mean Difference (Net)", paramValue="7.9", pValue="0.001")
    for cells, direction, normal in (
        (["10.2", "14.0", "6.1"], None, None),
        (CHANGES, "favours experimental", -7.9),
    ):
        found = posted(form.measure("Change in MADRS", [form.row(None, cells)], analyses=[made]))
        (effect,) = (o for o in found.outcomes if o.value is not None)
        assert (effect.value, effect.direction, effect.normalized_value) == (7.9, direction, normal)


@pytest.mark.parametrize(
    ("parameter", "statistic"),
    [
        ("Mean Difference (Final Values)", "mean difference"), ("LSMD", "mean difference"), ("Treatment difference", "mean difference"),
        ("Difference (ketamine minus midazolam)", "mean difference"), ("Median Difference (Net)", "median difference"),
        ("Estimate", None), ("Least Squares Means", None), ("Mean Ratio", None),
    ],
)  # fmt: skip
def test_kinds_of_estimates(
    parameter: str, statistic: str | None, posted: Posted, form: Any
) -> None:
    made = form.analysis(1, 2, paramType=parameter, paramValue="-7.9", pValue="0.001")
    found = posted(form.measure("Change in MADRS", [form.row(None, CHANGES)], analyses=[made]))
    assert effects(found) == [("A2", "A3", statistic, -7.9 if statistic else None, None, None, 0.001)]  # fmt: skip


@pytest.mark.parametrize("parameter", ["Odds Ratio, log", "Hazard Ratio, log", "Log odds ratio"])
def test_the_logarithm_of_a_ratio_is_none(parameter: str, posted: Posted, form: Any) -> None:
    rows = [form.row(None, ["6", "13", "3"])]
    more = {"paramType": "COUNT_OF_PARTICIPANTS", "unitOfMeasure": "Participants", "dispersionType": None}  # fmt: skip
    made = form.analysis(1, 2, paramType=parameter, paramValue="1.9", pValue="0.01")
    found = posted(form.measure("Response on the MADRS", rows, analyses=[made], **more))
    assert effects(found) == [("A2", "A3", None, None, None, None, 0.01)]
