"""Lists of three arms and more, blocks of visits, and tests that say whose they are; our own
sentences."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TITLE = "A randomized trial in treatment-resistant depression\n\n"
TWO = (
    "Methods: In this double-blind trial 80 adults with major depressive disorder were randomly "
    "assigned to intravenous esketamine 0.25 mg/kg (n=40) or midazolam 0.02 mg/kg (n=40), six "
    "infusions over 2 weeks.\n"
)
NASAL = (
    "Methods: In this double-blind trial 150 adults with treatment-resistant depression were "
    "randomised to esketamine nasal spray 56 mg (n=50), 84 mg (n=50) or placebo (n=50) twice weekly "
    "for 4 weeks.\n"
)
CONTROL_FIRST = (
    "Methods: In this double-blind trial 90 adults with treatment-resistant depression were randomly "
    "assigned to placebo (n=30), ketamine 0.3 mg/kg (n=30) or ketamine 0.6 mg/kg (n=30), infused over "
    "40 minutes.\n"
)
DRUGS = (
    "Methods: In this double-blind trial 150 adults with major depressive disorder were randomly "
    "assigned to esketamine 0.25 mg/kg (n=50), racemic ketamine 0.5 mg/kg (n=50) or midazolam 0.02 "
    "mg/kg (n=50), given intravenously.\n"
)
LETTERS = (
    "Methods: 240 women scheduled for cesarean delivery with prenatal depression were randomly "
    "assigned to group C (saline), group E1 (esketamine 0.1 mg/kg), group E2 (esketamine 0.2 mg/kg) or "
    "group E3 (esketamine 0.4 mg/kg), n = 60 each.\n"
)


def rows(methods: str, results: str) -> list[Outcome]:
    (found,) = extract_bytes(f"{TITLE}{methods}Results: {results}\n".encode())
    return list(found.outcomes)


def pairs(found: list[Outcome]) -> set[tuple[object, ...]]:
    """Hours, arms, both values and the test."""
    return {
        (
            r.timepoint.hours if r.timepoint else None, r.experimental_arm, r.comparator_arm,
            r.experimental_value, r.comparator_value, r.p_value,
        )
        for r in found
        if r.experimental_value is not None
    }  # fmt: skip


def estimates(found: list[Outcome]) -> set[tuple[object, ...]]:
    return {(r.experimental_arm, r.comparator_arm, r.value, r.p_value) for r in found if r.value}


@pytest.mark.parametrize(
    "told",
    [
        "(0.3 mg/kg vs placebo, P = .02; 0.6 mg/kg vs placebo, P = .001; 0.6 vs 0.3 mg/kg, P = .20)",
        "(0.6 versus 0.3 mg/kg, P = .20; 0.6 mg/kg versus placebo, P = .001; 0.3 mg/kg versus placebo, "
        "P = .02)",
    ],
)
def test_tests_in_a_bracket_name_their_pairs(told: str) -> None:
    found = rows(
        CONTROL_FIRST,
        "Response at 24 h occurred in 13%, 40% and 57% of patients given placebo, 0.3 mg/kg and 0.6 "
        f"mg/kg, respectively {told}.",
    )
    assert pairs(found) == {
        (24, "A2", "A1", 40, 13, 0.02),
        (24, "A3", "A1", 57, 13, 0.001),
        (24, "A3", "A2", 57, 40, 0.20),
    }


def test_letters_in_brackets_and_behind_the_figures() -> None:
    found = rows(
        LETTERS,
        "The median (IQR) EPDS scores at 6 weeks were 9 (6-12), 8 (6-11), 6 (4-9) and 5 (3-8), "
        "respectively (E1 vs. C, P = 0.21; E2 vs. C, P = 0.003; E3 vs. C, P < 0.001).",
    )
    assert pairs(found) == {
        (1008, "A2", "A1", 8, 9, 0.21),
        (1008, "A3", "A1", 6, 9, 0.003),
        (1008, "A4", "A1", 5, 9, 0.001),
    }
    found = rows(
        LETTERS,
        "Compared with group C, postpartum depression at 6 weeks was rarer in groups E2 (RR 0.52, 95% "
        "CI 0.28-0.96, P = 0.04) and E3 (RR 0.44, 95% CI 0.22-0.88, P = 0.02), but not in group E1 (RR "
        "0.85, 95% CI 0.50-1.45, P = 0.55).",
    )
    assert estimates(found) == {
        ("A3", "A1", 0.52, 0.04), ("A4", "A1", 0.44, 0.02), ("A2", "A1", 0.85, 0.55),
    }  # fmt: skip


def test_two_treatments_are_a_pair_where_a_test_says_so() -> None:
    found = rows(
        DRUGS,
        "HAM-D-17 scores at 24 h were 10.2 (SD 5), 11.0 (SD 6) and 15.9 (SD 6) with esketamine, "
        "ketamine and midazolam (esketamine vs ketamine, p = 0.41; esketamine vs midazolam, p < 0.001; "
        "ketamine vs midazolam, p = 0.002).",
    )
    assert pairs(found) == {
        (24, "A1", "A2", 10.2, 11.0, 0.41),
        (24, "A1", "A3", 10.2, 15.9, 0.001),
        (24, "A2", "A3", 11.0, 15.9, 0.002),
    }
    found = rows(
        DRUGS,
        "At 24 h, MADRS scores were lower with esketamine than with ketamine (15.0 vs. 18.1, p = 0.03).",
    )
    assert pairs(found) == {(24, "A1", "A2", 15.0, 18.1, 0.03)}


@pytest.mark.parametrize(
    ("methods", "result", "told"),
    [
        (
            DRUGS,
            "Response at 24 h was 61%, 59% and 32%, respectively (both P < .01 vs midazolam).",
            {(24, "A1", "A3", 61, 32, 0.01), (24, "A2", "A3", 59, 32, 0.01)},
        ),
        (
            CONTROL_FIRST,
            "Remission at 24 h was seen in 7%, 20% and 30%, respectively (P = .26 and P = .04 vs placebo).",
            {(24, "A2", "A1", 20, 7, 0.26), (24, "A3", "A1", 30, 7, 0.04)},
        ),
        (
            CONTROL_FIRST,
            "At 24 h, remission occurred in 2 of 30 (7%), 6 of 30 (20%) and 11 of 30 (37%) patients, "
            "respectively; 0.6 mg/kg v. placebo, P = 0.005; 0.3 mg/kg v. placebo, P = 0.13.",
            {(24, "A2", "A1", 20, 7, 0.13), (24, "A3", "A1", 37, 7, 0.005)},
        ),
        (
            NASAL,
            "The MADRS fell by 62%, 58% and 41% at week 4 in the 84 mg, 56 mg and placebo groups (P = .003 "
            "and P = .02 vs placebo, respectively).",
            {(672, "A2", "A3", 62, 41, 0.003), (672, "A1", "A3", 58, 41, 0.02)},
        ),
        (
            NASAL,
            "Remission at week 4 was achieved by 28% of the 56 mg group (OR vs placebo 1.8, 95% CI 0.7-4.4, "
            "p = 0.21), 36% of the 84 mg group (OR vs placebo 2.6, 95% CI 1.1-6.3, p = 0.04) and 18% of "
            "the placebo group.",
            {(672, "A1", "A3", 28, 18, 0.21), (672, "A2", "A3", 36, 18, 0.04)},
        ),
    ],
)
def test_lists_in_the_order_of_the_arms_assigned(
    methods: str, result: str, told: set[tuple[object, ...]]
) -> None:
    assert pairs(rows(methods, result)) == told


@pytest.mark.parametrize(
    "result",
    [
        "At day 28 differences vs placebo in MADRS were -2.1 (1.9) and -5.0 (1.9) for 56 and 84 mg (p = "
        "0.27 and 0.009, respectively).",
        "LS mean differences (SE) versus placebo in MADRS at day 28 were -2.1 (1.9) and -5.0 (1.9) for 56 "
        "and 84 mg; p = 0.27 and 0.009, respectively.",
        "At day 28 MADRS differences from placebo were -2.1 (p = 0.27) and -5.0 (p = 0.009) for 56 and 84 "
        "mg.",
        "At day 28, the LSMD versus placebo in MADRS was -2.1 (95% CI -5.8 to 1.6; p = 0.27) for 56 mg and "
        "-5.0 (95% CI -8.7 to -1.3; p = 0.009) for 84 mg.",
    ],
)
def test_lists_of_estimates_beside_lists_of_doses(result: str) -> None:
    assert estimates(rows(NASAL, result)) == {
        ("A1", "A3", -2.1, 0.27), ("A2", "A3", -5.0, 0.009),
    }  # fmt: skip


def test_estimates_in_the_order_of_the_figures_before_them() -> None:
    found = rows(
        NASAL,
        "Relapse by week 16 occurred in 18%, 20% and 41%, respectively (HR vs placebo: 0.36 [95% CI "
        "0.16-0.81] and 0.42 [95% CI 0.19-0.92]).",
    )
    assert estimates(found) == {("A1", "A3", 0.36, None), ("A2", "A3", 0.42, None)}
    assert {r.timepoint.hours for r in found if r.timepoint} == {2688}


@pytest.mark.parametrize(
    "result",
    [
        "MADRS scores at 24 h and 1 week were 20.2 (8) and 20.9 (9) in the placebo group, 13.3 (8) and "
        "15.1 (9) in the 56 mg group, and 12.1 (8) and 14.0 (9) in the 84 mg group.",
        "In the 56 mg, 84 mg and placebo groups, MADRS scores were 13.3, 12.1 and 20.2 at 24 h and 15.1, "
        "14.0 and 20.9 at 1 week.",
        "Mean MADRS at baseline, 24 h and 1 week was 33.0, 13.3 and 15.1 with 56 mg, 33.9, 12.1 and 14.0 "
        "with 84 mg, and 34.1, 20.2 and 20.9 with placebo.",
    ],
)
def test_blocks_of_visits(result: str) -> None:
    found = {told[:-1] for told in pairs(rows(NASAL, result))}
    assert found == {
        (24, "A1", "A3", 13.3, 20.2), (24, "A2", "A3", 12.1, 20.2),
        (168, "A1", "A3", 15.1, 20.9), (168, "A2", "A3", 14.0, 20.9),
    }  # fmt: skip


def test_blocks_of_sessions_that_have_no_time() -> None:
    found = rows(
        CONTROL_FIRST,
        "HAMD-24 scores after the 1st and 6th sessions were 29.7 ± 4.8 and 19.2 ± 4.1 in the placebo "
        "group, 26.8 ± 4.6 and 12.6 ± 3.8 in the 0.3 mg/kg group, and 25.1 ± 4.3 and 9.8 ± 3.5 in the 0.6 "
        "mg/kg group.",
    )
    assert {told[1:5] for told in pairs(found)} == {
        ("A2", "A1", 26.8, 29.7), ("A3", "A1", 25.1, 29.7),
        ("A2", "A1", 12.6, 19.2), ("A3", "A1", 9.8, 19.2),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (
            "At week 2, 31 (77.5%) of 40 patients in the esketamine group and 18 (45.0%) of 40 in the "
            "midazolam group had responded.",
            (336, 77.5, 45),
        ),
        ("At week 4, 18 and 9 participants achieved remission (45.0% vs 22.5%).", (672, 45, 22.5)),
        (
            "At day 7, 12 and 5 patients were in remission with esketamine and midazolam (30% vs 13%).",
            (168, 30, 13),
        ),
        (
            "Through week 26, 12 (38%) of 32 versus 18 (60%) of 30 remitters relapsed.",
            (4368, 38, 60),
        ),
        (
            "At day 12, 24 hours after the last infusion, 57.5% and 30.0% of patients met response criteria.",
            (288, 57.5, 30),
        ),
        (
            "At the end of week 2 (24 hours after infusion 6), response was 57.5% with esketamine versus "
            "30.0% with midazolam.",
            (336, 57.5, 30),
        ),
        (
            "At 6 weeks 20 (50%) and 9 (23%) patients given esketamine and midazolam had responded.",
            (1008, 50, 23),
        ),
        (
            "On day 1, 17 of 40 versus 8 of 40 patients responded (42.5% v 20.0%).",
            (24, 42.5, 20),
        ),
        (
            "Relapse occurred in 8 of 32 patients (25%) in the esketamine group and 17 of 31 (55%) in the "
            "midazolam group during the 24-week maintenance phase.",
            (4032, 25, 55),
        ),
        (
            "MADRS was 14.9 with esketamine at week 1. Before the last infusion, MADRS was lower with "
            "esketamine (18.1 vs 23.0).",
            (None, 18.1, 23.0),
        ),
    ],
)
def test_figures_beside_their_visit(result: str, told: tuple[object, ...]) -> None:
    found = [r for r in rows(TWO, result) if r.experimental_value is not None]
    assert [
        (r.timepoint.hours if r.timepoint else None, r.experimental_value, r.comparator_value)
        for r in found
    ] == [told]


def test_the_time_of_a_list_of_measures_is_of_the_one_before_it() -> None:
    methods = NASAL + (
        "The primary outcome was the MADRS at week 4. Secondary outcomes were MADRS at 24 h, response, "
        "and remission.\n"
    )
    (row, other) = rows(
        methods,
        "Response at week 4 was 54%, 60% and 38%. Remission was 30%, 34% and 18%, respectively.",
    )[2:]
    assert [r.timepoint.hours if r.timepoint else None for r in (row, other)] == [672, 672]


def test_figures_of_two_visits_are_not_of_two_arms() -> None:
    found = rows(
        TWO,
        "Twelve patients (30.0%) given esketamine responded at 80 minutes and eight (20.0%) still met "
        "response criteria at day 7.",
    )
    assert {(r.experimental_arm, r.value) for r in found} == {("A1", 30), ("A1", 20)}


def test_the_figures_of_the_arms_say_whom_an_interval_favours() -> None:
    (estimate, _) = rows(
        TWO,
        "GDS-15 scores at 4 weeks were 6.9 (3.8) and 5.6 (3.6) (mean difference, 1.3; 95% CI, 0.1-2.5).",
    )
    assert estimate.direction == "favours comparator"
