"""Everything one clause names, in order: measures, times, arms, figures, estimates, p-values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dosetable.extract.facts import Statistic
from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.baselines import (
    before_and_after,
    is_baseline,
    listed_baselines,
    told_first,
    with_last,
    with_next,
)
from dosetable.extract.pipes.outcomes.clauses import FindMeasures
from dosetable.extract.pipes.outcomes.names import ArmMention, ArmNames
from dosetable.extract.pipes.statistics import (
    Estimate,
    Figure,
    Interval,
    PValue,
    find_estimates,
    find_figures,
    find_intervals,
    find_p_values,
)
from dosetable.extract.pipes.statistics.estimates import blank_other, named_last
from dosetable.extract.pipes.statistics.numbers import blank, without_other_numbers
from dosetable.extract.pipes.timepoints import TimepointMention, find_timepoints
from dosetable.extract.prefilter import Prefiltered

# Remission and response that describe who was studied, not what came of it.
_POPULATION = Prefiltered(
    r"\b(?:(?:being|were|was|patients|participants|those|among|the \d+) (?:who were |with an? |in an? |with |in )?|with an? |(?:in|with) (?:the )?)(?:stable (?:remission|response)|in remission)(?: at (?:week|day|month) \d+)?"
    r"|(?<!proportion )(?<!percentage )(?<!number )(?<!numbers )(?<!share )(?<!rate )(?<!rates )(?<!proportions )\b(?:of|among) (?:the )?(?:[a-z]+ )?(?:remitters|responders)\b"
    r"|(?:(?<=of \d )|(?<=of \d\d )|(?<=of \d\d\d ))(?:[a-z]+ )?(?:remitters|responders)\b"
    r"|\b(?:days|weeks|months|time|period|duration|spent|while) (?:\w+ )?(?:in|of) (?:\w+ )?remission\b"
    r"|\b(?:sessions?|treatments?|infusions|ECTs?|injections|doses) (?:(?:were|was) )?(?:required |needed |necessary )?(?:until|to|before|for|to achieve|to reach|for achieving) (?:achieving |reaching |obtaining )?(?:clinical |full )?(?:remission|response)\b"
    r"|\b(?:at|after|before|following|until|prior to) (?:the )?(?:time of )?(?:an? |their |the )?relapse\b(?! (?:rate|was|were|occurred))|\b(?:previously|subsequently) relapsed\b"
    r"|\bstable (?:remission|response)(?: but no remission)?|\bbut no remission\b|\bafter (?:being in |achieving |reaching |attaining )?(?:stable )?remission(?! was)(?: at (?:week|day|month) \d+)?"
    r"|\b(?:day|week|month)[- ]\d+ (?:non-?)?(?:responders|remitters)\b(?! (?:numbered|were \d)|:)"
    r"|\b(?:remission|response) or (?:stable )?(?:response|remission) (?:to|after|on)\b"
    r"|\b(?:responders|remitters)(?: at (?:week|day|month) \d+)?\b(?=[^.;]{0,120}\b(?:relapsed|had a relapse)\b)"
    r"|\b(?:responders|remitters) (?:showed|exhibited|demonstrated|displayed|had (?:an? |greater |higher |lower |larger |more ))",
    re.IGNORECASE,
)
_BARE_OK = re.compile(
    r"(?:\b(?:(?:fell|dropped|declined|decreased|improved|rose)(?= ?$)|was|were|of|averag\w+|to|at|by|reached|reaching|scored|and|vs?\.?|versus|against|than|mean|median|means|mean (?:change|reduction|decrease|improvement)|stood at|or|(?:compared|in comparison) (?:with|to))|[=:,(\[])\s?(?:a mean of |about |only |just |a median of |an? )?$",
    re.IGNORECASE,
)


_VERSUS = re.compile(r"\s?(?:vs?\.?|versus)\s\d")  # 'MADRS 20.1 v 21.0'
# What finds the times of a piece of the document at hand.
FindTimes = Callable[[str], list[TimepointMention]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Offsets are those of the clause's ``text``; ``offset`` is its place in the document."""

    text: str
    offset: int
    measures: tuple[MeasureMention, ...]
    times: tuple[TimepointMention, ...]
    arms: tuple[ArmMention, ...]
    estimates: tuple[Estimate, ...]
    figures: tuple[Figure, ...]
    intervals: tuple[Interval, ...]
    p_values: tuple[PValue, ...]


def without_population(text: str) -> str:
    """``text`` with the remission and response that describe who was studied blanked."""
    return blank(text, _described_people(text))


@lru_cache(maxsize=64)  # the plan, the clause and its figures ask for the same sentence
def _described_people(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(m.span() for m in _POPULATION.finditer(text) if not _shares(text, m))


_SHARE = re.compile(r"(?:\d\s?(?:%|per ?cent)|\bper ?cent|\d+ (?:out )?of \d+)[^.;]{0,60}$")


_COUNTED_OF = re.compile(
    r"\b(?:share|proportion|percentage|number|rates?) of (?:all )?(?:the )?$|\b(?:more|fewer) $|(?:\d\s?(?:%|per ?cent)|\bper ?cent) of (?:all )?(?:the )?$",
    re.I,
)


# '12 and 5 patients were in remission'
_TWO_COUNTS = re.compile(
    r"\b\d{1,3} (?:and|vs\.?|versus) \d{1,3} (?:patients|participants|subjects|women|people) $"
)
# 'more of the ketamine group than of the saline group were in remission'
_MORE_OF = re.compile(r"\b(?:more|fewer) (?!than\b)[^.;()]{3,120}$", re.IGNORECASE)
_HOW_OFTEN = re.compile(r" (?:more|less) (?:often|frequently|commonly)\b")


def _shares(text: str, match: re.Match[str]) -> bool:
    """'19 per cent of recipients were in remission' is an outcome; 'those who were' are people."""
    people = match.group().lower().startswith(("patients ", "participants ", "those "))
    if people and _COUNTED_OF.search(text[: match.start()]):
        return True  # 'the share of patients in remission'
    if _HOW_OFTEN.match(text, match.end()):
        return True
    were = match.group().lower().startswith(("were ", "was "))
    before = text[: match.start()]
    return were and any(p.search(before) for p in (_SHARE, _TWO_COUNTS, _MORE_OF))


_CONTROLLED_FOR = re.compile(
    r"\b(?:(?:controll|adjust|account|correct|covary)(?:ed|ing|ment|y)?|adjustment|correction|independent(?:ly)?|over and above|mediated)(?: (?:for|of|by|on))? (?:(?!\b(?:in|at|was|were|did|group|compared|than)\b)[^.;()\d])*",
    re.IGNORECASE,
)


def controlled_for(text: str) -> list[tuple[int, int]]:
    """'..., when controlling for the effects on depression': what was held constant is no result."""
    return [m.span() for m in _CONTROLLED_FOR.finditer(text)]


_RATED_ON = re.compile(
    r"(?: symptoms?| scores?| severity| effects?)?,? (?:as )?(?:(?:measured|assessed|rated|evaluated|quantified|captured) (?:with|by|using|on|via) |on |by |using |per )(?:the )?",
    re.IGNORECASE,
)


def _without_rated(measures: list[MeasureMention], text: str) -> list[MeasureMention]:
    """'Dissociation on the CADSS': of what is named with its scale behind it, the scale alone."""
    rated = {
        one.start
        for one, scale in zip(measures, measures[1:], strict=False)
        if one.kind == "other" != scale.kind and _RATED_ON.fullmatch(text, one.end, scale.start)
    }
    return [m for m in measures if m.start not in rated]


def scan(
    text: str,
    offset: int,
    names: ArmNames,
    find: FindMeasures,
    find_times: FindTimes = find_timepoints,
    default: Statistic | None = None,
) -> Clause:
    """Read one clause. ``text`` is a piece of the twin."""
    hidden = without_population(text)
    aside = controlled_for(text)
    measures = [m for m in find(hidden) if not any(a <= m.start < b for a, b in aside)]
    measures = _without_rated(measures, text)
    times = find_times(hidden)
    p_values = find_p_values(text)
    intervals = find_intervals(text)
    work = text
    for known in (p_values, intervals, measures, times):
        work = blank(work, [(mention.start, mention.end) for mention in known])
    work = without_other_numbers(blank(work, _described_people(text)))
    work = blank(work, [m.span() for m in _NONE_BETWEEN.finditer(work)])
    estimates, work = find_estimates(work, intervals, default or "mean difference")
    work = blank(blank_other(work), told_first(work))
    found = find_figures(work)
    first = [f for f in found if is_baseline(f, text, times)]
    first += [f for f in found if f not in first and with_last(f, found, first, text, times)]
    figures = [f for f in found if f not in first and not with_next(f, found, first, text)]
    arms = tuple(names.find(text))
    told_by = [m.span() for m in _SCORED_AS.finditer(text)]
    figures = [f for f in figures if not any(a <= f.start < b for a, b in told_by)]
    named = [(m.start, m.end) for m in arms]  # a dose that names an arm is no figure
    figures = [
        f for f in figures if f.kind != "bare" or not any(a <= f.start < b for a, b in named)
    ]
    beside = _beside_arms(figures, arms, text)
    figures = [
        f
        for f in figures
        if f.kind != "bare"
        or f in beside
        or _BARE_OK.search(work[max(0, f.start - 24) : f.start])
        or (work[: f.start].rstrip().endswith("~") and _VERSUS.match(work, f.end))
    ]
    figures = [f for f in figures if f.kind == "percent" or not _OF_TIME.match(text, f.end)]
    before = listed_baselines(figures, text, times)
    figures = [f for f in figures if f not in before]
    went = before_and_after(figures, arms, text)
    figures = [
        replace(f, after=True) if any(f is b for _, b in went) else f
        for f in figures
        if not any(f is a for a, _ in went)
    ]
    estimates, figures = _differences(text, estimates, figures, default, intervals)
    if default is None:
        estimates, figures = _own_figures(text, estimates, figures, intervals)
    estimates = [k for e in estimates if (k := _of_shares(e, figures, measures))]
    return Clause(
        text=text,
        offset=offset,
        measures=tuple(measures),
        times=tuple(times),
        arms=arms,
        estimates=tuple(estimates),
        figures=tuple(figures),
        intervals=tuple(intervals),
        p_values=tuple(p_values),
    )


# 'free of suicidal ideation (item score of 0 or 1)': by what the event was told
_SCORED_AS = re.compile(
    r"\b(?:scores?|scored|ratings?|rated) (?:of )?(?:zero|\d+) or (?:one|\d+|less|more|below|above)\b"
    r"|\b(?:on|of|using|range[ds]?|ranging|scale|possible range)[,:]? (?:an? |from |scores? (?:from )?)?-?\d{1,3}(?: points?)? ?(?:to|-|through|\u2013) ?\d{1,3}(?:[- ]?(?:points?|item))?(?: (?:\w+ )?scale)?(?=[^\d.]|$)(?! (?:with|in|on|for|at) (?:the )?(?:(?:es)?ketamine|placebo))",
    re.IGNORECASE,
)
# 'mean exposure was 31.5 (37.7) months', 'lithium 0.8 mEq/L'
_OF_TIME = re.compile(
    r"\s?(?:years?|months?|weeks?|days?|hours?|minutes?|min|seconds?|s|ml|mL|(?:mEq|mmol|nmol|mol|[μu]g|ng|pg|mg|IU|U)/(?:m?[lL]|d[lL]))\b"
)
_NAMED = re.compile(r"[\s:=,]{1,3}")


def _beside_arms(figures: Sequence[Figure], arms: Sequence[ArmMention], text: str) -> list[Figure]:
    """'(X 20.1, Y 21.0; P = 0.6)': bare numbers right behind the names of two arms, each its own."""
    found = {
        m.arms: f
        for f in figures
        if f.kind == "bare"
        for m in arms
        if m.end <= f.start + 1 and _NAMED.fullmatch(text[m.end : max(f.start, m.end)] + " ")
    }
    return list(found.values()) if len(found) > 1 else []


def _of_shares(
    estimate: Estimate, figures: Sequence[Figure], measures: Sequence[MeasureMention]
) -> Estimate | None:
    """'Remission occurred in 32% and 20% (difference 12)': behind two shares of people, where no scale
    is named, and near what the one exceeds the other by, it is the difference of the shares, adjusted
    or not; what is far from it is of nothing that the sentence names."""
    before = [f for f in figures if f.end <= estimate.value_start and f.kind == "percent"]
    shares = [f.value for f in before if f.value is not None][-2:]
    only_events = bool(measures) and all(m.kind == "event" for m in measures)
    if estimate.statistic != "mean difference" or not only_events or len(shares) < 2:
        return estimate
    if abs(abs(estimate.value) - abs(shares[0] - shares[1])) > _ADJUSTED:
        return None
    return replace(estimate, statistic="risk difference", unit="percent")


_ADJUSTED = 5.0  # percentage points between a plain difference of shares and an adjusted one
_THEY = re.compile(r"\b(?:they|these|corresponding \w+) were\b|\bit was\b", re.IGNORECASE)
# 'Difference from placebo: 28 mg: -4.2 (2.1); 56 mg: -6.3 (2.1)'
_NEXT_ARM = re.compile(r"\s*(?:and )?[\w][\w ./+-]{1,40}:\s?")
_SCORED = re.compile(r"\bmean (?:\S+ )?scores? (?:of|was|were|being)\b|\bscored\b", re.IGNORECASE)
_DIFFERENCE = re.compile(r"\bdifferences?\b", re.IGNORECASE)


def _differences(
    text: str,
    estimates: list[Estimate],
    figures: list[Figure],
    default: Statistic | None,
    intervals: Sequence[Interval],
) -> tuple[list[Estimate], list[Figure]]:
    """'Difference from placebo: 28 mg -4.2 [2.09], 56 mg -6.3 [2.07]': means that are differences."""
    means = [f for f in figures if f.kind == "mean" and not _set_against(f, figures, text)]
    if default == "mean difference" and means and _THEY.search(text):
        match = _THEY.search(text)
    elif default == "mean difference" and means and _NEXT_ARM.fullmatch(text, 0, means[0].start):
        match = _NEXT_ARM.match(text)
    else:
        match = _DIFFERENCE.search(text)
    if not match or not means or match.start() > means[0].start:
        return estimates, figures
    if len(means) > 1 and _NO_DIFFERENCE.search(text, 0, means[0].start):
        return estimates, figures  # 'no difference was seen (9.9 (4.4) and 10.3 (4.8))': two arms'
    if _SCORED.search(text, match.end(), means[0].start):
        return estimates, figures  # 'a difference, with a mean score of 9.0 (2.2) in A'
    plural = match.group(0).lower() != "difference"
    if not plural and any(e.statistic in ("mean difference", "risk difference") for e in estimates):
        # 'The difference was -5.1 (1.4) for A (95% CI ...) and -6.8 (1.4) for B (95% CI ...)'
        means = [f for f in means if _has_own(f, text, intervals)]
    turned = [
        Estimate(
            start=f.start, end=f.end, value_start=f.start, value_end=f.end,
            statistic="mean difference", value=f.value, unit="points",
        )
        for f in means
        if f.value is not None
    ]  # fmt: skip
    return sorted([*estimates, *turned], key=lambda e: e.start), [
        f for f in figures if f not in means
    ]


# 'no difference was seen (9.9 ± 4.4 and 10.3 ± 4.8)': in the bracket stand two arms' means
_NONE_BETWEEN = re.compile(
    r"\bno (?:[\w-]+ ){0,3}differences?\b(?=[^()]{0,60}[(\[]\s?-?\d[\d.]*\s?(?:±|\+/-)\s?[\d.]+\s?(?:and|vs?\.?|versus)\s)",
    re.IGNORECASE,
)
_NO_DIFFERENCE = re.compile(r"\bno (?:\w+ ){0,3}differences?\b|\bnot differ", re.IGNORECASE)
_AGAINST = re.compile(
    r"[\s)\],]{0,4}(?:points?\s)?(?:vs?\.?|versus|against|(?:compared|in comparison) (?:with|to))\s[^\d;]{0,30}"
)


def _set_against(figure: Figure, figures: Sequence[Figure], text: str) -> bool:
    """'no difference at 1 week (10.2 (2.2) vs. 9.8 (2.1))': two arms' means, no differences."""
    return any(
        _AGAINST.fullmatch(text[min(a.end, b.end) : max(a.start, b.start)])
        for a, b in ((figure, other) for other in figures if other is not figure)
        if min(a.end, b.end) <= max(a.start, b.start)
    )


def _has_own(figure: Figure, text: str, intervals: Sequence[Interval]) -> bool:
    """Whether an interval that holds the figure follows it, with no other figure between."""
    near = [i for i in intervals if 0 <= i.start - figure.end <= 60]
    if not near or figure.value is None:
        return False
    low, high = near[0].low, near[0].high
    between = _DOSE.sub("", text[figure.end : near[0].start])
    return (
        low is not None
        and high is not None
        and low <= figure.value <= high
        and not re.search(r"\d", between)
    )


_DIFFERED_BY = re.compile(r"\bdiffer(?:ed|s)? (?:from|by)\b", re.IGNORECASE)
_DOSE = re.compile(r"\d+(?:\.\d+)?\s?-?\s?(?:mg|mcg)\b")
_FURTHER = re.compile(r"\b(?:further|additional|extra) \d", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:lower|higher|greater|larger|more|less|fewer|better|differ\w*|gap|effects? of|between[- ]groups?|group assignment)\b",
    re.IGNORECASE,
)


def _own_figures(
    text: str, estimates: list[Estimate], figures: list[Figure], intervals: Sequence[Interval]
) -> tuple[list[Estimate], list[Figure]]:
    """Figures with intervals of their own are the arms': in a clause that names no effect, and those
    that face each other before the effect is named."""
    bare = [e for e in estimates if e.kind == "bare"]
    if _DIFFERED_BY.search(text) or _FURTHER.search(text) or not bare:
        return estimates, figures
    if any(e.kind == "named" for e in estimates) or named_last(text) is not None:
        bare = _facing_pair(bare, estimates, text, intervals)
    elif len(bare) < 2 and _COMPARED.search(text):
        return estimates, figures
    own = [
        Figure(
            start=e.value_start,
            end=_behind_interval(e, intervals),
            kind="percent" if e.statistic == "risk difference" else "mean",
            value=e.value,
            dispersion_type="95% CI",
        )
        for e in bare
    ]
    rest = [e for e in estimates if e not in bare]
    return rest, sorted([*figures, *own], key=lambda f: f.start)


def _behind_interval(estimate: Estimate, intervals: Sequence[Interval]) -> int:
    return min((i.end for i in intervals if 0 <= i.start - estimate.end <= 6), default=estimate.end)


# 'the difference was -4.2 (...)': what is named right before a figure is what the figure is
_IS_NAMED = re.compile(
    r"\b(?:differences?|ratios?|effects?|estimates?|OR|RR|HR|MD|LSMD|SMD|RD)\b[^.;()\[\]]{0,60}?(?:\b(?:was|were|of|=|:|,)\s?)?$"
)
_FACES = re.compile(
    r"[)\]\s]*(?:[^\d;()\[\]]{0,50}?\s)?(?P<against>vs?\.?|versus|against|than|(?:compared|in comparison) (?:with|to))\s[^\d;()\[\]]{0,50}[(\[]?"
    r"|[)\]\s]*[^\d()\[\]]{0,60}?(?:\band\b|[,;])[^\d()\[\]]{0,60}[(\[]?"
)


def _facing_pair(
    bare: Sequence[Estimate],
    estimates: Sequence[Estimate],
    text: str,
    intervals: Sequence[Interval],
) -> list[Estimate]:
    """The two figures with intervals that stand against each other before the effect of the clause
    is given: '22.6 (95% CI ...) vs 14.3 (95% CI ...); difference 8.3 (95% CI ...)'."""
    named = [e.start for e in estimates if e.kind == "named"]
    before = [e for e in bare if e.start < min(named, default=len(text))]
    if len(before) != 2:
        return []
    first, second = before
    ends = [i.end for i in intervals if first.end <= i.start < second.start]
    joint = _FACES.fullmatch(text, max(ends), second.value_start) if ends else None
    if joint is None or _IS_NAMED.search(text[: first.value_start]):
        return []
    if joint["against"] is None and named_last(text[: first.value_start]) is not None:
        return []  # 'the differences for A and B: -3 (...) and -4 (...)'
    return before
