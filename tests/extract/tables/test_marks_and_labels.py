"""Tests told by marks, visits around an operation, and which of two statistics a cell gives.

Figures are invented.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.document import Document
from dosetable.extract.facts import Outcome

Table = Callable[..., Document]
Read = Callable[..., tuple[Outcome, ...]]
SALINE = "esketamine 0.25 mg/kg, esketamine 0.5 mg/kg, saline"
HEAD = ["Time | Esketamine 0.25 mg/kg | Esketamine 0.5 mg/kg | Control"]


def test_marks_are_tests_against_the_arm_that_the_footnote_names(
    table: Table, outcomes: Read
) -> None:
    document = table(
        "HAMD-17 scores (mean ± SD)", HEAD,
        "1 day before surgery | 16.9 ± 3.0 | 17.1 ± 3.2 | 16.8 ± 3.1",
        "1 day after surgery | 11.8 ± 2.7* | 9.6 ± 2.6*† | 15.9 ± 3.0",
        "1 week after surgery | 12.6 ± 2.6 | 12.2 ± 2.4‡ | 13.1 ± 2.7",
        foot="*P < 0.05 versus the control group; †P < 0.01 versus the esketamine 0.25 mg/kg group; "
        "‡P < 0.05 versus baseline.",
    )  # fmt: skip
    rows = {
        (o.experimental_arm, o.comparator_arm, o.timepoint and o.timepoint.hours): (o.p_value, o.direction)
        for o in outcomes(document, SALINE)
    }  # fmt: skip
    assert rows["A1", "A3", 24] == (0.05, "favours experimental")
    assert rows["A2", "A3", 24] == (0.05, "favours experimental")
    # A figure without the mark of a test against the control does not differ from it.
    even = (None, "no significant difference")
    assert rows["A1", "A3", 168] == rows["A2", "A3", 168] == even


def test_a_mark_that_is_said_twice_says_nothing(table: Table, outcomes: Read) -> None:
    document = table(
        "HAMD-17 scores (mean ± SD)", HEAD, "Day 1 | 11.8 ± 2.7* | 9.6 ± 2.6 | 15.9 ± 3.0",
        foot="*P < 0.05 versus the control group; *P < 0.01 versus the control group.",
    )  # fmt: skip
    assert all(o.p_value is None for o in outcomes(document, SALINE))


@pytest.mark.parametrize(
    ("label", "hours"),
    [
        ("2 days after surgery", 48),
        ("Day 3 after the operation", 72),
        ("1 week after ECT", 168),
        ("1 month after hospital discharge", 730.5),
    ],
)
def test_a_visit_may_be_told_by_what_came_before_it(
    label: str, hours: float, table: Table, outcomes: Read
) -> None:
    document = table(
        "HAMD-17 scores, mean (SD)", ["Time | Ketamine | Midazolam"], f"{label} | 10.1 (3.0) | 13.2 (3.3)"
    )  # fmt: skip
    (row,) = outcomes(document)
    assert row.timepoint is not None
    assert row.timepoint.hours == hours


def test_mean_or_median_by_what_stands_in_the_brackets(table: Table, outcomes: Read) -> None:
    document = table(
        "Values are mean (SD) or median [IQR]", ["Outcome | Ketamine | Midazolam"],
        "MADRS at day 1 | 12.0 (4.1) | 16.2 (4.4)",
        "PHQ-9 at day 1 | 6 [4–8] | 8 [6–10]",
    )  # fmt: skip
    assert [(o.measure, o.statistic) for o in outcomes(document)] == [
        ("MADRS", "mean score"),
        ("PHQ-9", "median"),
    ]


def test_the_scale_that_patients_rate_is_another_one(table: Table, outcomes: Read) -> None:
    document = table(
        "Outcomes at end of treatment", ["Outcome | Ketamine | Midazolam"],
        "MADRS, mean (SD) | 12.0 (4.1) | 16.2 (4.4)",
        "MADRS-S, mean (SD) | 15.0 (6.1) | 17.2 (6.4)",
    )  # fmt: skip
    assert [(o.measure, o.experimental_value) for o in outcomes(document)] == [
        ("MADRS", 12.0),
        ("MADRS-S", 15.0),
    ]


def test_a_row_with_nothing_but_a_test_names_the_rows_below(table: Table, outcomes: Read) -> None:
    document = table(
        "Outcomes", ["Outcome | Ketamine (n = 40) | Midazolam (n = 40) | P value"],
        "Response on the MADRS by day 3 | | | .02",
        "Response, n (%) | 14 (35.0) | 5 (12.5) | ",
        "Remission of suicidal ideation, based on the C-SSRS, n (%) | | | ",
        "Day 1 | 14 (35.0) | 3 (7.5) | .005",
    )  # fmt: skip
    rows = [(o.measure, o.experimental_value, o.p_value) for o in outcomes(document)]
    assert rows == [("response", 35.0, None), ("remission", 35.0, 0.005)]


def test_a_test_of_its_own_row_is_no_name(table: Table, outcomes: Read) -> None:
    document = table(
        "MADRS scores, mean (SD)", ["Time | Ketamine | Midazolam | P value"],
        "Day 1 | 12.0 (4.1) | 16.2 (4.4) | .01",
        "Time × group interaction | | | .03",
        "Day 7 | 15.0 (5.0) | 16.8 (5.2) | .40",
    )  # fmt: skip
    assert [o.p_value for o in outcomes(document)] == [0.01, 0.40]


ARTICLE = (
    "<article><front><article-meta><title-group><article-title>Ketamine in treatment-resistant depression: "
    "a randomized trial</article-title></title-group><abstract><p>{people} patients with treatment-resistant "
    "depression were randomized to ketamine 0.5 mg/kg or midazolam 0.045 mg/kg, each infused over 40 "
    "minutes.</p></abstract></article-meta></front><body><sec><title>Results</title><table-wrap>"
    "<label>Table 2</label><caption><p>MADRS scores, mean (SD)</p></caption><table><thead><tr><th>Time</th>"
    "<th>Ketamine (n = 41)</th><th>Midazolam (n = 39)</th></tr></thead><tbody><tr><td>Day 1</td>"
    "<td>12.0 (4.1)</td><td>16.2 (4.4)</td></tr></tbody></table></table-wrap></sec></body></article>"
)


@pytest.mark.parametrize(("people", "sizes"), [("80", [41, 39]), ("84", [None, None])])
def test_sizes_in_heads_count_where_they_add_up_to_all(
    people: str, sizes: list[int | None]
) -> None:
    (facts,) = extract_bytes(ARTICLE.format(people=people).encode())
    assert [arm.n for arm in facts.arms] == sizes


CODED = (
    "<article><front><article-meta><title-group><article-title>Esketamine added to propofol in ECT for "
    "depression: a randomized trial</article-title></title-group><abstract><p>80 patients with major depressive "
    "disorder having ECT were randomized to group ES (esketamine 0.3 mg/kg, n = 40) or group P (saline, n = 40). "
    "HAMD-24 scores were taken 1 day (T1) and 1 week (T2) after the first session.</p></abstract></article-meta>"
    "</front><body><sec><title>Results</title><table-wrap><label>Table 2</label><caption><p>{caption}</p></caption>"
    "<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></table-wrap></sec></body></article>"
)


def _coded(caption: str, head: str, *rows: str) -> list[tuple[object, ...]]:
    def line(cells: str, name: str) -> str:
        return "".join(f"<{name}>{cell.strip()}</{name}>" for cell in cells.split("|"))

    body = "".join(f"<tr>{line(row, 'td')}</tr>" for row in rows)
    text = CODED.format(caption=caption, head=line(head, "th"), body=body)
    (facts,) = extract_bytes(text.encode())
    drug = {a.id: a.drug for a in facts.arms}
    return [
        (
            drug[o.experimental_arm or ""],
            o.timepoint and o.timepoint.hours,
            o.experimental_value,
            o.comparator_value,
            o.p_value,
        )
        for o in facts.outcomes
    ]


def test_letters_of_groups_and_codes_of_visits_as_the_text_explains_them() -> None:
    rows = _coded(
        "HAMD-24 scores (mean ± SD)", "Scale | Group | T1 | T2",
        "HAMD-24 | ES | 25.3 ± 4.8*^# | 17.2 ± 4.4*^#", "HAMD-24 | P | 29.6 ± 5.0* | 20.7 ± 4.9*",
    )  # fmt: skip
    assert rows == [
        ("esketamine", 24, 25.3, 29.6, None),
        ("esketamine", 168, 17.2, 20.7, None),
    ]


def test_the_letter_p_over_the_tests_is_no_group() -> None:
    rows = _coded(
        "Response [n (%)]", "Outcome | Group ES (n = 40) | Group P (n = 40) | χ2 | P",
        "Response at T1 | 24 (60.0) | 14 (35.0) | 5.01 | 0.025",
    )  # fmt: skip
    assert ("esketamine", 24, 60.0, 35.0, 0.025) in rows
    assert {row[-1] for row in rows} == {0.025}
