"""Posted results of a registry's page, copied as text, as the record that they were printed from.

    Arm/Group Title | Drug | Placebo                End point values
    Overall Number of Participants Analyzed         Drug
    47 | 25                                         Placebo
    Mean (Standard Deviation)                       Number of subjects analysed
    14.8 (11.7) | 22.7 (10.9)                       47 ...

Pages are copied with a cell a line, or with bars or tabs between the cells: all of them are one
row of cells here, told apart by the registers' own labels. An outcome whose figures do not come
out as one a group is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dosetable.extract.registry.posted_analyses import posted_analyses
from dosetable.extract.registry.posted_cells import (
    Cells,
    Piece,
    cells_of,
    figure_of,
    parameter_of,
    whole,
)
from dosetable.extract.registry.posted_layout import Laid, Row, lay_out

_POSTED = re.compile(r"arm/group title|end ?point values|measured values|\bn\s?=\s?\d+ participants", re.I)  # fmt: skip
_START = re.compile(
    r"(?:\d{1,3}\.\s*)?(?P<kind>Primary|Secondary|Other(?:[ _-]Pre[-_]?specified)?|Post[-_ ]?Hoc)(?: Outcome(?: Measure)?:?|:)"
    r"|End ?point title:?(?:\s+(?P<title>\S.*))?",
    re.IGNORECASE,
)
# What stands behind the last outcome.
_STOP = re.compile(
    r"(?:Reported |Serious |Other )?(?:\(Not Including Serious\) )?Adverse Events?(?: information)?|More Information|Limitations and Caveats|Participant Flow|Baseline Characteristics|Substantial protocol amendments.*|Additional Information",
    re.IGNORECASE,
)
_DISPERSED = re.compile(r"Standard (?:Deviation|Error)", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:day|week|month|hour)s?\s\d+|\b\d+(?:\.\d+)?[- ]?(?:h|hrs?|hours?|days?|weeks?|months?|min(?:ute)?s?|years?)\b",
    re.IGNORECASE,
)
_BASE = "/resultsSection/outcomeMeasuresModule/outcomeMeasures"
_ROLES = {"primary": "PRIMARY", "secondary": "SECONDARY"}
_MOST = 200  # outcomes of a page


@dataclass(slots=True)
class PostedResults:
    """A record of what is posted, where its values stand in the text, and the stretches of the text
    that hold them."""

    record: Mapping[str, Any]
    spans: Mapping[str, tuple[int, int]]
    stretches: Sequence[tuple[int, int]]


def posted_results(text: str) -> PostedResults | None:
    """The results that a page posts; None where ``text`` is no such page."""
    if not _POSTED.search(text):
        return None
    cells = cells_of(text)
    starts = [(k, m) for k, c in enumerate(cells) if (m := _START.fullmatch(c.text))][:_MOST]
    listed: list[dict[str, Any]] = []
    spans: dict[str, tuple[int, int]] = {}
    stretches: list[tuple[int, int]] = []
    for number, (first, match) in enumerate(starts):
        last = starts[number + 1][0] if number + 1 < len(starts) else len(cells)
        stops = (k for k in range(first + 1, last) if _STOP.fullmatch(cells[k].text))
        block = cells[first : next(stops, last)]
        writer = _Writer(text, f"{_BASE}/{len(listed)}")
        outcome = writer.outcome(block, match)
        if outcome is not None:
            listed.append(outcome)
            spans |= writer.spans
            stretches.append((block[0].start, block[-1].end))
    record = {"resultsSection": {"outcomeMeasuresModule": {"outcomeMeasures": listed}}}
    return PostedResults(record, spans, stretches) if listed else None


@dataclass(slots=True)
class _Writer:
    """One outcome of the record. ``spans``: JSON pointer -> where its value stands."""

    text: str
    base: str
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    def put(self, pointer: str, piece: Piece | None) -> str | None:
        if piece is None:
            return None
        self.spans[f"{self.base}/{pointer}"] = (piece.start, piece.end)
        return piece.text

    def outcome(self, block: Cells, start: re.Match[str]) -> dict[str, Any] | None:
        """None where the outcome has no figures, or they are not understood."""
        laid = lay_out(block, titled=start["title"] is not None or start["kind"] is not None)
        if not laid.parts:
            return None
        said = laid.said
        rows = [[p.rows[k] for p in laid.parts] for k in range(len(laid.parts[0].rows))]
        title = [block[0].cut(*start.span("title"))] if start["title"] else said.get("title", [])
        named_by_row = not title  # its only row is what is measured
        title = title or rows[0][0].title[-1:]
        if not title:
            return None
        kind = next((c.text for c in said.get("type", []) if c.text.lower() in _ROLES), None)
        names = [name for p in laid.parts for name in p.names]
        found: dict[str, Any] = {
            "title": self.put("title", whole(self.text, title)),
            "description": self.put("description", whole(self.text, said.get("description", []))),
            "timeFrame": self.put("timeFrame", whole(self.text, said.get("time", []))),
            "type": _ROLES.get((kind or start["kind"] or "").lower()),
            "unitOfMeasure": " ".join(c.text for c in said.get("unit", [])) or _unit(rows),
            "groups": [
                {"id": f"OG{n}", "title": self.put(f"groups/{n}/title", name)}
                for n, name in enumerate(names)
            ],
            "denoms": self.counted([c for p in laid.parts for c in p.counts], "denoms"),
            "classes": self.classes(rows, titled=len(rows) > 1 or not named_by_row),
            **_nature(laid, rows),
        }
        analyses = posted_analyses(
            self.text, laid.analyses, [n.text for n in names], f"{self.base}/analyses", self.spans
        )
        found["analyses"] = list(analyses)
        return {k: v for k, v in found.items() if v}

    def counted(self, counts: Sequence[Piece], at: str) -> list[dict[str, Any]]:
        listed = [
            {"groupId": f"OG{n}", "value": self.put(f"{at}/0/counts/{n}/value", c)}
            for n, c in enumerate(counts)
        ]
        return [{"units": "Participants", "counts": listed}]

    def classes(self, rows: Sequence[Sequence[Row]], *, titled: bool) -> list[dict[str, Any]]:
        timed = [bool(_TIME.search(" ".join(c.text for c in row[0].title))) for row in rows]
        found: list[dict[str, Any]] = []
        for row, is_timed in zip(rows, timed, strict=True):
            if any(timed) and not is_timed:
                continue  # a category whose visit stands rows above
            at = f"classes/{len(found)}"
            one: dict[str, Any] = {}
            if titled and row[0].title:
                one["title"] = self.put(f"{at}/title", whole(self.text, row[0].title))
            if all(part.counts for part in row):
                one["denoms"] = self.counted([c for p in row for c in p.counts], f"{at}/denoms")
            measured = self.measured(row, f"{at}/categories/0/measurements")
            one["categories"] = [{"measurements": list(measured)}]
            found.append(one)
        return found

    def measured(self, row: Sequence[Row], at: str) -> Iterator[dict[str, Any]]:
        pairs = [(f, part.spreads.get(k)) for part in row for k, f in enumerate(part.figures)]
        for number, (piece, beside) in enumerate(pairs):
            figure = {**(figure_of(piece) or {}), **((beside and figure_of(beside)) or {})}
            one: dict[str, Any] = {"groupId": f"OG{number}"}
            for name in ("value", "spread", "lowerLimit", "upperLimit"):
                if name in figure:
                    one[name] = self.put(f"{at}/{number}/{name}", figure[name])
            self.spans[f"{self.base}/{at}/{number}"] = (piece.start, (beside or piece).end)
            yield one


def _nature(laid: Laid, rows: Sequence[Sequence[Row]]) -> dict[str, str]:
    """What the figures are; a standard deviation behind a figure is that of a mean."""
    named = next((p for c in laid.said.get("nature", []) if (p := parameter_of(c.text))), None)
    if named is not None:
        return named
    cells = [c for row in rows for part in row for c in (*part.figures, *part.spreads.values())]
    beside = [m[0] for c in cells if (m := _DISPERSED.search(c.text))]
    if beside:
        return {"paramType": "MEAN", "dispersionType": beside[0]}
    counted = _unit(rows).lower() == "participants"
    return {"paramType": "COUNT_OF_PARTICIPANTS" if counted else "NUMBER"}


def _unit(rows: Sequence[Sequence[Row]]) -> str:
    """The unit behind the figures, where all have one: "29 Participants"."""
    figures = [figure_of(f) or {} for row in rows for part in row for f in part.figures]
    units = {f["unit"].text if "unit" in f else "" for f in figures}
    return units.pop() if len(units) == 1 else ""
