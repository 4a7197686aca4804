"""The statistical analyses of a registry's page that was copied as text, as its record holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from dosetable.extract.registry.posted_cells import Cells, Piece

_START = re.compile(r"statistical analysis(?: title)?(?: \d+.*)?", re.IGNORECASE)
# Labels of ClinicalTrials.gov and of the EU register, and the field that each is kept in.
_LABELS = (
    ("groups", r"comparison group selection|comparison groups?|groups"),
    ("comment", r"comments|statistical analysis description|notes"),
    ("type", r"type of statistical test|statistical test type|analysis type|non-inferiority or equivalence(?: analysis)?\??"),
    ("p", r"p[- ]?value"),
    ("method", r"(?:statistical )?method"),
    ("parameter", r"estimation parameter|parameter (?:estimate|type)"),
    ("value", r"estimated value|point estimate|parameter value"),
    ("level", r"level"),
    ("sides", r"sides"),
    ("low", r"lower limit"),
    ("high", r"upper limit"),
    ("interval", r"(?:(?P<level>\d\d(?:\.\d)?)% )?confidence interval(?: ?\([^()]*\))?"),
    ("named", r"(?:[a-z(][a-z ()'/,-]*)?\b(?:difference|ratio|reduction)\b[a-z ()'/,-]*"),
    ("other", r"statistical analysis overview|statistical test of hypothesis|method of estimation|number of subjects included in analysis|analysis specification|parameter dispersion|dispersion value|variability estimate|estimation comments"),
)  # fmt: skip
_LABEL = re.compile(
    rf"(?:{'|'.join(f'(?P<l{k}>{words})' for k, (_, words) in enumerate(_LABELS))})(?:\s*\[\d+\])?(?:\s*:\s*(?P<value>\S.*)?)?",
    re.IGNORECASE,
)
_NUMBER = r"[-−–+]?\d*\.?\d+"  # noqa: RUF001
_LEVEL = re.compile(r"(\d{2}(?:\.\d+)?)\s*%")
_LIMITS = re.compile(rf"({_NUMBER})\s*(?:to|,|;)\s*({_NUMBER})")
_ONE_SIDED = re.compile(r"\b(?:1|one)[- ]sided", re.IGNORECASE)
_OTHER_TEST = re.compile(r"(?<!or )(?:\bnon-?\s?inferiority\b|\bequivalence\b)", re.IGNORECASE)
_ALL = re.compile(r"all groups", re.IGNORECASE)


def posted_analyses(
    text: str, cells: Cells, groups: Sequence[str], at: str, spans: dict[str, tuple[int, int]]
) -> Iterator[dict[str, Any]]:
    """The analyses in ``cells``; ``spans`` gets where their values stand."""
    number = 0
    for first, last in _stretches(cells):
        base = f"{at}/{number}"
        here: dict[str, tuple[int, int]] = {}
        found = _analysis(text, cells[first:last], groups, base, here)
        if found:
            spans |= here | {base: (cells[first].start, cells[last - 1].end)}
            yield found
            number += 1


def _stretches(cells: Cells) -> Iterator[tuple[int, int]]:
    starts = [k for k, c in enumerate(cells) if _START.fullmatch(c.text)]
    starts = [k for k in starts if k - 1 not in starts]  # its title may be numbered too
    yield from pairwise([*starts, len(cells)])


def _analysis(
    text: str, cells: Cells, groups: Sequence[str], base: str, spans: dict[str, tuple[int, int]]
) -> dict[str, Any]:
    said: dict[str, list[Piece]] = {}
    level: str | None = None
    name = ""
    for cell in cells[1:]:
        match = _LABEL.fullmatch(cell.text)
        if match is None:
            if name:
                said[name].append(cell)
            continue
        name = next(n for k, (n, _) in enumerate(_LABELS) if match[f"l{k}"])
        if name == "named" and said.get("parameter") == []:
            said["parameter"].append(cell)  # the value of 'Estimation Parameter', no label
            continue
        level = match["level"] or level
        if name == "named":
            said.setdefault("parameter", [cell])
            name = "value"
        if name in said and name != "comment":
            name = "other"
        said.setdefault(name, [])
        if match["value"] is not None:
            said[name].append(cell.cut(*match.span("value")))
    compared = " ".join(c.text for c in said.get("groups", []))
    found: dict[str, Any] = {"groupIds": _named(compared, groups)}
    if not found["groupIds"]:
        return {}

    def put(field: str, piece: Piece | None) -> None:
        if piece is not None:
            found[field] = piece.text
            spans[f"{base}/{field}"] = (piece.start, piece.end)

    put("pValue", next(iter(said.get("p", [])), None))
    put("statisticalMethod", next(iter(said.get("method", [])), None))
    put("paramType", next(iter(said.get("parameter", [])), None))
    put("paramValue", next(iter(said.get("value", [])), None))
    for cell in (*said.get("interval", []), *said.get("level", []), *said.get("sides", [])):
        if (limits := _LIMITS.search(cell.text)) and "ciLowerLimit" not in found:
            put("ciLowerLimit", cell.cut(*limits.span(1)))
            put("ciUpperLimit", cell.cut(*limits.span(2)))
        elif told := _LEVEL.search(cell.text):
            put("ciPctValue", cell.cut(*told.span(1)))
        if _ONE_SIDED.search(cell.text):
            found["ciNumSides"] = "ONE_SIDED"
    put("ciLowerLimit", next(iter(said.get("low", [])), None))
    put("ciUpperLimit", next(iter(said.get("high", [])), None))
    if level is not None:
        found.setdefault("ciPctValue", level)
    if _OTHER_TEST.search(" ".join(c.text for c in said.get("type", []))):
        found["nonInferiorityType"] = "NON_INFERIORITY"
    if comments := said.get("comment"):
        found["groupDescription"] = " ; ".join(c.text for c in comments)
    return found


def _named(compared: str, groups: Sequence[str]) -> list[str]:
    """The groups that are compared, in their order: the longest names first, since one may hold
    another."""
    if _ALL.fullmatch(compared.strip()):
        return [f"OG{n}" for n in range(len(groups))]
    found: list[tuple[int, int]] = []
    for number, name in sorted(enumerate(groups), key=lambda g: -len(g[1])):
        place = compared.find(name)
        if place >= 0:
            found.append((place, number))
            compared = compared[:place] + " " * len(name) + compared[place + len(name) :]
    left = re.sub(r"\bv(?:s\.?|ersus)?\b|\band\b|[\W_]", "", compared)
    return [f"OG{n}" for _, n in sorted(found)] if not left else []
