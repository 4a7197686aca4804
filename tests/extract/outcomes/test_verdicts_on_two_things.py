"""A verdict on two measures, two visits or two doses in one sentence: each with its own test and time.
Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TWO = (
    "A randomized trial of ketamine against midazolam in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial, 60 adults with treatment-resistant major depressive disorder were randomly "
    "assigned to a single intravenous infusion of ketamine (0.5 mg/kg; n = 30) or midazolam (0.045 mg/kg; n = 30) over "
    "40 minutes. The primary outcome was the MADRS score at 24 hours. The key secondary outcome was the CGI-S at 24 hours."
    "\nResults: "
)
WON, EVEN = "favours experimental", "no significant difference"
Told = set[tuple[str, float | None, float | None, str | None]]


def _outcomes(text: str) -> tuple[Outcome, ...]:
    (facts,) = extract_bytes(text.encode())
    return facts.outcomes


def _told(text: str) -> Told:
    return {
        (o.measure, o.timepoint.hours if o.timepoint else None, o.p_value, o.direction)
        for o in _outcomes(TWO + text)
    }


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "Ketamine had the greater antidepressant effect up to 14 days (P = .03) and the greater antisuicidal effect up "
            "to 5 days.",
            {("MADRS", 336, 0.03, WON), ("suicidal ideation", 120, None, WON)},
        ),
        (
            "The antidepressant and antisuicidal effects of ketamine were greater than those of midazolam at 24 h (P=.01).",
            {("MADRS", 24, 0.01, WON), ("suicidal ideation", 24, 0.01, WON)},
        ),
        (
            "Ketamine was better than midazolam on the HAM-D at 2 h, with a difference of borderline significance at 24 h "
            "(P = .06).",
            {("HAM-D", 2, None, WON), ("HAM-D", 24, 0.06, EVEN)},
        ),
        (
            "Ketamine was associated with a greater reduction in clinician-rated depression (HAM-D; P = .01) and "
            "self-rated depression (BDI; P = .04) at day 7.",
            {("HAM-D", 168, 0.01, WON), ("BDI", 168, 0.04, WON)},
        ),
        (
            "Response at day 28 was more frequent with ketamine, whereas the remission rates did not differ.",
            {("response", 672, None, WON), ("remission", 672, None, EVEN)},
        ),
        (
            "By day 7, ketamine no longer had an advantage over midazolam on the BDI.",
            {("BDI", 168, None, EVEN)},
        ),
        ("The key secondary endpoint did not separate the groups.", {("CGI-S", 24, None, EVEN)}),
    ],
)
def test_each_with_its_own_test_and_visit(sentence: str, rows: Told) -> None:
    assert _told(sentence) == rows


def test_what_goes_together_with_a_score_is_no_effect_on_it() -> None:
    assert (
        _told(
            "A growth factor in serum fell together with the SSI after ketamine (n = 9, rho = 0.80, P = .03)."
        )
        == set()
    )


def test_at_which_of_two_visits_is_not_said() -> None:
    (row,) = _outcomes(
        f"{TWO}A response at day 2 or 3 was seen in 12 (40.0%) patients given ketamine and 4 (13.3%) given midazolam "
        "(P = .02)."
    )
    assert (row.timepoint, row.experimental_value, row.comparator_value) == (None, 40.0, 13.3)


def test_parts_of_the_results_under_headings_of_their_own() -> None:
    (row,) = _outcomes(
        "Ketamine against midazolam in depression\n\nMethods\n\nSixty adults with major depressive disorder took part in this "
        "double-blind trial and were randomly assigned to ketamine 0.5 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30), "
        "given intravenously.\n\nResults\n\nPatients\n\nAll 60 completed the trial.\n\nExploratory measures\n\nThe advantage of "
        "ketamine on the BDI was not significant on day 1."
    )
    assert (row.measure, row.timepoint and row.timepoint.hours, row.direction) == ("BDI", 24, EVEN)


DOSES = (
    "Two doses of ketamine for resistant depression: a randomized double-blind trial\n\n"
    "Methods: Ninety patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg (n = 30), "
    "ketamine 1.0 mg/kg (n = 30) or midazolam 0.045 mg/kg (n = 30), infused over 40 minutes. Depression was rated "
    "with the MADRS.\nResults: "
)


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "At day 1, MADRS scores were lower in both ketamine groups than in the midazolam group, with no difference "
            "between the two doses.",
            {(0.5, 0.045, 24, WON), (1.0, 0.045, 24, WON), (1.0, 0.5, 24, EVEN)},
        ),
        (
            "MADRS scores at day 1 were lower with 0.5 and 1.0 mg/kg than with midazolam (P < .01), with no difference "
            "between the 0.5 and 1.0 mg/kg doses.",
            {(0.5, 0.045, 24, WON), (1.0, 0.045, 24, WON), (1.0, 0.5, 24, EVEN)},
        ),
    ],
)
def test_both_doses_did_better_and_were_alike(
    sentence: str, rows: set[tuple[float, float, float, str]]
) -> None:
    (facts,) = extract_bytes(f"{DOSES}{sentence}".encode())
    dose = {a.id: a.dose.value for a in facts.arms if a.dose}
    told = {
        (
            dose[o.experimental_arm or ""],
            dose[o.comparator_arm or ""],
            o.timepoint and o.timepoint.hours,
            o.direction,
        )
        for o in facts.outcomes
    }
    assert told == rows


def test_only_one_dose_at_a_later_visit_says_nothing_of_the_first() -> None:
    (facts,) = extract_bytes(
        f"{DOSES}Compared with midazolam, both doses significantly improved MADRS scores at day 1 but only the higher dose "
        "did so at day 7.".encode()
    )
    assert not any(
        o.direction == EVEN and o.timepoint and o.timepoint.hours == 24 for o in facts.outcomes
    )


def test_faster_at_first_and_alike_later() -> None:
    assert _told(
        "Ketamine improved suicidal ideation faster than midazolam at 24 h, but by week 3 there was no difference."
    ) == {
        ("suicidal ideation", 24, None, WON),
        ("suicidal ideation", 504, None, EVEN),
    }


def test_how_often_people_improved_is_no_change_of_the_score() -> None:
    assert not any(
        o.statistic == "mean change"
        for o in _outcomes(
            f"{TWO}Early improvement (a reduction in MADRS of 20% or more) was significantly more frequent in the ketamine "
            "group than in the midazolam group (82.1% versus 44.0%, P<0.001)."
        )
    )


def test_a_test_of_time_is_of_no_two_arms() -> None:
    (row,) = _outcomes(
        f"{TWO}BDI scores showed a significant effect of time (P < .001), with no effect of treatment (P = .7)."
    )
    assert (row.measure, row.p_value, row.direction) == ("BDI", 0.7, EVEN)


def test_no_effects_of_the_drug_and_none_of_another_kind() -> None:
    assert _told("The BDI showed no drug effects at day 7.") == {("BDI", 168, None, EVEN)}
    assert _told("There was no order effect on BDI scores.") == set()
    assert _told(
        "BDI scores at day 7 were lower with ketamine, and no adverse effects were seen."
    ) == {("BDI", 168, None, WON)}


@pytest.mark.parametrize(
    "sentence",
    [
        "Women had greater BDI reductions than men with ketamine at 24 h.",
        "BDI scores changed with time after ketamine (P = .03).",
        "BDI scores at baseline were higher in the ketamine group.",
        "BDI scores at 24 h were significantly lower than baseline in the ketamine group but not the midazolam group.",
        "The ketamine group showed significant improvement on the BDI at 24 h, and the midazolam group at day 7.",
    ],
)
def test_no_verdict_on_the_two_arms(sentence: str) -> None:
    assert _told(sentence) == set()


def test_those_given_the_drug_are_no_part_of_the_people() -> None:
    assert _told(
        "BDI scores at day 7 were lower in women who were given ketamine than in women who were given midazolam."
    ) == {("BDI", 168, None, WON)}


def test_a_visit_with_a_date_and_one_without() -> None:
    assert _told("BDI scores were similar at discharge as well as at 1 month and 3 months.") == {
        ("BDI", None, None, EVEN),
        ("BDI", 730.5, None, EVEN),
        ("BDI", 2191.5, None, EVEN),
    }


def test_no_longer_an_effect() -> None:
    assert _told("By day 7 there was no longer a significant effect of treatment on the BDI.") == {
        ("BDI", 168, None, EVEN)
    }


def test_on_both_days_just_told() -> None:
    rows = _told(
        "SSI scores were lower with ketamine than midazolam on day 1 and day 3. The CGI-S likewise showed a significant "
        "decrease on both days relative to midazolam."
    )
    assert {(name, hours) for name, hours, _, _ in rows if name == "CGI-S"} == {
        ("CGI-S", 24),
        ("CGI-S", 72),
    }


def test_a_version_at_the_end_of_a_sentence_is_no_figure() -> None:
    assert _told(
        "Significant differences in favour of ketamine were present at day 3 and day 7 for the HAM-D-17."
    ) == {
        ("HAM-D-17", 72, None, WON),
        ("HAM-D-17", 168, None, WON),
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "BDI scores at day 7 were essentially the same in the two arms.",
        "There was a lack of difference between ketamine and midazolam on the BDI at day 7.",
        "BDI scores at day 7 showed little difference between groups.",
    ],
)
def test_hardly_any_difference(sentence: str) -> None:
    assert _told(sentence) == {("BDI", 168, None, EVEN)}
