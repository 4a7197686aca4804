"""Ways in which translated reports print their results: lists in brackets, codes, glued signs."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TITLE = "Esketamine and mood after surgery: a randomized trial\n\n"
TWO = (
    "Methods: 120 women having a caesarean section were randomly divided into an observation group "
    "(n=60) and a control group (n=60). The observation group received esketamine 0.25 mg/kg and the "
    "control group normal saline. The EPDS was recorded before surgery (T0) and 3 d (T1), 7 d (T2) "
    "and 42 d (T3) after delivery.\n"
)
THREE = (
    "Methods: 120 women with breast cancer were randomized to esketamine 0.25 mg/kg (group L), "
    "esketamine 0.5 mg/kg (group H) or saline (group C) during mastectomy. The HAMD-17 was recorded "
    "1 d before and 1 d, 3 d and 7 d after surgery.\n"
)
Row = tuple[str, float | None, str | None, str | None, str | None]


def rows(results: str, methods: str = TWO) -> list[Outcome]:
    (found,) = extract_bytes(f"{TITLE}{methods}Results: {results}\n".encode())
    return list(found.outcomes)


def hours(row: Outcome) -> float | None:
    return row.timepoint.hours if row.timepoint else None


def pairs(found: list[Outcome]) -> list[tuple[float | None, float | None, float | None]]:
    return [(hours(r), r.experimental_value, r.comparator_value) for r in found]


def verdicts(found: list[Outcome]) -> list[tuple[float | None, str | None, str | None, str | None]]:
    return [(hours(r), r.experimental_arm, r.comparator_arm, r.direction) for r in found]


def test_a_list_of_bracketed_means_for_each_group() -> None:
    found = rows(
        "The EPDS scores of the observation group at 3, 7 and 42 days postpartum were (6.2 ± 1.2), "
        "(5.8 ± 1.7), and (6.0 ± 1.2) points, respectively, which were all lower than (8.9 ± 1.3), "
        "(8.8 ± 2.1), and (9.3 ± 1.8) points in the control group (t = 11.4, 8.2, 10.8, all P < "
        "0.001)."
    )
    assert pairs(found) == [(72, 6.2, 8.9), (168, 5.8, 8.8), (1008, 6.0, 9.3)]
    assert {r.direction for r in found} == {"favours experimental"}


def test_pairs_of_visits_with_lists_of_tests() -> None:
    found = rows(
        "The incidence of postpartum depression in the observation group at 7 and 14 days postpartum "
        "was lower than that in the control group [3.3% (2/60) vs. 15.0% (9/60), 3.3% (2/60) vs. "
        "13.3% (8/60), χ2 = 4.9, 3.9, P = 0.026, 0.048]."
    )
    assert pairs(found) == [(168, 3.3, 15.0), (336, 3.3, 13.3)]
    assert [r.p_value for r in found] == [0.026, 0.048]


def test_two_bracketed_means_set_against_each_other() -> None:
    found = rows(
        "The EPDS score on the 7th day postpartum was lower in the observation group [(5.8±1.5) vs. "
        "(7.9±1.7), P<0.001]."
    )
    assert pairs(found) == [(168, 5.8, 7.9)]


@pytest.mark.parametrize(
    "when",
    [
        "on the 3rd and 7th day after delivery",
        "at the 3rd and the 7th day postpartum",
        "on days 3 and 7",
    ],
)
def test_days_told_as_ordinals(when: str) -> None:
    found = rows(
        f"EPDS scores were lower in the observation group than in the control group {when}."
    )
    assert [hours(r) for r in found] == [72, 168]


def test_the_day_before_is_no_visit() -> None:
    found = rows(
        "There was no significant difference in EPDS scores between the two groups on the 1st day "
        "before delivery (P > 0.05)."
    )
    assert found == []


@pytest.mark.parametrize(
    "result",
    [
        "There was no difference in EPDS scores between the two groups at T0 (P>0.05).",
        "At T0 the EPDS scores were comparable between the groups (P>0.05); at T2, those of the "
        "observation group were lower than those of the control group (P<0.05).",
    ],
)
def test_the_first_code_is_before_treatment(result: str) -> None:
    assert {hours(r) for r in rows(result)} <= {168}


def test_no_space_behind_a_point_or_before_a_bracket() -> None:
    found = rows(
        "The observation group had a lower incidence of postpartum depression at 42 days than the "
        "control group(8.3%[5 of 60]vs.23.3%[14 of 60];relative risk=0.36;95%CI,0.14 to 0.93;P=0.02)."
    )
    assert pairs([r for r in found if r.value is None]) == [(1008, 8.3, 23.3)]
    assert [(r.statistic, r.value) for r in found if r.value is not None] == [("risk ratio", 0.36)]


@pytest.mark.parametrize("dot", ["·", "•", "∙", "⋅", "‧", "・"])  # noqa: RUF001 - as printed
def test_a_point_at_mid_height(dot: str) -> None:
    found = rows(
        f"At 42 days 8{dot}3% of the observation group and 23{dot}3% of the control group had "
        "postpartum depression."
    )
    assert pairs(found) == [(1008, 8.3, 23.3)]


def test_a_second_comparison_with_visits_of_its_own() -> None:
    found = rows(
        "HAMD-17 scores were lower in group L than in group C at 1 d, and lower in group H than in "
        "group C at 1 d and 3 d.",
        THREE,
    )
    better = "favours experimental"
    assert verdicts(found) == [
        (24, "A1", "A3", better),
        (24, "A2", "A3", better),
        (72, "A2", "A3", better),
    ]


def test_one_group_against_two_and_the_two_alike() -> None:
    found = rows(
        "HAMD-17 scores at 1 and 3 d were lower in group H than in groups L and C (P<0.05), with no "
        "significant difference between groups L and C (P>0.05).",
        THREE,
    )
    better, even = "favours experimental", "no significant difference"
    assert set(verdicts(found)) == {
        (24, "A2", "A1", better),
        (24, "A2", "A3", better),
        (72, "A2", "A1", better),
        (72, "A2", "A3", better),
        (24, "A1", "A3", even),
        (72, "A1", "A3", even),
    }


def test_a_visit_without_a_date_is_of_the_measure_before_it() -> None:
    found = rows(
        "Response rate at 3 d (RR 2.1; 95% CI 1.1-4.1) and remission rate at discharge (RR 4.2; 95% "
        "CI 1.3-13.8) were higher in the observation group than in the control group."
    )
    assert [(r.measure, hours(r)) for r in found] == [("response", 72), ("remission", None)]


def test_differences_that_each_name_dose_and_test() -> None:
    found = rows(
        "Compared with group C, the mean difference in HAMD-17 at 3 d was -1.1 (p=0.50) for 0.25 "
        "mg/kg and -3.9 (p=0.01) for 0.5 mg/kg.",
        THREE,
    )
    assert [(r.experimental_arm, r.value, r.p_value) for r in found] == [
        ("A1", -1.1, 0.5),
        ("A2", -3.9, 0.01),
    ]


@pytest.mark.parametrize(
    "result",
    [
        "The correlation between changes in EPDS and pain at 3 d was 0.32 (p = 0.001).",
        "Plasma norketamine was associated with change in EPDS (Spearman r = 0.37, p = 0.009).",
        "EPDS response did not differ between women with and men without anxiety (F = 0.06, p = .8).",
        "Sixty women (mean age: 31.3 years) participated, with a mean EPDS score of 12.3.",
        "Before delivery, the mean (SD) EPDS was 12 (6) points in both groups.",
        "Remission was reached with significantly fewer sessions in the observation group (6.1 vs 7.9).",
        "Mean exposure to the drug was 31.5 (37.7) months.",
        "The observation group recovered faster (χ²(3) = 11.2, p = 0.01) with more awake patients at 2 h.",
        "The duration of seizures (35.5±7.9 and 30.1±14.4) was longer in the observation group.",
        "There was no significant difference in adverse drug reactions within 3 days [15.1% (8/53) vs. "
        "11.3% (6/53), χ2 = 0.32, P = 0.566].",
    ],
)
def test_what_is_no_result_of_a_scale(result: str) -> None:
    assert rows(f"EPDS scores were recorded. {result}") == []
