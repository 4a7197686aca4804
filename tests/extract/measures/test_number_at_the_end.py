"""The number of items at the end of a sentence is the scale's, and nobody's score."""

from __future__ import annotations

from dosetable.extract.collect import extract_bytes


def test_items_before_a_full_stop() -> None:
    text = (
        "A randomized trial in patients with major depressive disorder\n\n"
        "Methods: Fifty patients were randomized to ketamine 0.5 mg/kg or saline.\n"
        "Results: The groups showed no difference in HAMD-17.\n"
    )
    (facts,) = extract_bytes(text.encode())
    (row,) = facts.outcomes
    assert (row.measure, row.value, row.direction) == (
        "HAM-D-17",
        None,
        "no significant difference",
    )
