"""Each arm's own fall, and what is said of the difference behind it. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

SPRAYS = (
    "Two doses of esketamine spray: a randomized double-blind trial\n\nMethods: Adults with treatment-resistant "
    "depression were randomized to esketamine 56 mg, esketamine 84 mg or placebo nasal spray for 4 weeks. The primary "
    "end point was the change in MADRS total score at day 28.\nResults: "
)
FELL = (
    "MADRS total scores decreased from baseline to day 28 (-15.2, -14.5, and -15.3 for esketamine 56 mg, 84 mg, "
    "and placebo, respectively)"
)
TWO = (
    "Ketamine or midazolam: a randomized double-blind trial\n\nMethods: Sixty adults with major depressive disorder were "
    "randomized to ketamine 0.5 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was "
    "rated with the MADRS.\nResults: MADRS scores at 24 hours were 14.2 with ketamine and 20.1 with midazolam"
)
EVEN = "no significant difference"


def _pairs(text: str) -> dict[tuple[float | None, float | None], str | None]:
    (facts,) = extract_bytes(text.encode())
    doses = {a.id: a.dose.value if a.dose else None for a in facts.arms}
    return {
        (doses[o.experimental_arm or ""], doses[o.comparator_arm or ""]): o.direction
        for o in facts.outcomes
        if o.measure == "MADRS"
    }


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (", with no significant difference between esketamine and placebo.", {(56, None): EVEN, (84, None): EVEN}),
        (", indicating no significant difference between the esketamine and placebo groups.", {(56, None): EVEN, (84, None): EVEN}),
        (", with no significant difference between the groups.", {(56, None): EVEN, (84, None): EVEN, (56, 84): EVEN}),
        (", and rates of response did not differ.", {(56, None): None, (84, None): None}),
        (".", {(56, None): None, (84, None): None}),
    ],
)  # fmt: skip
def test_who_did_not_differ(
    behind: str, expected: dict[tuple[float | None, float | None], str | None]
) -> None:
    told = _pairs(f"{SPRAYS}{FELL}{behind}")
    assert {pair: told[pair] for pair in expected} == expected
    assert all(pair in expected or pair == (None, None) for pair in told)


@pytest.mark.parametrize(
    "behind",
    [
        ", indicating better outcomes with ketamine.",
        ", representing a greater improvement with ketamine.",
    ],
)
def test_what_a_result_indicates_is_no_explanation_of_a_scale(behind: str) -> None:
    (facts,) = extract_bytes(f"{TWO}{behind}".encode())
    told = [(o.experimental_value, o.comparator_value, o.direction) for o in facts.outcomes]
    assert told == [(14.2, 20.1, "favours experimental")]


def test_an_explanation_of_a_scale_is_no_result() -> None:
    head = TWO.rpartition("Results: ")[0]
    (facts,) = extract_bytes(
        f"{head}Results: MADRS scores range from 0 to 60, with higher scores indicating more severe depression.".encode()
    )
    assert facts.outcomes == ()
