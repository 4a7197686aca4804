"""The shipped confidences are those that the development documents give, and mean what they say."""

from __future__ import annotations

import importlib.util
import sys
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dosetable.extract.confidence.calibration import PUBLISH_FROM

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def calibrate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("calibrate", HERE / "calibrate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["calibrate"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found(calibrate: ModuleType) -> list[Any]:
    """Every value of the open documents, judged: (kind of object, evidence, whether it is right)."""
    return list(chain.from_iterable(calibrate.measured(d, calibrated=True) for d in calibrate.OPEN))


def test_values_above_the_threshold_are_right_98_times_in_100(found: list[Any]) -> None:
    shown = [right for _, span, right in found if span.confidence >= PUBLISH_FROM]
    assert len(shown) > 0.85 * len(found)  # doubting everything would be no calibration
    assert sum(shown) >= 0.98 * len(shown)


def test_what_is_doubted_is_wrong_more_often(found: list[Any]) -> None:
    doubted = [right for _, span, right in found if span.confidence < PUBLISH_FROM]
    shown = [right for _, span, right in found if span.confidence >= PUBLISH_FROM]
    wrong_when_doubted = 1 - sum(doubted) / len(doubted)
    wrong_when_shown = 1 - sum(shown) / len(shown)
    # a ratio: with nearly all shown values right, a gap in points would only punish fewer errors
    assert wrong_when_doubted > 5 * wrong_when_shown
