"""The stretches of a document around the quotes of a value, cut into marked and plain parts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from dosetable.store.curation.review import Item
from dosetable.store.facts_json import unpack_text
from dosetable.store.models import Extraction, ExtractionText

AROUND = 1_500
MAX_DOCUMENTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """``parts``: (text, whether it is a quote), in the document's order."""

    citation: str
    url: str | None
    parts: tuple[tuple[str, bool], ...]


def passages(session: Session, item: Item) -> tuple[Passage, ...]:
    """The text around every place that the value was read from, best report first."""
    cell = item.machine or item.cell
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    alternatives = [quote for other in cell.alternatives for quote in other.quotes]
    for quote in (*cell.quotes, *alternatives):
        spans[quote.report].append((quote.start, quote.end))
    reports = {report.id: report for report in item.study.reports}
    found = []
    for report_id in list(spans)[:MAX_DOCUMENTS]:
        packed = session.exec(
            select(ExtractionText.zlib_utf8)
            .join(Extraction, col(Extraction.id) == col(ExtractionText.extraction_id))
            .where(col(Extraction.report_id) == report_id, col(Extraction.is_current))
        ).one_or_none()
        if packed is None or report_id not in reports:
            continue
        report = reports[report_id]
        found.append(
            Passage(
                citation=report.citation,
                url=report.url if (report.url or "").startswith(("http://", "https://")) else None,
                parts=marked(unpack_text(packed), spans[report_id]),
            )
        )
    return tuple(found)


def marked(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """The text around the spans, those marked; what is far from all is left out ('…')."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if end <= start:
            continue
        if start - at > 2 * AROUND:
            lead = text[at : at + AROUND] if parts else ""
            parts.append((f"{lead} … {text[start - AROUND : start]}", False))
        else:
            parts.append((text[at:start], False))
        parts.append((text[start:end], True))
        at = end
    rest = text[at : at + AROUND]
    parts.append((f"{rest} …" if at + AROUND < len(text) else rest, False))
    return tuple(part for part in parts if part[0])
