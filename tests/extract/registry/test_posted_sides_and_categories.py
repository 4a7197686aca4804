"""Categories of events, tests of one side and groups known by short names, as they are posted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dosetable.extract.registry import RegistryFacts

Posted = Callable[..., RegistryFacts]
CHANGES = ["-10.2 8.2", "-14.0 7.9", "-6.1 7.7"]


def values(found: RegistryFacts) -> list[tuple[object, ...]]:
    return [
        (o.timepoint and o.timepoint.hours, o.experimental_arm, o.experimental_value, o.comparator_value)
        for o in found.outcomes
        if o.experimental_value is not None
    ]  # fmt: skip


def categories(*titled: tuple[str, str, str]) -> dict[str, Any]:
    """A class of counts by category, in the two groups."""
    return {
        "categories": [
            {"title": t, "measurements": [{"groupId": "OG000", "value": a}, {"groupId": "OG001", "value": b}]}
            for t, a, b in titled
        ]
    }  # fmt: skip


COUNTED = {"paramType": "COUNT_OF_PARTICIPANTS", "unitOfMeasure": "Participants", "dispersionType": None}  # fmt: skip


@pytest.mark.parametrize(
    ("title", "named", "expected"),
    [
        ("MADRS Response Status", ("Responder", "Non-responder"), [("response", "MADRS", 9)]),
        ("MADRS Remission Status", ("In remission", "Not in remission"), [("remission", "MADRS", 9)]),
        # those in remission are not all who responded
        ("MADRS Response Status", ("Remitted", "Not remitted"), []),
        ("MADRS Response Status", ("Remitted", "Responded but did not remit"), []),
        ("MADRS Status", ("Remitted", "Not remitted"), [("remission", "MADRS", 9)]),
    ],
)  # fmt: skip
def test_categories_of_another_event(
    title: str, named: tuple[str, str], expected: list[object], posted: Posted, form: Any
) -> None:
    rows = [categories((named[0], "9", "2"), (named[1], "21", "29"))]
    found = posted(form.measure(title, rows, groups=("Ketamine 0.5 mg/kg", "Midazolam"), **COUNTED))
    assert [(o.measure, o.on_measure, o.experimental_value) for o in found.outcomes] == expected


@pytest.mark.parametrize(
    "title", ["Number of Participants With Adverse Events", "Treatment-Emergent Side Effects"]
)
def test_events_of_harm_are_no_results(title: str, posted: Posted, form: Any) -> None:
    rows = [form.row("Suicidal ideation", ["1", "2", "1"]), form.row("Nausea", ["9", "7", "2"])]
    found = posted(form.measure(title, rows, **COUNTED))
    assert found.outcomes == ()
    assert found.left_out


@pytest.mark.parametrize(
    ("more", "direction"),
    [
        ({"pValue": "0.01", "pValueComment": "one-sided"}, "favours experimental"),
        ({"pValue": "0.04", "pValueComment": "One-sided p-value"}, None),
        ({"pValue": "0.04", "statisticalMethod": "t-test, 1 sided"}, None),
        ({"pValue": "0.04", "ciNumSides": "ONE_SIDED", "ciUpperLimit": "0.3"}, None),
        ({"pValue": "<0.05", "pValueComment": "1-tailed"}, None),
        ({"pValue": "0.2", "pValueComment": "one-tailed"}, "no significant difference"),
        ({"pValue": "0.04", "pValueComment": "two-sided"}, "favours experimental"),
        ({"pValue": "0.04", "statisticalMethod": "t-test, 2 sided"}, "favours experimental"),
    ],
)
def test_a_test_that_looks_to_one_side(
    more: dict[str, str], direction: str | None, posted: Posted, form: Any
) -> None:
    made = form.analysis(0, 2, paramType="Mean Difference (Net)", paramValue="-4.1") | more
    found = posted(form.measure("Change in MADRS", [form.row(None, CHANGES)], analyses=[made]))
    (effect,) = [o for o in found.outcomes if o.value is not None]
    assert (effect.value, effect.p_value) == (-4.1, float(more["pValue"].lstrip("<")))
    assert effect.direction == direction


@pytest.mark.parametrize(
    "groups",
    [
        ("Ket 0.5 mg/kg", "Ket 1.0 mg/kg", "MDZ"),
        ("KET 0.5 mg/kg", "KET 1.0 mg/kg", "Midaz"),
        ("Ketamine 0.5 mg/kg", "Ketamine 1.0 mg/kg", "Mid"),
    ],
)
def test_groups_with_abbreviated_treatments(
    groups: tuple[str, ...], posted: Posted, form: Any
) -> None:
    found = posted(form.measure("Change in MADRS", [form.row(None, CHANGES)], groups=groups))
    assert values(found) == [(168, "A1", -10.2, -6.1), (168, "A2", -14.0, -6.1)]
    reasons = {e.rule for o in found.outcomes for e in o.evidence if "group:" in e.rule}
    assert reasons


def test_a_middle_dose_is_no_midazolam(posted: Posted, form: Any) -> None:
    labels = ("Ketamine 0.5 mg/kg", "Ketamine 1.0 mg/kg", "Midazolam")
    found = posted(form.measure("Change in MADRS", [form.row(None, CHANGES)], groups=("Ketamine low dose", "Ketamine mid dose", "Midazolam")), labels=labels)  # fmt: skip
    assert found.outcomes == ()


def test_groups_that_share_a_title_are_told_by_their_description(posted: Posted, form: Any) -> None:
    made = form.measure("Change in MADRS", [form.row(None, [*CHANGES, "-10 8"])], groups=("Ketamine", "Ketamine", "Midazolam", "Total"))  # fmt: skip
    for group, dose in zip(made["groups"], ["0.5 mg/kg", "1.0 mg/kg"], strict=False):
        group["description"] = f"Ketamine {dose} over 40 minutes"
    found = posted(made)
    assert values(found) == [(168, "A1", -10.2, -6.1), (168, "A2", -14.0, -6.1)]
    assert any("group" in reason for reason in found.left_out.values())
