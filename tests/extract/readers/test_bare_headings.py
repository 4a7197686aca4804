"""Headings that stand bare before a sentence, whatever its first word looks like."""

from __future__ import annotations

import pytest

from dosetable.extract.readers import read


@pytest.mark.parametrize(
    "first",
    ["Thirty-two patients took", "TRD subjects took", "Patients took", "MADRS-rated adults took"],
)
def test_a_bare_heading_before_any_word(first: str) -> None:
    text = (
        f"Ketamine\n\nBackground It is quick.\nMethods {first} part.\nResults MADRS scores fell.\n"
    )
    (document,) = read(text.encode())
    assert [s.kind for s in document.sections] == ["title", "background", "methods", "results"]
