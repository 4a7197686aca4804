"""A study's outcomes over time: what each arm scored, or how far two arms differed, visit by visit.

A picture needs two visits of one measure in one statistic. Hours and months share an axis only on
a root scale: places are the cube roots of the hours since the time was counted from, so that 4
hours, a day, a week and a month stand apart. Only stated values are drawn, nothing between visits
is claimed. Left out are results of a part of the people, values that reports disagree on, and an
arm's visit that has two values (of two ways of analysis): the table below has them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dosetable.site import wording
from dosetable.site.addresses import anchor, slugify
from dosetable.site.charts import Mark
from dosetable.store.evidence_table import ArmView, Row, StudyView

_RATES = ("response rate", "remission rate", "relapse rate", "event rate")
_SCORES = ("mean score", "mean change", "median", *_RATES)
_DIFFERENCES = ("mean difference", "median difference", "risk difference")
# Each arm by its shape, and by its line, so that colour is never the only sign.
SHAPES = ("circle", "square", "triangle", "diamond", "ring", "frame")

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 480.0, 44.0, 16.0, 14.0, 178.0
_START, _END = LEFT + 14, WIDTH - RIGHT - 24  # where time begins, and the last visit
_APART = 7.0  # between two series at one visit, so that neither hides the other
_LABEL = 44.0  # least room between two labels of the axis of time


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A value at a visit; ``low`` and ``high`` are the ends of its interval, in SVG units."""

    x: float
    y: float
    low: float | None
    high: float | None
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One arm, or one pair of arms: its dots from left to right and the line through them."""

    name: str
    shape: str
    style: int
    dots: tuple[Dot, ...]

    @property
    def path(self) -> str:
        """The points of a polyline."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """One measure in one statistic. ``zero``: where no difference lies, None for scores."""

    id: str
    title: str
    sentence: str
    height: float
    zero: float | None
    series: tuple[Series, ...]
    times: tuple[Mark, ...]
    values: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A value of one series at one visit."""

    series: str
    hours: float
    when: str
    value: float
    low: float | None
    high: float | None
    row_id: str


def over_time(study: StudyView) -> tuple[OverTime, ...]:
    """The pictures of ``study``, primary outcomes first; none where no measure has two visits."""
    arms = {arm.id: arm for arm in study.arms}
    groups: dict[tuple[str, str, str], list[_Seen]] = {}
    for row in sorted(study.rows, key=lambda r: (r.outcome_role != "primary", r.measure, r.id)):
        if row.subgroup or row.statistic is None or row.timepoint.value is None:
            continue
        key = (row.measure, row.statistic, row.unit or "")
        groups.setdefault(key, []).extend(_seen(row, arms))
    plain = {key: _undisputed(seen) for key, seen in groups.items()}
    return tuple(_picture(key, seen) for key, seen in plain.items() if _worth_drawing(seen))


def _undisputed(seen: Sequence[_Seen]) -> list[_Seen]:
    """One value for each series and visit; none where two are given."""
    values: dict[tuple[str, float], set[float]] = {}
    for s in seen:
        values.setdefault((s.series, s.hours), set()).add(s.value)
    first: dict[tuple[str, float], _Seen] = {}
    for s in seen:
        if len(values[s.series, s.hours]) == 1:
            first.setdefault((s.series, s.hours), s)
    return list(first.values())


def _worth_drawing(seen: Sequence[_Seen]) -> bool:
    """At least one series with two visits, and no more series than can be told apart."""
    names = [s.series for s in seen]
    return any(names.count(name) > 1 for name in names) and len(set(names)) <= len(SHAPES)


def _seen(row: Row, arms: dict[str, ArmView]) -> Iterator[_Seen]:
    time = row.timepoint.value
    assert time is not None  # noqa: S101 - the caller asked
    tested, control = arms.get(row.experimental_arm or ""), arms.get(row.comparator_arm or "")
    if row.statistic in _SCORES:
        for arm, cell in ((tested, row.experimental), (control, row.comparator)):
            figure = cell.value
            if arm is None or figure is None or figure.value is None:
                continue
            if cell.status == "conflicting":
                continue
            yield _Seen(
                series=wording.sentence_case(wording.short_arm(arm)),
                hours=time.hours, when=wording.timepoint(time), value=figure.value,
                low=None, high=None, row_id=row.id,
            )  # fmt: skip
    elif row.statistic in _DIFFERENCES and tested is not None and control is not None:
        effect = row.effect.value
        if effect is None or effect.value is None or row.effect.status == "conflicting":
            return
        yield _Seen(
            series=f"{wording.sentence_case(wording.short_arm(tested))} against {wording.short_arm(control)}",
            hours=time.hours, when=wording.timepoint(time), value=effect.value,
            low=effect.ci_low, high=effect.ci_high, row_id=row.id,
        )  # fmt: skip


def _picture(key: tuple[str, str, str], seen: Sequence[_Seen]) -> OverTime:
    measure, statistic, unit = key
    names = list(dict.fromkeys(s.series for s in seen))
    visits = sorted({(s.hours, s.when) for s in seen})
    latest = max(hours for hours, _ in visits)
    difference = statistic in _DIFFERENCES
    ticks = _ticks([v for s in seen for v in (s.value, s.low, s.high) if v is not None], difference)

    def x_of(hours: float) -> float:
        share = (hours / latest) ** (1 / 3) if latest else 1.0
        return round(_START + share * (_END - _START), 1)

    def aside(k: int) -> float:
        return (k - (len(names) - 1) / 2) * _APART

    def y_of(value: float) -> float:
        share = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return round(BOTTOM - share * (BOTTOM - TOP), 1)

    title = f"{wording.sentence_case(measure)}, {statistic}"
    return OverTime(
        id=f"over-time-{slugify(title)}",
        title=title,
        sentence=_sentence(title, unit, names, seen),
        height=BOTTOM + 40,
        zero=y_of(0) if difference else None,
        series=tuple(
            Series(
                name=name,
                shape=SHAPES[k % len(SHAPES)],
                style=k % len(SHAPES),
                dots=tuple(
                    Dot(
                        x=round(x_of(s.hours) + aside(k), 1),
                        y=y_of(s.value),
                        low=y_of(s.low) if s.low is not None and s.high is not None else None,
                        high=y_of(s.high) if s.low is not None and s.high is not None else None,
                        label=f"{name}, {s.when}: {_amount(s.value, unit)}",
                        href=f"#{anchor('row', s.row_id)}",
                    )
                    for s in sorted(seen, key=lambda s: s.hours)
                    if s.series == name
                ),
            )
            for k, name in enumerate(names)
        ),
        times=_labels([(_START, "0"), *((x_of(hours), _short(when)) for hours, when in visits)]),
        values=tuple(Mark(at=y_of(tick), label=wording.number(tick)) for tick in ticks),
    )


def _ticks(values: Sequence[float], with_zero: bool) -> tuple[float, ...]:
    """Round steps that hold all ``values``; scores need no zero, a difference does."""
    low, high = min(values), max(values)
    if with_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        low, high = low - 1, high + 1
    step = 10.0**-6
    for exponent in range(-6, 9):
        for factor in (1.0, 2.0, 5.0):
            step = factor * 10.0**exponent
            first, last = int(low // step), int(-(-high // step))
            if last - first <= 5:
                return tuple(round(i * step, 9) for i in range(first, last + 1))
    return (low, high)


def _labels(marks: Sequence[tuple[float, str]]) -> tuple[Mark, ...]:
    """The start's and the visits' names along the axis, without those that would run into one
    another; the last visit always has its name."""
    kept = [marks[-1]]
    for at, label in reversed(marks[:-1]):
        if kept[-1][0] - at >= _LABEL:
            kept.append((at, label))
    return tuple(Mark(at=at, label=label) for at, label in reversed(kept))


def _short(when: str) -> str:
    """'day 7 from last dose' is 'day 7' on the axis; the row has the rest."""
    return when.split(" from ")[0]


def _amount(value: float, unit: str) -> str:
    suffix = {"percent": "%", "points": " points", "days": " days"}.get(unit, "")
    return f"{wording.number(value)}{suffix}"


def _sentence(title: str, unit: str, names: Sequence[str], seen: Sequence[_Seen]) -> str:
    """What the picture shows, in words: each series at its first and its last visit."""
    said = []
    for name in names:
        own = sorted((s for s in seen if s.series == name), key=lambda s: s.hours)
        first, last = own[0], own[-1]
        text = f"{name} {_amount(first.value, unit)} at {_short(first.when)}"
        if last is not first:
            text += f", {_amount(last.value, unit)} at {_short(last.when)}"
        said.append(text)
    return f"{title}: {'; '.join(said)}."
