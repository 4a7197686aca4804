"""Of several doses, each has the verdict that the sentence gives it, and no other. Every sentence is
our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

HEAD = (
    "Three doses of ketamine in resistant depression\n\n"
    "Methods: In this double-blind trial 120 adults with treatment-resistant depression were randomized "
    "to a single infusion of ketamine 0.1 mg/kg (n = 30), 0.5 mg/kg (n = 30) or 1.0 mg/kg (n = 30), or "
    "midazolam 0.045 mg/kg (n = 30). The primary outcome was the HAM-D-17 at day 3.\nResults: "
)
WON, EVEN = "favours experimental", "no significant difference"


def _verdicts(text: str) -> dict[float | None, tuple[str | None, float | None]]:
    (facts,) = extract_bytes((HEAD + text).encode())
    doses = {a.id: a.dose.value if a.dose else None for a in facts.arms}
    rows = [
        (doses[o.experimental_arm or ""], doses[o.comparator_arm or ""], o) for o in facts.outcomes
    ]
    assert all(control == 0.045 for _, control, _ in rows)
    return {dose: (o.direction, o.p_value) for dose, _, o in rows}


@pytest.mark.parametrize(
    "text",
    [
        "Ketamine 0.5 mg/kg was superior to midazolam, but 0.1 mg/kg did not differ from midazolam.",
        "Ketamine 0.5 mg/kg was superior to midazolam, whereas 0.1 mg/kg was not.",
        "On the HAM-D-17, ketamine 0.5 mg/kg was better than midazolam, while 0.1 mg/kg was not.",
    ],
)
def test_what_one_dose_did_another_did_not(text: str) -> None:
    assert _verdicts(text) == {0.5: (WON, None), 0.1: (EVEN, None)}


@pytest.mark.parametrize(
    "text",
    [
        "HAM-D-17 scores fell more with 0.5 and 1.0 mg/kg than with midazolam, while 0.1 mg/kg did not "
        "separate from midazolam.",
        "Unlike 0.1 mg/kg, 0.5 mg/kg and 1.0 mg/kg were superior to midazolam.",
        "On the HAM-D-17 the two higher doses worked better than midazolam, while the lowest dose did not.",
    ],
)
def test_two_doses_did_and_one_did_not(text: str) -> None:
    assert _verdicts(text) == {0.1: (EVEN, None), 0.5: (WON, None), 1.0: (WON, None)}


def test_a_test_beside_each_is_its_own() -> None:
    text = (
        "Ketamine 0.5 mg/kg (P = 0.02) and 1.0 mg/kg (P = 0.001) were superior to midazolam, whereas "
        "0.1 mg/kg was not (P = 0.4)."
    )
    assert _verdicts(text) == {0.1: (EVEN, 0.4), 0.5: (WON, 0.02), 1.0: (WON, 0.001)}


def test_neither_nor_takes_the_test_away() -> None:
    told = _verdicts(
        "At day 3, 1.0 mg/kg, but neither 0.1 nor 0.5 mg/kg, separated from midazolam (P = 0.01)."
    )
    assert told[1.0] == (WON, 0.01)
    assert told.get(0.5, (EVEN, None)) == (EVEN, None)


def test_what_helped_some_is_no_null_result() -> None:
    told = _verdicts(
        "On the HAM-D-17, 0.1 mg/kg also helped some patients, but 0.5 mg/kg did not differ from midazolam."
    )
    assert told == {0.5: (EVEN, None)}


def test_a_test_of_all_groups_says_of_none_who_did_better() -> None:
    (facts,) = extract_bytes(
        (HEAD + "There was an effect of group at day 3 (F(3,116) = 4.1, P = 0.008).").encode()
    )
    assert [o.direction for o in facts.outcomes if o.statistic == "test statistic"] in ([], [None])


def test_the_rank_of_a_dose_is_among_those_of_its_drug() -> None:
    text = (
        "Esketamine or the racemate after surgery in depression\n\n"
        "Methods: 160 women with major depressive disorder were randomized to saline (n = 40), racemic "
        "ketamine 0.5 mg/kg (n = 40), high-dose S-ketamine 0.5 mg/kg (n = 40) or low-dose S-ketamine "
        "0.25 mg/kg (n = 40). The HAM-D-17 was rated on day 1.\n"
        "Results: At day 1 HAM-D-17 scores in the high-dose S-ketamine group were lower than in the "
        "saline group (P < 0.05)."
    )
    (facts,) = extract_bytes(text.encode())
    arms = {a.id: (a.drug, a.dose.value if a.dose else None) for a in facts.arms}
    rows = [(arms[o.experimental_arm or ""], arms[o.comparator_arm or ""]) for o in facts.outcomes]
    assert rows == [(("esketamine", 0.5), ("saline", None))]


def test_an_overall_test_is_of_no_pair() -> None:
    (facts,) = extract_bytes(
        (
            HEAD
            + "HAM-D-17 scores at day 3 were 18.2 (7.1), 15.1 (7.8), 13.9 (8.0) and 20.0 (6.5) for 0.1, "
            "0.5 and 1.0 mg/kg and midazolam; the overall test gave P = 0.008."
        ).encode()
    )
    rows = [(o.experimental_value, o.comparator_value, o.p_value) for o in facts.outcomes]
    assert rows == [(18.2, 20.0, None), (15.1, 20.0, None), (13.9, 20.0, None)]
