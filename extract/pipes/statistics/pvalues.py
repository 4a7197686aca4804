"""P-values with their operator, and what they are of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dosetable.extract.facts import POperator
from dosetable.extract.pipes.statistics.numbers import to_float
from dosetable.extract.prefilter import Prefiltered

_OPERATORS: dict[str, POperator] = {
    "=": "=", "<": "<", ">": ">", "less": "<", "smaller": "<", "lower": "<", "greater": ">",
    "more": ">", "larger": ">", "higher": ">", "\u2264": "<=", "\u2265": ">=", "<=": "<=", ">=": ">=",
}  # fmt: skip
_P = Prefiltered(
    r"(?P<before>(?:(?:adjusted|corrected|nominal|unadjusted|uncorrected|one-sided|two-sided|two-tailed|1-sided|2-sided|log-rank)[ ,-]{0,2})*)"
    r"(?<![A-Za-z])[Pp](?:'?s)?(?:[ -]?[Vv]alues?)?(?:[\s_-]?(?:adj(?:usted)?|corr(?:ected)?|FDR|FWE))?\s?(?:\([^)]{1,20}\)\s?)?"
    r"(?P<op><=|>=|[=<>:\u2264\u2265]|\b(?:less|smaller|lower) than\b|\b(?:greater|more|larger|higher) than\b|\bof\b|\bwas\b|(?<=value)(?=\s0?\.\d))\s?"
    r"(?:(?P<value>0?[.,]\d+|0\s?\.\s?\d+|[01](?:\.\d+)?(?![\d.]|\s?x)|[1-9](?:\.\d+)?(?=\s?x\s?10\s?-))(?:\s?x\s?10\s?-\s?(?P<exponent>\d{1,2}))?|10\s?-\s?(?P<power>\d{1,2})\b)",
)
_NS = Prefiltered(
    r"(?<![A-Za-z])[Pp](?:[ -]?values?)?\s?[=:]?\s?(?:NS|ns|n\.s\.)(?![A-Za-z])|\b(?:ns|NS|n\.s\.)(?=\s?(?:[);,.]|$))"
)
_AFTER_NONINFERIORITY = re.compile(r"[^.;)]{0,12}\bfor (?:the )?non-?inferiority", re.IGNORECASE)
_AFTER_OMNIBUS = re.compile(
    r"[^.;)]{0,10}\bfor (?:the )?(?:interaction|trend|time|heterogeneity)", re.IGNORECASE
)
# 'p = 0.02 unadjusted, p = 0.14 adjusted': the word may follow its figure.
_AFTER_ADJUSTED = re.compile(
    r"\s?\(?(?:(?P<no>unadjusted|uncorrected|nominal|before (?:\w+ )?(?:correction|adjustment))"
    r"|adjusted|corrected|after (?:\w+ )?(?:correction|adjustment))\b(?!\s?(?-i:[Pp])(?:[ -]?values?)?\s?[=<>])",
    re.IGNORECASE,
)
_FIGURE_BEFORE = re.compile(r"\d\s?$")
_IN_NAME = re.compile("adj|corr|FDR|FWE")
_BEFORE_NONINFERIORITY = re.compile(r"non-?inferiority(?: test)?[ :,]{0,3}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PValue:
    """``value`` is None for a bare 'ns'. ``kind`` tells tests of superiority from the others."""

    start: int
    end: int
    operator: POperator | None
    value: float | None
    adjusted: bool | None = None
    kind: str = "superiority"

    @property
    def significant(self) -> bool | None:
        """At the level of 0.05; None where the bound does not tell."""
        return False if self.value is None else is_significant(self.operator, self.value)


def is_significant(operator: POperator | None, value: float) -> bool | None:
    """Whether a p-value is below the level of 0.05; None where its bound does not tell."""
    if operator in ("<", "<="):
        return True if value <= 0.05 else None
    if operator in (">", ">="):
        return False if value >= 0.05 else None
    return value < 0.05


def find_p_values(text: str) -> list[PValue]:
    """Return the p-values of ``text`` in order."""
    found = [p for match in _P.finditer(text) if (p := _read(match, text)) is not None]
    found += [more for p in found for more in _listed(p, text)]
    taken = [(p.start, p.end) for p in found]
    for match in _NS.finditer(text):
        if not any(s <= match.start() < e for s, e in taken):
            found.append(PValue(start=match.start(), end=match.end(), operator=None, value=None))
    return sorted(found, key=lambda p: p.start)


# 'P = .001, .004 and .08, respectively': one sign for the whole list.
_LIST = re.compile(
    r"(?:,\s0?\.\d+){0,6},?\sand\s0?\.\d+(?=,?\s(?:respectively|for|at|in)\b|\s?[)\]])"
    r"|(?:,\s?0?\.\d+){1,8}(?=\s?[)\]]|,?\srespectively\b)"
)
# 'p < 0.01 and 0.04, respectively'
_LIST_BELOW = re.compile(r"(?:,\s0?\.\d+){0,6},?\sand\s0?\.\d+(?=,?\srespectively\b)")
_LISTED_VALUE = re.compile(r"0?\.\d+")


def _listed(first: PValue, text: str) -> list[PValue]:
    match = (_LIST if first.operator == "=" else _LIST_BELOW).match(text, first.end)
    if match is None:
        return []
    return [
        replace(first, start=v.start(), end=v.end(), value=to_float(v.group()), operator="=")
        for v in _LISTED_VALUE.finditer(text, match.start(), match.end())
    ]


# 'at the adjusted value of p < 0.0119', 'significance was set at P < .01': a level, and no test
_LEVEL = re.compile(
    r"\b(?:at|to|with) (?:the|an?) (?:[\w-]+ ){0,3}(?:value|level|threshold|alpha)s? (?:of |was |at )?$|\b(?:significance|significant|alpha|threshold)\b[^.;()]{0,40}\b(?:set|defined|considered|accepted|taken|declared|fixed|adopted) (?:at|as|to be|when|if|for)? ?(?:an? |the )?$",
    re.IGNORECASE,
)


def _read(match: re.Match[str], text: str) -> PValue | None:
    if _LEVEL.search(text, max(0, match.start() - 90), match.start()):
        return None
    exponent = match["exponent"] or match["power"]
    value = to_float((match["value"] or "1").replace(",", "."))
    if exponent:
        value = round(value * 10.0 ** -int(exponent), int(exponent) + 3)
    if value > 1:
        return None
    start, before = match.start(), match["before"].lower()
    if before and _FIGURE_BEFORE.search(text, max(0, start - 4), start):
        # 'p = 0.02 unadjusted, p = 0.14': the word is of the p-value that it follows.
        start, before = match.end("before"), ""
    adjusted = None
    if "unadjusted" in before or "uncorrected" in before or "nominal" in before:
        adjusted = False
    elif (
        "adjusted" in before or "corrected" in before or _IN_NAME.search(text[start : match.end()])
    ):
        adjusted = True
    elif after := _AFTER_ADJUSTED.match(text, match.end()):
        adjusted = after["no"] is None
    kind = "superiority"
    if _AFTER_NONINFERIORITY.match(text, match.end()) or _BEFORE_NONINFERIORITY.search(
        text, max(0, match.start() - 30), match.start()
    ):
        kind = "noninferiority"
    elif _AFTER_OMNIBUS.match(text, match.end()):
        kind = "omnibus"
    return PValue(
        start=start,
        end=match.end(),
        operator=_OPERATORS.get(match["op"].split(" ")[0].lower(), "="),
        value=value,
        adjusted=adjusted,
        kind=kind,
    )
