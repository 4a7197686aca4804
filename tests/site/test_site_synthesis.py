"""Pooled estimates: the arithmetic against published results, and what is put together."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from dosetable.site.synthesis.effects import answers, results
from dosetable.site.synthesis.pooling import Estimate, Pooled, TooFew, pool
from dosetable.store.evidence_table import Cell, Effect, Figure

# Thirteen trials of BCG vaccine against tuberculosis (Colditz 1994; dat.bcg of the R package metafor):
# events and others in the vaccinated and the control group.
BCG = (
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619),
    (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892),
    (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
)  # fmt: skip


def log_ratio(a: int, b: int, c: int, d: int) -> Estimate:
    return Estimate(
        value=math.log(a / (a + b) / (c / (c + d))),
        variance=1 / a - 1 / (a + b) + 1 / c - 1 / (c + d),
    )


@pytest.fixture(scope="module")
def bcg() -> Pooled:
    return pool([log_ratio(*cells) for cells in BCG])


def test_the_published_results_of_the_bcg_trials(bcg):
    # metafor: rma(yi, vi, data = dat, method = "REML", test = "knha")
    assert bcg.tau2 == pytest.approx(0.3132, abs=1e-3)
    assert bcg.mean == pytest.approx(-0.7145, abs=1e-3)
    assert bcg.error == pytest.approx(0.1808, abs=1e-3)
    assert (bcg.low, bcg.high) == pytest.approx((-1.1084, -0.3206), abs=1e-3)
    assert bcg.i2 == pytest.approx(92.22, abs=1e-2)
    assert sum(bcg.weights) == pytest.approx(100)


def test_the_likelihood_is_greatest_there(bcg):
    """An independent computation: the restricted log-likelihood itself on a fine grid."""
    found = [log_ratio(*cells) for cells in BCG]

    def likelihood(tau2: float) -> float:
        weights = [1 / (e.variance + tau2) for e in found]
        mean = sum(w * e.value for w, e in zip(weights, found, strict=True)) / sum(weights)
        fit = sum(w * (e.value - mean) ** 2 for w, e in zip(weights, found, strict=True))
        return sum(math.log(w) for w in weights) / 2 - math.log(sum(weights)) / 2 - fit / 2

    best = max((step / 10_000 for step in range(10_000)), key=likelihood)
    assert bcg.tau2 == pytest.approx(best, abs=1e-3)


def test_trials_that_agree_have_no_variance_between_them_and_no_false_certainty():
    estimates = [Estimate(value=value, variance=1.0) for value in (-3.0, -3.1, -2.9)]
    pooled = pool(estimates)
    assert pooled.tau2 == 0
    assert pooled.i2 == 0
    assert pooled.error == pytest.approx(math.sqrt(1 / 3))
    assert (pooled.predicted_low, pooled.predicted_high) == (pooled.low, pooled.high)


def test_a_prediction_is_wider_than_the_mean(bcg):
    assert bcg.predicted_low < bcg.low < bcg.high < bcg.predicted_high


@pytest.mark.parametrize("variance", [0.0, -1.0, math.nan, math.inf])
def test_what_cannot_be_pooled(variance):
    with pytest.raises(TooFew):
        pool([Estimate(value=0, variance=1)] * 2)
    with pytest.raises(ValueError, match="finite"):
        pool([Estimate(value=0, variance=1)] * 2 + [Estimate(value=0, variance=variance)])


def said(value):
    return Cell(value=value, status="machine")


@pytest.fixture
def trial(sample):
    """A parallel trial of one dose against midazolam, with one row to be shaped by each test."""
    study = next(s for s in sample.edition().studies if len(s.rows) > 0 and len(s.arms) > 1)
    tested = next(a for a in study.arms if a.role.value == "experimental")
    control = next(a for a in study.arms if a.role.value != "experimental")
    tested, control = replace(tested, n=said(20)), replace(control, n=said(20))
    row = next(r for r in study.rows if r.timepoint.value is not None)
    row = replace(
        row, experimental_arm=tested.id, comparator_arm=control.id, subgroup=None,
        experimental=said(None), comparator=said(None), effect=said(None), direction=said(None),
    )  # fmt: skip
    return replace(
        study, arms=(tested, control), rows=(row,), retracted=False, warnings=(),
        assignment=said("parallel"),
    )  # fmt: skip


def only(study, **changes):
    (row,) = study.rows
    (found,) = answers(results(replace(study, rows=(replace(row, **changes),))))
    return found


def test_rates_become_a_risk_ratio(trial):
    found = only(
        trial, statistic="response rate", measure="response", unit="percent",
        experimental=said(Figure(value=50.0, count=10, n=20)),
        comparator=said(Figure(value=25.0, count=5, n=20)),
    )  # fmt: skip
    (one,) = found.trials
    assert one.estimate.value == pytest.approx(math.log(2))
    assert one.estimate.variance == pytest.approx(1 / 10 - 1 / 20 + 1 / 5 - 1 / 20)
    assert one.n == 40


@pytest.mark.parametrize(
    ("ours", "theirs", "direction", "value"),
    [
        (-12.0, -8.0, None, -4.0),
        (12.0, 8.0, "favours experimental", -4.0),
        (12.0, -8.0, None, None),
        (12.0, 8.0, "favours comparator", None),
    ],
)
def test_changes_become_a_difference_with_below_zero_for_the_tested_arm(
    trial, ours, theirs, direction, value
):
    found = only(
        trial, statistic="mean change", measure="MADRS", unit="points", direction=said(direction),
        experimental=said(Figure(value=ours, dispersion=5.0, dispersion_type="SD")),
        comparator=said(Figure(value=theirs, dispersion=1.0, dispersion_type="SE")),
    )  # fmt: skip
    assert [t.estimate.value for t in found.trials] == ([] if value is None else [value])
    if value is not None:
        assert found.trials[0].estimate.variance == pytest.approx(25 / 20 + 20 / 20)
    else:
        assert found.left_out


@pytest.mark.parametrize(
    ("effect", "direction", "value"),
    [
        (Effect(value=7.0, ci_level=95, ci_low=3.0, ci_high=11.0), "favours experimental", -7.0),
        (Effect(value=-3.0, ci_level=95, ci_low=-8.0, ci_high=2.0), "no significant difference", -3.0),
        (Effect(value=3.0, ci_level=95, ci_low=-2.0, ci_high=8.0), "no significant difference", None),
        (Effect(value=-3.0), "favours experimental", None),
        (Effect(value=-3.0, ci_level=95, ci_low=1.0, ci_high=2.0), "favours experimental", None),
    ],
)  # fmt: skip
def test_a_reported_difference(trial, effect, direction, value):
    found = only(
        trial, statistic="mean difference", measure="MADRS", unit="points", effect=said(effect),
        direction=said(direction),
    )  # fmt: skip
    assert [t.estimate.value for t in found.trials] == ([] if value is None else [value])


def test_what_is_left_out_is_named_with_its_reason(trial):
    figures = {
        "statistic": "response rate", "measure": "response", "unit": "percent",
        "experimental": said(Figure(value=50.0, count=10, n=20)),
        "comparator": said(Figure(value=25.0, count=5, n=20)),
    }  # fmt: skip
    for changed, why in (
        ({"retracted": True}, "retracted"),
        ({"assignment": said("crossover")}, "crossover"),
        ({"warnings": ("may report the same participants as X",)}, "same participants"),
    ):
        found = only(replace(trial, **changed), **figures)
        assert found.trials == ()
        assert why in found.left_out[0].why
    unsure = figures | {"experimental": Cell(value=figures["experimental"].value, status="unsure")}
    assert "unsure" in only(trial, **unsure).left_out[0].why


def test_dose_groups_that_share_a_control_are_one_group(trial):
    tested, control = trial.arms
    other = replace(tested, id="other-dose", label="ketamine 1 mg/kg")
    (row,) = trial.rows
    rows = tuple(
        replace(
            row, id=arm, experimental_arm=arm, statistic="response rate", measure="response",
            unit="percent", experimental=said(Figure(value=None, count=count, n=20)),
            comparator=said(Figure(value=None, count=5, n=20)),
        )
        for arm, count in ((tested.id, 10), (other.id, 14))
    )  # fmt: skip
    (found,) = answers(results(replace(trial, arms=(tested, other, control), rows=rows)))
    (one,) = found.trials
    assert one.estimate.value == pytest.approx(math.log(24 / 40 / (5 / 20)))
    assert (one.how, one.n) == ("dose groups combined", 60)


def test_placebos_of_different_kind_never_meet(trial):
    tested, control = trial.arms
    figures = {
        "statistic": "response rate", "measure": "response", "unit": "percent",
        "experimental": said(Figure(value=50.0, count=10, n=20)),
        "comparator": said(Figure(value=25.0, count=5, n=20)),
    }  # fmt: skip
    studies = [
        replace(
            trial, slug=role.replace(" ", "-"),
            arms=(tested, replace(control, role=said(role))),
            rows=tuple(replace(row, **figures) for row in trial.rows),
        )
        for role in ("placebo", "active placebo")
    ]  # fmt: skip
    assert [
        len(one.trials) for one in answers(one for study in studies for one in results(study))
    ] == [1, 1]
