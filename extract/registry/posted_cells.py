"""The cells of a registry's page that was copied as text: labels, figures and what they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell, or a part of one, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def is_rule(self) -> bool:
        return _RULE.fullmatch(self.text) is not None

    def cut(self, start: int, end: int) -> Piece:
        return Piece(self.text[start:end], self.start + start, self.start + end)


Cells = Sequence[Piece]
_CELL = re.compile(r"[^\n|\t]+?(?=[^\S\n]{2}|[\n|\t]|\Z)")
_RULE = re.compile(r"[-:\s]{3,}")
_NUMBER = r"[-−–+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?<=\d)"  # noqa: RUF001
_FIGURE = re.compile(
    rf"(?P<value>{_NUMBER}|NA|N/A)(?: ?%)?(?:\s+(?P<unit>(?:units?|scores?) on a scale|points?|(?:(?:percentage|proportion) of )?participants|percent|scores?))?"
    rf"(?:\s*\(?\s*(?:±|\+/-|Standard (?:Deviation|Error))\s*(?P<spread>{_NUMBER}|NA)\s*\)?|\s*\(\s*(?P<spread2>{_NUMBER}|NA)\s*\)"
    rf"|\s*[\[(]?(?P<low>{_NUMBER})\s*(?:to|,|;)\s*(?P<high>{_NUMBER})[\])]?|\s*\(\d+(?:\.\d+)? ?%\))?(?: ?\[\d+\])?"
    rf"|\(?\s*(?:±|\+/-|Standard (?:Deviation|Error))\s*(?P<alone>{_NUMBER})\s*\)?",
    re.IGNORECASE,
)
_PARAMETERS = (
    ("LEAST_SQUARES_MEAN", r"(?:least[- ]squares?|LS) mean"),
    ("GEOMETRIC_MEAN", r"geometric (?:least squares )?mean|log mean"),
    ("MEAN", r"(?:arithmetic )?mean"),
    ("MEDIAN", r"median"),
    ("COUNT_OF_PARTICIPANTS", r"count of participants"),
    ("NUMBER", r"number"),
)
_PARAMETER = re.compile(
    rf"(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _PARAMETERS)})(?:\s*\((?P<dispersion>[^()]{{2,60}})\))?",
    re.IGNORECASE,
)
# Labels of ClinicalTrials.gov and of the EU register, by what they say.
_LABELS = (
    ("title", r"(?:outcome )?(?:measure )?title"),
    ("description", r"(?:(?:outcome )?measure |end ?point |hide )?description"),
    ("time", r"(?:end ?point )?time ?frame"),
    ("type", r"end ?point type"),
    ("other", r"(?:analysis )?population(?: description)?|safety issue|outcome measure data|reporting groups?|subject group type|arm/group description|reporting status|posting status"),
    ("groups", r"arm/group title|end ?point values|measured values|measure"),
    ("analysed", r"overall number of (?:participants|subjects) analy[sz]ed|number of (?:participants|subjects) analy[sz]ed|participants analy[sz]ed(?: ?\[units: participants\])?"),
    ("row analysed", r"number analy[sz]ed"),
    ("unit", r"unit of measure|\[?units"),
    ("nature", r"(?:measure|parameter) type"),
    ("analysis", r"(?:no )?statistical analys[ei]s(?: title| description| overview)?(?: \d+.*)?"),
)  # fmt: skip
_LABEL = re.compile(
    rf"(?:{'|'.join(f'(?P<l{k}>{words})' for k, (_, words) in enumerate(_LABELS))})(?:\s*\[\d+\])?(?:\s*:\s*(?P<value>\S.*)?)?",
    re.IGNORECASE | re.DOTALL,
)


def cells_of(text: str) -> list[Piece]:
    """The cells of ``text`` in order; one that was broken inside its brackets is one."""
    found: list[Piece] = []
    for match in _CELL.finditer(text):
        inner = match[0].strip()
        if not inner:
            continue
        start = match.start() + match[0].index(inner)
        piece = Piece(inner, start, start + len(inner))
        if found and _open(found[-1].text) and len(inner) < 12:
            piece = Piece(text[found[-1].start : piece.end], found[-1].start, piece.end)
            found.pop()
        found.append(piece)
    return found


def _open(text: str) -> bool:
    """Whether a figure's bracket is still open: "-18.5 (±"."""
    return re.fullmatch(rf"{_NUMBER}\s*\(\s*(?:±|\+/-)?\s*", text) is not None


def label_of(cell: Piece) -> tuple[str | None, Piece | None]:
    """Which label a cell is, and the value that stands in it."""
    match = _LABEL.fullmatch(cell.text)
    if match is None:
        return None, None
    name = next(n for k, (n, _) in enumerate(_LABELS) if match[f"l{k}"])
    if match["value"] is None:
        return name, None
    value = cell.cut(*match.span("value"))
    return name, value.cut(0, len(value.text.rstrip("] ")))


def figure_of(cell: Piece) -> Mapping[str, Piece] | None:
    """The figure in a cell, with what stands behind it; None where it is words."""
    match = _FIGURE.fullmatch(cell.text)
    if match is None:
        return None
    names = {
        "value": "value", "spread": "spread", "spread2": "spread", "low": "lowerLimit",
        "high": "upperLimit", "alone": "spread", "unit": "unit",
    }  # fmt: skip
    return {name: cell.cut(*match.span(g)) for g, name in names.items() if match[g]}


def parameter_of(text: str) -> dict[str, str] | None:
    """What figures are, as the record codes it: "Mean (Standard Deviation)"."""
    match = _PARAMETER.match(text)
    if match is None or (
        match.end() < len(text) and not re.match(r"\s*[;,.(]", text[match.end() :])
    ):
        return None
    name = next(n for n, _ in _PARAMETERS if match[n])
    beside = match["dispersion"]
    return {"paramType": name, **({"dispersionType": beside} if beside else {})}


def whole(text: str, pieces: Sequence[Piece]) -> Piece | None:
    """Pieces one behind the other as one."""
    if not pieces:
        return None
    start, end = pieces[0].start, pieces[-1].end
    return Piece(text[start:end], start, end)
