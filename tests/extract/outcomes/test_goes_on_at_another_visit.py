"""A sentence that goes on at another visit, and tests of a whole course. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

MOTHERS = (
    "Esketamine and depression after caesarean delivery: a randomized trial\n\nMethods: Women having a caesarean were "
    "randomized to esketamine 0.25 mg/kg (n = 120) or saline (n = 120) intravenously after delivery. The primary outcome was "
    "postpartum depression (EPDS score of 13 or more) at 42 days.\nResults: "
)
TWO = (
    "Ketamine or midazolam: a randomized double-blind trial\n\nMethods: Sixty adults with major depressive disorder were "
    "randomized to ketamine 0.5 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was "
    "rated with the MADRS and the QIDS-SR.\nResults: "
)
WON, EVEN = "favours experimental", "no significant difference"
Told = tuple[object, ...]


def _told(text: str) -> list[Told]:
    (facts,) = extract_bytes(text.encode())
    return [
        (
            o.measure,
            o.timepoint and o.timepoint.hours,
            o.experimental_value,
            o.comparator_value,
            o.p_value,
            o.direction,
        )
        for o in facts.outcomes
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Compared with the control group, the prevalence of PPD in the esketamine group was lower at 7 days (8.3% vs. "
            "18.3%, P = 0.02) but similar at 42 days (6.7% vs 10.0%, P = 0.35).",
            [("postpartum depression", 168, 8.3, 18.3, 0.02, WON), ("postpartum depression", 1008, 6.7, 10, 0.35, EVEN)],
        ),
        (
            "EPDS scores were lower in the esketamine group at 7 days (5.1 vs. 7.3, P = 0.02) but similar at 42 days (4.7 vs "
            "5.0, P = 0.35).",
            [("EPDS", 168, 5.1, 7.3, 0.02, WON), ("EPDS", 1008, 4.7, 5, 0.35, EVEN)],
        ),
        (
            "EPDS scores were lower in the esketamine group at 7 days (5.1 vs. 7.3, P = 0.02), but no longer different at 42 "
            "days (4.7 vs 5.0, P = 0.35).",
            [("EPDS", 168, 5.1, 7.3, 0.02, WON), ("EPDS", 1008, 4.7, 5, 0.35, EVEN)],
        ),
        (
            "At 42 days, a major depressive episode was diagnosed in 8 of 120 (6.7%) women given esketamine and in 19 of 120 "
            "(15.8%) given placebo.",
            [("major depressive episode", 1008, 6.7, 15.8, None, None)],
        ),
    ],
)  # fmt: skip
def test_lower_then_similar(sentence: str, expected: list[Told]) -> None:
    assert _told(MOTHERS + sentence) == expected


def test_who_was_diagnosed_at_entry_is_no_result() -> None:
    assert not _told(
        f"{TWO}Participants had a mean age of 44 years, 55% were women, and 60% were diagnosed with recurrent depression."
    )


def test_a_test_of_the_course_has_no_visit_and_the_visits_have_their_own() -> None:
    (facts,) = extract_bytes(
        f"{TWO}There was a significant group by time interaction for the MADRS (F(4, 220) = 5.12, P < .001), with lower scores "
        "after ketamine than after midazolam at 24 hours (P = .002) and day 3 (P = .01).".encode()
    )
    told = [(o.statistic, o.timepoint and o.timepoint.hours, o.p_value) for o in facts.outcomes]
    assert told == [("test statistic", None, 0.001), (None, 24, 0.002), (None, 72, 0.01)]


def test_a_test_at_a_visit_that_is_told_first_is_of_that_visit() -> None:
    (facts,) = extract_bytes(
        f"{TWO}At 24 hours there was a significant effect of treatment on the MADRS (F(1,57) = 9.2, p = .004).".encode()
    )
    told = [(o.statistic, o.timepoint and o.timepoint.hours, o.p_value) for o in facts.outcomes]
    assert told == [("test statistic", 24, 0.004)]


def test_an_effect_that_lasted_on_one_scale() -> None:
    (facts,) = extract_bytes(
        f"{TWO}The antidepressant effect was maintained at day 7 for the MADRS (-4.9, 95% CI -9.0 to -0.8, P = .02), but not "
        "for the QIDS-SR (-1.7, 95% CI -4.1 to 0.7, P = .16).".encode()
    )
    told = [
        (o.measure, o.statistic, o.value, o.ci_low, o.p_value, o.direction) for o in facts.outcomes
    ]
    assert told == [
        ("MADRS", "mean difference", -4.9, -9.0, 0.02, WON),
        ("QIDS-SR", "mean difference", -1.7, -4.1, 0.16, EVEN),
    ]
    assert {o.timepoint and o.timepoint.hours for o in facts.outcomes} == {168}


@pytest.mark.parametrize(
    ("sentence", "hours"),
    [
        ("EPDS scores were lower with esketamine at 24 hours (P = .01), and the improvement stayed significant through day 3.",
         [24.0, 72.0]),
        ("EPDS scores were lower with esketamine at 24 hours (P = .01), as they had been at 4 hours.", [24.0, 4.0]),
    ],
)  # fmt: skip
def test_what_held_before_or_after(sentence: str, hours: list[float]) -> None:
    assert [(time, p, won) for _, time, _, _, p, won in _told(MOTHERS + sentence)] == [
        (hours[0], 0.01, WON),
        (hours[1], None, WON),
    ]


def test_no_group_differences_in_depression_said_without_its_scale() -> None:
    ((measure, *_, said),) = _told(f"{TWO}There were no group differences in depressive symptoms.")
    assert (measure, said) == ("MADRS", EVEN)


SHARES = "The incidence of postpartum depression was lower with esketamine at day 3 (12.8% vs 23.3%, P = .03). "


@pytest.mark.parametrize(
    "sentence",
    [
        "No differences were seen on day 28 (13.7% vs 17.2%, P = .45).",
        "The groups did not differ at day 28 (13.7% vs 17.2%, P = .45).",
        "However, the difference was not significant on day 28 (13.7% vs 17.2%, P = .45).",
    ],
)
def test_shares_of_the_event_spoken_of_before(sentence: str) -> None:
    assert _told(f"{MOTHERS}{SHARES}{sentence}") == [
        ("postpartum depression", 72.0, 12.8, 23.3, 0.03, WON),
        ("postpartum depression", 672.0, 13.7, 17.2, 0.45, EVEN),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nausea occurred in 20% and 5%. No differences were seen on day 28 (13.7% vs 17.2%, P = .45).",
        "No difference was seen in nausea on day 28 (13.7% vs 17.2%, P = .45).",
    ],
)
def test_shares_of_something_else(sentence: str) -> None:
    assert len(_told(f"{MOTHERS}{SHARES}{sentence}")) == 1


def test_a_condition_that_was_lower_in_shares_of_people() -> None:
    told = _told(f"{MOTHERS}PPD was lower with esketamine at day 3 (12.8% vs 23.3%, P = .03).")
    assert told == [("postpartum depression", 72.0, 12.8, 23.3, 0.03, WON)]
