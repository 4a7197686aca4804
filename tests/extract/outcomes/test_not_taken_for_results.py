"""Words and numbers that stand near results and are none, or are another's; every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

HEAD = "A randomized trial of ketamine in treatment-resistant depression\n\n"
METHODS = (
    "Methods: In this double-blind trial 40 adults with treatment-resistant depression were "
    "randomized to a ketamine infusion (0.5 mg/kg over 40 minutes) or midazolam (0.045 mg/kg). "
    "The MADRS was the primary outcome.\n"
)
TWO_DOSES = (
    "A trial of esketamine in depression\n\nSixty adults with treatment-resistant depression were "
    "randomized to esketamine nasal spray 56 mg, esketamine 84 mg or placebo. "
)
BIRTH = (
    "Esketamine and postpartum depression: a randomized trial\n\nWe randomly assigned 280 women "
    "having a cesarean section to esketamine 0.2 mg/kg or saline. The primary outcome was "
    "postpartum depression (PPD), an EPDS score of 10 or more. "
)


def rows(results: str, before: str = HEAD + METHODS + "Results: ") -> list[Outcome]:
    (facts,) = extract_bytes(f"{before}{results}\n".encode())
    return list(facts.outcomes)


def test_the_suicide_item_of_a_scale_is_a_measure_of_its_own() -> None:
    found = rows(
        "Suicidal ideation, rated with the SSI and the suicide item of the MADRS, fell "
        "significantly at 24 hours with ketamine compared with midazolam."
    )
    assert [row.measure for row in found] == ["SSI", "MADRS suicidal thoughts item"]


@pytest.mark.parametrize(
    ("words", "measure"),
    [
        ("MADRS item 10", "MADRS suicidal thoughts item"),
        ("item 10 of the MADRS", "MADRS suicidal thoughts item"),
        ("MADRS-SI", "MADRS suicidal thoughts item"),
        ("the suicidal part of the MADRS", "MADRS suicidal thoughts item"),
        ("HAM-D item 3", "HAM-D suicide item"),
        ("MADRS item 4", None),  # reduced sleep: no outcome of ours, and not the MADRS
        ("the sadness item of the MADRS", None),
        ("HAM-D item 1", None),
    ],
)
def test_which_item_it_is(words: str, measure: str | None) -> None:
    found = rows(
        f"At day 1 {words} was 1.1 (SD 0.9) with ketamine and 2.0 (SD 1.1) with midazolam."
    )
    assert [row.measure for row in found] == ([measure] if measure else [])


def test_a_standardized_coefficient_is_no_difference_in_points() -> None:
    (row,) = rows(
        "At 24 hours MADRS scores were lower with ketamine than with midazolam (standardized beta "
        "= -1.12, 95% CI -1.61 to -0.63, p < 0.001)."
    )
    assert (row.value, row.statistic, row.p_value) == (None, None, 0.001)
    assert row.direction == "favours experimental"


@pytest.mark.parametrize(
    "words",
    [
        "a 50% or greater improvement on the MADRS",
        "a reduction of 50% or more in the MADRS",
        "a fall of at least 50% in the MADRS",
        "a \u226550% improvement on the MADRS",
    ],
)
def test_half_of_the_score_or_more_is_response(words: str) -> None:
    (row,) = rows(f"In all, 61.4% had {words} at day 7 with ketamine and 22.5% with midazolam.")
    assert (row.measure, row.statistic) == ("response", "response rate")
    assert (row.experimental_value, row.comparator_value) == (61.4, 22.5)


def test_or_greater_is_no_word_of_who_did_better() -> None:
    assert not [
        row
        for row in rows(
            "In the ketamine group 61.4% reported a 25% or greater improvement on the MADRS at "
            "day 7, against 22.5% in the midazolam group."
        )
        if row.direction
    ]


def test_shares_of_women_are_no_outcome() -> None:
    before = "Oral ketamine in depression: an open-label study\n\n"
    assert (
        rows(
            "Thirty adults (aged 21 to 70 years; 57% female) with depression and chronic suicidal "
            "thoughts took oral ketamine 1.0 mg/kg over 6 weeks in an open-label trial.",
            before,
        )
        == []
    )


def test_an_aim_is_no_result() -> None:
    found = rows(
        "We compared the rapid effects of ketamine on the MADRS with those of midazolam. At 24 "
        "hours the MADRS had improved significantly more with ketamine than with midazolam.",
        HEAD + METHODS.replace("Methods: ", ""),
    )
    assert [row.timepoint and row.timepoint.hours for row in found] == [24]


def test_effect_sizes_told_respectively_are_each_against_placebo() -> None:
    found = rows(
        "At day 28 both doses improved the MADRS more than placebo (LS mean difference: -4.9 for "
        "56 mg, -6.2 for 84 mg; both P < 0.001), with effect sizes of 0.45 and 0.61, respectively.",
        TWO_DOSES,
    )
    assert sorted((row.experimental_arm, row.comparator_arm, row.value) for row in found) == [
        ("A1", "A3", -4.9), ("A1", "A3", 0.45), ("A2", "A3", -6.2), ("A2", "A3", 0.61),
    ]  # fmt: skip
    differences = [row for row in found if row.statistic == "mean difference"]
    assert {row.p_value for row in differences} == {0.001}, "'both' gives the p-value to each"


def test_two_numbers_needed_to_treat_share_their_name() -> None:
    found = rows(
        "The number needed to treat for response (SSI <3 and at least 50% below baseline) was "
        "2.6, and for remission (SSI=0) was 3.4."
    )
    assert [(row.measure, row.value) for row in found] == [("response", 2.6), ("remission", 3.4)]


def test_but_not_at_a_later_visit_is_a_null_result_of_the_same_event() -> None:
    early, late = rows(
        "The incidence of PPD was lower with esketamine than with saline at 3 days (11.2% vs "
        "24.9%, P = 0.03) but not 28 days after birth (P = 0.21).",
        BIRTH,
    )
    assert (early.direction, early.p_value) == ("favours experimental", 0.03)
    assert (late.direction, late.p_value) == ("no significant difference", 0.21)
    assert late.timepoint is not None
    assert late.timepoint.hours == 672


def test_depression_in_a_trial_of_postpartum_depression_is_that() -> None:
    (row,) = rows(
        "On day 42 the incidence of depression was 18.2% in the saline group, higher than in the "
        "esketamine group (8.9%, P = 0.02).",
        BIRTH,
    )
    assert (row.measure, row.role) == ("postpartum depression", "primary")


def test_a_result_may_say_how_it_was_measured() -> None:
    found = rows(
        "Suicidal ideation, measured with the SSI and the suicide item of the MADRS, significantly "
        "decreased on day 1 in patients given ketamine compared with those given midazolam.",
        HEAD + METHODS.replace("Methods: ", ""),
    )
    assert [(row.measure, row.direction) for row in found] == [
        ("SSI", "favours experimental"),
        ("MADRS suicidal thoughts item", "favours experimental"),
    ]


def test_an_item_says_nothing_against_the_scale_beside_it() -> None:
    found = rows(
        "MADRS scores and the MADRS sleep item at day 1 were lower with ketamine than with "
        "midazolam (P = 0.02)."
    )
    assert [(row.measure, row.p_value) for row in found] == [("MADRS", 0.02)]
