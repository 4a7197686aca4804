"""The table as files that other programs read.

CSV is UTF-8 with a byte-order mark, because spreadsheets guess a local encoding without it and
garble every minus sign and author name; Python reads it with ``utf-8-sig``.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dosetable.site import cells, licence, wording
from dosetable.site.addresses import safe_url
from dosetable.store.evidence_table import ArmView, EditionView, Row, StudyView

# name, type, meaning; the order of the columns. Types: text, number, integer, boolean.
FIELDS: tuple[tuple[str, str, str], ...] = (
    ("study_slug", "text", "Address of the study on this site, for ever"),
    ("study", "text", "First author and year, or the registry number"),
    ("year", "integer", "Year of the first report"),
    ("retracted", "boolean", "A report of the study is retracted"),
    ("corrected", "boolean", "A report of the study has a published correction"),
    ("registry", "text", "Registry numbers, separated by semicolons"),
    ("pmid", "text", "PubMed ids of the reports, separated by semicolons"),
    ("doi", "text", "DOIs of the reports, separated by semicolons"),
    ("assignment", "text", "Parallel, crossover and so on"),
    ("masking", "text", "Who was masked: none to quadruple"),
    ("conditions", "text", "Population, separated by semicolons"),
    ("age_min_years", "number", "Youngest age admitted, years"),
    ("age_max_years", "number", "Oldest age admitted, years"),
    ("n_randomized", "integer", "Participants randomized in the whole study"),
    ("row_id", "text", "The row, stable from edition to edition; empty for an arm without result"),
    ("experimental_arm", "text", "Label of the tested arm"),
    ("drug", "text", "Drug of the tested arm"),
    ("add_on", "text", "What the drug was added to, separated by semicolons"),
    ("route", "text", "Route of the tested arm"),
    ("dose_reported", "text", "Dose as reported, in words"),
    ("dose_low", "number", "Normalised dose, lowest"),
    ("dose_high", "number", "Normalised dose, highest"),
    ("dose_unit", "text", "Unit of the normalised dose"),
    ("dose_basis", "text", "Per kg, fixed, flexible, rate, per area, other"),
    ("infusion_minutes", "number", "Infusion time, minutes"),
    ("schedule", "text", "How often the drug was given"),
    ("experimental_n", "integer", "Participants allocated to the tested arm"),
    ("experimental_n_analyzed", "integer", "Participants analysed in the tested arm"),
    ("comparator_arm", "text", "Label of the comparator arm"),
    ("comparator_type", "text", "placebo (inert), active placebo, active comparator, other dose"),
    ("comparator_drug", "text", "Drug of the comparator arm"),
    ("comparator_dose_reported", "text", "Dose of the comparator as reported"),
    ("comparator_n", "integer", "Participants allocated to the comparator arm"),
    ("comparator_n_analyzed", "integer", "Participants analysed in the comparator arm"),
    ("measure", "text", "Instrument or event"),
    ("on_measure", "text", "Instrument that a response or remission was defined on"),
    ("outcome_role", "text", "Primary or secondary"),
    ("subgroup", "text", "Subgroup, where the row is not about everybody"),
    ("timepoint_reported", "text", "Timepoint as reported"),
    ("timepoint_hours", "number", "Timepoint in hours"),
    ("timepoint_anchor", "text", "What the timepoint counts from, where stated"),
    ("statistic", "text", "What the figures are"),
    ("unit", "text", "Unit of the figures"),
    ("experimental_value", "number", "Figure of the tested arm"),
    ("experimental_dispersion", "number", "Its dispersion"),
    ("experimental_dispersion_type", "text", "SD, SE, IQR, range, 95% CI"),
    ("experimental_count", "integer", "People with the event in the tested arm"),
    ("experimental_result_n", "integer", "People behind the figure of the tested arm"),
    ("comparator_value", "number", "Figure of the comparator arm"),
    ("comparator_dispersion", "number", "Its dispersion"),
    ("comparator_dispersion_type", "text", "SD, SE, IQR, range, 95% CI"),
    ("comparator_count", "integer", "People with the event in the comparator arm"),
    ("comparator_result_n", "integer", "People behind the figure of the comparator arm"),
    ("effect", "number", "Estimate of the contrast, as printed"),
    ("ci_level", "number", "Level of the interval, percent"),
    ("ci_low", "number", "Lower bound"),
    ("ci_high", "number", "Upper bound"),
    ("p_operator", "text", "=, <, >, <=, >="),
    ("p_value", "number", "p value as printed"),
    ("effect_source", "text", "reported or computed"),
    ("direction", "text", "Whom the result favours"),
    ("status", "text", "machine, unsure, computed, conflicting, accepted, corrected, missing"),
    ("quote", "text", "The sentence that the row was read from"),
    ("quote_source", "text", "Address of the report that holds the quote"),
    ("quote_document_sha256", "text", "SHA-256 of the archived document"),
    ("quote_start", "integer", "First character of the evidence in the document's text"),
    ("quote_end", "integer", "Character after the evidence"),
)
_TEXT = frozenset(name for name, kind, _ in FIELDS if kind == "text")
# What a spreadsheet may take for the start of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Text columns of a closed vocabulary, which hold operators rather than words of a document.
_CLOSED = frozenset({"p_operator"})

Record = dict[str, str | float | int | bool | None]


def records(edition: EditionView) -> Iterator[Record]:
    """One flat record a row; also one for each tested arm that no row is about."""
    for study in edition.studies:
        arms = {arm.id: arm for arm in study.arms}
        whole = _study_record(study)
        for row in study.rows:
            tested = arms.get(row.experimental_arm or "")
            control = arms.get(row.comparator_arm or "")
            yield _printable(whole | _arm_record(tested, control) | _row_record(row, study))
        with_result = {row.experimental_arm for row in study.rows}
        for arm in study.arms:
            if arm.role.value == "experimental" and arm.id not in with_result:
                yield _printable(whole | _arm_record(arm, None) | {"status": "missing"})


def _printable(record: Record) -> Record:
    """The same in every format: what a spreadsheet cannot hold is in none of them."""
    return {
        name: wording.printable(value) if isinstance(value, str) else value
        for name, value in record.items()
    }


def csv_lines(edition: EditionView) -> Iterator[bytes]:
    """The records as CSV; an empty cell means that the value is missing."""
    names = [name for name, _, _ in FIELDS]
    yield b"\xef\xbb\xbf" + _csv_line(names)
    for record in records(edition):
        yield _csv_line([_cell(name, record.get(name)) for name in names])


def _csv_line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode("utf-8")


def _cell(name: str, value: str | float | int | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return defused(value) if name in _TEXT and name not in _CLOSED else value
    return repr(value)


def defused(text: str) -> str:
    """``text`` with an apostrophe in front where a spreadsheet would run it as a formula."""
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) else text


def _joined(values: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(v for v in values if v)) or None


def _study_record(study: StudyView) -> Record:
    return {
        "study_slug": study.slug,
        "study": study.name,
        "year": study.year,
        "retracted": study.retracted,
        "corrected": study.corrected,
        "registry": _joined(n for r in study.reports for n in r.registry),
        "pmid": _joined(r.pmid for r in study.reports),
        "doi": _joined(r.doi for r in study.reports),
        "assignment": study.assignment.value,
        "masking": study.masking.value,
        "conditions": _joined(study.conditions.value or ()),
        "age_min_years": study.age_min.value,
        "age_max_years": study.age_max.value,
        "n_randomized": study.n_randomized.value,
    }


def _arm_record(tested: ArmView | None, control: ArmView | None) -> Record:
    record: Record = {}
    if tested is not None:
        normal = tested.normal_dose
        record |= {
            "experimental_arm": tested.label,
            "drug": tested.drug.value,
            "add_on": _joined(tested.add_on.value or ()),
            "route": tested.route.value,
            "dose_reported": wording.dose(tested.dose.value) if tested.dose.value else None,
            "dose_low": normal.low if normal else None,
            "dose_high": normal.high if normal else None,
            "dose_unit": normal.unit if normal else None,
            "dose_basis": normal.basis if normal else None,
            "infusion_minutes": tested.infusion_minutes.value,
            "schedule": tested.schedule.value,
            "experimental_n": tested.n.value,
            "experimental_n_analyzed": tested.n_analyzed.value,
        }
    if control is not None:
        record |= {
            "comparator_arm": control.label,
            "comparator_type": cells.comparator_kind(control, tested),
            "comparator_drug": control.drug.value,
            "comparator_dose_reported": wording.dose(control.dose.value)
            if control.dose.value
            else None,
            "comparator_n": control.n.value,
            "comparator_n_analyzed": control.n_analyzed.value,
        }
    return record


def _row_record(row: Row, study: StudyView) -> Record:
    time, effect = row.timepoint.value, row.effect.value
    record: Record = {
        "row_id": row.id,
        "measure": row.measure,
        "on_measure": row.on_measure,
        "outcome_role": row.outcome_role,
        "subgroup": row.subgroup,
        "timepoint_reported": wording.timepoint(time) if time else None,
        "timepoint_hours": time.hours if time else None,
        "timepoint_anchor": time.anchor if time else None,
        "statistic": row.statistic,
        "unit": row.unit,
        "direction": row.direction.value,
        "status": row.status,
    }
    for side, cell in (("experimental", row.experimental), ("comparator", row.comparator)):
        if cell.value is not None:
            record |= {
                f"{side}_value": cell.value.value,
                f"{side}_dispersion": cell.value.dispersion,
                f"{side}_dispersion_type": cell.value.dispersion_type,
                f"{side}_count": cell.value.count,
                f"{side}_result_n": cell.value.n,
            }
    if effect is not None:
        record |= {
            "effect": effect.value,
            "ci_level": effect.ci_level,
            "ci_low": effect.ci_low,
            "ci_high": effect.ci_high,
            "p_operator": effect.p_operator,
            "p_value": effect.p_value,
            "effect_source": "computed" if row.effect.status == "computed" else "reported",
        }
    quotes = row.quotes or row.effect.quotes or row.experimental.quotes
    if quotes:
        urls = {report.id: safe_url(report.url) for report in study.reports}
        record |= {
            "quote": quotes[0].text,
            "quote_source": urls.get(quotes[0].report),
            "quote_document_sha256": quotes[0].document_sha256,
            "quote_start": quotes[0].start,
            "quote_end": quotes[0].end,
        }
    return record


def json_chunks(edition: EditionView) -> Iterator[bytes]:
    """The whole edition, every cell with its quotes and alternatives, and what it said before.

    One JSON document, piece by piece: a list of studies is never in memory as text.
    """
    yield b'{"format":"dosetable edition","version":1,"license":' + _json(licence.DATA.spdx)
    for field in dataclasses.fields(edition):
        value = getattr(edition, field.name)
        yield b"," + _json(field.name) + b":"
        if isinstance(value, Sequence) and not isinstance(value, str):
            yield b"["
            for position, item in enumerate(value):
                yield (b"," if position else b"") + _json(item)
            yield b"]"
        else:
            yield _json(value)
    yield b"}\n"


def _json(value: object) -> bytes:
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in sorted(value.items())}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
