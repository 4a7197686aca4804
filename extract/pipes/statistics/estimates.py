"""Effect estimates and test statistics: a name, then its figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dosetable.extract.facts import ResultUnit, Statistic
from dosetable.extract.pipes.statistics.intervals import Interval
from dosetable.extract.pipes.statistics.numbers import NUMBER, blank, to_float
from dosetable.extract.prefilter import Prefiltered

_UNITS: dict[Statistic, ResultUnit] = {
    "mean difference": "points", "median difference": "points", "Cohen d": "standard deviations",
    "Hedges g": "standard deviations", "standardized mean difference": "standard deviations",
    "effect size": "standard deviations", "odds ratio": "ratio", "risk ratio": "ratio",
    "hazard ratio": "ratio", "risk difference": "percent", "number needed to treat": "patients",
}  # fmt: skip
RATIOS = ("odds ratio", "risk ratio", "hazard ratio")
# (statistic, long names, symbols); a symbol needs its figure at once, a long name may wait.
_NAMES: tuple[tuple[Statistic, str, str], ...] = (
    ("Cohen d", r"Cohen'?s? (?:effect size )?d|effect size,? (?:\(?Cohen'?s? d\)?|d)", r"(?<!\d )(?<!\d)d"),
    ("Hedges g", r"Hedges'?s?'? ?g|effect size,? \(?Hedges'?s?'? ?g\)?", r"g"),
    ("standardized mean difference", r"standardi[sz]ed mean differences?|standardi[sz]ed effects?(?: sizes?)?", r"SMD"),
    # An effect size of no stated kind is a standardized difference (rule of the annotation guide).
    ("standardized mean difference", r"effect sizes?", r"ES"),
    ("odds ratio", r"odds ratios?", r"a?OR"),
    ("risk ratio", r"risk ratios?|relative risks?|rate ratios?", r"a?RR"),
    ("hazard ratio", r"hazard ratios?", r"a?HR"),
    ("number needed to treat", r"numbers?[ -]needed[ -]to[ -]treat|NNT", r"(?!)"),
    ("median difference", r"medians? (?:of (?:the )?)?(?:between-group |treatment |group )?differences?|differences? (?:in|of|between) (?:the )?medians?|Hodges-Lehmann \w+", r"(?!)"),
    ("risk difference", r"(?:absolute )?(?:risk|rate) (?:differences?|reduction)|absolute differences?", r"A?RD|ARR"),
    ("mean difference", r"differences?(?! was (?:not )?(?:sig|stat)| were (?:not |sig))|\bgap|\badvantages?|treatment effect|contrast estimate|estimated effect|estimates?(?=\s?=)", r"LSMD|a?MD|Δ"),
)  # fmt: skip
_AFTER_LONG = (
    r"(?:\s?[\[(][^\])\d]{1,40}[\])])?(?P<gap>[^.;()\[\]\d=]{0,90}?)"
    r"(?:\s?[\[(][^()\[\]]{1,60}[\])] (?:was|were|of|=|:))?\s?[=:,]?\s?(?:[\[(]\s?)?"
    r"(?:SE\s?[=:]?\s?)?"
)
_AGAINST = (
    r"(?:\s(?:vs?\.?|versus|relative to|compared (?:with|to))\s"
    r"(?:[^=:;,()\[\]]{2,40}?(?=\s?:)|[^=:;,()\[\]\d]{2,60}?(?=\s(?:was|were|of)\b|\s?[=,]|\s-?\d)))?"
)
# 'OR [95% CI]: 1.7', of which the level may be blanked already
_AFTER_SYMBOL = (
    _AGAINST + r"(?:\s?[\[(]\s?(?:SE|95% CI|CI|~+)\s?[\])])?\s?(?:=|:|,|of|was)?\s?(?:=\s?)?"
)
_TAIL = r"(?P<unit>\s?-?(?:%|percentage[ -]points?|per cent|percent\b|points?\b))?"
_PATTERNS = tuple(
    (
        statistic,
        Prefiltered(
            rf"(?:(?<![A-Za-z])(?i:(?:{long})){_AFTER_LONG}|(?<![A-Za-z'-])(?:{symbol}){_AFTER_SYMBOL})(?P<value>{NUMBER}){_TAIL}"
        ),
    )
    for statistic, long, symbol in _NAMES
)
_BARE_NAMES = tuple(
    (statistic, re.compile(rf"(?<![A-Za-z])(?i:{long})(?![A-Za-z])"))
    for statistic, long, _ in _NAMES
)
_POINTS = Prefiltered(
    rf"(?P<value>{NUMBER})[ -](?P<unit>points?|percentage points?) (?:\([^)]*\) )?(?P<how>lower|higher|greater|larger|more|less|better|fewer|smaller|bigger)\b"
)
_POINTS_APART = Prefiltered(
    rf"(?P<value>{NUMBER})[ -](?P<unit>points?|percentage points?) (?:(?:mean|adjusted|between-group|significant) )?(?:differences?|advantages?|benefits?|gap)\b"
)
_BY_POINTS = re.compile(
    rf"\b(?:lower|higher|greater|larger|less|better|smaller|differed|exceeded)\b[^.;()\d]{{0,60}}?\bby (?:an? (?:mean|average|median) of )?(?P<value>{NUMBER})(?P<unit> (?:percentage )?points?)"
)
# 'almost 6 points lower': words for a figure that stands elsewhere, or for none.
_ROUGHLY = Prefiltered(
    rf"\b(?:almost|nearly|about|around|roughly|approximately|some|over|more than|less than|just (?:over|under)|close to|up to|ca\.?)\s(?:an? )?{NUMBER}(?=[ -](?:points?|percentage points?)\b)",
    re.IGNORECASE,
)
_TEST = re.compile(
    rf"(?<![A-Za-z])(?:F\s?(?:[\[(_]\s?\d+(?:\.\d+)?\s?[,;]\s?\d+(?:\.\d+)?\s?[\])]?|\d+\s?,\s?\d+(?:\.\d+)?)?|t\s?(?:[\[(_]\s?\d+(?:\.\d+)?\s?[\])]?|\d+)?"
    rf"|(?:χ\s?[2²]?|[Cc]hi(?:[- ]?squared?|\s?[2²])|[Xx][2²])\s?(?:[\[(][^)\]]{{0,20}}[)\]]|\d)?|[zZ])\s?=\s?(?P<value>{NUMBER})"
)
# 'H 5.3' alone is the figure of group H, not the test of Kruskal and Wallis.
_OTHER = re.compile(
    rf"(?<![A-Za-z])(?:β|[Bb]eta|b|B|r|rs|rho|ρ|R2|R²|I2|I²|η2?p?²?|eta2|partial eta squared|ICC|AUC|κ|kappa|df|AIC|[UHW](?=\s?[=:\[(]))\s?(?:[\[(]\d+[\])])?\s?[=:]?\s?(?P<value>{NUMBER})"
)
_SPREAD_NAME = re.compile(r"\b(?:SE|SD|SEM)\s?[=:,]?\s?$")
# A spread, or the coefficient of a regression: of a standardized one nothing says the unit.
_NO_ESTIMATE = re.compile(
    r"(?:\u00b1|\+/-)\s?$|(?<![A-Za-z])(?:\u03b2|[Bb]eta|[Bb]|(?:regression )?coefficients?)(?:\s?\u03b2|\s?[\[(]\s?(?:\u03b2|[Bb]eta|B)\s?[\])])?[\])]?\s?(?:=|:|,|of|was)?\s?$"
)
_BARE = re.compile(
    rf"(?P<value>{NUMBER})(?P<unit>\s?-?(?:%|percentage points?|points?))?(?:\s?[\[(]\s?(?:SE|SEM|SD)\s?[,=:]?\s?[\d.]+[;,]?\s?[\])]?)?(?:\s(?:at|on|by|after)\s(?:the\s)?~+)?[\s(\[,;:]{{1,4}}$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """``kind`` 'named', 'points' ('8 points lower'), 'bare' (before an interval) or 'test'."""

    start: int
    end: int
    value_start: int
    value_end: int
    statistic: Statistic
    value: float
    unit: ResultUnit | None
    kind: Literal["named", "points", "bare", "test"] = "named"


def find_estimates(
    text: str, intervals: Sequence[Interval], default: Statistic = "mean difference"
) -> tuple[list[Estimate], str]:
    """Return the estimates of ``text`` in order, and ``text`` with all that was read blanked.

    ``text`` must have its p-values and ``intervals`` blanked already; a figure that stands
    directly before an interval is an estimate even without a name.
    """
    found: list[Estimate] = []
    ranged: list[tuple[int, int]] = []
    printed = text
    text = _without_relative(text)
    text = _take_tests(text, found)
    for statistic, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if _SPREAD_NAME.search(text, max(0, match.start("value") - 6), match.start("value")):
                continue
            if _SET_AGAINST.match(text, match.end("value")):
                continue  # 'no difference at 3 days (17% vs. 14%)': the arms' own figures
            if _COUNTED_THINGS.match(text, match.end("value")):
                continue  # 'no differences between the 2 groups'
            if match.groupdict().get("gap") and _WALL.search(match["gap"]):
                continue
            if _RANGE.match(text, match.end("value")) or _PEAK.search(
                text, max(0, match.start() - 20), match.start()
            ):
                ranged.append(match.span())
                continue
            found.append(_named(match, statistic))
        text = blank(text, ((e.start, e.end) for e in found))
    text = blank(text, ranged)
    text = blank(text, (match.span() for match in _ROUGHLY.finditer(text)))
    for match in (m for p in (_POINTS, _BY_POINTS, _POINTS_APART) for m in p.finditer(text)):
        statistic = "risk difference" if "percentage" in match["unit"] else "mean difference"
        found.append(replace(_named(match, statistic), kind="points", unit=_UNITS[statistic]))
    found += _reductions_against(text)
    found += _points_before(text, found)
    text = blank(text, ((e.start, e.end) for e in found))
    found = [_with_spread(e, text) for e in found]
    found.sort(key=lambda e: e.start)
    for interval in intervals:
        if any(0 <= interval.start - e.end <= 6 for e in found):
            continue
        match_ = _BARE.search(text, max(0, interval.start - 44), interval.start)
        if match_:
            if _SPREAD_NAME.search(text, max(0, match_.start() - 8), match_.start("value")):
                continue
            if _NO_ESTIMATE.search(text, max(0, match_.start() - 30), match_.start("value")):
                continue
            before = [e for e in found if e.start < interval.start and e.kind != "test"]
            told = [
                e
                for e in before
                if any(
                    0 <= i.start - e.end <= 45 and not _DIGIT.search(text, e.end, i.start)
                    for i in intervals
                )
            ]
            named = named_last(text[: match_.start()])
            statistic = (told or before)[-1].statistic if before else (named or default)
            found.append(replace(_named(match_, statistic), kind="bare"))
    found += _continued(text, found, printed)
    text = blank(text, ((e.start, e.end) for e in found))
    return sorted(found, key=lambda e: e.start), text


# 'Compared with A, B lowered the score by 7 points ...'
_OPENS_AGAINST = re.compile(
    r"^\W*(?:[A-Z][\w /]{2,30}[:.] ?)?(?:(?:at|on|by|after) [^,;()]{2,40}, )?(?:when |as )?(?:compared (?:with|to)|relative to|versus|in comparison (?:with|to)) "
    r"(?!(?:the )?(?:baseline|pre|before|those before))[^,;()\d]{3,60}, ",
    re.IGNORECASE,
)
_LOWERED_BY = re.compile(
    rf"\b(?:reduc|lower|decreas|improv|diminish|cut|declin|fell|dropp)\w*\b(?:[^.;()\d]|\d+-|-\d+){{0,70}}?\bby (?:an? (?:mean|average|median|additional|further|extra)(?: of)? )?(?P<value>{NUMBER})(?P<unit>(?: points?)?)(?!\s?%|\d|\s?(?:mg|hours?|h|min|days?|weeks?)\b)",
    re.IGNORECASE,
)
# '... and by 4 points at day 7'
_AND_BY = re.compile(
    rf"[^.;\d]{{0,80}}?(?:\b(?:day|week|month|h|hours?)\b [\d~]*[^.;\d]{{0,12}}?)?(?:\band by|(?<=[)\]]) and) (?P<value>{NUMBER})(?P<unit>(?: points?)?)(?!\s?%|\d)"
)
# '... compared with placebo', and no figure of its own behind it
_ENDS_AGAINST = re.compile(
    r"(?:\s?[\[(][^()\[\]]{1,80}[\])])?(?: (?:at|on|by|after) (?:the )?[\w~ -]{2,20}?)?,? (?:(?:when )?(?:compared (?:with|to)|relative to|versus|vs\.?)|more than|(?:over|beyond)(?= (?:placebo|saline|midazolam|control|that)))"
    r" (?!(?:the )?(?:baseline|pre|before))[^\d;.()]{3,50}(?:$|[.;,(\[])(?!\s?-?\d)"
)


_INSIDE_AGAINST = re.compile(
    r"\b(?:versus|vs\.?|compared (?:with|to)|relative to) (?!baseline)", re.I
)


def _reductions_against(text: str) -> list[Estimate]:
    """'Compared with A, B lowered the MADRS by 7 points': what one arm's change exceeds the other's
    by is their difference."""
    first = _LOWERED_BY.search(text)
    if first is None:
        return []
    opens = _OPENS_AGAINST.search(text)
    against = (opens and opens.end() <= first.end()) or _INSIDE_AGAINST.search(first.group())
    if not against and not _ENDS_AGAINST.match(text, first.end()):
        return []
    found = [first]
    while more := _AND_BY.match(text, found[-1].end()):
        found.append(more)
    return [
        replace(_named(m, "mean difference"), kind="points", start=m.start("value"),
                unit=_UNITS["mean difference"])
        for m in found
    ]  # fmt: skip


# 'a 5.1-point (56 mg) and 6.8-point (84 mg) greater reduction'
_ONE_POINTS = re.compile(
    rf"(?P<value>{NUMBER})[ -](?P<unit>points?) (?:\([^()]*\) )?(?:and|or) (?:an? )?$"
)


def _points_before(text: str, found: Sequence[Estimate]) -> list[Estimate]:
    more: list[Estimate] = []
    for estimate in found:
        if estimate.kind != "points":
            continue
        match = _ONE_POINTS.search(text, max(0, estimate.start - 60), estimate.start)
        if match is not None:
            more.append(replace(_named(match, estimate.statistic), kind="points"))
    return more


def named_last(text: str) -> Statistic | None:
    """The statistic whose name comes last in ``text``; a table-like sentence names it once."""
    best: tuple[int, Statistic] | None = None
    for statistic, pattern in _BARE_NAMES:
        for match in pattern.finditer(text):
            if best is None or match.end() > best[0]:
                best = match.end(), statistic
    return best[1] if best else None


_AND_ANOTHER = re.compile(
    rf"[)\]~ ]{{0,3}}(?:for|with|in|after|on|at|by) [^.;]{{2,60}}?(?:,? and|,) (?P<value>{NUMBER})(?P<unit>\s?%)?(?= (?:for|with|in|after|on|at|by)\b)"
)

# '-5.0 (3.0) for 28 mg (P = .05), -7.6 (2.9) for 56 mg (P = .006) and -10.5 (2.8) for 84 mg'
_SE = r"(?:\s?[\[(]\d+(?:\.\d+)?[\])])?"
_OWN_TEST = r"(?:\s?[\[(][~\s,;]{1,80}[)\]])?"
_ONE_EACH = re.compile(
    rf"{_SE}{_OWN_TEST} (?:for|with|in|at|on) (?:[^.;()\[\]]|\.\d){{2,60}}?{_OWN_TEST},?(?: and)? (?P<value>{NUMBER})(?P<unit>\s?%)?(?={_SE}{_OWN_TEST} (?:for|with|in|at|on)\b)"
)

# 'for response was 2.4, and for remission (was) 3.9'
_AND_FOR = re.compile(
    rf"[)\]~ ]{{0,3}},? and (?:that |those )?for [^.;\d(]{{2,40}}?(?:[\[(][^()\[\]]{{1,60}}[\])])?(?: was| were| of|:| =)? (?P<value>{NUMBER})(?P<unit>\s?%)?"
)
# 'effect sizes (d) of 0.62, 0.57 and 0.44, respectively': one name for the whole list.
_LIST_ON = re.compile(
    rf"(?:,\s{NUMBER}){{0,6}},?\sand\s{NUMBER}(?=,?\srespectively\b|\s(?:for|in|with)\s[^.;()=<>]{{2,80}},?\srespectively\b)"
)

_PLURAL = re.compile(r"effect sizes\b|(?:mean )?differences\b|(?:odds|risk|hazard) ratios\b", re.I)
_PAIR_ON = re.compile(rf"(?:,\s{NUMBER}){{0,6}},?\sand\s{NUMBER}(?!\s?(?:%|[a-zA-Z(\[~]))")


def _continued(text: str, found: Sequence[Estimate], printed: str) -> list[Estimate]:
    """'NNT was 2.2 for response and 3.2 for remission': the second figure shares the name."""
    work = blank(text, ((e.start, e.end) for e in found))
    more = []
    for estimate in found:
        if estimate.kind != "named":
            continue
        if each := list(_run(_ONE_EACH, work, estimate)):
            more += each
            continue
        match = _AND_ANOTHER.match(work, estimate.end) or _AND_FOR.match(work, estimate.end)
        if match:
            more.append(replace(_named(match, estimate.statistic), start=match.start("value")))
            continue
        plural = _PLURAL.match(text, estimate.start)
        if _PLURAL.match(printed, estimate.start) and (
            tested := list(_run(_NEXT_TESTED, work, estimate))
        ):
            more += tested
            continue
        if alike := list(_run(_ALIKE, work, estimate)):
            more += alike
            continue
        listed = (_PAIR_ON if plural else _LIST_ON).match(work, estimate.end)
        for number in re.finditer(NUMBER, listed.group(0)) if listed else ():
            start, end = estimate.end + number.start(), estimate.end + number.end()
            more.append(
                replace(
                    estimate, start=start, end=end, value_start=start, value_end=end,
                    value=to_float(number.group(0)),
                )
            )  # fmt: skip
    return more


# What was tested, or its interval, is blanked by now.
_TESTED = r"\s?[(\[][~\s,;]{1,80}[)\]]"
# 'The differences were -1.1 (p = .56), -4.8 (p = .01) and -5.9 (p = .004)': each its test.
_NEXT_TESTED = re.compile(
    rf"{_TESTED}(?:,\s(?:and\s)?|\sand\s)(?P<value>{NUMBER})(?P<unit>\s?(?:points?\b|%))?(?={_TESTED})"
)


def _run(pattern: re.Pattern[str], work: str, first: Estimate) -> Iterator[Estimate]:
    """The figures behind ``first`` that ``pattern`` finds, each right behind the one before."""
    end = first.end
    while match := pattern.match(work, end):
        end = match.end()
        yield replace(_named(match, first.statistic), start=match.start("value"))


# 'Better on X (difference -4.0; P = .006), as on Y (-2.4; P = .02)': a bracket of the same build.
_ALIKE = re.compile(
    rf"[~\s,;]*[)\]][^()\[\].\d]{{3,80}}[(\[](?P<value>{NUMBER})(?P<unit>\s?(?:points?\b|%))?(?=[,;]\s?[~\s,;]{{3,80}}[)\]])"
)


_SPREAD = re.compile(
    r"\s?(?:\u00b1|\+/-)\s?\d+(?:\.\d+)?|\s?[\[(]\s?(?:SE|SEM|SD)?\s?[=:,]?\s?\d+(?:\.\d+)?\s?(?=[;,\])])[\])]?"
)


def _with_spread(estimate: Estimate, text: str) -> Estimate:
    """Take the standard error in brackets after an estimate into its span: it is no figure."""
    match = _SPREAD.match(text, estimate.end)
    return replace(estimate, end=match.end()) if match else estimate


_SET_AGAINST = re.compile(
    r"\s?%?\s?(?:(?:\u00b1|\+/-)\s?[\d.]+\s?)?(?:[(\[][^)\]]{0,20}[)\]]\s?)?(?:vs?\.?|versus|against|compared (?:with|to))\s[^\d.;]{0,20}\d",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
# 'ES = 1.08-1.18', 'maximum ES 1.27': of several visits, and which one is not said.
_RANGE = re.compile(r"(?:-|\sto\s)\d*\.\d+(?!\s?%)")
_PEAK = re.compile(r"[(\[,;]\s?(?:maxim(?:um|al)|peak|up to)\s(?:\w+ )?$", re.IGNORECASE)
# A long name may not reach over a verb of another clause or another statistic to find its figure.
_WALL = re.compile(
    r"\b(?:whereas|while|respectively|significant|p-values?|means?(?: \S+)? scores? (?:of|was|were)|scored)\b|~~~ and",
    re.IGNORECASE,
)


def _take_tests(text: str, found: list[Estimate]) -> str:
    lists = []
    for match in _TEST.finditer(text):
        start, end = match.span("value")
        if _OF_TIME.search(text, 0, match.start()):
            lists.append(match.span())  # 'of drug (F = 58) and time (F = 9)': no two arms
            continue
        if listed := _TESTS_ON.match(text, end):
            lists.append((match.start(), listed.end()))  # one of each visit, named once
            continue
        found.append(
            Estimate(
                start=match.start(), end=match.end(), value_start=start, value_end=end,
                statistic="test statistic", value=to_float(match["value"]), unit=None, kind="test",
            )
        )  # fmt: skip
    return blank(text, [*((e.start, e.end) for e in found), *lists])


_OF_TIME = re.compile(r"\b(?:time|visit|session)(?: effect)?,?\s?[(\[:]\s?$", re.IGNORECASE)
# 't = 11.4, 8.2 and 9.2'
_TESTS_ON = re.compile(
    rf"(?:\s?,\s?{NUMBER}(?![\d.]*\s?%))*(?:\s?,\s?|,?\sand\s){NUMBER}(?=\s?[,;)\]~])"
)
# Bounds: '95% CILB -13.6%'.
_BOUND = Prefiltered(
    rf"(?:{NUMBER}\s?%\s?)?(?:one-sided |two-sided )?\b(?:CILB|CIUB|(?:CI|confidence interval|confidence)\s(?:lower|upper) (?:bound|limit))[^\d-]{{0,14}}{NUMBER}\s?%?",
    re.IGNORECASE,
)
# 'decreased the risk by 51% (HR, 0.49) in X and by 70% (HR, 0.30) in Y'.
_RELATIVE = re.compile(
    rf"\b(?:(?:reduc|decreas|lower)\w+|cut|lessened|diminished) [^.;()]{{0,60}}?\b(?:risks?|odds|hazard|likelihood)\b[^.;()]{{0,60}}?\bby {NUMBER}\s?%",
    re.IGNORECASE,
)
# '68% and 55% increased odds of response', 'a 51% lower risk'
_MORE_ODDS = re.compile(
    rf"{NUMBER}\s?%(?:(?: and|,| to) {NUMBER}\s?%)*(?: \w+)? (?:increased?|higher|greater|lower(?:ed)?|reduced|decreased?|reduction|increase|decrease|elevated|smaller|larger)(?: in)?(?: the)? (?:relative )?(?:odds|risk|likelihood|hazard|chance|probability)\b",
    re.IGNORECASE,
)
_BEFORE_RATIO = re.compile(rf"{NUMBER}\s?%(?=\s?[\[(](?:HR|OR|RR|hazard|odds|risk))", re.IGNORECASE)


def _without_relative(text: str) -> str:
    """Blank the percentages that are bounds or relative reductions: no share of patients."""
    spans = [match.span() for p in (_BOUND, _MORE_ODDS) for match in p.finditer(text)]
    relative = [match.span() for match in _RELATIVE.finditer(text)]
    if relative:
        spans += [match.span() for match in _BEFORE_RATIO.finditer(text)]
    return blank(text, [*spans, *relative])


_COUNTED_THINGS = re.compile(
    r"(?:st|nd|rd|th)\b|\s?(?:groups?|arms?|treatments|doses|weeks|days|hours|conditions|studies|trials|patients|participants|sites)\b",
    re.IGNORECASE,
)


def blank_other(text: str) -> str:
    """Blank correlation coefficients and the like, which are no results of a comparison."""
    return blank(text, (match.span() for match in _OTHER.finditer(text)))


def _named(match: re.Match[str], statistic: Statistic) -> Estimate:
    printed_unit = (match["unit"] or "").strip(" -")
    percent = printed_unit.startswith(("%", "per"))
    if statistic == "mean difference" and percent:
        statistic = "risk difference"
    return Estimate(
        start=match.start(),
        end=match.end(),
        value_start=match.start("value"),
        value_end=match.end("value"),
        statistic=statistic,
        value=to_float(match["value"]),
        unit=_UNITS.get(statistic),
    )
