"""What the methods announce: the primary measure and its time, the times of the others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dosetable.extract.facts import OutcomeRole, Timepoint
from dosetable.extract.pipes.measures import MeasureMention, measure_called
from dosetable.extract.pipes.outcomes.clauses import FindMeasures
from dosetable.extract.pipes.outcomes.scan import FindTimes, without_population
from dosetable.extract.pipes.timepoints import TimepointMention, find_timepoints
from dosetable.extract.prefilter import Prefiltered
from dosetable.extract.vocabulary import Term

PRIMARY = Prefiltered(
    r"\b(?:co-?)?primary (?:efficacy |clinical |effectiveness |depression )?(?:outcomes?|end-? ?points?|measures?|aim|efficacy|variable|analysis|objective|hypothesis)(?: measures?| variable| analysis)?|\b(?:was|were|as) (?:the )?primary\b|\bmain (?:outcome|end-? ?point)s?|\bprimary\b",
    re.IGNORECASE,
)
_FOLLOWED = re.compile(r"\bfollow(?:ed|-up)\b", re.IGNORECASE)
SECONDARY = re.compile(r"\bsecondary\b", re.IGNORECASE)
# Rated after certain sessions as well: the one time that is printed is not the only one.
_SESSIONS = re.compile(
    r"\bafter (?:the |each |every )?(?:first|second|third|fourth|sixth|each|every|last|final|\d{1,2}(?:st|nd|rd|th))[^.;]{0,40}\b(?:ECTs?|sessions?|infusions?|treatments?|injections?)\b",
    re.IGNORECASE,
)
_TIME_TO = re.compile(r"\btime[- ]to[- ](?:\w+[- ])?(?:response|remission)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``primary``: name -> time, None where the text fixes none. ``times``: the one time that the
    methods give a measure. ``main``: the depression scale that 'depression scores' means.
    ``primary_event``: the event that 'the primary outcome occurred in' means."""

    primary: dict[str, Timepoint | None] = field(default_factory=dict)
    secondary: frozenset[str] = frozenset()
    times: dict[str, Timepoint] = field(default_factory=dict)
    main: MeasureMention | None = None
    primary_event: MeasureMention | None = None
    suicidality: MeasureMention | None = None
    announced: tuple[MeasureMention, ...] = ()
    """The scales that the methods say were used, each once: what 'all instruments' means."""
    sole: bool = False
    """Whether ``main`` is the one scale of all that the text names."""
    versions: dict[str, str] = field(default_factory=dict)
    margin: float | None = None

    def role(self, name: str, hours: float | None) -> OutcomeRole | None:
        """The role of a row of measure ``name`` at ``hours``, where the text states one."""
        if name in self.primary:
            fixed = self.primary[name]
            if fixed is None or (hours is not None and abs(fixed.hours - hours) < 0.51):
                return "primary"
            return None
        return "secondary" if name in self.secondary else None


def read_plan(
    sentences: Iterable[tuple[str, bool]],
    find: FindMeasures,
    terms: Sequence[Term],
    find_times: FindTimes = find_timepoints,
) -> Plan:
    """Read what all ``sentences`` (twins) announce of measures, roles and times; each with whether
    it may announce a time (a result's own time is no other result's). In a text that names no
    scale of depression at all, 'depressive symptoms' stand for it."""
    primary: dict[str, Timepoint | None] = {}
    secondary: set[str] = set()
    times: defaultdict[str, dict[float, Timepoint]] = defaultdict(dict)
    named: list[MeasureMention] = []
    versions: dict[str, str] = {}
    announced: dict[str, MeasureMention] = {}
    for raw, announces in sentences:
        text = without_population(raw)
        measures = [m for m in find(text) if m.kind != "other"]
        for measure in measures:
            if measure.name != measure.measure.name:
                versions.setdefault(measure.measure.name, measure.name)
        if not measures:
            continue
        named += measures
        if announces:
            announced |= {
                m.name: m for m in measures if m.kind in _SCALES and not m.measure.generic
            }
        points = [
            t
            for t in find_times(text)
            if t.kind == "point" and not _FOLLOWED.search(text[max(0, t.start - 30) : t.start])
        ]
        own = _own_points(measures, points, text)
        for measure in measures:
            for point in (
                own.get(measure.start, points)
                if announces and not _after_some(points, text)
                else ()
            ):
                if _of_one_before(point, measure, measures, text):
                    continue
                times[measure.name][point.hours] = point.timepoint
        match = PRIMARY.search(text)
        if match and not primary:
            _primary(text, match, measures, points, primary)
        other = SECONDARY.search(text)
        if other:
            _secondary(text, other, measures, primary, secondary)
    scales = [m for m in named if m.kind == "depression"]
    main = next((m for m in scales if m.name in primary), scales[0] if scales else None)
    if main is None:
        main = _unnamed_scale(terms)
    suicidality = next(
        (
            m
            for whole in (True, False)  # a scale of suicidality before an item of another scale
            for m in named
            if m.kind == "suicidality"
            and not m.measure.generic
            and (m.measure.item_of is None) == whole
        ),
        None,
    )
    special = {m.name for m in named if m.measure.condition and m.name.endswith(" depression")}
    if len(special) == 1:  # 'the incidence of depression', in a trial of postpartum depression
        versions.setdefault("depression", special.pop())
        primary = {versions.get(n, n) if n == "depression" else n: t for n, t in primary.items()}
    single = {name: next(iter(seen.values())) for name, seen in times.items() if len(seen) == 1}
    return Plan(
        primary=primary,
        secondary=frozenset(secondary - primary.keys()),
        times=single,
        main=main,
        primary_event=next((m for m in named if m.kind == "event" and m.name in primary), None),
        suicidality=suicidality,
        announced=tuple(announced.values()),
        sole=len({m.measure.name for m in scales}) == 1 and suicidality is None,
        versions=versions,
    )


def _after_some(points: Sequence[TimepointMention], text: str) -> bool:
    """Whether measures were taken after certain sessions, too: 'after the 2nd, 4th and last ECT'. '1 day
    after the last session' is one time."""
    ends = {t.end for t in points}
    return any(
        len(text[: m.start()].rstrip()) not in ends or not _LAST.match(m.group())
        for m in _SESSIONS.finditer(text)
    )


_LAST = re.compile(r"after (?:the )?(?:last|final) ", re.IGNORECASE)


_SCALES = frozenset({"depression", "suicidality", "global"})
_AT = re.compile(r"[^,;.]{0,40}\b(?:at|on|by|after) (?:the |week |day |month )?$", re.IGNORECASE)
_AND_NEXT = re.compile(r"[^,;.]{0,30}, (?:and |the |rates? of )*$", re.IGNORECASE)


def _own_points(
    measures: Sequence[MeasureMention], points: Sequence[TimepointMention], text: str
) -> dict[int, list[TimepointMention]]:
    """'X was assessed at 4 days and Y at 42 days': where a time stands behind each measure of a part
    of the sentence, before the next one, each has its own. By the start of the measure."""
    found: dict[int, list[TimepointMention]] = {}
    for part in re.finditer(r"[^;]+", text):
        here = [m for m in measures if part.start() <= m.start < part.end()]
        ends = [*(m.start for m in here[1:]), part.end()]
        behind = {
            m.start: [t for t in points if m.end <= t.start < end]
            for m, end in zip(here, ends, strict=False)
        }
        if len(here) > 1 and all(behind.values()):
            found |= behind
    return found


def _of_one_before(
    point: TimepointMention,
    measure: MeasureMention,
    measures: Sequence[MeasureMention],
    text: str,
) -> bool:
    """'MADRS at 24 h, response, remission': in a list the time is of the measure that it follows, and
    not of those behind the comma."""
    before = [m for m in measures if m.end <= point.start]
    after = [m for m in measures if m.start >= point.end]
    return (
        measure in after
        and bool(before)
        and _AT.fullmatch(text, before[-1].end, point.start) is not None
        and _AND_NEXT.fullmatch(text, point.end, after[0].start) is not None
    )


def _unnamed_scale(terms: Sequence[Term]) -> MeasureMention | None:
    """What 'depression symptoms' means where the whole text names no scale of depression."""
    measure = measure_called("depressive symptoms", terms)
    if measure is None:
        return None
    return MeasureMention(start=0, end=0, name=measure.name, measure=measure)


def _primary(
    text: str,
    match: re.Match[str],
    measures: Sequence[MeasureMention],
    points: Sequence[TimepointMention],
    primary: dict[str, Timepoint | None],
) -> None:
    end = _clause_end(text, match.end())
    after = [m for m in measures if match.start() <= m.start < end]
    if (
        text[match.start() - 1 : match.start()] == "("
        and text[match.end() : match.end() + 1] == ")"
    ):
        after = []  # 'change in MADRS (primary endpoint), and change in CGI-S'
    chosen = after[0] if after and "the primary" not in match.group(0)[-12:] else None
    if re.match(r"(?:was|were|as) ", match.group(0)) or chosen is None:
        before = _outside(text, [m for m in measures if m.end <= match.end()], match.start())
        chosen = before[-1] if before else (after[0] if after else None)
    if chosen is None:
        return
    if _TIME_TO.search(text[max(0, text.rfind(". ", 0, match.start())) : match.start()]) and (
        not after
    ):
        # 'Time to response (>= 50% on the MADRS) was primary': neither the rate nor the scale is.
        primary["time to event"] = None
        return
    here = [p for p in points if p.start >= _clause_start(text, match.start())]
    near = [p for p in here if p.end <= end] or [
        # 'remission, defined as a score of 10 or less, at week 8'
        p for p in here if p.end <= _clause_end(text, match.end(), _ITS_END)
    ]  # fmt: skip
    fixed = near[0].timepoint if len({p.hours for p in near}) == 1 else None
    primary[chosen.name] = fixed
    if chosen.kind == "event" and not match.group(0).endswith("s"):
        return
    # co-primary measures in one list: "MADRS and QIDS", "endpoints were response and remission"
    for other in after:
        between = text[chosen.end : other.start]
        if other.name != chosen.name and re.fullmatch(
            r"[\s(),]*(?:and|or|,)?\s?(?:the |on the )?", between
        ):
            primary[other.name] = fixed


_BRACKET = re.compile(r"\([^()]*\)")


def _outside(text: str, measures: list[MeasureMention], position: int) -> list[MeasureMention]:
    """'Response (a fall of 50% on the MADRS) was primary': a bracket tells how, not what."""
    brackets = [m.span() for m in _BRACKET.finditer(text, 0, position)]
    outside = [m for m in measures if not any(a < m.start < b for a, b in brackets)]
    return outside or measures


def _secondary(
    text: str,
    match: re.Match[str],
    measures: Sequence[MeasureMention],
    primary: dict[str, Timepoint | None],
    secondary: set[str],
) -> None:
    stop = _clause_end(text, match.end())
    start = _clause_start(text, match.start())
    secondary.update(m.name for m in measures if start <= m.start < stop and m.name not in primary)


_ITS_END = re.compile(r";|, (?:and response|response|while|whereas)|\. ")
_END = re.compile(rf"{_ITS_END.pattern}|, defined")


def _clause_end(text: str, position: int, ends: re.Pattern[str] = _END) -> int:
    found = ends.search(text, position)
    return found.start() if found else len(text)


def _clause_start(text: str, position: int) -> int:
    return max(text.rfind(";", 0, position), text.rfind(". ", 0, position)) + 1
