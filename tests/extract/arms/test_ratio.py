"""Two doses joined by 'or': two arms where the allocation ratio has room for them, else one."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

TITLE = "A randomized trial of esketamine nasal spray in treatment-resistant depression"


@pytest.mark.parametrize(
    ("ratio", "doses"),
    [
        ("1:1:1", [(56, None), (84, None)]),
        ("2:1:1", [(56, None), (84, None)]),
        ("1:1", [(None, 56)]),
        ("1:1:1:1", [(None, 56)]),
    ],
)
def test_the_ratio_tells_fixed_from_flexible(
    ratio: str, doses: list[tuple[float | None, float | None]]
) -> None:
    text = (
        f"{TITLE}\n\nMethods: In this double-blind trial adults were randomized ({ratio}) to "
        "twice-weekly esketamine nasal spray (56 or 84 mg) or placebo nasal spray, each with a new "
        "oral antidepressant.\n"
    )
    (facts,) = extract_bytes(text.encode())
    found = [(a.dose.value, a.dose.low) for a in facts.arms if a.dose is not None]
    assert found == doses
