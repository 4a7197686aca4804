"""The results section of a ClinicalTrials.gov record as lines of text: flow, then outcomes."""

from __future__ import annotations

from collections.abc import Mapping

from dosetable.extract.readers.json_values import items, mapping, text_of
from dosetable.extract.readers.record_writer import RecordWriter

_FLOW = "/resultsSection/participantFlowModule"
_MEASURES = "/resultsSection/outcomeMeasuresModule/outcomeMeasures"


def write_results(w: RecordWriter) -> None:
    """Write participant flow and outcome measures with their figures; nothing where not posted."""
    if w.get("/resultsSection") is None:
        return
    _flow(w)
    for number, _ in enumerate(items(w.get(_MEASURES))):
        _measure(w, f"{_MEASURES}/{number}")


def _flow(w: RecordWriter) -> None:
    groups = group_titles(w, f"{_FLOW}/groups")
    if not groups:
        return
    with w.section("registry", "Participant flow"):
        for field in ("recruitmentDetails", "preAssignmentDetails"):
            w.paragraph(f"{_FLOW}/{field}")
        for number, _ in enumerate(items(w.get(f"{_FLOW}/groups"))):
            base = f"{_FLOW}/groups/{number}"
            w.start_line("Group ")
            w.piece(f"{base}/title")
            w.piece(f"{base}/description", before=": ")
        for period, _ in enumerate(items(w.get(f"{_FLOW}/periods"))):
            base = f"{_FLOW}/periods/{period}"
            w.line("Period", f"{base}/title")
            for number, _ in enumerate(items(w.get(f"{base}/milestones"))):
                _milestone(w, f"{base}/milestones/{number}", groups)


def _milestone(w: RecordWriter, base: str, groups: Mapping[str, str]) -> None:
    w.start_line()
    w.piece(f"{base}/type", code=True, after=": ")
    for number, raw in enumerate(items(w.get(f"{base}/achievements"))):
        name = groups.get(text_of(mapping(raw).get("groupId")) or "", "group")
        w.builder.add("; " if number else "")
        w.piece(f"{base}/achievements/{number}/numSubjects", before=f"{name} ")


def _measure(w: RecordWriter, base: str) -> None:
    groups = group_titles(w, f"{base}/groups")
    with w.section("registry", "Outcome measure"):
        w.start_line()
        w.piece(f"{base}/type", code=True, after=": ")
        w.piece(f"{base}/title")
        w.piece(f"{base}/timeFrame", before=" [Time frame: ", after="]")
        w.paragraph(f"{base}/description")
        w.line("Reporting", f"{base}/reportingStatus", code=True)
        w.line("Parameter", f"{base}/paramType", code=True)
        w.line("Dispersion", f"{base}/dispersionType")
        w.line("Unit", f"{base}/unitOfMeasure")
        for number, _ in enumerate(items(w.get(f"{base}/groups"))):
            w.start_line("Group ")
            w.piece(f"{base}/groups/{number}/title")
            w.piece(f"{base}/groups/{number}/description", before=": ")
        _denominators(w, f"{base}/denoms", groups)
        for number, _ in enumerate(items(w.get(f"{base}/classes"))):
            _class(w, f"{base}/classes/{number}", groups)
        for number, _ in enumerate(items(w.get(f"{base}/analyses"))):
            _analysis(w, f"{base}/analyses/{number}", groups)


def _denominators(w: RecordWriter, pointer: str, groups: Mapping[str, str]) -> None:
    for number, _ in enumerate(items(w.get(pointer))):
        base = f"{pointer}/{number}"
        w.start_line("Number analysed")
        w.piece(f"{base}/units", before=", ")
        w.builder.add(": ")
        for index, raw in enumerate(items(w.get(f"{base}/counts"))):
            name = groups.get(text_of(mapping(raw).get("groupId")) or "", "group")
            w.builder.add("; " if index else "")
            w.piece(f"{base}/counts/{index}/value", before=f"{name} ")


def _class(w: RecordWriter, base: str, groups: Mapping[str, str]) -> None:
    w.line("Row", f"{base}/title")
    _denominators(w, f"{base}/denoms", groups)
    for number, _ in enumerate(items(w.get(f"{base}/categories"))):
        category = f"{base}/categories/{number}"
        w.line("Category", f"{category}/title")
        for index, raw in enumerate(items(w.get(f"{category}/measurements"))):
            name = groups.get(text_of(mapping(raw).get("groupId")) or "", "group")
            cell = f"{category}/measurements/{index}"
            w.start_line()
            start = w.builder.length
            w.builder.add(f"{name}: ")
            w.piece(f"{cell}/value")
            w.piece(f"{cell}/spread", before=" (", after=")")
            w.piece(f"{cell}/lowerLimit", before=" [")
            w.piece(f"{cell}/upperLimit", before=" to ", after="]")
            w.piece(f"{cell}/comment", before=" ")
            w.remember(cell, start)


def _analysis(w: RecordWriter, base: str, groups: Mapping[str, str]) -> None:
    names = [groups.get(text_of(g) or "", "group") for g in items(w.get(f"{base}/groupIds"))]
    w.start_line()
    start = w.builder.length
    w.builder.add(f"Analysis: {' versus '.join(names)}")
    for field, before in (
        ("paramType", "; "),
        ("paramValue", " "),
        ("ciPctValue", "; confidence level "),
        ("ciLowerLimit", " from "),
        ("ciUpperLimit", " to "),
        ("pValue", "; p "),
        ("statisticalMethod", "; "),
        ("nonInferiorityType", "; "),
    ):
        w.piece(f"{base}/{field}", before=before, code=field == "nonInferiorityType")
    w.remember(base, start)
    for field in ("groupDescription", "nonInferiorityComment", "pValueComment", "estimateComment"):
        w.paragraph(f"{base}/{field}")


def group_titles(w: RecordWriter, pointer: str) -> dict[str, str]:
    """Return the titles of a result's groups by their local ids (FG000, OG001)."""
    found = {}
    for raw in items(w.get(pointer)):
        group = mapping(raw)
        key, title = text_of(group.get("id")), text_of(group.get("title"))
        if key and title:
            found[key] = " ".join(title.split())
    return found
