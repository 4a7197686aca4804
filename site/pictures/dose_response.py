"""Effect against dose, one picture for results that are comparable.

Comparable is the same unit of dose, statistic, measure, type of comparator and window of time.
Nothing is pooled. Papers print a standardized difference with either sign, so those of different
trials never share a picture; and a result whose sign cannot be reconciled with the direction it
states is left out and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dosetable.site import cells, wording
from dosetable.site.addresses import anchor, slugify
from dosetable.site.charts import Mark, nice_ticks
from dosetable.site.table import time_window
from dosetable.store.evidence_table import ArmView, NormalDose, Row, StudyView

STANDARDIZED = ("Cohen d", "Hedges g", "standardized mean difference", "effect size")
_PLOTTED = (*STANDARDIZED, "mean difference", "risk ratio", "odds ratio", "hazard ratio")
_RATIOS = ("risk ratio", "odds ratio", "hazard ratio")

# Unit of dose, statistic, measure, type of comparator, window of time, trial or nothing.
_Key = tuple[str, str, str, str, str, str]

WIDTH, LEFT, RIGHT = 480.0, 44.0, 20.0
PLOT = WIDTH - LEFT - RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """An effect at a dose, with its interval where one is reported; SVG units."""

    x: float
    y: float
    low: float | None
    high: float | None
    radius: float
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One dose-response picture and the table behind it."""

    id: str
    title: str
    sentence: str
    unit: str
    axis: str
    height: float
    zero: float
    points: tuple[Point, ...]
    x_ticks: tuple[Mark, ...]
    y_ticks: tuple[Mark, ...]
    table: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """An effect of a tested arm that can be drawn. ``key``: what results must share to stand in
    one picture; ``doubtful``: its sign does not fit its direction."""

    key: _Key
    doubtful: bool
    study: str
    slug: str
    row_id: str
    arm: str
    dose: float
    value: float
    low: float | None
    high: float | None
    n: int | None
    words: str


def responses(effects: Iterable[Effect]) -> Iterator[Response]:
    """A picture for what was seen at two doses or more, the fullest first."""
    groups: dict[_Key, list[Effect]] = {}
    left_out: Counter[_Key] = Counter()
    for effect in effects:
        if effect.doubtful:
            left_out[effect.key] += 1
        else:
            groups.setdefault(effect.key, []).append(effect)
    for key, points in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        if len({point.dose for point in points}) >= 2:
            yield _response(key, points, left_out[key])


def effects_of(study: StudyView, arm: ArmView) -> Iterator[Effect]:
    """The effects of one arm against another drug or nothing, for everybody in the trial."""
    arms = {one.id: one for one in study.arms}
    dose = arm.normal_dose
    for row in study.rows:
        control, effect = arms.get(row.comparator_arm or ""), row.effect.value
        if row.experimental_arm != arm.id or control is None or row.subgroup:
            continue
        kind = cells.comparator_kind(control, arm)
        if kind == "other dose" or row.statistic not in _PLOTTED:
            continue
        if effect is None or effect.value is None or dose is None:
            continue
        yield Effect(
            key=_comparable(row, dose, kind, study.name),
            doubtful=not _sign_is_plain(row, effect.value),
            study=study.name,
            slug=study.slug,
            row_id=row.id,
            arm=wording.short_arm(arm),
            dose=(dose.low + dose.high) / 2,
            value=effect.value,
            low=effect.ci_low,
            high=effect.ci_high,
            n=arm.n.value,
            words="; ".join(wording.effect_lines(effect, row.statistic, row.unit)),
        )


def _comparable(row: Row, dose: NormalDose, kind: str, study: str) -> _Key:
    """What results must share to stand in one picture; standardized ones also share the trial."""
    hours = row.timepoint.value.hours if row.timepoint.value else None
    trial = study if row.statistic in STANDARDIZED else ""
    measure = row.on_measure or row.measure
    return (dose.unit, row.statistic or "", measure, kind, time_window(hours), trial)


def _sign_is_plain(row: Row, value: float) -> bool:
    """Whether the sign of a difference can be trusted to mean tested minus comparator.

    Lower is better on the scales of depression, so a positive difference that favours the tested
    arm, or that states no direction, may have been printed the other way round.
    """
    if row.statistic != "mean difference" or value == 0:
        return True
    said = row.direction.value
    if said == "favours experimental":
        return value < 0
    if said == "favours comparator":
        return value > 0
    return value < 0 or said == "no significant difference"


def _response(key: _Key, seen: list[Effect], left_out: int) -> Response:
    unit, statistic, measure, kind, window, trial = key
    x_ticks = nice_ticks(max(s.dose for s in seen))
    null = 1.0 if statistic in _RATIOS else 0.0
    values = [v for s in seen for v in (s.value, s.low, s.high) if v is not None] + [null]
    y_values = _spread(min(values), max(values))
    top, bottom = 16.0, 236.0

    def y_of(value: float) -> float:
        share = (value - y_values[0]) / (y_values[-1] - y_values[0])
        return round(bottom - share * (bottom - top), 1)

    against = wording.COMPARATOR_WORDS.get(kind, kind).lower()
    title = wording.sentence_case(f"{statistic}{' on ' + measure if measure else ''}")
    ordered = sorted(seen, key=lambda s: (s.dose, s.study, s.row_id))
    return Response(
        id=slugify("-".join(key)),
        title=f"{title} against {against}, {window}{', ' + trial if trial else ''}",
        sentence=_sentence(ordered, unit, against, window, left_out),
        unit=unit,
        axis=title,
        height=bottom + 44,
        zero=y_of(null),
        points=tuple(
            Point(
                x=round(LEFT + s.dose / x_ticks[-1] * PLOT, 1),
                y=y_of(s.value),
                low=y_of(s.low) if s.low is not None else None,
                high=y_of(s.high) if s.high is not None else None,
                radius=round(min(4 + (s.n or 10) ** 0.5 * 0.5, 14), 1),
                label=f"{s.study}, {wording.number(s.dose)} {unit}: {s.words}",
                href=_row_href(s),
            )
            for s in ordered
        ),
        x_ticks=tuple(
            Mark(at=round(LEFT + t / x_ticks[-1] * PLOT, 1), label=wording.number(t))
            for t in x_ticks
        ),
        y_ticks=tuple(Mark(at=y_of(t), label=wording.number(t)) for t in y_values),
        table=tuple(
            (
                s.study,
                _row_href(s),
                s.arm,
                wording.number(s.n) if s.n is not None else "not found",
                s.words,
            )
            for s in ordered
        ),
    )


def _row_href(seen: Effect) -> str:
    return f"study/{seen.slug}.html#{anchor('row', seen.row_id)}"


def _spread(low: float, high: float) -> tuple[float, ...]:
    """Round axis values that take in ``low`` and ``high``."""
    ticks = nice_ticks(max(high - low, 1e-6))
    step = ticks[1]
    first = int(low // step)
    last = int(-(-high // step))
    last = max(last, first + 1)
    return tuple(round(i * step, 9) for i in range(first, last + 1))


def _sentence(seen: list[Effect], unit: str, against: str, window: str, left_out: int) -> str:
    """What the picture shows, from its data alone; it claims no trend."""
    studies = len({s.slug for s in seen})
    lowest, highest = seen[0], seen[-1]
    doubtful = (
        f" {wording.plural(left_out, 'result')} left out: the sign does not fit the direction stated."
        if left_out
        else ""
    )
    return (
        f"{wording.plural(len(seen), 'result')} of {wording.plural(studies, 'trial')} against "
        f"{against} ({window}): from {wording.number(lowest.value)} at "
        f"{wording.dose_range(lowest.dose, lowest.dose, unit)} ({lowest.study}) to "
        f"{wording.number(highest.value)} at "
        f"{wording.dose_range(highest.dose, highest.dose, unit)} ({highest.study}). "
        f"The results are shown side by side and are not pooled.{doubtful}"
    )
