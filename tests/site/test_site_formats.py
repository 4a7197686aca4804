"""Each further format holds what the edition holds."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType

import openpyxl

from dosetable.site.exports import FIELDS, records
from dosetable.site.formats import provenance_lines, xlsx_file

NAMES = [name for name, _, _ in FIELDS]


def test_a_spreadsheet_holds_every_value_and_no_formula(sample: ModuleType) -> None:
    edition = sample.edition()
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file(edition))).active
    head, *lines = sheet.iter_rows()
    assert [cell.value for cell in head] == NAMES
    expected = [[record.get(name) for name in NAMES] for record in records(edition)]
    assert [[cell.value for cell in line] for line in lines] == expected
    assert "f" not in {cell.data_type for line in lines for cell in line}
    assert any(str(value).startswith("=cmd") for line in expected for value in line)


def test_a_database_holds_what_the_table_holds(built: Path, sample: ModuleType) -> None:
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize((built / "data/dosetable.sqlite").read_bytes())
        found = base.execute("SELECT * FROM evidence").fetchall()
    expected = [tuple(r.get(name) for name in NAMES) for r in records(sample.edition())]
    assert found == expected


def test_every_line_of_provenance_leads_to_its_place(sample: ModuleType) -> None:
    lines = [json.loads(line) for line in provenance_lines(sample.edition())]
    assert {line["of"] for line in lines} == {"study", "arm", "row"}
    for line in lines:
        assert line["value"] is not None
        assert len(line["document_sha256"]) == 64
        assert 0 <= line["start"] < line["end"]


def test_every_reference_has_its_own_id_and_every_file_its_sum(built: Path) -> None:
    items = json.loads((built / "data/reports.csl.json").read_bytes())
    assert len({item["id"] for item in items}) == len(items) > 0
    sums = (built / "data/SHA256SUMS").read_text(encoding="ascii").splitlines()
    listed = {line.partition("  ")[2] for line in sums}
    assert listed == {path.name for path in (built / "data").iterdir()} - {"SHA256SUMS"}
