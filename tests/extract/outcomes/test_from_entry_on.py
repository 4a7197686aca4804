"""Results behind a sentence on how the groups began, parts of the people, and 'lower than the 21% in'.
Every sentence is our own."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import Outcome

TWO = (
    "Ketamine or midazolam: a randomized double-blind trial\n\nMethods: Eighty adults with major depressive disorder were "
    "randomized to ketamine 0.5 mg/kg (n = 40) or midazolam 0.05 mg/kg (n = 40), infused over 40 minutes. The primary outcome "
    "was the MADRS score at 24 hours.\nResults: "
)
ENTRY = "At baseline, mean MADRS scores were {}. "
THEN = "At 24 hours they were {}, respectively (adjusted difference -6.9, 95% CI -11.2 to -2.6, p = 0.002)."


def _rows(text: str) -> tuple[Outcome, ...]:
    (facts,) = extract_bytes(f"{TWO}{text}".encode())
    return facts.outcomes


@pytest.mark.parametrize(
    ("entry", "then"),
    [
        ("34.8 (SD 5.6) in the ketamine group and 35.1 (SD 6.0) in the midazolam group", "18.9 (SD 10.2) and 26.0 (SD 9.7)"),
        ("35.1 (SD 6.0) in the midazolam group and 34.8 (SD 5.6) in the ketamine group", "26.0 (SD 9.7) and 18.9 (SD 10.2)"),
    ],
)  # fmt: skip
def test_the_order_of_the_sentence_before(entry: str, then: str) -> None:
    difference, scores = _rows(ENTRY.format(entry) + THEN.format(then))
    assert (difference.statistic, difference.value) == ("mean difference", -6.9)
    assert (scores.measure, scores.experimental_value, scores.comparator_value) == (
        "MADRS",
        18.9,
        26.0,
    )
    assert {o.direction for o in (difference, scores)} == {"favours experimental"}


@pytest.mark.parametrize(
    "part",
    [
        "Among participants with a history of suicide attempts (n = 38),",
        "In patients with comorbid anxiety,",
        "Among those with no previous treatment,",
    ],
)
def test_a_part_of_the_people_is_not_the_trial(part: str) -> None:
    assert not _rows(
        f"{part} MADRS scores at 24 hours were 17.5 with ketamine and 27.2 with midazolam (p = 0.006)."
    )


def test_what_everybody_had_is_no_part() -> None:
    (row,) = _rows(
        "In patients with major depression, MADRS scores at 24 hours were 17.5 with ketamine and 27.2 with midazolam (p = 0.006)."
    )
    assert (row.experimental_value, row.comparator_value) == (17.5, 27.2)


def test_lower_than_the_share_in_the_other_group() -> None:
    (facts,) = extract_bytes(
        b"Esketamine after caesarean delivery: a randomized trial\n\nMethods: 240 women were randomly assigned to esketamine "
        b"0.2 mg/kg (n = 120) or saline (n = 120). The primary outcome was postpartum depression at 6 weeks.\nResults: At 6 weeks "
        b"the incidence of postpartum depression was 10.3% (12/116) in the esketamine group, lower than the 21.1% (24/114) in the "
        b"saline group (P = 0.025)."
    )
    (row,) = facts.outcomes
    assert (row.experimental_value, row.comparator_value) == (10.3, 21.1)
    assert row.direction == "favours experimental"


def test_an_infusion_of_the_series_is_not_the_primary_visit() -> None:
    (row,) = _rows("The ketamine group had lower MADRS scores only after infusion five (p = 0.02).")
    assert (row.timepoint, row.role, row.p_value) == (None, None, 0.02)


def test_the_last_of_the_side_effects_is_no_outcome() -> None:
    assert not _rows(
        "The most common adverse events were headache, nausea, and dissociation; the last-mentioned was transient and "
        "did not persist beyond 3 hours from the start of the ketamine infusion."
    )


def test_a_heading_of_several_things_names_none_of_the_figures_behind_it() -> None:
    rows = _rows(
        "MADRS scores were lower with ketamine at day 7 (p = 0.01). Early improvement, response and remission. At day 14, "
        "33 of 40 patients (82.5%) in the ketamine group and 17 of 40 (42.5%) in the midazolam group showed early "
        "improvement (OR = 6.38, 95% CI 2.28 to 17.85, p < 0.001)."
    )
    assert [(o.measure, o.value) for o in rows] == [("MADRS", None)]
