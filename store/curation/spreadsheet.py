"""The spreadsheet round trip: cells to review out as XLSX or CSV, edited, and taken in whole.

Text that a spreadsheet would run as a formula is written as text; nothing is ever evaluated.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from sqlmodel import Session

from dosetable.store.curation.deciding import decide
from dosetable.store.curation.decisions import VALUE_ACTIONS, DecisionError
from dosetable.store.curation.fields import BadValue
from dosetable.store.curation.review import Item, NoSuchItem, Table
from dosetable.store.curation.tables import Action

COLUMNS = (
    "cell",
    "about",
    "field",
    "value",
    "machine value",
    "status",
    "waits because",
    "checks",
    "quote",
    "source",
    "seen",
    "decision",
    "new value",
    "reason",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MAX_BYTES = 50_000_000
MAX_ROWS = 100_000
SUFFIXES = (".xlsx", ".csv")


class SheetError(ValueError):
    """The file cannot be read as a sheet of decisions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What became of one line: ``error`` is None for one that was (or would be) taken."""

    line: int
    cell: str
    decision: str
    error: str | None = None


def write_sheet(path: Path, items: Iterable[Item]) -> int:
    """Write items to a .xlsx or .csv file; how many. Raises SheetError for another ending."""
    lines = [_line(item) for item in items]
    if path.suffix.lower() == ".csv":
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer)
        writer.writerow(COLUMNS)
        writer.writerows([safe(value) for value in line] for line in lines)
        path.write_text(buffer.getvalue(), encoding="utf-8-sig", newline="")
    elif path.suffix.lower() == ".xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("review")
        sheet.freeze_panes = "A2"
        sheet.append(list(COLUMNS))
        for line in lines:
            sheet.append([_text_cell(sheet, value) for value in line])
        book.save(path)
    else:
        raise SheetError(f"{path.name}: name a .xlsx or .csv file")
    return len(lines)


def safe(value: str) -> str:
    """The text so that no spreadsheet takes it for a formula; ``unsafe`` undoes it."""
    return f"'{value}" if value.startswith((*FORMULA, "'")) else value


def unsafe(value: str) -> str:
    """The text as it was before ``safe``."""
    return value[1:] if value.startswith("'") and value[1:].startswith((*FORMULA, "'")) else value


def _text_cell(sheet: object, value: str) -> object:
    clean = "".join(c for c in value if c >= " " or c in "\t\n")[:32_000]
    cell = WriteOnlyCell(sheet, value=clean)
    cell.data_type = "s"
    cell.quotePrefix = clean.startswith(FORMULA)
    return cell


def _line(item: Item) -> list[str]:
    quotes = item.cell.quotes or (item.machine.quotes if item.machine else ())
    sources = {report.id: report.url or "" for report in item.study.reports}
    return [
        item.id,
        item.about,
        item.field.label,
        item.text,
        item.machine_text,
        item.cell.status,
        item.waits or "",
        "; ".join(f"{finding.check}: {finding.message}" for finding in item.findings),
        quotes[0].text if quotes else "",
        sources.get(quotes[0].report, "") if quotes else "",
        item.seen,
        "",
        "",
        "",
    ]


def read_sheet(path: Path) -> list[dict[str, str]]:
    """The lines of an edited sheet, formulas as their text. Raises SheetError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SheetError(f"{path.name}: larger than {MAX_BYTES // 1_000_000} MB")
        rows = _csv_rows(path) if path.suffix.lower() == ".csv" else _xlsx_rows(path)
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, InvalidFileException) as error:
        raise SheetError(f"{path.name}: cannot be read: {error}") from error
    except zipfile.BadZipFile as error:
        raise SheetError(f"{path.name}: no .xlsx file") from error
    if not rows:
        raise SheetError(f"{path.name}: is empty")
    head = [name.strip().lower() for name in rows[0]]
    needed = ("cell", "seen", "decision", "new value", "reason")
    lacking = [name for name in needed if name not in head]
    if lacking:
        raise SheetError(f"{path.name}: has no column {', '.join(lacking)}")
    return [dict(zip(head, map(unsafe, row), strict=False)) for row in rows[1:]]


def _csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for _, row in zip(range(MAX_ROWS + 1), csv.reader(file), strict=False)]
    return _bounded(rows, path)


def _xlsx_rows(path: Path) -> list[list[str]]:
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > 4 * MAX_BYTES:
            raise SheetError(f"{path.name}: unpacks to more than it may")
    book = load_workbook(path, read_only=True, data_only=False)
    try:
        sheet = book.worksheets[0]
        rows = [
            ["" if value is None else str(value) for value in row]
            for row in sheet.iter_rows(max_row=MAX_ROWS + 1, values_only=True)
        ]
    finally:
        book.close()
    return _bounded(rows, path)


def _bounded(rows: list[list[str]], path: Path) -> list[list[str]]:
    if len(rows) > MAX_ROWS:
        raise SheetError(f"{path.name}: more than {MAX_ROWS} lines")
    return rows


def import_sheet(
    session: Session,
    table: Table,
    lines: Sequence[dict[str, str]],
    *,
    curator: str,
    now: datetime,
) -> tuple[RowResult, ...]:
    """Take every line that has a decision, or none at all: where any result has an error, the
    session is rolled back to where it was. Lines without a decision are passed over."""
    results: list[RowResult] = []
    decided: set[str] = set()
    step = session.begin_nested()
    for number, line in enumerate(lines, start=2):
        action, cell = line.get("decision", "").strip().lower(), line.get("cell", "").strip()
        if not action:
            if line.get("new value", "").strip():
                results.append(
                    RowResult(line=number, cell=cell, decision="", error="a new value, no decision")
                )
            continue
        error = _refusal(action, line)
        if error is None and cell in decided and action != "note":
            error = "this cell is decided twice in the file"
        if error is None:
            try:
                decide(
                    session,
                    table,
                    cell,
                    cast(Action, action),
                    curator=curator,
                    now=now,
                    reason=line.get("reason", "").strip(),
                    text=line.get("new value", "").strip() or None,
                    seen=line.get("seen", "").strip() if action != "note" else None,
                )
            except (BadValue, DecisionError, NoSuchItem) as refused:
                error = str(refused)
        decided.add(cell)
        results.append(RowResult(line=number, cell=cell, decision=action, error=error))
    if any(result.error for result in results):
        step.rollback()
    else:
        step.commit()
    return tuple(results)


def _refusal(action: str, line: dict[str, str]) -> str | None:
    if action not in VALUE_ACTIONS and action != "note":
        return f"{action!r} is none of: accept, correct, reject, add, note"
    given = bool(line.get("new value", "").strip())
    if action in ("correct", "add") and not given:
        return f"{action} needs a new value"
    if action in ("accept", "reject", "note") and given:
        return f"{action} takes no new value"
    return None
