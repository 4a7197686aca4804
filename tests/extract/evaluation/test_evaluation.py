"""The measure itself is tested: a measure that cannot fall cannot be trusted when it rises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosetable.extract.evaluation import GoldDocument, Tally, compare, load_gold, score
from dosetable.extract.evaluation.comparable import comparable, measure_family
from dosetable.extract.evaluation.score import GoldError
from dosetable.extract.evaluation.tally import wilson


def _facts(**changes: Any) -> dict[str, Any]:
    arms = [
        {"id": "A1", "role": "experimental", "drug": "ketamine", "route": "intravenous",
         "dose": {"value": 0.5, "low": None, "high": None, "unit": "mg/kg"}, "n": 20},
        {"id": "A2", "role": "active placebo", "drug": "midazolam", "route": "intravenous",
         "dose": {"value": 0.045, "low": None, "high": None, "unit": "mg/kg"}, "n": 19},
    ]  # fmt: skip
    outcomes = [
        {"measure": "HAM-D-17", "timepoint": {"value": 1, "unit": "day", "hours": 24},
         "statistic": "mean difference", "value": -4.5, "ci_low": -7.0, "ci_high": -2.0,
         "p_value": 0.002, "direction": "favours experimental"}
    ]  # fmt: skip
    whole = {
        "screening": {"included": True}, "design": {"masking": "double"},
        "population": {"n_randomized": 39, "conditions": ["major depressive disorder"]},
        "identifiers": {"registry": []}, "arms": arms, "outcomes": outcomes,
    }  # fmt: skip
    return whole | changes


def _figures(got: dict[str, Any], want: dict[str, Any]) -> dict[str, float | None]:
    tally = Tally()
    compare("x", comparable(got), comparable(want), tally)
    return {figure.field: figure.headline for figure in tally.figures()}


def test_a_perfect_answer_scores_one_in_every_field() -> None:
    figures = _figures(_facts(), _facts())
    assert {value for value in figures.values() if value is not None} == {1.0}
    assert [name for name, value in figures.items() if value is None] == ["registry"]


def test_a_wrong_dose_costs_the_arm_but_not_the_comparator() -> None:
    got = json.loads(json.dumps(_facts()))
    got["arms"][0]["dose"]["value"] = 5.0
    figures = _figures(got, _facts())
    assert figures["dosed arm"] == 0.5
    assert figures["comparator"] == 1.0


def test_signs_and_scale_versions_are_not_told_apart_but_times_are() -> None:
    got = json.loads(json.dumps(_facts()))
    got["outcomes"][0] |= {"measure": "Hamilton scale", "value": 4.5, "ci_low": 7.0, "ci_high": 2.0}
    assert _figures(got, _facts())["result figure"] == 1.0
    got["outcomes"][0]["timepoint"] = {"value": 2, "unit": "day", "hours": 48}
    figures = _figures(got, _facts())
    assert figures["measure at timepoint"] == 0.0
    assert figures["result.timepoint"] == 0.0


def test_an_invented_result_costs_precision() -> None:
    got = _facts()
    got["outcomes"] = [*got["outcomes"], {"measure": "MADRS", "value": 3.0}]
    assert _figures(got, _facts())["result figure, precision only"] == 0.5


def test_only_the_screening_of_an_excluded_document_is_scored() -> None:
    excluded = _facts(screening={"included": False})
    assert _figures(_facts(), excluded) == {"screening.included": 0.0}


def test_no_answer_counts_as_all_missed() -> None:
    def broken(data: bytes) -> dict[str, Any]:
        raise ValueError("cannot be read")

    scores = score([GoldDocument(slug="x", text="t", gold=_facts())], broken)
    assert scores.unanswered == 1
    assert {f.field: f.headline for f in scores.figures}["dosed arm"] in (0.0, None)
    assert "x: no answer: cannot be read" in scores.notes


def test_a_folder_without_gold_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(GoldError, match="no gold document"):
        load_gold(tmp_path)


@pytest.mark.parametrize(
    ("name", "family"),
    [("HDRS-24", "HAM-D"), ("MADRS", "MADRS"), ("Beck Depression Inventory", "BDI"),
     ("remission", "remission"), ("GDS", "GDS"), ("", None), (None, None)],
)  # fmt: skip
def test_measures_are_compared_by_family(name: str | None, family: str | None) -> None:
    assert measure_family(name) == family


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_holds_the_share_and_stays_within_bounds(pair: tuple[int, int]) -> None:
    right, n = pair
    low, high = wilson(right, n)
    rounding = 1e-12
    assert -rounding <= low <= right / n + rounding
    assert right / n - rounding <= high <= 1 + rounding
