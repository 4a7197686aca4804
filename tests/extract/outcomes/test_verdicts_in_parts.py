"""A verdict in words holds for the part of the sentence, the groups and the visits it speaks of."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TWO = (
    "A randomized trial of ketamine in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial 80 adults with treatment-resistant depression were "
    "randomized to a ketamine infusion (0.5 mg/kg over 40 minutes) or midazolam (0.045 mg/kg). "
    "The primary outcome was the MADRS score at 24 hours. Suicidal thoughts were rated with the "
    "SSI.\nResults: {}\n"
)
THREE = (
    "Two doses of ketamine in depression: a randomized trial\n\n"
    "Methods: In this double-blind trial 72 adults with major depressive disorder were randomized "
    "to ketamine 0.5 mg/kg, ketamine 0.2 mg/kg or saline by infusion over 40 minutes.\n"
    "Results: {}\n"
)
LETTERS = (
    "Ketamine at induction in depressed patients: a randomized trial\n\n"
    "Methods: Eighty patients with major depressive disorder were randomly divided into two "
    "groups; group A (n = 40) was induced with propofol and ketamine 1 mg/kg, and group B (n = 40) "
    "was induced with propofol.\nResults: {}\n"
)
BETTER, WORSE, EVEN = "favours experimental", "favours comparator", "no significant difference"


def _rows(results: str, text: str = TWO) -> list[Outcome]:
    (facts,) = extract_bytes(text.format(results).encode())
    return list(facts.outcomes)


def _dated(rows: list[Outcome]) -> set[tuple[str, float | None, str | None]]:
    return {(r.measure, r.timepoint.hours if r.timepoint else None, r.direction) for r in rows}


@pytest.mark.parametrize(
    ("result", "dated"),
    [
        (
            "MADRS scores were lower with ketamine than midazolam at day 3, and serum BDNF was higher.",
            {("MADRS", 72.0, BETTER)},
        ),
        (
            "HAM-D scores at days 1 and 3 were lower with ketamine than midazolam, and response was "
            "more frequent with ketamine.",
            {("HAM-D", 24.0, BETTER), ("HAM-D", 72.0, BETTER), ("response", None, BETTER)},
        ),
        (
            "The fall in HAM-D scores was slightly but significantly greater with ketamine over the "
            "first week, whereas response and remission rates did not differ.",
            {
                ("HAM-D", 168.0, BETTER),
                ("response", None, EVEN),
                ("remission", None, EVEN),
            },
        ),
        (
            "HAM-D scores were lower after ketamine on days 1 and 3, and not on day 7 or 14.",
            {
                ("HAM-D", 24.0, BETTER),
                ("HAM-D", 72.0, BETTER),
                ("HAM-D", 168.0, EVEN),
                ("HAM-D", 336.0, EVEN),
            },
        ),
        ("No between-group difference was found in suicidal ideation.", {("SSI", None, EVEN)}),
        (
            "Nor was there any benefit of ketamine over midazolam on the BDI.",
            {("BDI", None, EVEN)},
        ),
        (
            "Ketamine did not meet statistical significance against midazolam on the MADRS at 24 "
            "hours.",
            {("MADRS", 24.0, EVEN)},
        ),
        (
            "Significantly more participants responded to ketamine than to midazolam at day 3 "
            "(p = 0.03).",
            {("response", 72.0, BETTER)},
        ),
    ],
)
def test_each_part_has_its_own_measure_visits_and_verdict(
    result: str, dated: set[tuple[str, float | None, str | None]]
) -> None:
    assert _dated(_rows(result)) == dated


@pytest.mark.parametrize(
    "result",
    [
        "A significant improvement in MADRS scores from baseline was found (p < 0.001).",
        "Ketamine raised plasma BDNF more in responders than in nonresponders (p = 0.01).",
        "MADRS scores were negatively correlated with plasma BDNF at 24 hours (p = 0.01).",
        "Neither age nor sex altered the antidepressant response to ketamine.",
        "The MADRS improved in all groups, with no differences between the 3 groups.",
    ],
)
def test_what_sets_no_arms_against_each_other_is_no_verdict(result: str) -> None:
    assert _rows(result) == []


def _arms(rows: list[Outcome], text: str) -> set[tuple[float | None, float | None, str | None]]:
    (facts,) = extract_bytes(text.encode())
    dose = {a.id: a.dose.value if a.dose else None for a in facts.arms}
    return {
        (dose.get(r.experimental_arm or ""), dose.get(r.comparator_arm or ""), r.direction)
        for r in rows
    }


@pytest.mark.parametrize(
    ("result", "arms"),
    [
        (
            "At 24 hours ketamine 0.5 mg/kg was superior to both 0.2 mg/kg and saline on the MADRS.",
            {(0.5, 0.2, BETTER), (0.5, None, BETTER)},
        ),
        (
            "MADRS scores were lower with 0.5 mg/kg than with 0.2 mg/kg at day 3.",
            {(0.5, 0.2, BETTER)},
        ),
        (
            "The group by time interaction on the MADRS was significant (p = 0.01). Post hoc, the 0.5 "
            "mg/kg group improved more than saline (p = 0.004), but the 0.2 mg/kg group did not (p = "
            "0.12).",
            {(0.5, None, BETTER), (0.2, None, EVEN)},
        ),
    ],
)
def test_of_three_arms_those_that_are_named_are_compared(
    result: str, arms: set[tuple[float | None, float | None, str | None]]
) -> None:
    text = THREE.format(result)
    assert _arms(_rows(result, THREE), text) == arms


def test_the_other_letter_is_the_other_arm() -> None:
    (row,) = _rows("The HAM-D score on day 1 was lower in group A than in group B.", LETTERS)
    assert (row.measure, row.direction) == ("HAM-D", BETTER)
    assert row.experimental_arm
    assert row.comparator_arm


def test_noninferiority_of_a_primary_event_is_read_without_its_name() -> None:
    text = (
        "Esketamine or ketamine in depression: a randomized trial\n\n"
        "Methods: 60 adults with treatment-resistant depression were randomized to esketamine 0.25 "
        "mg/kg or racemic ketamine 0.5 mg/kg by infusion. Remission at 24 hours was the primary "
        "outcome (non-inferiority margin 20%).\nResults: Esketamine was non-inferior to ketamine at "
        "24 hours.\n"
    )
    (facts,) = extract_bytes(text.encode())
    assert _dated(list(facts.outcomes)) == {("remission", 24.0, EVEN)}


CONTROLS = (
    "Three anaesthetics for ECT in depression: a randomized trial\n\n"
    "Methods: 90 adults with major depressive disorder were randomized to ketamine 0.8 mg/kg, "
    "etomidate 0.2 mg/kg or propofol 1 mg/kg as the anaesthetic for ECT.\nResults: HAM-D scores "
    "decreased in all groups. {}\n"
)


def test_the_decrease_goes_on_with_what_was_said() -> None:
    result = (
        "The decrease was greater in the ketamine group than in the propofol and etomidate groups "
        "after two sessions (P < 0.01)."
    )
    rows = _rows(result, CONTROLS)
    assert {(r.measure, r.direction) for r in rows} == {("HAM-D", BETTER)}
    assert len({r.comparator_arm for r in rows}) == 2


def test_controls_compared_with_each_other_say_nothing_of_the_drug() -> None:
    assert _rows("There was no difference between propofol and etomidate.", CONTROLS) == []


def test_more_without_relapse_is_not_more_relapse() -> None:
    rows = _rows(
        "More patients on ketamine than on midazolam achieved remission at week 4 (p = 0.01) and "
        "had no relapse through week 12."
    )
    assert ("relapse", WORSE) not in {(r.measure, r.direction) for r in rows}
    assert ("remission", BETTER) in {(r.measure, r.direction) for r in rows}


def test_letters_in_brackets_name_their_groups() -> None:
    text = (
        "Esketamine and postpartum depression: a randomized trial\n\n"
        "Methods: 200 women having a caesarean section were randomly assigned to the control (C) "
        "group (sufentanil) or the esketamine (E) group (esketamine 0.5 mg/kg and sufentanil).\n"
        "Results: EPDS scores in the C group and E group were 7.6 (3.1) and 6.0 (2.5) on day 3 "
        "(p < 0.05).\n"
    )
    (facts,) = extract_bytes(text.encode())
    (row,) = facts.outcomes
    assert (row.experimental_value, row.comparator_value, row.direction) == (6.0, 7.6, BETTER)


@pytest.mark.parametrize(
    ("result", "dated"),
    [
        (
            "The ketamine arm showed greater reductions in C-SSRS ideation at day 1 but not at day 7.",
            {("C-SSRS", 24.0, BETTER), ("C-SSRS", 168.0, EVEN)},
        ),
        (
            "HAM-D scores were lower with ketamine than midazolam at day 3 (p = 0.02); this was "
            "maintained at day 7 (p = 0.04).",
            {("HAM-D", 72.0, BETTER), ("HAM-D", 168.0, BETTER)},
        ),
        (
            "A higher rate of remission of suicidal ideation was seen with ketamine than midazolam "
            "at day 3 (p = 0.02).",
            {("remission", 72.0, BETTER)},
        ),
        (
            "HAM-D scores were lower with ketamine than midazolam at days 1 and 3. There was no "
            "difference in BDI scores between the groups.",
            {("HAM-D", 24.0, BETTER), ("HAM-D", 72.0, BETTER), ("BDI", None, EVEN)},
        ),
    ],
)
def test_a_verdict_on_one_group_goes_on_or_stands_alone(
    result: str, dated: set[tuple[str, float | None, str | None]]
) -> None:
    assert _dated(_rows(result)) == dated


def test_a_group_that_had_lower_scores_than_at_baseline_won_nothing() -> None:
    assert _rows("The ketamine group had lower HAM-D scores at day 3 than at baseline.") == []


@pytest.mark.parametrize(
    "result",
    [
        "Response on the QIDS-SR was more common with ketamine than with midazolam.",
        "Response (QIDS-SR halved) was more frequent with ketamine than with midazolam.",
        "QIDS-SR response rates were higher with ketamine than with midazolam.",
    ],
)
def test_the_scale_that_an_event_was_counted_on_is_not_judged(result: str) -> None:
    assert {(r.measure, r.direction) for r in _rows(result)} == {("response", BETTER)}


@pytest.mark.parametrize(
    "result",
    [
        "HAM-D scores were lower with ketamine than midazolam at day 7 (p = 0.02), and this difference "
        "was no longer present on day 28.",
        "Ketamine gave lower HAM-D scores than midazolam at day 7 (p = 0.02), an effect that was not "
        "seen at day 28.",
    ],
)
def test_a_visit_at_which_the_effect_was_over_has_no_test_of_the_earlier_one(result: str) -> None:
    rows = _rows(result)
    assert _dated(rows) == {("HAM-D", 168.0, BETTER), ("HAM-D", 672.0, EVEN)}
    assert [r.p_value for r in rows] == [0.02, None]
