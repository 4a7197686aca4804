"""Several groups against the one that the sentence opens with, and margins that are no results.
Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

LETTERS = (
    "Esketamine after breast surgery: a randomized trial\n\nMethods: 120 women with depressive symptoms having breast surgery "
    "were randomly assigned to esketamine 0.125 mg/kg (group E1), esketamine 0.25 mg/kg (group E2) or saline (group C), 40 each."
    "\nResults: "
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Compared with group C, PHQ-9 scores were lower in groups E1 and E2 on day 1 (6.8 ± 2.1 and 5.9 ± 2.0 vs. 8.4 ± 2.5, P < 0.01) and day 3 (6.0 ± 2.0 and 5.2 ± 1.8 vs. 7.7 ± 2.3, P < 0.01).",
        "PHQ-9 scores were lower in groups E1 and E2 than in group C on day 1 (6.8 ± 2.1 and 5.9 ± 2.0 vs. 8.4 ± 2.5, P < 0.01) and day 3 (6.0 ± 2.0 and 5.2 ± 1.8 vs. 7.7 ± 2.3, P < 0.01).",
    ],
)  # fmt: skip
def test_the_group_that_others_are_compared_with_is_behind_versus(sentence: str) -> None:
    (facts,) = extract_bytes(f"{LETTERS}{sentence}".encode())
    dose = {a.id: a.dose.value if a.dose else 0.0 for a in facts.arms}
    told = {
        (
            o.timepoint and o.timepoint.hours,
            dose[o.experimental_arm or ""],
            dose[o.comparator_arm or ""],
            o.experimental_value,
            o.comparator_value,
            o.direction,
        )
        for o in facts.outcomes
    }
    won = "favours experimental"
    assert told == {
        (24, 0.125, 0.0, 6.8, 8.4, won),
        (24, 0.25, 0.0, 5.9, 8.4, won),
        (72, 0.125, 0.0, 6.0, 7.7, won),
        (72, 0.25, 0.0, 5.2, 7.7, won),
    }


@pytest.mark.parametrize("margin", ["with a margin of 20%", "within the 20% noninferiority margin"])
def test_a_margin_is_nobody_s_share(margin: str) -> None:
    (facts,) = extract_bytes(
        b"Esketamine or ketamine: a randomized trial\n\nMethods: 63 participants with treatment-resistant depression were "
        b"randomized to esketamine (0.25 mg/kg; n = 34) or racemic ketamine (0.5 mg/kg; n = 29).\nResults: At 24 hours, 29.4% of "
        b"the esketamine group and 24.1% of the ketamine group were in remission, "
        + margin.encode()
        + b"."
    )
    told = [(o.value, o.experimental_value, o.comparator_value) for o in facts.outcomes]
    assert told == [(None, 29.4, 24.1)]
