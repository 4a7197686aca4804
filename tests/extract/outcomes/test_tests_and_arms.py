"""Which of several tests is of which arm, visit and measure, and of which arms a verdict is said;
every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TWO = (
    "A randomized trial of ketamine in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial 60 adults with treatment-resistant depression were "
    "randomized to a ketamine infusion (0.5 mg/kg) or saline. The primary outcome was the MADRS "
    "score.\nResults: {}\n"
)
DOSES = (
    "Three doses of ketamine: a randomized trial\n\n"
    "Methods: In this double-blind trial 120 adults with major depressive disorder were randomly "
    "assigned to intravenous ketamine 0.1 mg/kg, 0.2 mg/kg or 0.5 mg/kg or saline placebo. The "
    "primary outcome was the MADRS score.\nResults: {}\n"
)
GROUPS = (
    "Esketamine during electroconvulsive therapy: a randomized trial\n\n"
    "Methods: Ninety patients with major depressive disorder were randomly divided into three "
    "groups: esketamine 0.2 mg/kg (group L), esketamine 0.4 mg/kg (group H) and saline (group C). "
    "The HAMD-17 was scored.\nResults: {}\n"
)
BETTER, EVEN = "favours experimental", "no significant difference"


def _rows(text: str, part: str) -> list[Outcome]:
    (facts,) = extract_bytes(text.format(part).encode())
    return list(facts.outcomes)


def _told(text: str, part: str) -> set[tuple[object, ...]]:
    return {
        (r.experimental_arm, r.timepoint and r.timepoint.hours, r.p_value, r.direction)
        for r in _rows(text, part)
    }


LOW, MID, HIGH = "A1", "A2", "A3"


@pytest.mark.parametrize(
    "sentence",
    [
        "MADRS scores were lower than with placebo at 24 h for 0.5 mg/kg (p = 0.001) and 0.2 mg/kg "
        "(p = 0.01) but not for 0.1 mg/kg (p = 0.6).",
        "Compared with placebo, MADRS improvement at 24 h was greater with 0.2 mg/kg (P = .01) and "
        "0.5 mg/kg (P = .001), but not with 0.1 mg/kg (P = .6).",
        "At 24 h, MADRS scores with 0.5 mg/kg (p=0.001) and 0.2 mg/kg (p=0.01), though not with "
        "0.1 mg/kg (p=0.6), were lower than with placebo.",
        "At 24 h MADRS scores differed from placebo after 0.5 mg/kg (P = 0.001) and 0.2 mg/kg "
        "(P = 0.01) and did not differ after 0.1 mg/kg (P = 0.6).",
    ],
)
def test_each_dose_has_the_test_behind_it(sentence: str) -> None:
    assert _told(DOSES, sentence) == {
        (HIGH, 24, 0.001, BETTER),
        (MID, 24, 0.01, BETTER),
        (LOW, 24, 0.6, EVEN),
    }


def test_tests_of_visits_within_arms() -> None:
    assert _told(
        GROUPS,
        "Compared with group C, HAMD-17 scores were lower in group H on days 1, 3 and 7 (P = 0.001, "
        "P = 0.002 and P = 0.03) and in group L on day 1 only (P = 0.02; day 3, P = 0.07; day 7, "
        "P = 0.4).",
    ) == {
        ("A2", 24, 0.001, BETTER),
        ("A2", 72, 0.002, BETTER),
        ("A2", 168, 0.03, BETTER),
        ("A1", 24, 0.02, BETTER),
        ("A1", 72, 0.07, EVEN),
        ("A1", 168, 0.4, EVEN),
    }


def test_for_neither_dose_in_the_order_of_the_doses() -> None:
    assert _told(
        GROUPS,
        "HAMD-17 scores at 4 h were lower in groups H and L than in group C (both P < 0.01). At 24 h "
        "the differences from group C were significant for group H (P = 0.006) but no longer for "
        "group L (P = 0.2), and at day 7 for neither dose (P = 0.3 and P = 0.7).",
    ) == {
        ("A2", 4, 0.01, BETTER),
        ("A1", 4, 0.01, BETTER),
        ("A2", 24, 0.006, BETTER),
        ("A1", 24, 0.2, EVEN),
        ("A2", 168, 0.3, EVEN),
        ("A1", 168, 0.7, EVEN),
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "Doses of at least 0.2 mg/kg were more effective than placebo on the MADRS at 24 h.",
        "Doses \u22650.2 mg/kg reduced MADRS scores at 24 h significantly more than placebo.",
        "At 24 h, MADRS scores were lower than with placebo at doses of 0.2 mg/kg and above.",
        "At 24 h ketamine 0.2 mg/kg or higher was superior to placebo on the MADRS.",
        "Doses above 0.1 mg/kg were superior to placebo on the MADRS at 24 h.",
    ],
)
def test_all_doses_from_a_bound_on(sentence: str) -> None:
    assert _told(DOSES, sentence) == {(MID, 24, None, BETTER), (HIGH, 24, None, BETTER)}


@pytest.mark.parametrize(
    "sentence",
    [
        "At day 3, only the highest dose separated from placebo on the MADRS (p = 0.03).",
        "MADRS scores on day 3 were lower than with placebo only in the 0.5 mg/kg group (p = 0.03).",
        "On day 3, a significant difference from placebo in MADRS was found only for 0.5 mg/kg "
        "(p = 0.03).",
        "On day 3, MADRS scores in the 0.5 mg/kg group alone were lower than in the placebo group "
        "(p = 0.03).",
        "The advantage over placebo on the MADRS at day 3 was limited to the 0.5 mg/kg dose "
        "(p = 0.03).",
    ],
)
def test_only_one_dose_means_the_others_did_not(sentence: str) -> None:
    assert _told(DOSES, sentence) == {
        (HIGH, 72, 0.03, BETTER),
        (LOW, 72, None, EVEN),
        (MID, 72, None, EVEN),
    }


def test_only_at_one_visit_says_nothing_of_other_doses() -> None:
    assert _told(DOSES, "MADRS scores were lower with 0.2 mg/kg only at 24 h (p = 0.03).") == {
        (MID, 24, 0.03, BETTER)
    }


@pytest.mark.parametrize(
    "tail",
    [
        "; this improvement remained significant through day 7.",
        ", which remained significant throughout the following week.",
        ", and the difference persisted to day 7.",
        ", an effect that was sustained until day 7.",
        ". The difference was maintained at day 7.",
    ],
)
def test_what_lasted_is_no_test_of_the_later_visit(tail: str) -> None:
    start = "MADRS scores were lower with ketamine than with saline at 24 h (p = 0.003)"
    assert _told(TWO, start + tail) == {("A1", 24, 0.003, BETTER), ("A1", 168, None, BETTER)}


@pytest.mark.parametrize(
    "tail",
    [
        ", whereas no difference was found on day 14.",
        ", but not on day 14.",
        ", but the difference was lost by day 14.",
        ", with no difference at day 14.",
    ],
)
def test_a_later_visit_without_a_test_is_not_given_the_earlier(tail: str) -> None:
    start = "On days 1 and 3, HAMD-17 scores in group H were lower than those in group C (P < 0.05)"
    assert _told(GROUPS, start + tail) == {
        ("A2", 24, 0.05, BETTER),
        ("A2", 72, 0.05, BETTER),
        ("A2", 336, None, EVEN),
    }


def test_a_visit_without_a_date_and_one_with() -> None:
    assert _told(
        TWO,
        "MADRS scores at 24 h were 14.1 with ketamine and 22.3 with saline (p = 0.001); by discharge "
        "the difference was no longer significant (p = 0.2), and none was found at the 2-week "
        "follow-up.",
    ) == {
        ("A1", 24, 0.001, BETTER),
        ("A1", None, 0.2, EVEN),
        ("A1", 336, None, EVEN),
    }


def test_sessions_are_no_figures() -> None:
    rows = _rows(
        GROUPS,
        "Compared with group C, HAMD-17 scores were lower in groups L and H after the 1st and 3rd "
        "sessions (all P < 0.05), whereas there was no difference after the 6th session (P > 0.05).",
    )
    assert all(r.value is None and r.comparator_arm == "A3" for r in rows)
    assert {(r.experimental_arm, r.direction) for r in rows} == {
        (arm, told) for arm in ("A1", "A2") for told in (BETTER, EVEN)
    }


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "At week 4, neither MADRS (difference, -2.1; 95% CI, -6.5 to 2.3) nor SSI scores "
            "(P = .44) differed between groups.",
            {("MADRS", None, EVEN), ("SSI", 0.44, EVEN)},
        ),
        (
            "MADRS scores (14.2 v. 20.1, p = 0.003) and CGI-S scores (p = 0.02) were lower with "
            "ketamine at week 4.",
            {("MADRS", 0.003, BETTER), ("CGI-S", 0.02, BETTER)},
        ),
        (
            "Response (60% vs 30%, P = .01) but not remission (P = .20) was more frequent with "
            "ketamine at week 4.",
            {("response", 0.01, BETTER), ("remission", 0.2, EVEN)},
        ),
        (
            "MADRS (mean difference -4.1, 95% CI -7.0 to -1.2; p = 0.006) but not QIDS-SR scores "
            "(p = 0.21) improved more with ketamine at week 4.",
            {("MADRS", 0.006, BETTER), ("QIDS-SR", 0.21, EVEN)},
        ),
    ],
)
def test_a_test_beside_another_measures_figures(
    sentence: str, told: set[tuple[object, ...]]
) -> None:
    rows = _rows(TWO, sentence)
    assert {(r.measure, r.p_value, r.direction) for r in rows} == told
    assert {r.timepoint and r.timepoint.hours for r in rows} == {672}


@pytest.mark.parametrize(
    "tail",
    [
        ", without statistical difference (P = 0.87).",
        ", without significant pairwise differences.",
        ", without any statistically significant difference between groups.",
    ],
)
def test_a_list_without_difference(tail: str) -> None:
    rows = _rows(
        GROUPS, "Remission at week 4 was 46%, 43% and 40% in groups H, L and C, respectively" + tail
    )
    assert rows
    assert {(r.direction, r.p_value) for r in rows} == {(EVEN, None)}


@pytest.mark.parametrize(
    "sentence",
    [
        "HAMD-17 scores in group H were lower than in group L (P = 0.03) and group C (P = 0.001) at 1 "
        "week.",
        "At 1 week, group H was superior to group C (P = 0.001) and to group L (P = 0.03) on the "
        "HAMD-17.",
        "HAMD-17 scores at 1 week were lower in group H than in group L (P = 0.03) and than in group "
        "C (P = 0.001).",
    ],
)
def test_one_arm_against_two_others(sentence: str) -> None:
    rows = _rows(GROUPS, sentence)
    assert {(r.experimental_arm, r.comparator_arm, r.p_value, r.direction) for r in rows} == {
        ("A2", "A1", 0.03, BETTER),
        ("A2", "A3", 0.001, BETTER),
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "MADRS scores were lower with ketamine than with saline (p = 0.003 at 24 h, p = 0.02 at 72 h "
        "and p = 0.35 at 1 week).",
        "Ketamine lowered MADRS scores more than saline (24 h, P = .003; 72 h, P = .02; 1 week, "
        "P = .35).",
        "MADRS scores were lower with ketamine at 24 h, 72 h and 1 week (p = 0.003, p = 0.02 and "
        "p = 0.35, respectively).",
        "The difference in MADRS was significant at 24 h (P = .003) and remained so at 72 h (P = .02), "
        "but by 1 week it had dissipated (P = .35).",
    ],
)
def test_each_visit_has_its_test_before_or_behind_it(sentence: str) -> None:
    assert _told(TWO, sentence) == {
        ("A1", 24, 0.003, BETTER),
        ("A1", 72, 0.02, BETTER),
        ("A1", 168, 0.35, EVEN),
    }


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("Saline reduced MADRS scores less than ketamine at 24 h (p = 0.02).", BETTER),
        ("Reductions in MADRS scores at 24 h were smaller with saline (p = 0.02).", BETTER),
        ("The saline group showed less improvement in MADRS at 24 h (p = 0.02).", BETTER),
        (
            "At 24 h MADRS scores improved less with ketamine than with saline (p = 0.02).",
            "favours comparator",
        ),
        ("MADRS scores at 24 h were less in the ketamine group (p = 0.02).", BETTER),
    ],
)
def test_a_smaller_reduction_is_worse(sentence: str, direction: str) -> None:
    (row,) = _rows(TWO, sentence)
    assert (row.p_value, row.direction) == (0.02, direction)


def test_two_doses_alike_and_neither_of_them_like_placebo() -> None:
    rows = _rows(
        DOSES,
        "At day 7 MADRS scores did not differ between 0.5 mg/kg and 0.2 mg/kg (p = 0.4).",
    )
    assert {(r.experimental_arm, r.comparator_arm, r.direction) for r in rows} == {
        (HIGH, MID, EVEN)
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "MADRS scores were lower after ketamine at 24 h (mean difference -6.1, 95% CI -10.3 to -1.9; "
        "P=0.005), and at 7 days there was none (P=0.6).",
        "MADRS scores were 14.1 v. 20.3 at 24 h (P=0.005) and the difference was no longer significant "
        "at 7 days (P=0.6).",
        "At 24 h the MADRS score was 14.1 (SD 8.0) with ketamine and 20.3 (SD 7.0) with saline "
        "(P = 0.005), and the groups did not differ at day 7 (P = 0.6).",
    ],
)
def test_a_visit_with_a_test_and_no_figure(sentence: str) -> None:
    assert _told(TWO, sentence) == {("A1", 24, 0.005, BETTER), ("A1", 168, 0.6, EVEN)}


def test_a_later_visits_test_is_not_the_figures() -> None:
    assert _told(
        GROUPS,
        "HAMD-17 differences from group C at 24 h were -6.0 (95% CI -9.0 to -3.0) in group H and -3.0 "
        "(95% CI -6.0 to 0.1) in group L, and neither dose differed from group C at day 7 (P = 0.4).",
    ) == {
        ("A2", 24, None, BETTER),
        ("A1", 24, None, EVEN),
        ("A2", 168, 0.4, EVEN),
        ("A1", 168, 0.4, EVEN),
    }


def test_another_dose_behind_several_visits() -> None:
    rows = _told(
        GROUPS,
        "HAMD-17 scores were lower with group H than with group C at 4 h (P = 0.01) and on day 2 "
        "(P = 0.008), whereas group L did not separate from group C at any visit.",
    )
    assert rows == {
        ("A2", 4, 0.01, BETTER),
        ("A2", 48, 0.008, BETTER),
        ("A1", 4, None, EVEN),
        ("A1", 48, None, EVEN),
    }


def test_dissociation_that_was_over_again() -> None:
    (row,) = _rows(
        TWO, "CADSS scores were higher after ketamine at 30 min (P<0.001), normalising by 2 h."
    )
    assert row.timepoint is not None
    assert (row.timepoint.value, row.direction) == (30, "favours comparator")


def test_from_one_course_to_the_next_is_no_contrast() -> None:
    assert not _rows(
        TWO, "There was no further change in SSI scores during maintenance infusions (p = 0.9)."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (TWO, "MADRS scores declined from baseline with ketamine (p < .001) but not with saline (p = .4)."),
        (TWO, "Improvement in MADRS was seen with ketamine at 24 h (p < .001) but not with saline (p = .4)."),
        (TWO, "Change in MADRS from baseline was significant in the ketamine group (p < 0.001) and in the "
              "saline group (p = 0.02)."),
        (DOSES, "Both 0.5 mg/kg (p < 0.001) and 0.2 mg/kg (p = 0.02) reduced MADRS scores from baseline at "
                "24 h."),
    ],
)  # fmt: skip
def test_what_became_of_each_arm_is_no_test_of_two(text: str, sentence: str) -> None:
    assert not _rows(text, sentence)


def test_a_test_of_each_arm_and_one_of_two() -> None:
    assert _told(
        DOSES,
        "MADRS scores at 24 h fell from baseline in all groups (all p < 0.01), more so with 0.5 mg/kg "
        "than with placebo (p = 0.03).",
    ) == {(HIGH, 24, 0.03, BETTER)}


def test_a_test_of_something_that_has_no_name() -> None:
    rows = _rows(
        TWO,
        "The groups did not differ in response (p = 0.3) or remission (p = 0.5) at week 4, nor in "
        "MADRS scores (p = 0.2).",
    )
    assert {r.direction for r in rows} == {EVEN}
    assert ("remission", 0.3) not in {(r.measure, r.p_value) for r in rows}
    assert ("MADRS", 0.3) not in {(r.measure, r.p_value) for r in rows}
