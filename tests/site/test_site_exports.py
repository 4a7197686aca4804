"""The exports load in what reads them, with every number as it was."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from types import ModuleType

import pytest

from dosetable.site.exports import (
    FIELDS,
    csv_lines,
    defused,
    json_chunks,
)


def records(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_loads_back_with_its_numbers(sample: ModuleType) -> None:
    rows = {row["row_id"]: row for row in records(b"".join(csv_lines(sample.edition())))}
    spray = rows["t2"]
    assert float(spray["effect"]) == -4.0
    assert (float(spray["ci_low"]), float(spray["ci_high"])) == (-7.31, -0.64)
    assert (float(spray["dose_low"]), float(spray["dose_high"])) == (56.0, 84.0)
    assert (spray["p_operator"], float(spray["p_value"])) == ("=", 0.02)
    assert int(spray["experimental_n"]) == 114
    assert float(spray["timepoint_hours"]) == 672
    assert spray["retracted"] == "false"
    assert spray["quote"] == "MADRS was the outcome."
    assert int(spray["quote_end"]) - int(spray["quote_start"]) == len(spray["quote"])


def test_csv_holds_arms_without_a_result(sample: ModuleType) -> None:
    rows = [
        r for r in records(b"".join(csv_lines(sample.edition()))) if r["study_slug"] == "fava-2018"
    ]
    assert sorted(float(r["dose_low"]) for r in rows) == [0.1, 0.2, 0.5, 1.0]
    silent = next(r for r in rows if r["dose_low"] == "0.2")
    assert (silent["status"], silent["row_id"], silent["effect"]) == ("missing", "", "")


def test_text_that_a_spreadsheet_would_run_is_defused(sample: ModuleType) -> None:
    content = b"".join(csv_lines(sample.edition()))
    assert content.startswith(b"\xef\xbb\xbf")
    kinds = {name: kind for name, kind, _ in FIELDS}
    for row in records(content):
        for name, value in row.items():
            if kinds[name] == "text" and name != "p_operator":
                assert not value.lstrip().startswith(("=", "+", "-", "@", "\t")), (name, value)
    assert any(row["subgroup"].startswith("'=cmd") for row in records(content))


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", " =1", "\r=1", "＝1"])
def test_defused_marks_what_starts_a_formula(text: str) -> None:
    assert defused(text) == "'" + text


@pytest.mark.parametrize("text", ["ketamine", "0.5 mg/kg", "", "a=b"])
def test_defused_leaves_other_text(text: str) -> None:
    assert defused(text) == text


def test_json_holds_the_whole_edition(sample: ModuleType) -> None:
    loaded = json.loads(b"".join(json_chunks(sample.edition())))
    assert loaded["number"] == 3
    fava = next(s for s in loaded["studies"] if s["slug"] == "fava-2018")
    assert [a["normal_dose"]["low"] for a in fava["arms"]] == [0.1, 0.2, 0.5, 1.0, 0.045]
    effect = fava["rows"][0]["effect"]
    assert effect["value"]["value"] == -0.82
    assert effect["quotes"][0]["document_sha256"] == "ab" * 32
    assert effect["alternatives"][0]["value"]["p_value"] == 0.02


def test_the_data_dictionary_names_every_column(built: Path, sample: ModuleType) -> None:
    page = (built / "downloads.html").read_text("utf-8")
    header = b"".join(csv_lines(sample.edition())).decode("utf-8-sig").splitlines()[0].split(",")
    assert header == [name for name, _, _ in FIELDS]
    assert all(f"<code>{name}</code>" in page for name in header)
