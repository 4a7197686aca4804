"""Effect against dose, one picture for results that are comparable.

Comparable is the same unit of dose, statistic, measure, type of comparator and window of time.
Where a trial gives no estimate of its own, the difference of its means or the ratio of its rates is
computed, and drawn hollow. Nothing is pooled. Papers print a standardized difference with either
sign, so those of different trials never share a picture; and what is unsure, in conflict, or has a
sign that cannot be reconciled with the direction it states is left out and counted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dosetable.site import cells, wording
from dosetable.site.addresses import anchor, slugify
from dosetable.site.charts import RATIOS, Mark, axis_marks, favoured, nice_ticks
from dosetable.site.synthesis.contrasts import SURE, computed
from dosetable.site.table import time_window
from dosetable.store.evidence_table import ArmView, NormalDose, Row, StudyView

STANDARDIZED = ("Cohen d", "Hedges g", "standardized mean difference", "effect size")
_PLOTTED = (*STANDARDIZED, "mean difference", *RATIOS)

WIDTH, LEFT, RIGHT, INSET = 480.0, 44.0, 20.0, 12.0
PLOT = WIDTH - LEFT - RIGHT
TOP, BOTTOM = 22.0, 242.0
# Marks of one dose stand side by side, at most so far apart and over so much of the way to the next.
_APART, _SHARE = 11.0, 0.7


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Comparable:
    """What results must share to stand in one picture; ``trial`` is empty but for standardized ones."""

    unit: str
    statistic: str
    measure: str
    against: str
    window: str
    trial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """An effect of a tested arm that can be drawn, of the logarithm for ratios.

    ``doubtful``: unsure, in conflict, or its sign does not fit its direction; ``computed``: by us,
    from the figures of both arms.
    """

    comparable: Comparable
    doubtful: bool
    computed: bool
    rank: tuple[bool, float, str]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """An effect at a dose, with its interval where there is one; SVG units."""

    x: float
    y: float
    low: float | None
    high: float | None
    radius: float
    computed: bool
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLine:
    """A line of the table behind the picture."""

    name: str
    href: str
    arm: str
    n: str
    effect: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One dose-response picture and the table behind it. ``sides``: whom an effect below, and one
    above, the line favours, where that is plain."""

    id: str
    title: str
    sentence: str
    unit: str
    height: float
    zero: float
    sides: tuple[str, str] | None
    points: tuple[Point, ...]
    x_ticks: tuple[Mark, ...]
    y_ticks: tuple[Mark, ...]
    table: tuple[DataLine, ...]


def responses(effects: Iterable[Effect]) -> Iterator[Response]:
    """A picture for what was seen at two doses or more, the fullest first."""
    groups: dict[Comparable, list[Effect]] = {}
    left_out: Counter[Comparable] = Counter()
    for effect in effects:
        if effect.doubtful:
            left_out[effect.comparable] += 1
        else:
            groups.setdefault(effect.comparable, []).append(effect)
    for key, points in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        if len({point.dose for point in points}) >= 2:
            yield _response(key, points, left_out[key])


def effects_of(study: StudyView, arm: ArmView) -> Iterator[Effect]:
    """The effects of one arm against another drug or nothing, for everybody in the trial: one for
    each comparator, measure and window, the primary and the earliest before others."""
    arms = {one.id: one for one in study.arms}
    best: dict[tuple[str, Comparable], Effect] = {}
    for row in study.rows:
        control = arms.get(row.comparator_arm or "")
        if row.experimental_arm != arm.id or control is None or row.subgroup:
            continue
        effect = _effect(study, row, arm, control)
        if effect is None:
            continue
        held = best.get((control.id, effect.comparable))
        if held is None or _preference(effect) < _preference(held):
            best[control.id, effect.comparable] = effect
    yield from best.values()


def _preference(effect: Effect) -> tuple[bool, bool, tuple[bool, float, str]]:
    return effect.doubtful, effect.computed, effect.rank


def _effect(study: StudyView, row: Row, arm: ArmView, control: ArmView) -> Effect | None:
    """What one row adds to a picture: its own estimate, or one computed from its arms."""
    dose, kind = arm.normal_dose, cells.comparator_kind(control, arm)
    if dose is None or kind == "other dose":
        return None
    hours = row.timepoint.value.hours if row.timepoint.value is not None else None
    bare = Effect(
        comparable=_comparable(row, dose, kind, study.name), doubtful=False, computed=False,
        rank=(row.outcome_role != "primary", math.inf if hours is None else hours, row.id),
        study=study.name, slug=study.slug, row_id=row.id, arm=wording.short_arm(arm),
        dose=(dose.low + dose.high) / 2, value=0.0, low=None, high=None, n=arm.n.value, words="",
    )  # fmt: skip
    if row.statistic in _PLOTTED:
        return _reported(bare, row, row.statistic)
    found = computed(study, row, arm, control)
    if found is None:
        return None
    low, high = found.estimate.interval
    ratio = found.kind in RATIOS
    return replace(
        bare, computed=True, value=found.estimate.value, low=low, high=high,
        comparable=replace(bare.comparable, statistic=found.kind, measure=found.outcome),
        words=f"{wording.sentence_case(found.kind)} {_number(found.estimate.value, ratio=ratio)}; "
        f"95% interval {_number(low, ratio=ratio)} to {_number(high, ratio=ratio)}",
    )  # fmt: skip


def _reported(bare: Effect, row: Row, statistic: str) -> Effect | None:
    effect = row.effect.value
    if effect is None or effect.value is None:
        return None
    value, low, high = effect.value, effect.ci_low, effect.ci_high
    if statistic in RATIOS:
        if any(number is not None and number <= 0 for number in (value, low, high)):
            return None
        value = math.log(value)
        low, high = low and math.log(low), high and math.log(high)
    sure = row.effect.status in SURE and row.direction.status != "conflicting"
    return replace(
        bare, doubtful=not sure or not _sign_is_plain(row, effect.value),
        value=value, low=low, high=high,
        words="; ".join(wording.effect_lines(effect, row.statistic, row.unit)),
    )  # fmt: skip


def _comparable(row: Row, dose: NormalDose, kind: str, study: str) -> Comparable:
    hours = row.timepoint.value.hours if row.timepoint.value else None
    return Comparable(
        unit=dose.unit, statistic=row.statistic or "", measure=row.measure, against=kind,
        window=time_window(hours), trial=study if row.statistic in STANDARDIZED else "",
    )  # fmt: skip


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


def _response(key: Comparable, seen: list[Effect], left_out: int) -> Response:
    ratio = key.statistic in RATIOS
    ends = [v for s in seen for v in (s.value, s.low, s.high) if v is not None]
    y_marks = axis_marks(ends, ratio=ratio)
    bottom, top = y_marks[0][0], y_marks[-1][0]

    def y_of(value: float) -> float:
        share = (min(max(value, bottom), top) - bottom) / (top - bottom)
        return round(BOTTOM - share * (BOTTOM - TOP), 1)

    x_ticks = nice_ticks(max(s.dose for s in seen))

    def x_of(dose: float) -> float:
        return round(LEFT + INSET + dose / x_ticks[-1] * (PLOT - 2 * INSET), 1)

    against = wording.COMPARATOR_WORDS.get(key.against, key.against).lower()
    title = wording.sentence_case(f"{key.statistic}{' on ' + key.measure if key.measure else ''}")
    ordered = sorted(seen, key=lambda s: (s.dose, s.study, s.row_id))
    return Response(
        id=slugify(
            "-".join((key.unit, key.statistic, key.measure, key.against, key.window, key.trial))
        ),
        title=f"{title} against {against}, {key.window}{', ' + key.trial if key.trial else ''}",
        sentence=_sentence(key, ordered, against, left_out),
        unit=key.unit,
        height=BOTTOM + 44,
        zero=y_of(0.0),
        sides=favoured(key.statistic, key.measure),
        points=tuple(
            Point(
                x=x,
                y=y_of(s.value),
                low=y_of(s.low) if s.low is not None else None,
                high=y_of(s.high) if s.high is not None else None,
                radius=round(min(4 + (s.n or 10) ** 0.5 * 0.5, 14), 1),
                computed=s.computed,
                label=f"{s.study}, {wording.number(s.dose)} {key.unit}: {s.words}",
                href=_row_href(s),
            )
            for s, x in zip(ordered, _side_by_side([x_of(s.dose) for s in ordered]), strict=True)
        ),
        x_ticks=tuple(Mark(at=x_of(t), label=wording.number(t)) for t in x_ticks),
        y_ticks=tuple(Mark(at=y_of(t), label=label) for t, label in y_marks),
        table=tuple(
            DataLine(
                name=s.study,
                href=_row_href(s),
                arm=s.arm,
                n=wording.number(s.n) if s.n is not None else "not found",
                effect=s.words,
                how="computed from the arms" if s.computed else "reported",
            )
            for s in ordered
        ),
    )


def _row_href(seen: Effect) -> str:
    return f"study/{seen.slug}.html#{anchor('row', seen.row_id)}"


def _side_by_side(places: Sequence[float]) -> list[float]:
    """Places in order, those at one place moved apart so that no interval hides another."""
    different = sorted(set(places))
    gap = min((b - a for a, b in zip(different, different[1:], strict=False)), default=PLOT)
    moved = []
    for place in different:
        together = places.count(place)
        step = min(_APART, _SHARE * gap / together)
        start = place - step * (together - 1) / 2
        moved += [round(start + i * step, 1) for i in range(together)]
    return moved


def _number(value: float, *, ratio: bool) -> str:
    return wording.number(round(math.exp(value), 2) if ratio else round(value, 1))


def _sentence(key: Comparable, seen: list[Effect], against: str, left_out: int) -> str:
    """What the picture shows, from its data alone; it claims no trend."""
    ratio = key.statistic in RATIOS
    lowest, highest = seen[0], seen[-1]
    ours = sum(s.computed for s in seen)
    hollow = f" {ours} computed from the figures of both arms (hollow marks)." if ours else ""
    doubtful = (
        f" {wording.plural(left_out, 'result')} left out: unsure, in conflict, or of a sign that "
        "does not fit the direction stated."
        if left_out
        else ""
    )
    return (
        f"{wording.plural(len(seen), 'result')} of "
        f"{wording.plural(len({s.slug for s in seen}), 'trial')} against "
        f"{against} ({key.window}): from {_number(lowest.value, ratio=ratio)} at "
        f"{wording.dose_range(lowest.dose, lowest.dose, key.unit)} ({lowest.study}) to "
        f"{_number(highest.value, ratio=ratio)} at "
        f"{wording.dose_range(highest.dose, highest.dose, key.unit)} ({highest.study}). "
        f"The results are shown side by side and are not pooled.{hollow}{doubtful}"
    )
