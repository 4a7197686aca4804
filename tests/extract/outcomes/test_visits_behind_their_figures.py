"""Parts of a sentence that begin with the figures of the next visit, and sessions without a date. Every
sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

TWO = (
    "Ketamine or midazolam: a randomized double-blind trial\n\nMethods: Eighty adults with major depressive disorder were "
    "randomized to ketamine 0.5 mg/kg (n = 40) or midazolam 0.05 mg/kg (n = 40), infused over 40 minutes. The primary outcome "
    "was the MADRS score at 24 hours.\nResults: "
)
LETTERS = (
    "Two doses of esketamine and postpartum depression: a randomized trial\n\nMethods: 240 women having a caesarean were "
    "randomized to {}. The EPDS was rated at 1 and 6 weeks.\nResults: "
)
Told = tuple[object, ...]


def _rows(text: str) -> list[Told]:
    """Hours, dose of the experimental arm, the two arms' values and p of each row, in order."""
    (facts,) = extract_bytes(text.encode())
    doses = {arm.id: arm.dose.value if arm.dose else None for arm in facts.arms}
    return [
        (
            o.timepoint and o.timepoint.hours,
            doses[o.experimental_arm or ""],
            o.experimental_value,
            o.comparator_value,
            o.p_value,
        )
        for o in facts.outcomes
    ]


@pytest.mark.parametrize(
    ("what", "unit"), [("Response rates with ketamine and midazolam were", "%"), ("MADRS scores with ketamine and midazolam were", "")]
)  # fmt: skip
def test_the_next_visits_figures_come_first(what: str, unit: str) -> None:
    told = (
        f"{what} 22.1{unit} and 15.2{unit} at day 1 (P = .04); 18.4{unit} and 27.8{unit} at day 7 (P = .02); and "
        f"17.5{unit} and 19.3{unit} at day 14 (P = .58)."
    )
    assert _rows(TWO + told) == [
        (24.0, 0.5, 22.1, 15.2, 0.04),
        (168.0, 0.5, 18.4, 27.8, 0.02),
        (336.0, 0.5, 17.5, 19.3, 0.58),
    ]


@pytest.mark.parametrize(
    "then", ["12 and 8 patients at day 7 withdrew.", "3 and 5 at day 7 relapsed."]
)
def test_counts_of_people_are_no_scores_of_the_next_visit(then: str) -> None:
    told = (
        f"MADRS scores with ketamine and midazolam were 12.1 and 18.4 at day 1 (P = .004); {then}"
    )
    assert _rows(TWO + told) == [(24.0, 0.5, 12.1, 18.4, 0.004)]


def test_sessions_without_a_date() -> None:
    told = (
        "Before the intervention MADRS scores were 30.4 (4.2) vs. 29.9 (4.6) (p = 0.68). After the second session they were "
        "19.2 (4.0) vs. 23.1 (4.4) (p = 0.002); after the fourth 14.4 (3.9) vs. 17.0 (4.1), p = 0.02."
    )
    assert _rows(TWO + told) == [(None, 0.5, 19.2, 23.1, 0.002), (None, 0.5, 14.4, 17.0, 0.02)]


@pytest.mark.parametrize(
    "began", ["before the intervention", "before therapy", "prior to randomization"]
)
def test_how_the_groups_began_is_no_result(began: str) -> None:
    assert not _rows(f"{TWO}MADRS scores {began} did not differ (30.1 vs 29.5, P = .6).")


@pytest.mark.parametrize(
    "groups",
    [
        "low-dose esketamine (0.2 mg/kg, group L), high-dose esketamine (0.4 mg/kg, group H) or control (saline, group C)",
        "low-dose esketamine (L: 0.2 mg/kg), high-dose esketamine (H: 0.4 mg/kg) or control (C: saline)",
        "low-dose esketamine (0.2 mg/kg, L), high-dose esketamine (0.4 mg/kg, H) or control (saline, C)",
        "a low-dose esketamine group (L, 0.2 mg/kg), a high-dose esketamine group (H, 0.4 mg/kg) or a saline group (C)",
    ],
)
def test_letters_beside_the_doses(groups: str) -> None:
    told = (
        "Depression was found in 12.1%, 10.3% and 25.2% at 1 week in group L, group H and group C."
    )
    assert _rows(LETTERS.format(groups) + told) == [
        (168.0, 0.2, 12.1, 25.2, None),
        (168.0, 0.4, 10.3, 25.2, None),
    ]


def test_a_route_in_the_bracket_is_no_groups_letter() -> None:
    groups = "esketamine (0.2 mg/kg, IV), esketamine (0.4 mg/kg, IV) or saline"
    told = "EPDS scores at 1 week were lower with esketamine 0.4 mg/kg than with saline (P = .01)."
    assert _rows(LETTERS.format(groups) + told) == [(168.0, 0.4, None, None, 0.01)]
