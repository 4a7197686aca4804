"""Everything one clause names, in order: measures, times, arms, figures, estimates, p-values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dosetable.extract.facts import Statistic
from dosetable.extract.pipes.comparison_words import COMPARED_WITH
from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.baselines import (
    baseline_of_list,
    before_and_after,
    is_baseline,
    listed_baselines,
    told_first,
    with_last,
    with_next,
)
from dosetable.extract.pipes.outcomes.clauses import FindMeasures
from dosetable.extract.pipes.outcomes.coded_visits import told_once
from dosetable.extract.pipes.outcomes.differences import as_differences, of_shares, own_figures
from dosetable.extract.pipes.outcomes.names import ArmMention, ArmNames
from dosetable.extract.pipes.outcomes.omnibus import without_omnibus
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
from dosetable.extract.pipes.statistics.estimates import blank_other
from dosetable.extract.pipes.statistics.numbers import blank, without_other_numbers
from dosetable.extract.pipes.timepoints import TimepointMention, find_timepoints
from dosetable.extract.prefilter import Prefiltered

# Remission and response that describe who was studied, not what came of it.
_POPULATION = Prefiltered(
    r"\b(?:(?:being|were|was|patients|participants|those|among|the \d+) (?:who were |with an? |in an? |with |in )?|with an? |(?:in|with) (?:the )?)(?:stable (?:remission|response)|in remission)(?: at (?:week|day|month) \d+)?"
    r"|(?<!proportion )(?<!percentage )(?<!number )(?<!numbers )(?<!share )(?<!rate )(?<!rates )(?<!proportions )\b(?:of|among) (?:the )?(?:[a-z]+ )?(?:remitters|responders)\b"
    r"|\bof the \d{1,4} (?:[\w-]+ )?(?:remitters|responders)\b"
    r"|\b(?:of|among) the \d{1,4} (?:patients|participants|subjects|women|people) who (?:had |experienced |showed |achieved |reached )?(?:an? )?(?:relapsed?|remission|response|remitted|responded)\b"
    r"|(?:(?<=of \d )|(?<=of \d\d )|(?<=of \d\d\d ))(?:[a-z]+ )?(?:remitters|responders)\b"
    r"|\b(?:days|weeks|months|time|period|duration|spent|while) (?:\w+ )?(?:in|of) (?:\w+ )?remission\b"
    r"|\b(?:sessions?|treatments?|infusions|ECTs?|injections|doses) (?:(?:were|was) )?(?:required |needed |necessary )?(?:until|to|before|for|to achieve|to reach|for achieving) (?:achieving |reaching |obtaining )?(?:clinical |full )?(?:remission|response)\b"
    r"|\b(?:at|after|before|following|until|prior to) (?:the )?(?:time of )?(?:an? |their |the )?relapse\b(?! (?:rate|was|were|occurred))|\b(?:previously|subsequently) relapsed\b"
    r"|\bstable (?:remission|response)(?: but no remission)?|\bbut no remission\b|\bafter (?:being in |achieving |reaching |attaining )?(?:stable )?remission(?! was)(?: at (?:week|day|month) \d+)?"
    r"|\b(?:day|week|month)[- ]\d+ (?:non-?)?(?:responders|remitters)\b(?! (?:numbered|were \d)|:)"
    r"|\b(?:of|among|in) (?:those|(?:the )?(?:patients|participants|subjects)) (?:who (?:were|had|did) )?(?:not (?:respond(?:ing|ed)?|in remission|remitt(?:ing|ed))|without (?:an? )?(?:response|remission)) (?:at|by|on) (?:hour|day|week|month) \d+"
    r"|\b(?:remission|response) or (?:stable )?(?:response|remission) (?:to|after|on)\b"
    r"|\b(?:responders|remitters)(?: at (?:week|day|month) \d+)?\b(?=[^.;]{0,120}\b(?:relapsed|had a relapse)\b)"
    r"|\b(?:responders|remitters) (?:showed|exhibited|demonstrated|displayed|had (?:an? |greater |higher |lower |larger |more ))",
    re.IGNORECASE,
)
_BARE_OK = re.compile(
    rf"(?:\b(?:(?:fell|dropped|declined|decreased|improved|rose)(?= ?$)|was|were|of|averag\w+|to|at|by|reached|reaching|scored|and|vs?\.?|versus|against|than|mean|median|means|mean (?:change|reduction|decrease|improvement)|stood at|or|{COMPARED_WITH})|[=:,(\[→])\s?(?:a mean of |about |only |just |a median of |an? )?$",
    re.IGNORECASE,
)


_FIRST = (
    r"-?\d[\d.]*(?:\s?%|\spoints?)?(?:\s?(?:\u00b1|\+/-)\s?[\d.]+|\s?[(\[][^()\[\]]{1,30}[)\]])?"
)
FIGURES_FIRST = re.compile(
    rf"\W*(?:(?:and|but|then) )?(?={_FIRST}(?:(?:,|,? (?:and|vs?\.?|versus|compared with)) {_FIRST}){{1,5}},? (?:at|on|by|after|~))",
    re.IGNORECASE,
)
"""'...; 58% and 38% at day 7': a part that goes on with the figures of the next visit."""
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

    @property
    def tests(self) -> list[PValue]:
        """The p-values of superiority."""
        return [p for p in self.p_values if p.kind == "superiority"]


def without_population(text: str) -> str:
    """``text`` with the remission and response that describe who was studied blanked."""
    return blank(text, _described_people(text))


@lru_cache(maxsize=64)  # the plan, the clause and its figures ask for the same sentence
def _described_people(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(m.span() for m in _POPULATION.finditer(text) if not _shares(text, m))


_SHARE = re.compile(
    r"(?:\d\s?(?:%|per ?cent)|\bper ?cent|\d+ (?:out )?of \d+)[^.;]{0,60}$"
    # 'two thirds of those given A and a quarter of those given B were in remission'
    r"|\b(?:[Hh]alf|(?:an?|one|two|three|four)[ -](?:third|quarter|fifth)s?|one in (?:\w+)) of [^.;()]{3,120}$",
    re.IGNORECASE,
)


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
    # 'the adjusted odds ratio of response' holds nothing constant that it names
    r"\b(?:(?:(?:controll|adjust|account|correct)(?:ed|ing|ment)?|adjustment|correction) (?:for(?! multipl)|by|on)|covary(?:ing)?(?: (?:for|on))?|independent(?:ly)? of|over and above|mediated by) (?:(?!\b(?:in|at|was|were|did|group|compared|than)\b)[^.;()\d])*",
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


# 'no difference was seen (9.9 ± 4.4 and 10.3 ± 4.8)': in the bracket stand two arms' means
_NONE_BETWEEN = re.compile(
    r"\bno (?:[\w-]+ ){0,3}differences?\b(?=[^()]{0,60}[(\[]\s?-?\d[\d.]*\s?(?:±|\+/-)\s?[\d.]+\s?(?:and|vs?\.?|versus)\s)",
    re.IGNORECASE,
)


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
    times = told_once(find_times(hidden), hidden)
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
    if len(names.arms) > 2:
        estimates, p_values = without_omnibus(estimates, p_values, arms, text)
    told_by = [m.span() for m in _SCORED_AS.finditer(text)]
    figures = [f for f in figures if not any(a <= f.start < b for a, b in told_by)]
    figures = [f for f in figures if not _of_everybody(f, figures, text)]
    ranged = _ends_of_ranges(text)
    figures = [f for f in figures if not any(a <= f.start < b for a, b in ranged)]
    estimates = [e for e in estimates if not any(a <= e.value_start < b for a, b in ranged)]
    named = [(m.start, m.end) for m in arms]  # a dose that names an arm is no figure
    figures = [f for f in figures if f.kind != "bare" or not any(a < f.end <= b for a, b in named)]
    opening = FIGURES_FIRST.match(text)
    sure = [
        f
        for f in figures
        if f.kind != "bare"
        or (opening is not None and f.start <= opening.end() < f.end)
        or _BARE_OK.search(work[max(0, f.start - 24) : f.start])
        or (work[: f.start].rstrip(" ;,").endswith("~") and _VERSUS.match(work, f.end))
    ]
    beside = _beside_arms(figures, arms, text, sure)
    figures = [f for f in figures if f in sure or f in beside]
    figures = [f for f in figures if f.kind == "percent" or not _OF_TIME.match(text, f.end)]
    before = listed_baselines(figures, text, times)
    before += baseline_of_list(figures, first, text, times)
    figures = [f for f in figures if f not in before]
    went = before_and_after(figures, arms, text)
    figures = [
        replace(f, after=True) if any(f is b for _, b in went) else f
        for f in figures
        if not any(f is a for a, _ in went)
    ]
    estimates, figures = as_differences(text, estimates, figures, default, intervals)
    if default is None:
        estimates, figures = own_figures(text, estimates, figures, intervals, arms)
    estimates = [k for e in estimates if (k := of_shares(e, figures, measures))]
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
    r"[(\[](?:which was |that is, |i\.e\.,? )?defined (?:as|by) [^()\[\]]*[)\]]|"
    r"\b(?:scores?|scored|ratings?|rated|of|CGI-?[IS]|PGI-?[IS]) (?:of )?(?:zero|\d+) or (?:one|\d+|less|more|below|above)\b"
    r"|\b(?:on|of|using|range[ds]?|ranging|scale|possible range)[,:]? (?:an? |from |scores? (?:from )?)?-?\d{1,3}(?: points?)? ?(?:to|-|through|\u2013) ?\d{1,3}(?:[- ]?(?:points?|item))?(?: (?:\w+ )?scale)?(?=[^\d.]|$)(?! (?:with|in|on|for|at) (?:the )?(?:(?:es)?ketamine|placebo))",
    re.IGNORECASE,
)
# 'from 0.27 (95% CI ...) to 0.41 (95% CI ...) for 0.1 to 1 mg/kg': the ends of a range over doses
_RANGE_OVER = re.compile(
    r"(?<![\w.])-?\d+(?:\.\d+)?(?: points?)?\s?[(\[][^()\[\]]{3,60}[)\]] to -?\d+(?:\.\d+)?(?: points?)?\s?[(\[][^()\[\]]{3,60}[)\]][^.;]{0,40}?\d+(?:\.\d+)? ?(?:mg(?:/kg)? )?(?:to|-) ?\d+(?:\.\d+)? ?mg"
)


def _ends_of_ranges(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in _RANGE_OVER.finditer(text)]


_OVERALL = re.compile(
    r"\boverall (?:[\w-]+ ){0,3}(?:rate|proportion|incidence|percentage)\b[^.;()]{0,60}\b(?:was|of|=|:) ?$",
    re.IGNORECASE,
)


def _of_everybody(figure: Figure, figures: Sequence[Figure], text: str) -> bool:
    """'The overall response rate was 44% (A 37% vs B 54%)': the share of all groups together."""
    behind = [f for f in figures if f.start > figure.start and f.kind == "percent"]
    counts = [f.count for f in behind[:2] if f.count is not None]
    if figure.count is not None and len(counts) == 2 and figure.count == sum(counts):
        # '38 (63%) responded: 24 of 30 on A and 14 of 30 on B'
        return ":" in text[figure.end : behind[0].start]
    others = len(behind)
    alone = text[figure.end : figure.end + 2].strip()[:1] in ("(", "[", ",", ";", ":")
    return others > 1 and alone and _OVERALL.search(text, 0, figure.start) is not None


# 'mean exposure was 31.5 (37.7) months', 'lithium 0.8 mEq/L', 'pressure rose by 19 mm Hg'
_OF_TIME = re.compile(
    r"\s?(?:years?|months?|weeks?|days?|hours?|minutes?|min|seconds?|s|ml|mL|mm ?Hg|bpm|beats|breaths|cm|°C|(?:mEq|mmol|nmol|mol|[μu]g|ng|pg|mg|IU|U)/(?:m?[lL]|d[lL]))\b"
)
_NAMED = re.compile(r"(?: (?:group|arm|patients|participants|recipients|women))?[\s:=,]{1,3}")


def _beside_arms(
    figures: Sequence[Figure], arms: Sequence[ArmMention], text: str, sure: Sequence[Figure]
) -> list[Figure]:
    """'(X 20.1, Y 21.0; P = 0.6)': bare numbers right behind the names of two arms, each its own, or
    of one where the clause has a bare figure before it ('with X it was 14.2; with Y 20.9')."""
    found = {
        m.arms: f
        for f in figures
        if f.kind == "bare"
        for m in arms
        if m.end <= f.start + 1 and _NAMED.fullmatch(text[m.end : max(f.start, m.end)] + " ")
    }
    beside = list(found.values())
    if len(beside) > 1:
        return beside
    faced = any(f.kind == "bare" and f.start < b.start for b in beside for f in sure)
    return beside if faced else []
