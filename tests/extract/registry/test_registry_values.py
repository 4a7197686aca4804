"""Posted figures are strings with many forms; what is not understood whole is not a number."""

from __future__ import annotations

import pytest

from dosetable.extract.registry.values import count, dispersion_type, number, p_value


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("-18.8", -18.8), ("−18.8", -18.8), ("1,234", 1234.0), (".5", 0.5), ("0", 0.0),
        ("NA", None), ("<1", None), ("0 to 5", None), ("", None), (None, None), ("1,23", None),
    ],
)  # fmt: skip
def test_number(raw: object, expected: float | None) -> None:
    assert number(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("0.088", ("=", 0.088)), ("<0.001", ("<", 0.001)), ("< 0.0001", ("<", 0.0001)),
        ("= 0.250", ("=", 0.25)), ("=0.012", ("=", 0.012)), (">0.05", (">", 0.05)),
        (".0001", ("=", 0.0001)), ("&lt; 0.0001", ("<", 0.0001)), ("P≤0.05", ("<=", 0.05)),
        ("0,03", ("=", 0.03)), ("p value = 0.031", ("=", 0.031)), ("0.4 (two-sided)", ("=", 0.4)),
        ("0.02*", ("=", 0.02)), ("1,234", None), ("0.02 at week 4", None),
        ("NA", None), ("12", None), ("not significant", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_p_value(raw: object, expected: tuple[str, float] | None) -> None:
    found = p_value(raw)
    assert (found and (found.operator, found.value)) == expected


def test_count_and_dispersion() -> None:
    assert count("34") == 34
    assert count("3.5") is None
    assert dispersion_type("Standard Deviation") == "SD"
    assert dispersion_type("STANDARD_ERROR_OF_MEAN") == "SE"
    assert dispersion_type("Geometric Coefficient of Variation") is None
