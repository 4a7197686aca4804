"""A sheet goes out, is edited, and comes back whole or not at all; no cell is a formula."""

from __future__ import annotations

import csv

import pytest
from openpyxl import load_workbook

from dosetable.store.curation.decisions import all_decisions
from dosetable.store.curation.review import Workbench, items
from dosetable.store.curation.spreadsheet import (
    SheetError,
    import_sheet,
    read_sheet,
    safe,
    unsafe,
    write_sheet,
)
from dosetable.store.studies import link_studies


@pytest.fixture
def table(session, samples):
    samples.simple_trial("101", author="=cmd|'/c calc'!A1", year=2020).ingest(session)
    link_studies(session, samples.night)
    return Workbench().table(session)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_there_and_back(session, samples, table, tmp_path, suffix):
    path = tmp_path / f"review.{suffix}"
    count = write_sheet(path, items(table))
    lines = read_sheet(path)
    assert [line["cell"] for line in lines] == [item.id for item in items(table)]
    assert len(lines) == count
    effect = next(line for line in lines if line["field"] == "effect")
    assert effect["value"] == "-7.9"
    effect |= {"decision": "correct", "new value": "-8.1, p = 0.01", "reason": "table 2"}
    lines[-1] |= {"decision": "Accept"}
    results = import_sheet(session, table, lines, curator="ada", now=samples.night)
    assert [result.error for result in results] == [None, None]
    assert len(all_decisions(session)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "correct", "new value": "minus eight", "reason": "x"},
        {"decision": "correct", "reason": "x"},
        {"decision": "reject"},
        {"decision": "approve"},
        {"decision": "accept", "seen": "other"},
        {"decision": "accept", "cell": "nobody-1999/study/-/masking"},
        {"new value": "7"},
    ],
)
def test_one_wrong_line_and_nothing_is_taken(session, samples, table, tmp_path, wrong):
    write_sheet(tmp_path / "review.csv", items(table))
    lines = read_sheet(tmp_path / "review.csv")
    lines[0] |= {"decision": "accept"}
    second = next(line for line in lines if line["field"] == "effect")
    second |= wrong
    results = import_sheet(session, table, lines, curator="ada", now=samples.night)
    assert results[0].error is None
    assert results[1].error
    assert all_decisions(session) == ()


def test_nothing_in_the_sheet_is_a_formula(session, samples, table, tmp_path):
    write_sheet(tmp_path / "review.xlsx", items(table))
    write_sheet(tmp_path / "review.csv", items(table))
    sheet = load_workbook(tmp_path / "review.xlsx").worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    with (tmp_path / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    for text in ("-7.9", "=1+1", "'quoted", "plain", "'-7"):
        assert unsafe(safe(text)) == text


def test_what_is_no_sheet_is_refused(tmp_path):
    for name, content in (
        ("a.csv", b""),
        ("b.csv", b"x,y\n"),
        ("c.xlsx", b"PK no"),
        ("d.csv", b"\xff"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SheetError):
            read_sheet(tmp_path / name)
