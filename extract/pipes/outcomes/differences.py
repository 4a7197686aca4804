"""Which figures of a clause are differences between arms, and which are the arms' own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.facts import Statistic
from dosetable.extract.pipes.comparison_words import COMPARED_WITH, SET_AGAINST
from dosetable.extract.pipes.entry_words import START
from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.names import ArmMention
from dosetable.extract.pipes.outcomes.place import opened_at
from dosetable.extract.pipes.outcomes.verdicts import behind_than
from dosetable.extract.pipes.statistics import Estimate, Figure, Interval
from dosetable.extract.pipes.statistics.estimates import named_last
from dosetable.extract.pipes.statistics.figures import with_their_shares


def of_shares(
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
_NEXT_ARM = re.compile(r"\s*(?:and )?[\w][\w ./+-]{1,40}[:,]\s?")
_SCORED = re.compile(r"\bmean (?:\S+ )?scores? (?:of|was|were|being)\b|\bscored\b", re.IGNORECASE)
_DIFFERENCE = re.compile(r"\bdifferences?\b", re.IGNORECASE)


def as_differences(
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
        match = None if match and _SINCE_START.match(text, match.start()) else match
    if not match or not means or match.start() > means[0].start:
        return estimates, figures
    if len(means) > 1 and _NO_DIFFERENCE.search(text, 0, means[0].start):
        return estimates, figures  # 'no difference was seen (9.9 (4.4) and 10.3 (4.8))': two arms'
    if _SCORED.search(text, match.end(), means[0].start):
        return estimates, figures  # 'a difference, with a mean score of 9.0 (2.2) in A'
    plural = match.group(0).lower() != "difference"
    if not plural and any(e.statistic in ("mean difference", "risk difference") for e in estimates):
        # 'The difference was -5.1 (1.4) for A (95% CI ...) and -6.8 (1.4) for B (95% CI ...)'
        means = [f for f in means if _has_own(f, text, intervals) or _listed(f, estimates, text)]
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


_NO_DIFFERENCE = re.compile(r"\bno (?:\w+ ){0,3}differences?\b|\bnot differ", re.IGNORECASE)
_AGAINST = re.compile(
    rf"[\s)\],]{{0,4}}(?:points?\s)?(?:vs?\.?|versus|against|{COMPARED_WITH})\s[^\d;]{{0,30}}"
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


_LASTED = r"(?:effects?|benefits?)\b[^.;()]{0,30}\b(?:maintained|sustained|persist\w*|remained|lasted|evident|present|seen|observed)"
_LISTED = re.compile(r";\s(?:and )?[\w][\w ./+-]{1,40}[:,]\s?$")


def _listed(figure: Figure, estimates: Sequence[Estimate], text: str) -> bool:
    """'(difference from C: 56 mg, -6.3 [2.1], P = .001; 84 mg, -9.0 [2.1], P < .001)': the next arm's
    in the bracket of the first one's."""
    bracket = opened_at(text, figure.start)
    return (
        bracket is not None
        and any(opened_at(text, e.value_start) == bracket for e in estimates)
        and _LISTED.search(text, bracket, figure.start) is not None
    )


_DIFFERED_BY = re.compile(r"\bdiffer(?:ed|s)? (?:from|by)\b", re.IGNORECASE)
_DOSE = re.compile(r"\d+(?:\.\d+)?\s?-?\s?(?:mg|mcg)\b")
_FURTHER = re.compile(r"\b(?:further|additional|extra) \d", re.IGNORECASE)
_COMPARED = re.compile(
    rf"\b(?:lower|higher|greater|larger|more|less|fewer|better|differ\w*|gap|effects? of|between[- ]groups?|group assignment|benefits?|advantages?|superior\w*|separat\w+|no longer|attenuated|absent|resembled|neither|lead|{_LASTED})\b",
    re.IGNORECASE,
)

# 'Compared with baseline, scores were lower after A (-15.2; ...)': one arm's own fall
_FROM_START = re.compile(
    rf"\b(?:than|{COMPARED_WITH}|relative to|versus|vs\.?) (?:(?:those |that )?(?:at|in|the) )*{START}",
    re.IGNORECASE,
)


# 'the mean difference from baseline was -12.3 with A and -6.4 with B': what each arm changed by
_SINCE_START = re.compile(
    rf"\b(?:differences?|MD|LSMD) (?:from|to|versus|vs\.?|relative to|{COMPARED_WITH}) (?:the )?{START}\b(?![^;]{{0,80}}\b(?:than|versus|vs|between|relative|compared (?:with|to)) (?!(?:the )?{START}|-?\d))",
    re.IGNORECASE,
)


def changes_since_start(
    text: str,
    estimates: list[Estimate],
    figures: list[Figure],
    intervals: Sequence[Interval],
) -> tuple[list[Estimate], list[Figure]]:
    """The differences from the time before treatment, as the arms' own figures."""
    told = _SINCE_START.search(text)
    if told is None:
        return estimates, figures
    own = [
        e
        for e in estimates
        if e.statistic == "mean difference"
        and e.value_start > told.start()
        and not any(told.end() <= m.start() < e.value_start for m in _DIFFERENCE.finditer(text))
    ]
    rest = [e for e in estimates if e not in own]
    figures = [*figures, *(_own(e, intervals) for e in own)]
    return rest, sorted(figures, key=lambda f: f.start)


def own_figures(
    text: str,
    estimates: list[Estimate],
    figures: list[Figure],
    intervals: Sequence[Interval],
    arms: Sequence[ArmMention],
) -> tuple[list[Estimate], list[Figure]]:
    """Figures with intervals of their own are the arms': in a clause that names no effect, and those
    that face each other before the effect is named."""
    estimates, figures = changes_since_start(text, estimates, figures, intervals)
    counted = [e for e in estimates if e.kind == "bare" and _of_its_count(e, figures, text)]
    if counted:
        shares = sorted([*figures, *(_own(e, intervals) for e in counted)], key=lambda f: f.start)
        figures = with_their_shares(shares, text)
        estimates = [e for e in estimates if e not in counted]
    bare = [e for e in estimates if e.kind == "bare" and not _of_a_pair(e, arms, text)]
    if _DIFFERED_BY.search(text) or _FURTHER.search(text) or not bare:
        return estimates, figures
    if _NO_BETTER.search(text) and any(_spans_zero(e, intervals) for e in bare):
        return estimates, figures
    if _from_control(bare, figures, arms, text) or _next_visits(bare, estimates, arms, text):
        return estimates, figures
    if any(e.kind == "named" for e in estimates) or named_last(text) is not None:
        bare = _facing_pair(bare, estimates, text, intervals)
    elif len(bare) < 2 and _COMPARED.search(text) and not _FROM_START.search(text):
        return estimates, figures
    own = [_own(e, intervals) for e in bare]
    rest = [e for e in estimates if e not in bare]
    return rest, sorted([*figures, *own], key=lambda f: f.start)


def _named_first(
    first: ArmMention, second: ArmMention, bare: Sequence[Estimate], text: str
) -> bool:
    """'A compared with C: MADRS -5.9 (95% CI ...), BDI -6.0 (95% CI ...)': what the two differ by."""
    return (
        not first.arms & second.arms
        and SET_AGAINST.fullmatch(text, first.end, second.start) is not None
        and _THEN_LISTED.match(text, second.end) is not None
        and all(e.value_start > second.end for e in bare)
    )


_THEN_LISTED = re.compile(r"(?: (?:groups?|arms?|infusions?|doses?))?:\s")
_ITS_BRACKET = re.compile(r"(?: ?(?:groups?|arms?|mg/kg|/kg|mg))?,? ?[(\[]$")
# '(-4.5; 95% CI ...) and day 14 (-5.2; 95% CI ...)', '2.8 (95% CI ...) at week 4 and 3.0 (95% CI ...) at
# week 6': the same two arms at another visit
_NEXT_VISIT = re.compile(
    r"\b(?:\d+ ?-?(?:h|hours?|days?|weeks?|months?|min\w*)|(?:day|week|month|hour)s? \d+)\b",
    re.IGNORECASE,
)
_SET_FACING = re.compile(rf"\b(?:vs?\.?|versus|than|against|{COMPARED_WITH})\s", re.IGNORECASE)


def _from_control(
    bare: Sequence[Estimate],
    figures: Sequence[Figure],
    arms: Sequence[ArmMention],
    text: str,
) -> bool:
    """'Compared with C, A (-4.2; 95% CI ...) and B (-7.3; 95% CI ...) lowered scores': figures with
    intervals, one for each arm but the one that they are set against, are what each differs by."""
    if len(arms) == 2 and _named_first(arms[0], arms[1], bare, text):
        return True
    against = [m for m in arms if behind_than(text, m)]
    if not against or any(f.kind != "percent" for f in figures):
        return False
    control = frozenset(arm for m in against for arm in m.arms)
    others = {m.arms for m in arms if not m.arms & control}
    if len(others) == 1:
        return _visit_by_visit(bare, arms, text)
    of_control = any(
        _ITS_BRACKET.fullmatch(text, m.end, e.value_start) for m in against for e in bare
    )
    return len(others) == len(bare) and not of_control


def _visit_by_visit(estimates: Sequence[Estimate], arms: Sequence[ArmMention], text: str) -> bool:
    """Whether between each two of ``estimates`` a visit stands, and nothing sets them against each
    other."""
    return all(
        _NEXT_VISIT.search(text, a.end, b.value_start)
        and not _SET_FACING.search(text, a.end, b.value_start)
        and not any(a.end <= m.start < b.value_start for m in arms)
        for a, b in zip(estimates, estimates[1:], strict=False)
    )


def _next_visits(
    bare: Sequence[Estimate],
    estimates: Sequence[Estimate],
    arms: Sequence[ArmMention],
    text: str,
) -> bool:
    """'lower by 6.9 (95% CI ...) at 24 h, 4.8 (95% CI ...) at 72 h and 2.2 (95% CI ...) at day 7': a
    list that begins with what the groups differ by goes on with it."""
    before = [e for e in estimates if e.kind in ("points", "named") and e.start < bare[0].start]
    return bool(before) and _visit_by_visit([before[-1], *bare], arms, text)


def _own(estimate: Estimate, intervals: Sequence[Interval]) -> Figure:
    return Figure(
        start=estimate.value_start,
        end=_behind_interval(estimate, intervals),
        kind="percent" if estimate.statistic == "risk difference" else "mean",
        value=estimate.value,
        dispersion_type="95% CI",
    )


def _of_its_count(estimate: Estimate, figures: Sequence[Figure], text: str) -> bool:
    """'19 of 30 (63.3%; 95% CI ...)': the share of the count before its bracket, and no effect."""
    share = Figure(
        start=estimate.value_start, end=estimate.end, kind="percent", value=estimate.value
    )
    counts = [f for f in figures if f.end <= estimate.value_start][-1:]
    return len(with_their_shares([*counts, share], text)) == 1 and bool(counts)


_OF_PAIR = re.compile(r"(?: ?(?:groups?|arms?|infusions?|doses?|spray))?\s?[:,=]\s?(?:=\s)?")
_AND_ANOTHER = re.compile(rf"[)\]]*,? (?:vs?\.?|versus|and|{COMPARED_WITH})\s[^;()\d]{{0,30}}-?\d")


def _of_a_pair(estimate: Estimate, arms: Sequence[ArmMention], text: str) -> bool:
    """'(60 mg vs placebo: -1.1 [95% CI -5.2 to 3.0]; ...)': right behind two arms that are set
    against each other stands what they differ by, unless another figure faces it."""
    before = [m for m in arms if m.end <= estimate.value_start][-2:]
    if len(before) < 2 or before[0].arms & before[1].arms:
        return False
    first, second = before
    close = text.find("]", estimate.end, estimate.end + 60)
    return (
        SET_AGAINST.fullmatch(text, first.end, second.start) is not None
        and _OF_PAIR.fullmatch(text, second.end, estimate.value_start) is not None
        and _AND_ANOTHER.match(text, max(close, estimate.end)) is None
    )


_NO_BETTER = re.compile(
    r"\bneither\b|^\W*but not (?:for|on|in|at|by)\b|\bnot? (?:\w+ )?(?:superior|better|differ\w*|separat\w*)\b",
    re.IGNORECASE,
)


def _spans_zero(estimate: Estimate, intervals: Sequence[Interval]) -> bool:
    """'neither A (-2.5; 95% CI -6.6 to 1.6) nor B was superior': a difference, and no arm's change."""
    near = [i for i in intervals if 0 <= i.start - estimate.end <= 6]
    low, high = (near[0].low, near[0].high) if near else (None, None)
    return low is not None and high is not None and low < 0 < high


def _behind_interval(estimate: Estimate, intervals: Sequence[Interval]) -> int:
    return min((i.end for i in intervals if 0 <= i.start - estimate.end <= 6), default=estimate.end)


# 'the difference was -4.2 (...)': what is named right before a figure is what the figure is
_IS_NAMED = re.compile(
    r"\b(?:differences?|ratios?|effects?|estimates?|OR|RR|HR|MD|LSMD|SMD|RD)\b[^.;()\[\]]{0,60}?(?:\b(?:was|were|of|=|:|,)\s?)?$"
)
# Words between two figures, and the visit that both are of.
_WORDS = r"(?:[^\d;()\[\]]|\d+(?= ?-?(?:h|hours?|days?|weeks?|months?)\b)|(?<=day )\d+|(?<=week )\d+|(?<=month )\d+)"
_FACES = re.compile(
    rf"[)\]\s]*(?:{_WORDS}{{0,70}}?\s)?(?P<against>vs?\.?|versus|against|than|{COMPARED_WITH})\s[^\d;()\[\]]{{0,50}}[(\[]?"
    r"|[)\]\s]*[^\d()\[\]]{0,60}?(?:\band\b|[,;])[^\d()\[\]]{0,60}(?:[(\[](?:(?:mean|median),? )?)?"
)
# 'a difference between A (mean -11.1, 95% CI ...) and B (mean -6.2, 95% CI ...)'
_BETWEEN_ONE = re.compile(r"\bbetween\b[^()\[\]]*[(\[](?:(?:mean|median),? )?$", re.IGNORECASE)


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
    if joint is not None and _BETWEEN_ONE.search(text, 0, first.value_start):
        return before
    if joint is None or _IS_NAMED.search(text[: first.value_start]):
        return []
    if joint["against"] is None and named_last(text[: first.value_start]) is not None:
        return []  # 'the differences for A and B: -3 (...) and -4 (...)'
    return before
