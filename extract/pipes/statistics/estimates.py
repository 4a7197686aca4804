"""Effect estimates and test statistics: a name, then its figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Statistic
from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.entry_words import START
from dosetable.extract.pipes.statistics.against import (
    and_by,
    in_brackets,
    points_before,
    reductions_against,
)
from dosetable.extract.pipes.statistics.estimate import UNITS, Estimate, named_estimate
from dosetable.extract.pipes.statistics.intervals import Interval
from dosetable.extract.pipes.statistics.listed import continued
from dosetable.extract.pipes.statistics.numbers import NUMBER, blank
from dosetable.extract.pipes.statistics.relative import without_relative
from dosetable.extract.pipes.statistics.tested import take_tests
from dosetable.extract.pipes.statistics.times_as import times_as_high
from dosetable.extract.prefilter import Prefiltered

# (statistic, long names, symbols); a symbol needs its figure at once, a long name may wait.
_NAMES: tuple[tuple[Statistic, str, str], ...] = (
    ("Cohen d", r"Cohen'?s? (?:effect size )?d|effect sizes?,? (?:\(?Cohen'?s? d\)?|d)", r"(?<!\d )(?<!\d)d"),
    ("Hedges g", r"Hedges'?s?'? ?g|effect sizes?,? \(?Hedges'?s?'? ?g\)?", r"g"),
    ("standardized mean difference", r"standardi[sz]ed mean differences?|standardi[sz]ed effects?(?: sizes?)?", r"SMD"),
    # An effect size of no stated kind is a standardized difference (rule of the annotation guide).
    ("standardized mean difference", r"effect sizes?", r"ES"),
    ("odds ratio", r"odds ratios?|(?:adjusted |pooled )?(?-i:(?:[Aa]dj\.? ?)?a?ORs?)(?= (?:for|of|in)\b)", r"(?:[Aa]dj\.?[ -]?)?a?ORs?"),
    ("risk ratio", r"risk ratios?|relative risks?|rate ratios?|(?:adjusted |pooled )?(?-i:(?:[Aa]dj\.? ?)?a?RRs?)(?= (?:for|of|in)\b)", r"(?:[Aa]dj\.?[ -]?)?a?RRs?"),
    ("hazard ratio", r"hazard ratios?|(?:adjusted |pooled )?(?-i:(?:[Aa]dj\.? ?)?a?HRs?)(?= (?:for|of|in)\b)", r"(?:[Aa]dj\.?[ -]?)?a?HRs?"),
    ("number needed to treat", r"numbers?[ -]needed[ -]to[ -]treat|NNT", r"(?!)"),
    ("median difference", r"medians? (?:of (?:the )?)?(?:between-group |treatment |group )?differences?|differences? (?:in|of|between) (?:the )?medians?|Hodges-Lehmann \w+", r"(?!)"),
    ("risk difference", r"(?:absolute )?(?:risk|rate) (?:differences?|reduction)|absolute differences?", r"A?RD|ARR"),
    ("mean difference", r"differences?(?! was (?:not )?(?:sig|stat)| were (?:not |sig))|\bgap|\blead(?= of \d)|\badvantages?|(?:estimated |mean |treatment )+effects?(?! sizes?)|contrast estimate|estimated effect|estimates?(?=\s?=)|placebo-(?:adjusted|corrected|subtracted) (?:mean )?(?:changes?|reductions?|improvements?|effects?)", r"LSMD|(?:[Aa]dj\.?[ -]?|a)?MD|[Aa]dj\.?[ -]?[Dd]iff|Δ"),
)  # fmt: skip
_AFTER_LONG = (
    r"(?:\s?[\[(][^\])\d]{1,40}[\])])?(?P<gap>[^.;()\[\]\d=]{0,90}?)"
    r"(?:\s?[\[(][^()\[\]]{1,60}[\])] (?:was|were|of|=|:))?\s?[=:,]?\s?(?:[\[(]\s?)?"
    r"(?:SE\s?[=:]?\s?)?"
)
_AGAINST = (
    rf"(?:\s(?:vs?\.?|versus|relative to|{COMPARED_WITH})\s"
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
    rf"(?P<value>{NUMBER})[ -](?P<unit>points?|percentage points?) (?:\([^)]*\) )?(?P<how>lower|higher|greater|larger|more|less|better|fewer|smaller|bigger|(?:below|above)(?! (?:the |their |its )?(?:{START}|start)))\b"
)
_POINTS_APART = Prefiltered(
    rf"(?<!\d-)(?<!\d\u2013)(?P<value>{NUMBER})[ -](?P<unit>points?|percentage points?) (?:(?:mean|adjusted|between-group|significant|LS|least[- ]squares?|treatment|group|placebo-adjusted) ){{0,4}}(?:differences?|advantages?|benefits?|gap|lead)\b"
)
_BY_POINTS = re.compile(
    rf"\b(?:lower|higher|greater|larger|less|better|smaller|differed|exceeded|outperformed|surpassed)\b[^.;()\d]{{0,60}}?\bby (?:an? (?:mean|average|median) of )?(?P<value>{NUMBER})(?P<unit> (?:percentage )?points?|(?=\s?[(\[]~))"
)
# 'the odds of response were 2.2 times higher'
_TIMES_THE_ODDS = Prefiltered(
    rf"\bodds (?:of|for) [^.;()\d]{{3,60}}?(?:~+[^.;()\d]{{0,40}}?)?\b(?:was|were) (?:increased |raised )?(?:by )?(?:a factor of )?(?P<value>{NUMBER})(?P<unit>)(?:[- ]?fold|[- ]times)\b(?! (?:lower|less|smaller|reduced))",
    re.IGNORECASE,
)
# 'almost 6 points lower': words for a figure that stands elsewhere, or for none.
_ROUGHLY = Prefiltered(
    rf"\b(?:almost|nearly|about|around|roughly|approximately|some|over|more than|less than|just (?:over|under)|close to|up to|ca\.?)\s(?:an? )?{NUMBER}(?=[ -](?:points?|percentage points?)\b)",
    re.IGNORECASE,
)
# 'H 5.3' alone is the figure of group H, not the test of Kruskal and Wallis.
_OTHER = re.compile(
    rf"(?<![A-Za-z])(?:β|[Bb]eta|b|B|r|rs|rho|ρ|R2|R²|I2|I²|η2?p?²?|eta2|partial eta squared|ICC|AUC|κ|kappa|df|AIC|[UHW](?=\s?[=:\[(]))\s?(?:[\[(]\d+[\])])?\s?[=:]?\s?(?P<value>{NUMBER})(?!\.?\d|\s?(?:±|\+/-))"
)
_SPREAD_NAME = re.compile(r"\b(?:SE|SD|SEM)\s?[=:,]?\s?$")
# A spread, or the coefficient of a regression: of a standardized one nothing says the unit.
_NO_ESTIMATE = re.compile(
    r"(?:\u00b1|\+/-)\s?$|(?<![A-Za-z])(?:\u03b2|[Bb]eta|[Bb]|(?:regression )?coefficients?)(?:\s?\u03b2|\s?[\[(]\s?(?:\u03b2|[Bb]eta|B)\s?[\])])?[\])]?\s?(?:=|:|,|of|was)?\s?-?$"
)
_OUT_OF = re.compile(r"\d\s?(?:/|(?:out )?of(?: the)?)\s?$")
_BARE = re.compile(
    rf"(?P<value>{NUMBER})(?P<unit>\s?-?(?:%|percentage points?|points?))?(?:\s?[\[(]\s?(?:SE|SEM|SD)\s?[,=:]?\s?[\d.]+[;,]?\s?[\])]?)?(?:\s(?:at|on|by|after)\s(?:the\s)?~+)?[\s(\[,;:]{{1,4}}$"
)


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
    text = without_relative(text)
    text = take_tests(text, found)
    for statistic, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if _SPREAD_NAME.search(text, max(0, match.start("value") - 6), match.start("value")):
                continue
            if _SET_AGAINST.match(text, match.end("value")):
                continue  # 'no difference at 3 days (17% vs. 14%)': the arms' own figures
            if _NONE_OF.search(text, max(0, match.start() - 40), match.start()) and _LIST_OF.match(
                text, match.end("value")
            ):
                continue  # 'no differences among the groups (63%, 53% and 43%)': each arm's own
            if _COUNTED_THINGS.match(text, match.end("value")):
                continue  # 'no differences between the 2 groups'
            if match.groupdict().get("gap") and _WALL.search(match["gap"]):
                continue
            if _BETWEEN.search(match.group()) and (
                _LIST_OF.match(text, match.end("value"))
                or _AND_THE_OTHER.match(text, match.end("value"))
            ):
                continue  # 'a difference between A (37%, 7 of 19) and B (54%, 13 of 24)'
            if _RANGE.match(text, match.end("value")) or _PEAK.search(
                text, max(0, match.start() - 20), match.start()
            ):
                ranged.append(match.span())
                continue
            found.append(named_estimate(match, statistic))
        text = blank(text, ((e.start, e.end) for e in found))
    if not found:
        found += [named_estimate(m, "odds ratio") for m in _TIMES_THE_ODDS.finditer(text)]
        text = blank(text, ((e.start, e.end) for e in found))
    text = blank(text, ranged)
    text = blank(text, (match.span() for match in _ROUGHLY.finditer(text)))
    for match in (m for p in (_POINTS, _BY_POINTS, _POINTS_APART) for m in p.finditer(text)):
        statistic = "risk difference" if "percentage" in match["unit"] else "mean difference"
        found.append(
            replace(named_estimate(match, statistic), kind="points", unit=UNITS[statistic])
        )
        if match.re is _BY_POINTS:
            found += [
                replace(named_estimate(more, statistic), kind="points", start=more.start("value"))
                for more in and_by(text, match.end())
            ]
    known = {e.value_start for e in found}
    found += [e for e in reductions_against(text) if e.value_start not in known]
    if not found:
        found += times_as_high(text) or in_brackets(text)
    found += points_before(text, found)
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
            if _OUT_OF.search(text, max(0, match_.start() - 12), match_.start("value")):
                continue  # '63% (19/30; 95% CI 44 to 80)': of how many
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
            found.append(replace(named_estimate(match_, statistic), kind="bare"))
    found += [_with_spread(e, text) for e in continued(text, found, printed)]
    text = blank(text, ((e.start, e.end) for e in found))
    return sorted(found, key=lambda e: e.start), text


def named_last(text: str) -> Statistic | None:
    """The statistic whose name comes last in ``text``; a table-like sentence names it once."""
    best: tuple[int, Statistic] | None = None
    for statistic, pattern in _BARE_NAMES:
        for match in pattern.finditer(text):
            if best is None or match.end() > best[0]:
                best = match.end(), statistic
    return best[1] if best else None


_SPREAD = re.compile(
    r"\s?(?:\u00b1|\+/-)\s?\d+(?:\.\d+)?|\s?[\[(]\s?(?:SE|SEM|SD)?\s?[=:,]?\s?\d+(?:\.\d+)?\s?(?=[;,\])])[\])]?"
)


def _with_spread(estimate: Estimate, text: str) -> Estimate:
    """Take the standard error in brackets after an estimate into its span: it is no figure."""
    match = _SPREAD.match(text, estimate.end)
    return replace(estimate, end=match.end()) if match else estimate


_SET_AGAINST = re.compile(
    rf"\s?(?:%|per ?cent)?\s?(?:(?:\u00b1|\+/-)\s?[\d.]+\s?)?(?:[(\[][^)\]]{{0,20}}[)\]]\s?)?(?:vs?\.?|versus|against|{COMPARED_WITH})\s[^\d.;]{{0,20}}\d",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
# 'ES = 1.08-1.18', 'maximum ES 1.27': of several visits, and which one is not said.
_RANGE = re.compile(r"(?:-|\sto\s)\d*\.\d+(?!\s?(?:%|per ?cent))")
_PEAK = re.compile(r"[(\[,;]\s?(?:maxim(?:um|al)|peak|up to)\s(?:\w+ )?$", re.IGNORECASE)
# A long name may not reach over a verb of another clause or another statistic to find its figure.
_WALL = re.compile(
    r"(?<![A-Za-z])(?:\u03b2|[Bb]eta)(?![A-Za-z])|\b(?:whereas|while|respectively|margin|pre-?(?:treatment|infusion|operative)|significant|p-values?|means?(?: \S+)? scores? (?:of|was|were)|scored)\b|~~~ and",
    re.IGNORECASE,
)


_BETWEEN = re.compile(r"\bbetween\b[^()]*[(\[]\s?[-+]?[\d.]+", re.IGNORECASE)
_AND_THE_OTHER = re.compile(
    r"\s?(?:%|per ?cent)?(?:[,;]? [^()\[\]]{1,40})?[)\]],? (?:and|vs?\.?|versus) [^()\[\]\d]{2,60}[(\[]\s?-?\d"
)
_NONE_OF = re.compile(r"\bno (?:[\w-]+ ){0,4}$", re.IGNORECASE)
_LIST_OF = re.compile(
    rf"\s?(?:%|per ?cent)?(?:,\s{NUMBER}\s?(?:%|per ?cent)?)*,?\s(?:and|vs?\.?|versus)\s{NUMBER}"
)
_COUNTED_THINGS = re.compile(
    r"(?:st|nd|rd|th)\b|\s?(?:groups?|arms?|treatments|doses|weeks|days|hours|conditions|studies|trials|patients|participants|sites)\b",
    re.IGNORECASE,
)


def blank_other(text: str) -> str:
    """Blank correlation coefficients and the like, which are no results of a comparison."""
    return blank(text, (match.span() for match in _OTHER.finditer(text)))
