"""A text of nothing but numbers takes no more than a moment."""

from __future__ import annotations

import time

import pytest

from dosetable.extract.collect import extract_bytes

_START = (
    "Ketamine in major depressive disorder: a randomized trial\n\nMethods: 40 adults with major "
    "depressive disorder were randomized to ketamine 0.5 mg/kg or placebo. "
)


@pytest.mark.parametrize(
    "piece", ["1, ", "12 and ", "(n = 12) ", "0.5 mg/kg or ", "((", "who had "]
)
def test_repetitions_are_read_in_linear_time(piece: str) -> None:
    text = _START + piece * (60_000 // len(piece))
    started = time.process_time()
    extract_bytes(text.encode())
    assert time.process_time() - started < 3
