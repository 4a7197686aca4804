"""Verdicts without figures, in the many words that reports have for them. Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes

TWO = (
    "A randomized trial of ketamine against midazolam in treatment-resistant depression\n\n"
    "Methods: In this double-blind trial, 60 adults with treatment-resistant major depressive disorder were randomly "
    "assigned to a single intravenous infusion of ketamine (0.5 mg/kg; n = 30) or midazolam (0.045 mg/kg; n = 30) over "
    "40 minutes. The primary outcome was the MADRS score at 24 hours.\nResults: "
)
SPRAY = (
    "Esketamine nasal spray with a new antidepressant: a randomized double-blind trial\n\n"
    "Methods: Adults with treatment-resistant depression were randomized (1:1:1) to esketamine 56 mg, esketamine 84 mg "
    "or placebo nasal spray, twice a week for 4 weeks. The primary endpoint was change in MADRS total score from "
    "baseline to day 28.\nResults: "
)
BIRTH = (
    "Esketamine and depression after caesarean delivery: a randomized trial\n\n"
    "Methods: Women having a caesarean were randomized to esketamine 0.25 mg/kg (n = 120) or saline (n = 120) "
    "intravenously after delivery. The primary outcome was postpartum depression (EPDS score of 13 or more) at 42 days."
    "\nResults: "
)
WON, LOST, EVEN = "favours experimental", "favours comparator", "no significant difference"
Told = set[tuple[str, float | None, str | None]]


def _told(text: str) -> Told:
    (facts,) = extract_bytes(text.encode())
    return {
        (o.measure, o.timepoint.hours if o.timepoint else None, o.direction)
        for o in facts.outcomes
        if o.comparator_arm
    }


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "Although response rates did not differ between groups, HAM-D scores were lower with ketamine at day 7.",
            {("response", None, EVEN), ("HAM-D", 168, WON)},
        ),
        (
            "Whereas the BDI showed no difference, HAM-D scores at 24 hours favoured ketamine over midazolam (P = .02).",
            {("BDI", None, EVEN), ("HAM-D", 24, WON)},
        ),
        (
            "At 24 h HAM-D scores did not differ, but at day 7 they were lower with ketamine.",
            {("HAM-D", 24, EVEN), ("HAM-D", 168, WON)},
        ),
        (
            "Ketamine raised BPRS scores significantly relative to midazolam at 40 min (P < .001), but scores were "
            "similar by 2 h.",
            {("BPRS", 0.667, LOST), ("BPRS", 2, EVEN)},
        ),
    ],
)
def test_each_part_of_a_sentence_has_its_own_verdict(sentence: str, rows: Told) -> None:
    assert _told(TWO + sentence) == rows


@pytest.mark.parametrize(
    "sentence",
    [
        "BDI scores were equivalent in the two groups at day 7.",
        "The two groups showed a similar decrease in BDI scores at day 7.",
        "Ketamine was as effective as midazolam on the BDI at day 7.",
        "At day 7 the two treatments were equally effective on the BDI.",
    ],
)
def test_the_two_arms_were_alike(sentence: str) -> None:
    assert _told(TWO + sentence) == {("BDI", 168, EVEN)}


@pytest.mark.parametrize(
    "sentence",
    [
        "No treatment-by-time interaction emerged for the BDI.",
        "There was neither a main effect of treatment nor a treatment x time interaction on the BDI.",
    ],
)
def test_no_interaction_of_the_treatment_with_time(sentence: str) -> None:
    assert _told(TWO + sentence) == {("BDI", None, EVEN)}


def test_an_interaction_with_age_is_of_no_contrast() -> None:
    assert _told(f"{TWO}No treatment-by-age interaction emerged for the BDI.") == set()


def test_an_interaction_over_three_arms_is_of_no_two() -> None:
    assert _told(f"{SPRAY}No treatment-by-time interaction emerged for the PHQ-9.") == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Ketamine was associated with significantly lower HAM-D scores at day 3.",
        "At day 3, HAM-D scores were lower in patients who received ketamine.",
        "HAM-D scores improved to a greater extent in the ketamine group than in the midazolam group at day 3.",
        "The difference in HAM-D scores remained significant at day 3.",
        "The decline in HAM-D scores from baseline to day 3 was larger with ketamine than with midazolam.",
    ],
)
def test_the_drug_did_better(sentence: str) -> None:
    assert _told(TWO + sentence) == {("HAM-D", 72, WON)}


def test_a_difference_that_held_until_a_visit_and_was_over_at_the_next() -> None:
    rows = _told(
        f"{TWO}The difference in HAM-D scores remained significant through day 3 but not day 7."
    )
    assert rows == {("HAM-D", 72, WON), ("HAM-D", 168, EVEN)}


def test_a_poorer_response() -> None:
    rows = _told(f"{TWO}Ketamine patients had a poorer response than midazolam patients at day 3.")
    assert rows == {("response", 72, LOST)}


@pytest.mark.parametrize(
    "sentence",
    [
        "The difference in CADSS scores was significant at 40 minutes only (P < .001).",
        "There was a significant effect of drug on CADSS scores at 40 minutes.",
        "Dissociation (CADSS) was significantly greater with ketamine than midazolam at 40 minutes.",
        "There was a clear increase in CADSS scores with ketamine versus midazolam at 40 minutes.",
        "CADSS scores were higher in the ketamine group at 40 minutes and had returned to baseline by 2 hours.",
    ],
)
def test_a_greater_effect_on_dissociation_is_a_worse_one(sentence: str) -> None:
    assert _told(TWO + sentence) == {("CADSS", 0.667, LOST)}


def test_what_fell_more_is_better_on_the_bprs_too() -> None:
    rows = _told(f"{TWO}BPRS scores improved more with ketamine than with midazolam at day 1.")
    assert rows == {("BPRS", 24, WON)}


def test_alike_thereafter_says_nothing_of_the_visit_before() -> None:
    peaked = "CADSS scores peaked at 40 min in the ketamine group and were not different from midazolam thereafter."
    assert _told(TWO + peaked) == set()


def test_no_difference_among_three_groups_is_of_no_two_of_them() -> None:
    rows = _told(
        f"{SPRAY}While no differences in response were found among the three groups, esketamine 84 mg was better than "
        "placebo on the MADRS at day 28."
    )
    assert rows == {("MADRS", 672, WON)}


def test_whereas_the_other_dose_was() -> None:
    (facts,) = extract_bytes(
        f"{SPRAY}Esketamine 56 mg was not superior to placebo at 24 hours (P = .12), whereas 84 mg was (P = .02).".encode()
    )
    dose = {a.id: a.dose.value for a in facts.arms if a.dose}
    told = {(dose[o.experimental_arm or ""], o.p_value, o.direction) for o in facts.outcomes}
    assert told == {(56, 0.12, EVEN), (84, 0.02, WON)}


def test_a_lower_risk_is_lower_than_in_the_other_group() -> None:
    rows = _told(
        f"{BIRTH}Esketamine reduced the risk of postpartum depression at 1 week and 4 weeks."
    )
    assert rows == {("postpartum depression", 168, WON), ("postpartum depression", 672, WON)}


def test_less_common_at_one_visit() -> None:
    rows = _told(
        f"{BIRTH}Postpartum depression was less common with esketamine at 1 week but not at 4 weeks."
    )
    assert rows == {("postpartum depression", 168, WON), ("postpartum depression", 672, EVEN)}


@pytest.mark.parametrize(
    ("sentence", "hours"),
    [
        (
            "On days 1-3 and 7, HAM-D scores were lower with ketamine than with midazolam.",
            {24, 72, 168},
        ),
        ("HAM-D scores were lower with ketamine than midazolam from day 2 to day 7.", {48, 168}),
        (
            "The change in HAM-D from day 1 to day 7 was greater with ketamine than midazolam.",
            {168},
        ),
    ],
)
def test_both_ends_of_a_range_of_visits(sentence: str, hours: set[float]) -> None:
    assert _told(TWO + sentence) == {("HAM-D", h, WON) for h in hours}


@pytest.mark.parametrize(
    "sentence",
    [
        "Ketamine was not more effective than midazolam on the BDI at day 7.",
        "Ketamine was not associated with lower BDI scores at day 7.",
        "Ketamine did not result in lower BDI scores than midazolam at day 7.",
        "By day 7 ketamine and midazolam were indistinguishable on the BDI.",
    ],
)
def test_what_the_drug_did_not_do(sentence: str) -> None:
    assert _told(TWO + sentence) == {("BDI", 168, EVEN)}


def test_people_who_did_not_remit_are_no_arm() -> None:
    rows = _told(f"{TWO}Patients who did not achieve remission had higher BDI scores at day 7.")
    assert rows == set()


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "The superiority of ketamine over midazolam at day 1 was no longer significant at day 7.",
            {("MADRS", 168, EVEN)},
        ),
        (
            "Ketamine lowered HAM-D and SSI scores more than midazolam at 24 hours, with the effect on the SSI "
            "persisting to day 7.",
            {("HAM-D", 24, WON), ("SSI", 24, WON), ("SSI", 168, WON)},
        ),
        (
            "The effect of ketamine over midazolam was evident within 2 hours and was sustained for 1 week.",
            {("MADRS", 2, WON), ("MADRS", 168, WON)},
        ),
        (
            "Ketamine led to greater improvements than midazolam in depressive symptoms at 24 hours and in suicidal "
            "ideation at 72 hours.",
            {("MADRS", 24, WON), ("suicidal ideation", 72, WON)},
        ),
        (
            "Greater symptom reduction with ketamine was apparent from 2 h to day 7 on the HAM-D.",
            {("HAM-D", 2, WON), ("HAM-D", 168, WON)},
        ),
        (
            "On day 3, BDI scores were lower in the ketamine group (P = .02); at 1 month, they were similar (P = .6).",
            {("BDI", 72, WON), ("BDI", 730.5, EVEN)},
        ),
    ],
)
def test_which_visit_a_verdict_is_of(sentence: str, rows: Told) -> None:
    assert _told(TWO + sentence) == rows


@pytest.mark.parametrize(
    "sentence",
    [
        "Ketamine had a significant advantage over midazolam on the BDI at day 7.",
        "Unlike midazolam, ketamine was followed by lower BDI scores at day 7.",
        "Ketamine-treated patients were significantly more likely to have lower BDI scores at day 7.",
    ],
)
def test_the_one_that_did_better(sentence: str) -> None:
    assert _told(TWO + sentence) == {("BDI", 168, WON)}


def test_relapse_came_later() -> None:
    rows = _told(f"{TWO}The time to relapse was longer after ketamine than after midazolam.")
    assert rows == {("relapse", None, WON)}


def test_a_row_without_a_visit_has_not_the_role_of_the_primary_one() -> None:
    (facts,) = extract_bytes(
        f"{TWO}MADRS scores did not differ between the groups at follow-up.".encode()
    )
    assert [(o.timepoint, o.role) for o in facts.outcomes] == [(None, None)]


def test_another_dose_was_effective_at_the_first_visit_only() -> None:
    (facts,) = extract_bytes(
        f"{SPRAY}Esketamine 84 mg was more effective than placebo on the MADRS at day 2 and day 8, whereas the 56 mg "
        "dose was effective at day 2 only.".encode()
    )
    dose = {a.id: a.dose.value for a in facts.arms if a.dose}
    told = {
        (dose[o.experimental_arm or ""], o.timepoint and o.timepoint.hours) for o in facts.outcomes
    }
    assert (56, 192) not in told
    assert told >= {(84, 48), (84, 192)}


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "HAM-D and QIDS-SR, but not BDI, scores were lower with ketamine at day 3.",
            {("HAM-D", 72, WON), ("QIDS-SR", 72, WON), ("BDI", 72, EVEN)},
        ),
        (
            "Ketamine was superior at day 3 for the HAM-D (P = .01) but not for the BDI (P = .2).",
            {("HAM-D", 72, WON), ("BDI", 72, EVEN)},
        ),
        (
            "The difference between ketamine and midazolam was significant on the HAM-D at day 3 and on the BDI at day "
            "5, but on neither scale at day 7.",
            {("HAM-D", 72, WON), ("BDI", 120, WON), ("BDI", 168, EVEN)},
        ),
        (
            "Despite lower HAM-D scores with ketamine at day 3, remission rates were not different.",
            {("HAM-D", 72, WON), ("remission", None, EVEN)},
        ),
    ],
)
def test_what_is_taken_back_for_some_measures(sentence: str, rows: Told) -> None:
    assert _told(TWO + sentence) == rows


def test_a_measure_that_is_excepted_is_not_among_all() -> None:
    rows = _told(
        f"{TWO}With the exception of the BDI, all measures favoured ketamine over midazolam at day 3."
    )
    assert not any(name == "BDI" for name, _, _ in rows)


def test_similar_results_for_other_measures() -> None:
    first = "At day 3, ketamine was superior to midazolam on the HAM-D."
    rows = _told(f"{TWO}{first} Similar results were found for the BDI and the CGI-S.")
    assert rows == {("HAM-D", 72, WON), ("BDI", 72, WON), ("CGI-S", 72, WON)}
    two = "At days 3 and 7, ketamine was superior to midazolam on the HAM-D."
    assert not any(
        n == "BDI" for n, _, _ in _told(f"{TWO}{two} Similar results were found for the BDI.")
    )


def test_two_doses_of_which_one_is_named_by_a_word_alone() -> None:
    (facts,) = extract_bytes(
        b"Two doses of oral ketamine: a randomized trial\n\nMethods: Adults with treatment-resistant depression were "
        b"randomly assigned to low-dose (1 mg/kg; n = 20) or high-dose (2 mg/kg; n = 20) oral ketamine. Depression was "
        b"rated with the HAM-D.\nResults: HAM-D scores showed no difference (P = 0.8) when low versus high-dose "
        b"ketamine were compared."
    )
    assert [(o.measure, o.p_value, o.direction) for o in facts.outcomes] == [("HAM-D", 0.8, EVEN)]


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "EPDS scores decreased over time in both groups and were lower in the esketamine group at each visit.",
            {("EPDS", None, WON)},
        ),
        (
            "EPDS scores decreased in both groups at day 7 and day 14 (P<0.05), and were lower in the esketamine group at "
            "day 14.",
            {("EPDS", 336, WON)},
        ),
        (
            "EPDS scores improved over time in both groups, with greater improvement in the esketamine group at day 14.",
            {("EPDS", 336, WON)},
        ),
        ("EPDS scores decreased in both groups at day 7 and were lower at day 14.", set()),
        (
            "The risk of postpartum depression at day 14 was halved with esketamine.",
            {("postpartum depression", 336, WON)},
        ),
    ],
)
def test_how_each_group_went_and_then_who_had_less(sentence: str, rows: Told) -> None:
    assert _told(BIRTH + sentence) == rows


@pytest.mark.parametrize(
    "sentence",
    [
        "There were significant group differences in MADRS scores at day 8 (P = .003).",
        "All groups improved on the MADRS by day 8, and no differences between the groups were found.",
        "MADRS scores at day 8 did not differ between the groups.",
    ],
)
def test_one_test_of_three_groups_is_of_no_two(sentence: str) -> None:
    assert _told(SPRAY + sentence) == set()


def test_a_difference_seen_later_and_gone_later_still() -> None:
    rows = _told(
        f"{TWO}HAM-D scores were lower in the ketamine group than in the midazolam group at day 1. This difference was also "
        "significant at day 3 but not at day 7."
    )
    assert rows == {("HAM-D", 24, WON), ("HAM-D", 72, WON), ("HAM-D", 168, EVEN)}


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        (
            "Response was more frequent with ketamine at day 3. Remission was not.",
            {("response", 72, WON), ("remission", 72, EVEN)},
        ),
        (
            "Response rates at day 3 were greater with ketamine (P = .02), but remission rates were not (P = .1).",
            {("response", 72, WON), ("remission", 72, EVEN)},
        ),
        ("At no time point did the groups differ on the BDI.", {("BDI", None, EVEN)}),
        (
            "An advantage for ketamine was found at day 3, which did not persist at day 7.",
            {("MADRS", 168, EVEN)},
        ),
        ("The BDI also showed a benefit of ketamine at day 3.", {("BDI", 72, WON)}),
    ],
)
def test_short_sentences(sentence: str, rows: Told) -> None:
    assert _told(TWO + sentence) == rows
