"""'Although ...' of one visit, 'but not on' of one measure, and effects that 'exceeded those of' a control.
Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

TWO = (
    "Ketamine or midazolam: a randomized double-blind trial\n\nMethods: Sixty adults with major depressive disorder were "
    "randomized to ketamine 0.5 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. The primary "
    "outcome was the MADRS score at 24 hours.\nResults: "
)
WON, EVEN = "favours experimental", "no significant difference"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "MADRS scores were rated blind. Although ketamine was superior at 24 hours, the two groups were indistinguishable by day 7.",
            {("MADRS", 24, WON)},
        ),
        (
            "Although MADRS scores were lower with ketamine at 24 hours (P = .02), the groups did not differ at day 7.",
            {("MADRS", 24, WON), ("MADRS", 168, EVEN)},
        ),
        (
            "While MADRS scores improved in both groups at 24 hours, no difference between groups was seen at day 7.",
            {("MADRS", 168, EVEN)},
        ),
        (
            "Ketamine had a greater effect than midazolam on suicidal ideation, but not on depressive symptoms, at 24 hours.",
            {("suicidal ideation", None, WON), ("MADRS", 24, EVEN)},
        ),
        (
            "Ketamine was superior to midazolam on the SSI at 24 hours, but not on the MADRS.",
            {("SSI", 24, WON), ("MADRS", 24, EVEN)},
        ),
        (
            "The antidepressant effects of ketamine exceeded those of midazolam at day 3.",
            {("MADRS", 72, WON)},
        ),
        (
            "Symptoms of depression improved after ketamine compared with midazolam within 4 hours and remained significant through 72 hours.",
            {("MADRS", 4, WON), ("MADRS", 72, WON)},
        ),
        ("MADRS scores improved at 24 hours compared with baseline in the ketamine group.", set()),
        ("MADRS scores had improved compared with pre-infusion values at 24 hours after ketamine and midazolam.", set()),
    ],
)  # fmt: skip
def test_what_is_said_of_which_visit_and_measure(
    sentence: str, expected: set[tuple[object, ...]]
) -> None:
    (facts,) = extract_bytes(f"{TWO}{sentence}".encode())
    told = {(o.measure, o.timepoint and o.timepoint.hours, o.direction) for o in facts.outcomes}
    assert expected <= told
    assert all(o in expected or o == ("MADRS", 168, EVEN) for o in told)
