"""Tables in plain text and on web pages: rows of cells between bars or tabs. Figures are invented."""

from __future__ import annotations

import pytest

from dosetable.extract.collect import extract_bytes
from dosetable.extract.facts import StudyFacts
from dosetable.extract.readers import read

HEAD = (
    "Intravenous ketamine in treatment-resistant depression: a randomized trial\n\n"
    "Methods: Forty patients with treatment-resistant depression were randomized to ketamine 0.5 mg/kg"
    " (n = 20) or midazolam 0.03 mg/kg (n = 20), each infused over 40 minutes.\n\n"
)
TABLE = """Table 2. Depression scores after the infusion
 | Ketamine (n = 20) | | Midazolam (n = 20) | | |
 | Mean (SD) | n | Mean (SD) | n | p value |
MADRS | |||||
Day 1 | 14.1 (6.2) | 19 | 21.3 (7.0) | 20 | 0.002 |
Day 7 | 18.0 (7.7) | 18 | 22.4 (6.9) | 19 | 0.07 |

There were no serious adverse events.
"""
MARKDOWN = """| Outcome | Ketamine (n = 20) | Midazolam (n = 20) |
| --- | --- | --- |
| MADRS at day 1, mean (SD) | 14.1 (6.2) | 21.3 (7.0) |
| Response at day 1, n (%) | 12 (60) | 4 (20) |
"""


def _facts(text: str) -> StudyFacts:
    (facts,) = extract_bytes(text.encode())
    return facts


def _pairs(facts: StudyFacts) -> list[tuple[object, ...]]:
    return [
        (o.measure, o.timepoint and o.timepoint.hours, o.experimental_value, o.comparator_value)
        for o in facts.outcomes
    ]


def test_heads_over_two_columns_and_rows_that_name_the_scale() -> None:
    facts = _facts(HEAD + TABLE)
    assert _pairs(facts) == [("MADRS", 24, 14.1, 21.3), ("MADRS", 168, 18.0, 22.4)]
    first, second = facts.outcomes
    assert (first.p_value, first.direction) == (0.002, "favours experimental")
    assert (second.p_value, second.direction) == (0.07, "no significant difference")
    assert (first.experimental_n, first.comparator_n) == (19, 20)


@pytest.mark.parametrize("bar", ["|", "\t"])
def test_the_borders_may_be_bars_or_tabs(bar: str) -> None:
    rows = [line.strip("| ").split(" | ") for line in MARKDOWN.splitlines() if "---" not in line]
    text = HEAD + "\n".join(f" {bar} ".join(row) for row in rows)
    assert _pairs(_facts(text)) == [("MADRS", 24, 14.1, 21.3), ("response", 24, 60, 20)]


def test_markdown_and_the_same_table_on_a_web_page() -> None:
    assert _pairs(_facts(HEAD + MARKDOWN)) == [("MADRS", 24, 14.1, 21.3), ("response", 24, 60, 20)]
    rows = [line.strip("| ").split(" | ") for line in MARKDOWN.splitlines() if "---" not in line]
    cells = ("".join(f"<td>{c}</td>" for c in row) for row in rows)
    paragraphs = "".join(f"<p>{p}</p>" for p in HEAD.split("\n\n")[1:] if p)
    page = (
        f"<html><head><title>{HEAD.splitlines()[0]}</title></head><body><article><h1>{HEAD.splitlines()[0]}"
        f"</h1>{paragraphs * 2}<table>{''.join(f'<tr>{c}</tr>' for c in cells)}</table></article></body></html>"
    )
    assert ("MADRS", 24, 14.1, 21.3) in _pairs(_facts(page))


def test_every_cell_is_the_text_at_its_offsets_and_prose_goes_on_behind() -> None:
    (document,) = read((HEAD + TABLE).encode())
    (table,) = document.tables
    assert table.label == "Table 2"
    assert document.text[table.caption_start : table.caption_end] == "Depression scores after the infusion"  # fmt: skip
    texts = {document.text[c.start : c.end] for c in table.cells}
    assert {"Ketamine (n = 20)", "14.1 (6.2)", "0.07", "MADRS"} <= texts
    over = next(c for c in table.cells if document.text[c.start : c.end] == "Ketamine (n = 20)")
    assert (over.header, over.column, over.column_span) == (True, 1, 2)
    kinds = [s.kind for s in document.sections]
    assert kinds.index("table") < len(kinds) - 1  # the last paragraph is prose again


def test_a_count_and_its_share_where_no_label_says_so() -> None:
    plain = MARKDOWN.replace("Response at day 1, n (%)", "Response at day 1")
    assert ("response", 24, 60, 20) in _pairs(_facts(HEAD + plain))
    other = plain.replace("12 (60)", "12 (55)")  # no share of 20
    assert all(o.measure != "response" for o in _facts(HEAD + other).outcomes)


@pytest.mark.parametrize(
    "text",
    [
        "Home | News | Research\nContact | About | Staff\n",  # two lines of links
        "A bar | in a | sentence is no table.\n\nNor | is | this one.\n",
        "\n".join(
            f"{'word ' * 60}| {'word ' * 60}| {'word ' * 60}" for _ in range(4)
        ),  # laid out so
    ],
)
def test_what_is_no_table_stays_prose(text: str) -> None:
    (document,) = read((HEAD + text).encode())
    assert document.tables == ()


def test_cells_that_lost_their_borders_are_no_result() -> None:
    facts = _facts(
        HEAD + "Results\nMADRS at day 135.8 (4.5)38.3 (3.8).010\nHAM-D18.1 (2.0)19.2 (2.2).2\n"
    )
    assert facts.outcomes == ()


def test_heads_that_lost_their_empty_places_share_the_columns_evenly() -> None:
    table = (
        "Table 3.\nMeasure | Ketamine | Midazolam | ||||\n---|---|---|---|---|---|---|\n"
        "Mean | SD | N | Mean | SD | N | |\nMADRS | ||||||\n"
        "Day 1 | 12.5 | 7.1 | 20 | 16.0 | 9.0 | 19 |\nDay 7 | 16.1 | 9.0 | 18 | 17.0 | 9.9 | 19 |\n"
        "n/N | % | n/N | % | |||\nResponse on the MADRS | ||||||\nDay 1 | 12/20 | 60 | 4/19 | 21 | ||\n"
    )
    facts = _facts(HEAD + table)
    assert _pairs(facts) == [("MADRS", 24, 12.5, 16.0), ("MADRS", 168, 16.1, 17.0)]
    assert facts.outcomes[0].experimental_dispersion == 7.1  # and no rate: its places are not known


def test_heads_that_share_no_columns_evenly_are_not_read() -> None:
    table = "Table 3.\n | Ketamine | Midazolam | P |||\nMADRS day 1 | 12 | 7 | 16 | 9 | .03 |\n" * 1
    table += "MADRS day 7 | 14 | 7 | 16 | 8 | .31 |\n"
    assert _facts(HEAD + table).outcomes == ()


@pytest.mark.parametrize(
    ("label", "known"),
    [("Mean difference vs placebo (SE)", True), ("Mean difference (SE)", False)],
)
def test_a_row_that_lost_an_empty_place(label: str, known: bool) -> None:
    """It belongs where its label names the arm that has none; else it is left out, with its p."""
    doses = (
        "Esketamine spray in treatment-resistant depression: a randomized trial\n\nMethods: Patients with "
        "treatment-resistant depression were randomized to placebo (n = 33) or esketamine 28 mg (n = 11) or "
        "56 mg (n = 11) nasal spray.\n\n"
    )
    table = (
        "Table 1. MADRS at 24 h\nVariable | Placebo | Esketamine 28 mg | Esketamine 56 mg |\n---|---|---|---|\n"
        "Mean change (SE) | -5.7 (1.8) | -14.8 (2.8) | -15.7 (2.7) |\n"
        f"{label} | -9.1 (3.1) | -10.0 (3.0) | |\nP value | .002 | .001 | |\n"
    )
    facts = _facts(doses + table)
    found = {(o.experimental_value, o.comparator_value, o.value, o.p_value) for o in facts.outcomes}
    if known:
        assert found == {
            (-14.8, -5.7, None, 0.002), (-15.7, -5.7, None, 0.001),
            (None, None, -9.1, 0.002), (None, None, -10.0, 0.001),
        }  # fmt: skip
    else:
        assert found == {(-14.8, -5.7, None, None), (-15.7, -5.7, None, None)}


PAGE = (
    "<html><head><title>Ketamine for depression</title></head><body><article><h1>Ketamine for treatment-resistant depression: a randomized trial</h1><h2>Methods</h2>"
    "<p>In this randomized, double-blind trial 49 adults with treatment-resistant depression were given one intravenous infusion of ketamine 0.5 mg/kg (n = 25) or midazolam 0.045 mg/kg (n = 24).</p>"
    "<h2>Results</h2><p>The outcomes are listed below, by visit and by group of treatment.</p><table>{table}</table><p>Nobody left the trial before the last visit, and all were seen.</p></article></body></html>"
)


@pytest.mark.parametrize(
    "table",
    [
        "<caption>Table 2. MADRS, mean (SD)</caption><thead><tr><th>Time</th><th>Ketamine</th><th>Midazolam</th></tr></thead>"
        "<tr><td>24 h</td><td>17 (8)</td><td>22 (9)</td></tr><tr><td>Day 7</td><td>20 (8)</td><td>23 (9)</td></tr>"
        "<tfoot><tr><td colspan='3'>All patients were seen at both visits.</td></tr></tfoot>",
        "<caption>Table 2. Scores, mean (SD)</caption><thead><tr><th>Scale</th><th>Group</th><th>24 h</th><th>7 days</th></tr></thead>"
        "<tr><td rowspan='2'>MADRS</td><td>Ketamine</td><td>17 (8)</td><td>20 (8)</td></tr><tr><td>Midazolam</td><td>22 (9)</td><td>23 (9)</td></tr>"
        "<tr><td rowspan='2'>HAM-A</td><td>Ketamine</td><td>7 (3)</td><td>8 (3)</td></tr><tr><td>Midazolam</td><td>12 (4)</td><td>13 (4)</td></tr>",
        "<thead><tr><th colspan='3'>MADRS, mean (SD)</th></tr><tr><th>Group</th><th>24 h</th><th>Day 7</th></tr></thead>"
        "<tr><td>Ketamine</td><td>17 (8)</td><td>20 (8)</td></tr><tr><td>Midazolam</td><td>22 (9)</td><td>23 (9)</td></tr>",
    ],
    ids=["caption and foot", "labels over rows", "title in the head"],
)
def test_captions_notes_and_labels_inside_the_table_of_a_page(table: str) -> None:
    (facts,) = extract_bytes(PAGE.format(table=table).encode())
    rows = [
        (o.measure, o.timepoint and o.timepoint.hours, o.experimental_value, o.comparator_value, o.dispersion_type)
        for o in facts.outcomes
    ]  # fmt: skip
    assert rows == [("MADRS", 24, 17, 22, "SD"), ("MADRS", 168, 20, 23, "SD")]


ROWS = (
    "<table><thead><tr><th></th><th colspan='2'>Ketamine (n = 25)</th><th colspan='2'>Midazolam (n = 24)</th></tr><tr><th>Time</th><th>n</th><th>Mean (SD)</th><th>n</th><th>Mean (SD)</th></tr></thead>"
    "<tbody><tr><th>24 h</th><td>25</td><td>17 (8)</td><td>23</td><td>22 (9)</td></tr><tr><th>Day 7</th><td>24</td><td>20 (8)</td><td>22</td><td>23 (9)</td></tr></tbody></table>"
)


@pytest.mark.parametrize(
    "box",
    [
        "<figure><figcaption><b>Table 2</b> MADRS total score</figcaption>{rows}</figure>",
        "<div class='tables'><span class='captions'><p><span class='label'>Table 2</span>. MADRS total score by visit.</p></span><div class='groups'>{rows}</div></div>",
        "<div class='table-wrap'><div class='table-title'>Table 2: MADRS total score</div>{rows}<p>All were seen at both visits.</p></div>",
        "<h3>Table 2. MADRS total score</h3>{rows}",
    ],
)
def test_captions_beside_the_table_of_a_page(box: str) -> None:
    page = PAGE.replace("<table>{table}</table>", "{table}").format(table=box.format(rows=ROWS))
    (facts,) = extract_bytes(page.encode())
    rows = [(o.measure, o.experimental_value, o.comparator_value, o.experimental_n) for o in facts.outcomes]  # fmt: skip
    assert rows == [("MADRS", 17, 22, 25), ("MADRS", 20, 23, 24)]


def test_a_caption_among_several_tables_is_left_where_it_is() -> None:
    box = f"<figure><figcaption>Table 2 MADRS total score</figcaption>{ROWS}{ROWS}</figure>"
    (facts,) = extract_bytes(PAGE.replace("<table>{table}</table>", box).encode())
    assert facts.outcomes == ()
