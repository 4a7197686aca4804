"""Results of whole sentences: the measure, time, contrast, figures and verdict of each."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dosetable.extract.document import Document
from dosetable.extract.facts import Arm, Dose, Outcome, Role
from dosetable.extract.pipes.context import read_context
from dosetable.extract.pipes.outcomes import find_outcomes
from dosetable.extract.pipes.sentences import split_sentences
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
METHODS = "Methods: Adults were randomised. The primary outcome was the MADRS at day 7.\n"


def arm(name: str, role: Role, drug: str, dose: float | None = None) -> Arm:
    amount = Dose(unit="mg/kg", value=dose) if dose is not None else None
    return Arm(
        id=name, label=f"{drug} {dose or ''}", role=role, drug=drug, dose=amount, evidence=()
    )


TWO = (arm("K", "experimental", "ketamine", 0.5), arm("S", "placebo", "saline"))
THREE = (
    arm("LOW", "experimental", "ketamine", 0.2),
    arm("HIGH", "experimental", "ketamine", 0.5),
    arm("S", "placebo", "saline"),
)
ONE = (arm("K", "experimental", "ketamine", 0.5),)


def read(results: str, arms: Sequence[Arm] = TWO, methods: str = METHODS) -> tuple[Outcome, ...]:
    text = f"A trial for a test\n\n{methods}Results: {results}"
    document = Document(kind="text", text=text, title="A trial for a test", sections=(), sha256="")
    copy = twin(text)
    sentences = read_context(document, copy, split_sentences(text, copy))
    found, _ = find_outcomes(twin=copy, sentences=sentences, arms=arms, vocabulary=VOCABULARY)
    for outcome in found:
        for evidence in outcome.evidence:
            assert 0 <= evidence.start < evidence.end <= len(text)
    return found


def test_scores_of_both_arms_and_their_difference() -> None:
    scores, difference = sorted(
        read(
            "At day 7 the MADRS averaged 12.5 (SD 4.1) on ketamine and 18.0 (SD 5.2) on saline "
            "(mean difference −5.5, 95% CI −8.1 to −2.9; p=0.002)."
        ),
        key=lambda o: o.value is not None,
    )
    assert (scores.measure, scores.role) == ("MADRS", "primary")
    assert scores.timepoint is not None
    assert scores.timepoint.hours == 168
    assert (scores.experimental_arm, scores.comparator_arm) == ("K", "S")
    assert (scores.experimental_value, scores.comparator_value) == (12.5, 18.0)
    assert (scores.experimental_dispersion, scores.dispersion_type) == (4.1, "SD")
    assert (difference.statistic, difference.value) == ("mean difference", -5.5)
    assert (difference.ci_level, difference.ci_low, difference.ci_high) == (95, -8.1, -2.9)
    assert {o.p_value for o in (scores, difference)} == {0.002}
    assert {o.direction for o in (scores, difference)} == {"favours experimental"}


def test_percentages_printed_comparator_first_go_to_their_arms() -> None:
    (row,) = read("At day 7, 20% of those given saline and 55% of those given ketamine responded.")
    assert (row.statistic, row.experimental_value, row.comparator_value) == (
        "response rate",
        55,
        20,
    )


def test_respectively_follows_the_order_of_the_arms() -> None:
    (row,) = read(
        "Remission at day 7 in the saline and ketamine groups was 10% and 40%, respectively."
    )
    assert (row.experimental_value, row.comparator_value) == (40, 10)


def test_a_null_result_is_a_result() -> None:
    (row,) = read("CGI-S at day 7 did not differ between ketamine and saline.")
    assert (row.measure, row.direction) == ("CGI-S", "no significant difference")
    assert row.value is None


def test_p_of_a_half_tenth_is_no_win_whatever_the_sign() -> None:
    (row,) = read("At day 7 the mean difference in MADRS was −2.0 (95% CI −4.2 to 0.2; p=0.07).")
    assert row.direction == "no significant difference"


def test_two_doses_each_get_their_own_estimate() -> None:
    rows = read(
        "Compared with saline, the mean difference in MADRS at day 7 was −1.3 (95% CI −2.9 to 0.3; "
        "P=0.11) for 0.2 mg/kg and −3.6 (95% CI −5.5 to −1.7; P<0.001) for 0.5 mg/kg.",
        THREE,
    )
    assert [(r.experimental_arm, r.comparator_arm, r.value, r.p_value) for r in rows] == [
        ("LOW", "S", -1.3, 0.11),
        ("HIGH", "S", -3.6, 0.001),
    ]
    assert [r.direction for r in rows] == ["no significant difference", "favours experimental"]


def test_several_times_of_one_sentence() -> None:
    rows = read(
        "MADRS scores were lower after ketamine than after saline at 24 h (d = 0.9, p = 0.01) "
        "and at day 3 (d = 0.6, p = 0.03)."
    )
    assert [(r.timepoint and r.timepoint.hours, r.value, r.p_value) for r in rows] == [
        (24, 0.9, 0.01),
        (72, 0.6, 0.03),
    ]


def test_a_test_statistic_is_never_an_effect() -> None:
    (row,) = read("The MADRS at day 7 was lower with ketamine (F(1,40) = 9.3, p = 0.004).")
    assert (row.statistic, row.value) == ("test statistic", 9.3)


def test_worse_dissociation_favours_the_comparator() -> None:
    (row,) = read("CADSS scores at 40 min were higher with ketamine than with saline (p<.001).")
    assert row.direction == "favours comparator"


def test_the_start_of_a_fall_is_no_result() -> None:
    (row,) = read("Mean MADRS fell from 32.6 (SD 5.1) at baseline to 18.2 (SD 8.4) at day 7.", ONE)
    assert (row.value, row.comparator_arm, row.direction) == (18.2, None, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "Baseline MADRS was 33.1 (SD 4.9) with ketamine and 32.7 (SD 5.2) with saline.",
        "Nausea occurred in 30% of the ketamine group and 5% of the saline group (p=0.01).",
        "Systolic blood pressure rose by 12 mm Hg with ketamine (95% CI 8 to 16; p<0.001).",
        "Forty patients, 20 given ketamine and 20 given saline, were included.",
        "Response was defined as a fall of at least 50% on the MADRS.",
    ],
)
def test_what_is_no_efficacy_result(sentence: str) -> None:
    assert [
        r for r in read(sentence) if r.value is not None or r.experimental_value is not None
    ] == []


def test_a_noninferiority_p_is_not_recorded() -> None:
    rows = read(
        "At day 7, 55.4% of the ketamine group and 41.2% of the saline group responded, a gap of "
        "14.2 percentage points (95% CI, 3.9 to 24.2; P<0.001 for noninferiority)."
    )
    assert {r.p_value for r in rows} == {None}
    assert {r.statistic for r in rows} == {"response rate", "risk difference"}


@pytest.mark.parametrize("minus", ["-", "\u2212", "\u2013"])
def test_signs_do_not_depend_on_the_printer(minus: str) -> None:
    (row,) = read(
        f"The mean difference in MADRS at day 7 was {minus}4.0 (p\u00a0=\u00a00\u00b702)."
    )
    assert (row.value, row.p_value) == (-4.0, 0.02)


def test_the_adjusted_p_value_takes_the_place_of_the_crude_one() -> None:
    (row,) = read(
        "The 0.2 mg/kg dose looked better than saline on the MADRS at day 7 before correction "
        "(d = −0.82, P = .02) but not after it (adjusted P = .14).",
        THREE,
    )
    assert (row.p_value, row.p_adjusted, row.direction) == (0.14, True, "no significant difference")


def test_none_of_the_doses_is_a_verdict_on_each() -> None:
    rows = read("By day 3 none of the two doses could be told apart from saline.", THREE)
    assert {(r.experimental_arm, r.direction) for r in rows} == {
        ("LOW", "no significant difference"),
        ("HIGH", "no significant difference"),
    }
