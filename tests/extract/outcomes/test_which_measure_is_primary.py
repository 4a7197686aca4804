"""Which measure the methods call primary. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

HEAD = (
    "Ketamine or midazolam: a randomized double-blind trial\n\n"
    "Methods: Sixty adults with major depressive disorder were randomized to ketamine 0.5 mg/kg (n = 30) or "
    "midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. "
)
RESULTS = (
    "\nResults: MADRS scores were lower with ketamine at day 7 (P = 0.01). At day 7 more patients responded "
    "to ketamine (60% vs 30%, P = 0.02), and 40% vs 20% were in remission (P = 0.09)."
)


def _roles(methods: str) -> dict[str, str | None]:
    (facts,) = extract_bytes(f"{HEAD}{methods}{RESULTS}".encode())
    return {o.measure: o.role for o in facts.outcomes}


@pytest.mark.parametrize(
    ("methods", "primary"),
    [
        ("Response (a fall of half of the MADRS score) was the primary outcome.", {"response"}),
        ("The change in depression (MADRS) was the primary outcome.", {"MADRS"}),
        ("The primary end points were the rates of response and remission.", {"response", "remission"}),
        ("The primary end point was response; remission was a further outcome.", {"response"}),
    ],
)  # fmt: skip
def test_what_a_bracket_explains_is_not_primary(methods: str, primary: set[str]) -> None:
    roles = _roles(methods)
    assert roles.keys() == {"MADRS", "response", "remission"}
    assert {name for name, role in roles.items() if role == "primary"} == primary


def test_the_depression_that_a_trial_is_about_is_primary_by_its_short_name() -> None:
    (facts,) = extract_bytes(
        b"Esketamine and postoperative depression: a randomized trial\n\nMethods: 120 patients were randomly assigned "
        b"to esketamine 0.3 mg/kg or saline at induction. The primary outcome was the prevalence of depression at "
        b"day 7 on the HADS.\nResults: Depression was less frequent with esketamine at day 7 (8.0% vs 30.0%; P < 0.001)."
    )
    assert [(o.measure, o.role) for o in facts.outcomes] == [
        ("postoperative depression", "primary")
    ]


@pytest.mark.parametrize(
    ("methods", "role"),
    [
        ("The primary outcome was response, defined as a fall of half of the MADRS score, at day 7.", "primary"),
        ("The primary outcome was response, defined as a fall of half of the MADRS score, at day 3.", None),
        ("The primary outcome was response at day 3, defined as a fall of half of the MADRS score.", None),
    ],
)  # fmt: skip
def test_the_time_of_the_primary_outcome_may_stand_behind_what_it_means(
    methods: str, role: str | None
) -> None:
    assert _roles(methods)["response"] == role
