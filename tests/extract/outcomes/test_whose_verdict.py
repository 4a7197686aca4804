"""Which arm, which visit and which test a verdict is of; every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

KETAMINE = (
    "A randomized trial of ketamine in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial 60 adults with treatment-resistant depression were "
    "randomized to escitalopram plus a ketamine infusion (0.5 mg/kg over 40 minutes) or "
    "escitalopram plus saline. The primary outcome was the MADRS score.\nResults: {}\n"
)
DOSES = (
    "A randomized trial of esketamine spray in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial 120 adults with treatment-resistant depression were "
    "randomized to esketamine nasal spray 56 mg, esketamine nasal spray 84 mg or placebo spray. "
    "The primary outcome was the change in MADRS at day 28.\nResults: {}\n"
)
LETTERS = (
    "Three doses of esketamine and postoperative depression: a randomized trial\n\n"
    "Methods: In this double-blind trial 120 patients were randomized. {} Depression was rated "
    "with the Self-Rating Depressive Scale (SDS).\nResults: {}\n"
)
IN_ORDER = (
    "Patients in groups A, B, and D received intravenous esketamine at 0.1 mg/kg, 0.2 mg/kg, and "
    "0.4 mg/kg, respectively, while group N (control group) received normal saline."
)
BETTER, EVEN = "favours experimental", "no significant difference"


def _rows(text: str, *parts: str) -> list[Outcome]:
    (facts,) = extract_bytes(text.format(*parts).encode())
    return list(facts.outcomes)


def test_letters_and_doses_told_in_two_lists() -> None:
    rows = _rows(
        LETTERS,
        IN_ORDER,
        "Group B had lower SDS scores than group N at 1 d, while group D had lower SDS scores "
        "than group N at 1 d and 5 d.",
    )
    assert {(r.experimental_arm, r.timepoint and r.timepoint.hours) for r in rows} == {
        ("A2", 24),
        ("A3", 24),
        ("A3", 120),
    }
    assert {r.direction for r in rows} == {BETTER}


def test_a_letter_that_stands_for_no_arm_we_know() -> None:
    assert not _rows(
        LETTERS,
        "They received esketamine 0.1 mg/kg, esketamine 0.2 mg/kg, esketamine 0.4 mg/kg or normal "
        "saline.",
        "Group B had lower SDS scores than group N at 1 d (P < 0.05).",
    )


def test_the_arm_behind_than_is_not_spoken_of() -> None:
    rows = _rows(
        DOSES,
        "MADRS scores at day 28 were lower with 84 mg than with placebo, and lower than with 56 mg "
        "(P = 0.03).",
    )
    assert {r.experimental_arm for r in rows} == {"A2"}


def test_an_effect_size_in_a_bracket_is_of_the_figure_before_the_bracket() -> None:
    rows = _rows(
        DOSES,
        "At day 28 the mean difference in MADRS was -4.8 (95% CI, -7.6 to -2.0; effect size, 0.44) "
        "for esketamine 56 mg and -6.5 (95% CI, -9.3 to -3.7; effect size, 0.61) for 84 mg.",
    )
    assert {(r.experimental_arm, r.value) for r in rows} == {
        ("A1", -4.8),
        ("A1", 0.44),
        ("A2", -6.5),
        ("A2", 0.61),
    }


@pytest.mark.parametrize("joined", ["placebo+escitalopram", "escitalopram+placebo"])
def test_arms_joined_with_a_plus(joined: str) -> None:
    rows = _rows(
        KETAMINE,
        f"Compared to {joined}, escitalopram+ketamine brought significantly lower MADRS scores at "
        "72 h.",
    )
    assert [r.direction for r in rows] == [BETTER]


def test_a_response_to_a_drug_is_not_what_it_is_compared_to() -> None:
    (row,) = _rows(
        KETAMINE,
        "A significantly larger proportion of participants had a response to ketamine within 3 "
        "days as compared with saline (71% and 32%, respectively).",
    )
    assert (row.experimental_value, row.comparator_value, row.direction) == (71, 32, BETTER)


def test_each_visit_has_the_test_of_its_own_part() -> None:
    rows = _rows(
        KETAMINE,
        "MADRS scores of the two groups before the infusion did not differ (P>0.05), and MADRS "
        "scores at 24 h and 48 h were significantly lower in the ketamine group than in the saline "
        "group (P < 0.05).",
    )
    told = {(r.timepoint and r.timepoint.hours, r.direction, r.p_operator) for r in rows}
    assert told == {(24, BETTER, "<"), (48, BETTER, "<")}


def test_days_as_a_letter_are_times_and_no_effect_size() -> None:
    rows = _rows(
        KETAMINE,
        "MADRS scores were lower with ketamine than with saline at 3 d, 7 d and 28 d (P<0.05).",
    )
    assert {(r.timepoint and r.timepoint.hours, r.value) for r in rows} == {
        (72, None),
        (168, None),
        (672, None),
    }


def test_per_cent_in_words_behind_a_day_in_words() -> None:
    (row,) = _rows(
        KETAMINE,
        "On day one, 58 percent of those given ketamine and 46 percent of those given saline had "
        "responded.",
    )
    assert (row.experimental_value, row.comparator_value) == (58, 46)


def test_a_subject_that_no_list_knows_is_not_the_scale_of_the_sentence_before() -> None:
    rows = _rows(
        KETAMINE,
        "The MADRS fell further with ketamine (p = 0.01, d = 0.7). Implicit associations with the "
        "self were weaker after ketamine (p = 0.02; d = 0.51) but not saline (p = 0.6; d = 0.11).",
    )
    assert [(r.measure, r.value) for r in rows] == [("MADRS", 0.7)]
