"""The arms' own figures: rates with counts, means with dispersion, medians."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from dosetable.extract.facts import DispersionType
from dosetable.extract.pipes.statistics.fractions import find_fractions
from dosetable.extract.pipes.statistics.numbers import (
    COUNT_WORDS,
    NUMBER,
    TENS,
    blank,
    to_count,
    to_float,
    words_to_count,
)
from dosetable.extract.prefilter import Prefiltered

_ONES = "one|two|three|four|five|six|seven|eight|nine"
_INT = rf"(?<![\w.,-])(?:\d{{1,4}}|(?i:(?:{'|'.join(TENS)})-(?:{_ONES})|{'|'.join(COUNT_WORDS)}|{'|'.join(TENS)}))"
_PCT = r"(?:%|\bper ?cent\b)"
_P = r"\d{1,3}(?:\.\d+)?"
_PEOPLE = r"(?: (?!and|or|in|on|with|versus|vs)[a-z-]+){0,4}"
_GROUP = r"(?P<group> (?:in|from|of|with|on|given|receiving) (?:the |those (?:on|given|with|receiving) )?[\w+-]+(?: [\w+-]+)?(?: (?:group|arm))?)?"
_RATES = (
    Prefiltered(rf"(?P<count>{_INT}){_PEOPLE}\s?[\[(]\s?(?P<pct>{_P})\s?{_PCT}\s?[\])]\s?(?:out )?of(?: the)? (?P<n>\d{{1,4}})\b(?!\s?[%.]\d)"),
    Prefiltered(rf"(?P<count>{_INT})\s?(?:/|(?:out )?of(?: the| all)?)\s?(?P<n>\d{{1,4}}|(?i:{'|'.join(COUNT_WORDS)}))\b{_PEOPLE},?\s?[\[(,;]\s?(?P<pct>{_P})\s?{_PCT}\s?[\])]?"),
    Prefiltered(rf"(?<![\d.])(?P<pct>{_P})\s?{_PCT},?\s?[\[(]\s?(?:n\s?=\s?)?(?P<count>\d{{1,4}})\s?(?:/|(?:out )?of(?: the)?)\s?(?P<n>\d{{1,4}})\b[^)\]]{{0,20}}[\])]"),
    # '34.2% of the patients (94 of 275)'
    Prefiltered(rf"(?<![\d.])(?P<pct>{_P})\s?{_PCT} of (?:the |all )?(?:patients|participants|subjects|women|those|people|recipients)\s?[\[(]\s?(?:n\s?=\s?)?(?P<count>\d{{1,4}})\s?(?:/|(?:out )?of(?: the)?)\s?(?P<n>\d{{1,4}})\b[^)\]]{{0,20}}[\])]"),
    Prefiltered(rf"(?<![\d.])(?P<pct>{_P})\s?{_PCT}[;,]\s?(?:n\s?=\s?)?(?P<count>\d{{1,4}})\s?(?:/|of)\s?(?P<n>\d{{1,4}})\b(?![%.]\d)"),
    Prefiltered(rf"(?<![\d.])(?P<pct>{_P})\s?{_PCT}\s?[\[(]\s?[nN]\s?=\s?(?P<count>\d{{1,4}})\s?[\])]"),
    # '(n = 22, 44%)'
    Prefiltered(rf"[\[(]\s?[nN]\s?=\s?(?P<count>\d{{1,4}})\s?[,;]\s?(?P<pct>{_P})\s?{_PCT}"),
    Prefiltered(rf"(?P<count>{_INT}){_PEOPLE}?{_GROUP}\s?[\[(]\s?(?P<pct>{_P})\s?{_PCT}\s?[\])]"),
    # '17.6 and 8.2%': printed alike, so that one sign serves both
    Prefiltered(rf"(?<![\d.~-])(?P<pct>\d{{1,2}}\.\d+)(?=\s?(?:v\.?|vs\.?|versus|and|or)\s\d{{1,2}}\.\d+\s?{_PCT})"),
    Prefiltered(rf"(?<![\d.~-])(?P<pct>\d{{1,2}}(?:\.\d+)?)(?=(?:,\s\d{{1,2}}(?:\.\d+)?){{0,4}},\s(?:\d{{1,2}}(?:\.\d+)? )?and\s\d{{1,3}}(?:\.\d+)?\s?{_PCT}|(?:,\s\d{{1,2}}(?:\.\d+)?){{1,4}}\sand\s\d{{1,3}}(?:\.\d+)?\s?{_PCT})"),
    Prefiltered(rf"(?<![\d.~-])(?P<pct>\d{{1,2}})(?=\s(?:v\.?|vs\.?|versus|and|or)\s\d{{1,3}}\s?{_PCT})"),
    Prefiltered(rf"(?<![\d.])(?P<pct>{_P})\s?{_PCT}"),
    Prefiltered(rf"\b(?P<pct>(?i:(?:one|a) hundred|(?:{'|'.join(TENS)})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|{'|'.join(COUNT_WORDS)})) ?{_PCT}"),
    # 'nine and five of twelve': the first is of twelve, too
    Prefiltered(rf"(?P<count>{_INT})(?=(?:,\s{_INT}){{0,2}},?\s(?:and|or)\s{_INT}\s(?:out )?of(?: the| all)?\s(?P<n>\d{{1,4}}|(?i:{'|'.join(COUNT_WORDS)}))\b(?!\s?[%.]\d))"),
    Prefiltered(rf"(?P<count>{_INT})\s?(?:/|(?:out )?of(?: the| all)?\s)\s?(?P<n>\d{{1,4}}|(?i:{'|'.join(COUNT_WORDS)}))\b(?!\s?[%.]\d)"),
)  # fmt: skip
_DISPERSION = r"(?P<type>SDs?|SEM?|s\.d\.|s\.e\.m?\.?|standard (?:deviation|error)|IQR|interquartile range|range)"
_MEANS = (
    Prefiltered(rf"(?P<value>{NUMBER})\s?(?:points?)?,?\s?[\[(]\s?{_DISPERSION}\s?[=:,]?\s?±?\s?(?P<spread>-?[\d.]+)(?P<upper>\s?(?:-|to|,)\s?-?[\d.]+)?[^)\]]{{0,3}}[\])]"),
    Prefiltered(rf"(?P<value>{NUMBER}),\s?{_DISPERSION}\s?[=:]?\s?(?P<spread>[\d.]*\d)"),
    Prefiltered(rf"(?P<value>{NUMBER})\s?(?:±|\+/-|\+-)\s?(?P<type>SDs?|SEM?)?\s?(?P<spread>\d+(?:\.\d+)?)"),
    Prefiltered(rf"(?P<value>{NUMBER})\s?[\[(]\s?(?P<spread>\d+(?:\.\d+)?)(?P<upper>\s?(?:,|-|to)\s?\d+(?:\.\d+)?)\s?[\])]"),
    Prefiltered(rf"(?P<value>{NUMBER})\s?[\[(]\s?(?:±\s?)?(?P<spread>\d+(?:\.\d+)?)\s?(?:[\])]|(?=[;,]\s?~))(?!\s?(?:%|per ?cent))"),
)  # fmt: skip
_BARE = Prefiltered(
    rf"(?P<value>{NUMBER})(?!\s?(?:%|patients|participants|people|women|men|adults|subjects|of\b|sites|mg|infusions|doses|sessions|cases|events|[-/:]\s?\d|[a-z]*-item|responders|remitters|treatments|times|(?:st|nd|rd|th)\b|point (?:scale|likert)|with (?:\w+ ){{0,2}}(?:depress|disorder|bipolar|MDD|TRD)))"
)
_STRAY = re.compile(
    rf"{_DISPERSION}\s?[=:,]?\s?±?\s?-?\d+(?:\.\d+)?(?:\s?(?:-|to|,)\s?-?\d+(?:\.\d+)?)?"
)
# '9 dropped by 40 minutes and 1 by 80 minutes': people, not points.
_WHO_DID = re.compile(
    r"(?:^|(?<=[(\[;:,] )|(?<=[(\[])|(?<=\band )|(?<=\bonly )|(?<=\bwhile ))\d{1,3} (?:dropped|had|were|was|did|achieved|reached|met|responded|remitted|relapsed|completed|withdrew|discontinued|showed|experienced|developed|received|reported|improved|entered|required)\b"
    r"(?:[^;.()\d]{0,40}?\band \d{1,3}\b(?![.%\d]))?"
    # 'all of them dropped below 4 (9 by 40 minutes and 1 by 80 minutes)', of which the times are blanked
    r"|(?<=[(\[])\d{1,3} (?:by|within) ~[~ ]*(?:,?\s?(?:and\s)?\d{1,3} (?:by|within) ~[~ ]*)*(?=[)\]])"
)
# 'and none after saline', 'while no patient on placebo did'; not 'and none on placebo withdrew'. What
# was read before (an event, a visit) is blanked.
_HAD_IT = r"(?:did|do|was|were|had ~+|~+|responded|remitted|relapsed|achieved|met|reached|showed|at|by|on|and \d)"
_NOBODY = re.compile(
    r"\b(?![^.;,()]{0,80}\b(?:withdr\w+|dropped|discontinued|died|experienced|developed|reported|suffered|stopped|left|needed|required)\b)(?i:none|no (?:one|patients?|participants?|subjects?|wom[ae]n|person))"
    r"(?= (?:in|of|to|for|among|with|on|given|after|who|receiving|treated|assigned|allocated|randomi[sz]ed|did(?: so)?|(?:had )?(?:responded|remitted|relapsed|~+)|responding) "
    rf"(?:[\w/.+~-]+ ){{0,9}}?(?:[\w+~-]+ ?[(,;.)]|[\w+~-]+$|[\w+-]+ {_HAD_IT}))"
)
_PRINTED_WITHIN = 60  # characters between 'none of the placebo patients' and its '(0%)'
_FEW = 5  # 'none of the four doses', 'two of three centres' count no patients
_DECLARED = re.compile(r"\b(?:SD|SE|SEM|standard (?:deviation|error)|IQR)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``kind``: 'percent' (``value`` in percent, or None with a count alone), 'mean', 'bare'."""

    start: int
    end: int
    kind: Literal["percent", "mean", "bare"]
    value: float | None
    count: int | None = None
    n: int | None = None
    dispersion: float | None = None
    dispersion_type: DispersionType | None = None
    after: bool = False
    """A score that is told behind the one before treatment."""


def _printed_too(end: int, text: str, found: list[Figure]) -> bool:
    """'None of the placebo patients (0%) remitted': the figure in the bracket says it."""
    return any(
        f.value == 0.0
        and 0 <= f.start - end <= _PRINTED_WITHIN
        and not re.search("[.;]", text[end : f.start])
        for f in found
    )


def find_figures(text: str) -> list[Figure]:
    """Return the figures of ``text`` in order; estimates and the like must be blanked already."""
    found: list[Figure] = []
    for pattern in _RATES:
        fresh = [(f, m.span()) for m in pattern.finditer(text) if (f := _rate(m)) is not None]
        if fresh:
            found += [f for f, _ in fresh]
            text = blank(text, (span for _, span in fresh))
    if not found:
        found += [
            Figure(start=start, end=end, kind="percent", value=value)
            for start, end, value in find_fractions(text)
        ]
        text = blank(text, ((f.start, f.end) for f in found))
    declared = _DECLARED.search(text)
    for pattern in _MEANS:
        means = [_mean(m, declared) for m in pattern.finditer(text) if _encloses(m)]
        if means:
            found += means
            text = blank(text, ((f.start, f.end) for f in means))
    if any(f.kind == "percent" for f in found):
        found += [
            Figure(start=m.start(), end=m.end(), kind="percent", value=0.0, count=0)
            for m in _NOBODY.finditer(text)
            if not _printed_too(m.end(), text, found)
        ]
    text = blank(text, (match.span() for match in _STRAY.finditer(text)))
    text = blank(text, (match.span() for match in _WHO_DID.finditer(text)))
    found += [
        Figure(start=m.start("value"), end=m.end("value"), kind="bare", value=to_float(m["value"]))
        for m in _BARE.finditer(text)
    ]
    return _told_twice(sorted(found, key=lambda f: f.start))


def _told_twice(found: list[Figure]) -> list[Figure]:
    """'4 of 15 with A and 5 of 13 with B (27% v. 38%)': as many shares as counts before them, each
    that of its count, are the counts' own."""
    rates = [f for f in found if f.kind == "percent"]
    half = len(rates) // 2
    counts, shares = rates[:half], rates[half:]
    if not half or len(counts) != len(shares):
        return found
    for one, share in zip(counts, shares, strict=True):
        alike = one.value is None and one.count is not None and one.n and share.count is None
        if not alike or share.value is None or abs(100 * one.count / one.n - share.value) > 0.6:  # type: ignore[operator]
            return found
    told = [replace(c, value=s.value) for c, s in zip(counts, shares, strict=True)]
    return sorted([*told, *(f for f in found if f.kind != "percent")], key=lambda f: f.start)


_OPENS = re.compile(r"(?: (?!and|or|versus|vs)[a-z-]+){0,4},?\s?[(\[]\s?")


def with_their_shares(figures: list[Figure], text: str) -> list[Figure]:
    """'19 of 30 patients (63.3%; 95% CI ...)': a count, and behind it in a bracket its own share."""
    kept: list[Figure] = []
    for figure in figures:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.value is None
            and last.count is not None
            and last.n
            and figure.value is not None
            and figure.count is None
            and figure.kind == "percent"
            and abs(100 * last.count / last.n - figure.value) <= 0.6
            and _OPENS.fullmatch(text, last.end, figure.start)
        ):
            kept[-1] = replace(figure, start=last.start, count=last.count, n=last.n)
        else:
            kept.append(figure)
    return kept


_MINUS = re.compile(r"[\s(\[=:]-$")


def _rate(match: re.Match[str]) -> Figure | None:
    groups = match.groupdict()
    count = to_count(groups["count"]) if groups.get("count") else None
    n = to_count(groups["n"]) if groups.get("n") else None
    printed = groups.get("pct")
    pct = None
    if printed:
        pct = float(printed) if printed[0].isdigit() else _in_words(printed)
        if pct is not None and _MINUS.search(match.string, 0, match.start("pct")):
            pct = -pct  # 'the percent change was -52%'
    if (pct is not None and pct > 100) or (count is not None and n is not None and count > n):
        return None
    if pct is None and (count is None or n is None or n <= _FEW):
        return None
    if count == 0 and pct:
        count = None  # '0 (12.5%)': a dose of nothing, and no count
    # 'ten of the group on X (33%)': the figure stands behind the group that it is of.
    start = match.end("group") if groups.get("group") else match.start()
    return Figure(start=start, end=match.end(), kind="percent", value=pct, count=count, n=n)


def _in_words(printed: str) -> float | None:
    return 100.0 if printed.lower().endswith("hundred") else words_to_count(printed)


_ENDS = re.compile(r"\d+(?:\.\d+)?")


def _encloses(match: re.Match[str]) -> bool:
    """Quartiles, or the ends of a range, lie on either side of their median."""
    groups = match.groupdict()
    upper = _ENDS.search(groups.get("upper") or "")
    if upper is None or groups.get("type"):
        return True
    return float(match["spread"]) <= abs(to_float(match["value"])) <= float(upper[0])


def _mean(match: re.Match[str], declared: re.Match[str] | None) -> Figure:
    printed = match.groupdict().get("type") or (declared.group(0) if declared else "")
    # Of two quartiles, or two ends, neither is the spread.
    one = match["spread"].strip(".") if not match.groupdict().get("upper") else ""
    return Figure(
        start=match.start(),
        end=match.end(),
        kind="mean",
        value=to_float(match["value"]),
        dispersion=float(one) if one else None,
        dispersion_type=_type(printed),
    )


def _type(printed: str) -> DispersionType | None:
    low = printed.lower()
    if low.startswith(("sd", "s.d", "standard dev")):
        return "SD"
    if low.startswith(("se", "s.e", "standard err")):
        return "SE"
    if low.startswith(("iqr", "interq")):
        return "IQR"
    return "range" if low == "range" else None
