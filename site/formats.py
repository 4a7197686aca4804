"""The edition for programs that want more than CSV: each a pure function of the edition.

Spreadsheet (XLSX), database (SQLite), Frictionless data package, provenance as JSON
lines, CITATION.cff, JSON Feed and checksums. The same edition gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import io
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from openpyxl.cell import WriteOnlyCell

from dosetable.site import licence, wording
from dosetable.site.addresses import safe_url
from dosetable.site.exports import FIELDS, records
from dosetable.store.evidence_table import Cell, Change, EditionView, StudyView

_NAMES = tuple(name for name, _, _ in FIELDS)
_FRICTIONLESS = {"text": "string", "number": "number", "integer": "integer", "boolean": "boolean"}
_SQLITE = {"text": "TEXT", "number": "REAL", "integer": "INTEGER", "boolean": "INTEGER"}
# The oldest time a ZIP can hold: a spreadsheet must not differ by the second it was made in.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_LONGEST_CELL = 32767
_AT_ONCE = 1 << 16


def xlsx_file(edition: EditionView) -> bytes:
    """One sheet of typed cells. Text is stored as text: no cell holds a formula."""
    book = openpyxl.Workbook(write_only=True)  # rows go to a file as they come, not into memory
    sheet = book.create_sheet("dosetable")
    sheet.freeze_panes = "B2"
    sheet.append(_NAMES)
    for record in records(edition):
        sheet.append([_sheet_cell(sheet, record.get(name)) for name in _NAMES])
    book.properties.created = book.properties.modified = datetime(2000, 1, 1, tzinfo=None)  # noqa: DTZ001
    made = io.BytesIO()
    book.save(made)
    return _without_clock(made, edition.published_at)


def _sheet_cell(sheet: Any, value: str | float | None) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value[:_LONGEST_CELL])
    cell.data_type = "s"  # '=1+1' from a page stays text
    return cell


def _without_clock(content: BinaryIO, published: datetime) -> bytes:
    """The same archive with the time of every member, and of the document, the edition's own."""
    out = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist()):
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            if name == "docProps/core.xml":
                new.writestr(info, _stamped(old.read(name), published))
                continue
            with old.open(name) as source, new.open(info, "w") as target:
                shutil.copyfileobj(source, target)  # the sheet is many times its packed size
    return out.getvalue()


def _stamped(core: bytes, published: datetime) -> bytes:
    start = core.index(b">", core.index(b"<dcterms:modified")) + 1
    end = core.index(b"</dcterms:modified")
    return core[:start] + f"{published:%Y-%m-%dT%H:%M:%SZ}".encode() + core[end:]


def sqlite_chunks(edition: EditionView) -> Iterator[bytes]:
    """A database of one table, ``evidence``, with the columns of the CSV."""
    columns = ", ".join(f'"{name}" {_SQLITE[kind]}' for name, kind, _ in FIELDS)
    marks = ", ".join("?" * len(FIELDS))
    with tempfile.TemporaryDirectory(prefix="dosetable-") as folder:
        path = Path(folder) / "dosetable.sqlite"
        with closing(sqlite3.connect(path)) as base:
            base.execute(f"CREATE TABLE evidence ({columns})")
            rows = (tuple(record.get(name) for name in _NAMES) for record in records(edition))
            base.executemany(f"INSERT INTO evidence VALUES ({marks})", rows)  # noqa: S608
            base.commit()
        with path.open("rb") as made:
            while chunk := made.read(_AT_ONCE):
                yield chunk


def datapackage_file(edition: EditionView, *, csv_size: int, csv_sha256: str) -> bytes:
    """The Frictionless description of the CSV beside it, with a type for every column."""
    fields = [
        {"name": name, "type": _FRICTIONLESS[kind], "description": meaning}
        for name, kind, meaning in FIELDS
    ]
    package = {
        "name": "dosetable",
        "title": "Ketamine for depression: doses, comparators and outcomes",
        "version": str(edition.number),
        "created": wording.rfc3339(edition.published_at),
        "licenses": [
            {"name": licence.DATA.spdx, "title": licence.DATA.name, "path": licence.DATA.url}
        ],
        "resources": [
            {
                "name": "evidence",
                "path": "dosetable.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8-sig",
                "bytes": csv_size,
                "hash": f"sha256:{csv_sha256}",
                "schema": {"fields": fields, "missingValues": [""]},
            }
        ],
    }
    return _json(package)


def provenance_lines(edition: EditionView) -> Iterator[bytes]:
    """A line a value and quote: value -> quote -> offsets -> SHA-256 of the document."""
    for view in edition.studies:
        for line in _provenance(view):
            yield (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8")


def _provenance(study: StudyView) -> Iterator[dict[str, Any]]:
    urls = {report.id: safe_url(report.url) for report in study.reports}
    owners: list[tuple[str, str, Any]] = [
        ("study", study.slug, study),
        *(("arm", arm.id, arm) for arm in study.arms),
    ]
    for kind, owner, holder in (*owners, *(("row", row.id, row) for row in study.rows)):
        for field in dataclasses.fields(holder):
            cell = getattr(holder, field.name)
            if not isinstance(cell, Cell) or cell.value is None:
                continue
            for quote in cell.quotes:
                yield {
                    "study": study.slug,
                    "of": kind,
                    "id": owner,
                    "field": field.name,
                    "value": _plain(cell.value),
                    "status": cell.status,
                    "quote": quote.text,
                    "start": quote.start,
                    "end": quote.end,
                    "document_sha256": quote.document_sha256,
                    "source": urls.get(quote.report),
                    "rule": quote.rule,
                    "confidence": quote.confidence,
                }


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return list(value) if isinstance(value, tuple) else value


def citation_file(edition: EditionView, base: str) -> bytes:
    """CITATION.cff, version 1.2.0."""
    fields = {
        "cff-version": "1.2.0",
        "message": "Please cite the edition that you used.",
        "type": "dataset",
        "title": "dosetable: doses, comparators and outcomes of ketamine in depression",
        "version": str(edition.number),
        "date-released": f"{edition.published_at:%Y-%m-%d}",
        "license": licence.DATA.spdx,
        **({"url": base} if base else {}),
    }
    lines = [f"{name}: {json.dumps(value)}" for name, value in fields.items()]
    return ("\n".join([*lines, "authors:", '  - name: "dosetable"']) + "\n").encode("utf-8")


def feed_file(edition: EditionView, base: str, entry_id: Callable[[int | None], str]) -> bytes:
    """What changed, as JSON Feed 1.1; newest first, ids that never change."""
    editions = [(edition.number, edition.published_at, edition.changes), *edition.past_changes]
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "dosetable: what changed",
        "language": "en",
        "authors": [{"name": "dosetable"}],
        "items": [
            {
                "id": entry_id(number),
                **({"url": f"{base}/changes.html#edition-{number}"} if base else {}),
                "title": f"Edition {number}",
                "date_published": wording.rfc3339(published),
                "content_text": "\n".join(map(_change, changes)) or "No value changed.",
            }
            for number, published, changes in editions
        ],
    }
    if base:
        feed |= {"home_page_url": f"{base}/", "feed_url": f"{base}/feed.json"}
    return _json(feed)


def _change(change: Change) -> str:
    before, after = change.before or "nothing", change.after or "nothing"
    return f"{change.study_name}: {change.what}: {before} \u2192 {after}"


def checksums(digests: Mapping[str, str]) -> bytes:
    """SHA256SUMS of the files in ``data/``, as ``sha256sum --check`` reads it in that folder.

    ``digests``: path within the site -> SHA-256.
    """
    lines = [
        f"{digest}  {path.removeprefix('data/')}\n" for path, digest in sorted(digests.items())
    ]
    return "".join(lines).encode("ascii")


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
