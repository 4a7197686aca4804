"""The gate: a change that makes the extraction worse on our gold set does not pass."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from dosetable.extract.evaluation import Scores
from dosetable.nightly.evaluating import evaluate_folder


def _measure() -> ModuleType:
    path = Path(__file__).with_name("measure.py")
    spec = importlib.util.spec_from_file_location("gold_measure", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


measure = _measure()


@pytest.fixture(scope="module", params=sorted(measure.SETS))
def scored(request: pytest.FixtureRequest) -> tuple[str, Scores]:
    name: str = request.param
    # Without the notes: what differs on a frozen document is not for anybody to see.
    return name, replace(evaluate_folder(measure.SETS[name]), notes=())


def test_no_figure_falls_below_its_floor(scored: tuple[str, Scores]) -> None:
    name, scores = scored
    assert scores.unanswered == 0
    now = measure.headline(scores)
    floors = json.loads(measure.FLOORS.read_text(encoding="utf-8"))[name]
    assert floors, "no floors are pinned: run `make accuracy`"
    fallen = [
        f"{field}: {floor} -> {now.get(field)}"
        for field, floor in floors.items()
        if now.get(field, 0.0) < floor
    ]
    if fallen:
        pytest.fail("; ".join(fallen), pytrace=False)


def test_the_methods_page_shows_what_is_true_now(scored: tuple[str, Scores]) -> None:
    name, scores = scored
    if name != "frozen":
        pytest.skip("the page shows the frozen set")
    shown = measure.SHOWN.read_text(encoding="utf-8")
    if shown != measure.shown(scores):
        pytest.fail("the figures changed: run `make accuracy`", pytrace=False)
