"""Sentences that turn from a measure of the table to one that is none, and back: the visits and the verdict of
the one are not the other's. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

MOTHERS = (
    "Esketamine and depression after caesarean delivery: a randomized trial\n\nMethods: Women having a caesarean were "
    "randomized to esketamine 0.25 mg/kg (n = 120) or saline (n = 120) intravenously after delivery. The primary outcome was "
    "postpartum depression (EPDS score of 13 or more) at 42 days.\nResults: "
)
DOSES = (
    "Two doses of ketamine for resistant depression: a randomized double-blind trial\n\nMethods: Ninety patients with "
    "treatment-resistant depression were randomized to ketamine 0.5 mg/kg (n = 30), ketamine 1.0 mg/kg (n = 30) or "
    "midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was rated with the MADRS.\nResults: "
)
LETTERS = (
    "Three doses of esketamine and depression after surgery: a randomized trial\n\nMethods: 116 patients having surgery were "
    "randomized to four groups. Patients in groups A, B, and C received esketamine 0.1 mg/kg, 0.2 mg/kg and 0.4 mg/kg, "
    "respectively, and group N received saline.\nResults: "
)
WON, EVEN = "favours experimental", "no significant difference"


def _told(text: str) -> set[tuple[object, ...]]:
    (facts,) = extract_bytes(text.encode())
    return {
        (o.measure, o.timepoint and o.timepoint.hours, o.p_value, o.direction)
        for o in facts.outcomes
    }


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Esketamine did not reduce the incidence of PPD at 14 days but did significantly lower pain scores at 24 hours.", {("postpartum depression", 336, None, EVEN)}),
        ("EPDS scores did not differ at 42 days, but pain scores at 24 hours were lower with esketamine.", {("EPDS", 1008, None, EVEN)}),
        ("Pain scores at 24 hours were lower with esketamine, but EPDS scores did not differ at 42 days.", {("EPDS", 1008, None, EVEN)}),
        ("Esketamine did not reduce pain but lowered EPDS scores at 3 days compared with saline (P = .01).", {("EPDS", 72, 0.01, WON)}),
        ("Compared with saline, esketamine lowered EPDS scores at 3 days but did not reduce pain at 24 hours.", {("EPDS", 72, None, WON)}),
        ("Esketamine improved sleep quality and reduced the incidence of PPD at 42 days compared with saline (P = 0.03).", {("postpartum depression", 1008, 0.03, WON)}),
        ("Esketamine reduced pain scores at 24 hours but not EPDS scores at 42 days.", {("EPDS", 1008, None, EVEN)}),
        ("Esketamine reduced postoperative pain and EPDS scores at 3 days (P = 0.04), but not at 42 days.", {("EPDS", 72, 0.04, WON), ("EPDS", 1008, None, EVEN)}),
    ],
)  # fmt: skip
def test_a_measure_keeps_its_own_visit_and_verdict(
    sentence: str, expected: set[tuple[object, ...]]
) -> None:
    assert _told(MOTHERS + sentence) == expected


def test_the_dose_that_a_sentence_is_about_stays_its_subject() -> None:
    (facts,) = extract_bytes(
        f"{DOSES}Ketamine 1.0 mg/kg did not affect cognition but lowered MADRS scores at day 3 compared with midazolam "
        "(P = .01).".encode()
    )
    doses = {a.id: a.dose.value if a.dose else None for a in facts.arms}
    assert [(doses[o.experimental_arm or ""], o.direction) for o in facts.outcomes] == [(1.0, WON)]


def test_a_second_comparison_of_other_groups() -> None:
    (facts,) = extract_bytes(
        f"{LETTERS}The incidence of postoperative depression in groups B and C was significantly lower than that in group N, "
        "and the incidence in group C was significantly lower than that in group A (P = 0.04).".encode()
    )
    doses = {a.id: a.dose.value if a.dose else 0.0 for a in facts.arms}
    told = {
        (doses[o.experimental_arm or ""], doses[o.comparator_arm or ""], o.p_value, o.direction)
        for o in facts.outcomes
    }
    assert told == {(0.2, 0.0, None, WON), (0.4, 0.0, None, WON), (0.4, 0.1, 0.04, WON)}


TWO = (
    "Ketamine or midazolam: a randomized double-blind trial\n\nMethods: Sixty adults with major depressive disorder were "
    "randomized to ketamine 0.5 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. The primary "
    "outcome was the MADRS score at 24 hours.\nResults: "
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "The groups did not differ significantly in depressive symptoms, cognitive performance, or adverse effects at any time.",
            {("MADRS", None, None, EVEN)},
        ),
        (
            "Depressive symptoms were significantly better on ketamine than on midazolam within 40 minutes (d = 0.52, 95% CI "
            "0.28-0.76), and the improvement remained significant through day 3.",
            {("MADRS", 0.667, None, WON), ("MADRS", 72, None, WON)},
        ),
        (
            "The ketamine group showed a higher remission rate and lower MADRS scores (day 1: 33.8% vs. 10.8%, p = 0.002; day 2: "
            "40.0% vs. 23.1%, p = 0.038).",
            {("remission", 24, 0.002, WON), ("remission", 48, 0.038, WON)},
        ),
    ],
)  # fmt: skip
def test_lists_with_other_things_and_words_of_their_own(
    sentence: str, expected: set[tuple[object, ...]]
) -> None:
    assert _told(TWO + sentence) == expected
