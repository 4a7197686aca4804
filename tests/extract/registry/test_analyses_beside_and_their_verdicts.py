"""Two posted analyses of one measure are told apart, and the arms' figures have the verdict of the
analysis beside them. All figures invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dosetable.extract.registry import RegistryFacts

Posted = Callable[..., RegistryFacts]
WON, EVEN = "favours experimental", "no significant difference"
FIRST = ["-14.0 9.0", "-18.1 9.2", "-11.2 9.5"]
LATER = ["-13.1 9.4", "-17.0 9.6", "-10.9 9.9"]


def _effect(form: Any, *groups: int, value: str, p: str) -> dict[str, Any]:
    made: dict[str, Any] = form.analysis(
        *groups, paramType="LS Mean Difference", paramValue=value, pValue=p
    )
    return made  # fmt: skip


def test_two_analyses_of_one_measure_are_told_apart(posted: Posted, form: Any) -> None:
    title = "Change From Baseline in MADRS Total Score at Day 7"
    found = posted(
        form.measure(f"{title}: Mixed Model for Repeated Measures (MMRM)", [form.row(None, FIRST)]),
        form.measure(f"{title}: ANCOVA, Last Observation Carried Forward", [form.row(None, LATER)]),
    )
    assert [
        (o.experimental_value, o.subgroup) for o in found.outcomes if o.experimental_arm == "A2"
    ] == [(-18.1, None), (-17.0, "LOCF analysis")]


def test_the_figures_have_the_verdict_of_their_contrast(posted: Posted, form: Any) -> None:
    made = [_effect(form, 1, 2, value="-6.9", p="0.004"), _effect(form, 0, 2, value="-2.8", p="0.24")]  # fmt: skip
    found = posted(
        form.measure("Change From Baseline in MADRS", [form.row(None, FIRST)], analyses=made)
    )
    assert [
        (o.experimental_arm, o.comparator_arm, o.experimental_value, o.p_value, o.direction)
        for o in found.outcomes
        if o.experimental_value is not None
    ] == [("A1", "A3", -14.0, None, EVEN), ("A2", "A3", -18.1, None, WON)]


def test_figures_without_an_analysis_have_no_verdict(posted: Posted, form: Any) -> None:
    made = [_effect(form, 1, 2, value="-6.9", p="0.004")]
    found = posted(
        form.measure("Change From Baseline in MADRS", [form.row(None, FIRST)], analyses=made)
    )
    assert [
        o.direction
        for o in found.outcomes
        if o.experimental_value is not None and o.experimental_arm == "A1"
    ] == [None]
