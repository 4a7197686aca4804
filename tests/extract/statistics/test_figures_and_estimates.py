"""Intervals, p-values, estimates and figures in the notations of print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosetable.extract.pipes.statistics import (
    find_estimates,
    find_figures,
    find_intervals,
    find_p_values,
)
from dosetable.extract.pipes.statistics.numbers import blank, to_float
from dosetable.extract.twin import twin


@pytest.mark.parametrize(
    ("text", "level", "low", "high"),
    [
        ("95% CI, 3.20 to 12.71", 95, 3.2, 12.71),
        ("95% CI −1.51 to −0.32", 95, -1.51, -0.32),
        ("95% CI, -0.82-0.32", 95, -0.82, 0.32),
        ("95% CI=2.33, 7.59", 95, 2.33, 7.59),
        ("[95% CI: −6.0, −0.2]", 95, -6.0, -0.2),
        ("95% confidence interval [CI], 0.91-2.01", 95, 0.91, 2.01),
        ("90% CI 4.6; 12.3", 90, 4.6, 12.3),
        ("95% confidence lower bound −13.6%", 95, -13.6, None),
    ],
)
def test_intervals(text: str, level: float, low: float, high: float | None) -> None:
    (found,) = find_intervals(twin(text))
    assert (found.level, found.low, found.high) == (level, low, high)


def test_an_unnamed_interval_must_enclose_its_figure() -> None:
    declared = "mean differences (95% CI) were "
    assert [(i.low, i.high) for i in find_intervals(declared + "-4.1 (-7.67, -0.49)")] == [
        (-7.67, -0.49)
    ]
    assert find_intervals(declared + "12.1 (3.2, 4.5)") == []


@pytest.mark.parametrize(
    ("text", "operator", "value", "kind"),
    [
        ("p=0·036", "=", 0.036, "superiority"),
        ("P<.001", "<", 0.001, "superiority"),
        ("P<0.001 for noninferiority", "<", 0.001, "noninferiority"),
        ("two-sided P = .059", "=", 0.059, "superiority"),
        ("p = 0.02 for interaction", "=", 0.02, "omnibus"),
    ],
)
def test_p_values(text: str, operator: str, value: float, kind: str) -> None:
    (found,) = find_p_values(twin(text))
    assert (found.operator, found.value, found.kind) == (operator, value, kind)


def test_an_adjusted_p_value_says_so() -> None:
    assert [p.adjusted for p in find_p_values("P = .02, adjusted P = .14")] == [None, True]
    # The word may also follow its figure, and then it is not of the next.
    after = find_p_values("p = 0.02 unadjusted, p = 0.14 adjusted")
    assert [(p.value, p.adjusted) for p in after] == [(0.02, False), (0.14, True)]


@pytest.mark.parametrize(
    ("text", "statistic", "value"),
    [
        ("Cohen's d=0.75", "Cohen d", 0.75),
        ("Hedges' g = −0.91", "Hedges g", -0.91),
        ("odds ratio, 2.18", "odds ratio", 2.18),
        ("hazard ratio [HR] 0.49", "hazard ratio", 0.49),
        ("a relative risk of 0.26", "risk ratio", 0.26),
        ("number needed to treat=4.0", "number needed to treat", 4.0),
        ("a gap of 14.2 percentage points", "risk difference", 14.2),
        ("least-squares mean difference −4.0 [SE 1.69]", "mean difference", -4.0),
        ("7.95 points lower after ketamine", "mean difference", 7.95),
        ("F(1,22) = 0.41", "test statistic", 0.41),
        ("median difference −3", "median difference", -3.0),
    ],
)
def test_estimates(text: str, statistic: str, value: float) -> None:
    found, _ = find_estimates(twin(text), [])
    assert [(e.statistic, e.value) for e in found] == [(statistic, value)]


@pytest.mark.parametrize(
    ("text", "value", "count", "n"),
    [
        ("12/20 (60%)", 60, 12, 20),
        ("69.3% (70/101)", 69.3, 70, 101),
        ("3 of the 20 (15%)", 15, 3, 20),
        ("24 (26.7%)", 26.7, 24, None),
        ("Thirty-five percent", 35, None, None),
    ],
)
def test_rates(text: str, value: float, count: int | None, n: int | None) -> None:
    (found,) = find_figures(text)
    assert (found.kind, found.value, found.count, found.n) == ("percent", value, count, n)


@pytest.mark.parametrize(
    ("text", "value", "spread", "kind"),
    [
        ("15.44 (SD=10.07)", 15.44, 10.07, "SD"),
        ("18.2±8.4", 18.2, 8.4, None),
        ("−18.4 (SE 1.2)", -18.4, 1.2, "SE"),
    ],
)
def test_means(text: str, value: float, spread: float, kind: str | None) -> None:
    (found,) = find_figures(twin(text))
    assert (found.value, found.dispersion, found.dispersion_type) == (value, spread, kind)


@given(st.text(alphabet="0123456789.,;()[]%-+=<>± pPdFCISDn", max_size=80))
def test_no_text_breaks_the_readers(text: str) -> None:
    intervals = find_intervals(text)
    work = blank(text, [(i.start, i.end) for i in (*intervals, *find_p_values(text))])
    estimates, rest = find_estimates(work, intervals)
    assert len(rest) == len(text)
    for found in (*estimates, *find_figures(rest)):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("printed", "operator", "value"),
    [
        ("P value 0.04", "=", 0.04),
        ("P-value: 0.04", "=", 0.04),
        ("p less than .01", "<", 0.01),
        ("p greater than 0.2", ">", 0.2),
        ("P = 3.1 x 10-5", "=", 3.1e-05),
        ("P < 10-4", "<", 0.0001),
        ("p<0,05", "<", 0.05),
        ("P's < 0.05", "<", 0.05),
        ("P = 1", "=", 1.0),
    ],
)
def test_ways_to_print_a_p_value(printed: str, operator: str, value: float) -> None:
    (found,) = find_p_values(f"scores were lower ({printed}).")
    assert (found.operator, found.value) == (operator, value)


def test_the_crude_p_value_before_an_adjusted_one_is_not_adjusted() -> None:
    crude, adjusted = find_p_values("lower (p = 0.02 (adjusted p = 0.14))")
    assert (crude.adjusted, adjusted.adjusted) == (None, True)


def test_any_blank_may_stand_behind_a_sign() -> None:
    for space in (" ", "\u00a0", "\x1c", "\t"):
        assert to_float(f"-{space}4.5") == -4.5
