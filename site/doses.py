"""The pages of one drug and route: which doses were tried, and what effect each had.

Effects are drawn together only where they are comparable: the same unit of dose, statistic,
measure, type of comparator and window of time. Nothing is pooled. Papers print a standardized
difference with either sign, so those of different trials never share a picture; and a result
whose sign cannot be reconciled with the direction it states is left out and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dosetable.site import cells, wording
from dosetable.site.addresses import anchor, slugify
from dosetable.site.cells import Shown
from dosetable.site.charts import Mark, nice_ticks
from dosetable.site.table import time_window
from dosetable.store.evidence_table import ArmView, Row, StudyView

STANDARDIZED = ("Cohen d", "Hedges g", "standardized mean difference", "effect size")
_PLOTTED = (*STANDARDIZED, "mean difference", "risk ratio", "odds ratio", "hazard ratio")
_RATIOS = ("risk ratio", "odds ratio", "hazard ratio")

# Unit of dose, statistic, measure, type of comparator, window of time, trial or nothing.
_Key = tuple[str, str, str, str, str, str]

WIDTH, LEFT, RIGHT = 480.0, 44.0, 20.0
PLOT = WIDTH - LEFT - RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A tested arm on the dose axis; SVG units. ``x2`` differs from ``x`` for a range."""

    x: float
    x2: float
    y: float
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Every dose of one unit that was tried, a dot an arm."""

    unit: str
    height: float
    dots: tuple[Dot, ...]
    ticks: tuple[Mark, ...]
    sentence: str


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
class TriedArm:
    href: str
    study: str
    study_href: str
    dose: Shown
    schedule: Shown
    n: Shown
    retracted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DosePage:
    path: str
    drug: str
    route: str
    studies: int
    arms: tuple[TriedArm, ...]
    strips: tuple[Strip, ...]
    responses: tuple[Response, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    study: StudyView
    arm: ArmView

    @property
    def href(self) -> str:
        return f"study/{self.study.slug}.html#{anchor('arm', self.arm.id)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """An effect that can be drawn."""

    tried: _Tried
    row: Row
    dose: float
    value: float
    low: float | None
    high: float | None
    n: int | None
    words: str


def dose_pages(studies: Iterable[StudyView]) -> tuple[DosePage, ...]:
    """A page for each drug and route of a tested arm, the most tried first."""
    groups: dict[tuple[str, str], list[_Tried]] = {}
    for study in studies:
        for arm in study.arms:
            if arm.role.value == "experimental" and arm.drug.value is not None:
                key = (arm.drug.value, arm.route.value or "route not found")
                groups.setdefault(key, []).append(_Tried(study=study, arm=arm))
    pages = [_page(drug, route, tried) for (drug, route), tried in groups.items()]
    unique = {page.path: page for page in pages}
    return tuple(sorted(unique.values(), key=lambda p: (-len(p.arms), p.path)))


def _page(drug: str, route: str, tried: list[_Tried]) -> DosePage:
    def order(item: _Tried) -> tuple[bool, str, float, str]:
        dose = item.arm.normal_dose
        if dose is None:
            return (True, "", 0.0, item.study.name)
        return (False, dose.unit, dose.low, item.study.name)

    ordered = sorted(tried, key=order)
    return DosePage(
        path=f"drug/{slugify(drug)}-{slugify(route)}.html",
        drug=drug,
        route=route,
        studies=len({item.study.slug for item in tried}),
        arms=tuple(
            TriedArm(
                href=item.href,
                study=item.study.name,
                study_href=f"study/{item.study.slug}.html",
                dose=cells.dose(item.arm),
                schedule=cells.schedule(item.arm),
                n=cells.count(item.arm.n),
                retracted=item.study.retracted,
            )
            for item in ordered
        ),
        strips=tuple(_strips(ordered)),
        responses=tuple(_responses(ordered)),
    )


def _strips(tried: list[_Tried]) -> Iterator[Strip]:
    units: dict[str, list[_Tried]] = {}
    for item in tried:
        dose = item.arm.normal_dose
        if dose is not None and dose.high > 0 and not item.study.retracted:
            units.setdefault(dose.unit, []).append(item)
    for unit, items in sorted(units.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        yield _strip(unit, items)


def _strip(unit: str, items: list[_Tried]) -> Strip:
    doses = [(i, i.arm.normal_dose) for i in items if i.arm.normal_dose is not None]
    ticks = nice_ticks(max(dose.high for _, dose in doses))
    stacks: dict[tuple[float, float], int] = {}
    placed = []
    for item, dose in doses:
        x = LEFT + dose.low / ticks[-1] * PLOT
        x2 = LEFT + dose.high / ticks[-1] * PLOT
        # Ranges take a line each; single doses pile up by their place on the axis.
        key = (round(x / 11), 0.0) if dose.low == dose.high else (-1.0, 0.0)
        level = stacks[key] = stacks.get(key, -1) + 1
        placed.append((item, dose, x, x2, level))
    piles = max((n + 1 for key, n in stacks.items() if key[0] >= 0), default=0)
    floor = 14.0 + piles * 11 + (stacks.get((-1.0, 0.0), -1) + 1) * 11
    dots = tuple(
        Dot(
            x=round(x, 1),
            x2=round(x2, 1),
            y=floor - 8 - 11 * (level if dose.low == dose.high else piles + level),
            label=f"{item.study.name}: {wording.dose_range(dose.low, dose.high, unit)}",
            href=item.href,
        )
        for item, dose, x, x2, level in placed
    )
    lowest, highest = min(d.low for _, d in doses), max(d.high for _, d in doses)
    return Strip(
        unit=unit,
        height=floor + 34,
        dots=dots,
        ticks=tuple(
            Mark(at=round(LEFT + t / ticks[-1] * PLOT, 1), label=wording.number(t)) for t in ticks
        ),
        sentence=f"{wording.plural(len(dots), 'arm')} at {wording.dose_range(lowest, highest, unit)}.",
    )


def _responses(tried: list[_Tried]) -> Iterator[Response]:
    groups: dict[_Key, list[_Seen]] = {}
    left_out: Counter[_Key] = Counter()
    for item in tried:
        if item.study.retracted:
            continue
        arms = {arm.id: arm for arm in item.study.arms}
        for row in item.study.rows:
            control = arms.get(row.comparator_arm or "")
            if row.experimental_arm != item.arm.id or control is None or row.subgroup:
                continue
            kind = cells.comparator_kind(control, item.arm)
            seen = _seen(item, row)
            if seen is None or kind == "other dose":
                continue
            key = _comparable(seen, kind)
            if _sign_is_plain(row, seen.value):
                groups.setdefault(key, []).append(seen)
            else:
                left_out[key] += 1
    for key, points in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        if len({seen.dose for seen in points}) >= 2:
            yield _response(key, points, left_out[key])


def _comparable(seen: _Seen, kind: str) -> _Key:
    """What results must share to stand in one picture; standardized ones also share the trial."""
    row, dose = seen.row, seen.tried.arm.normal_dose
    hours = row.timepoint.value.hours if row.timepoint.value else None
    trial = seen.tried.study.name if row.statistic in STANDARDIZED else ""
    measure = row.on_measure or row.measure
    unit = dose.unit if dose is not None else ""
    return (unit, row.statistic or "", measure, kind, time_window(hours), trial)


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


def _seen(tried: _Tried, row: Row) -> _Seen | None:
    effect, dose = row.effect.value, tried.arm.normal_dose
    if effect is None or effect.value is None or dose is None or row.statistic not in _PLOTTED:
        return None
    return _Seen(
        tried=tried,
        row=row,
        dose=(dose.low + dose.high) / 2,
        value=effect.value,
        low=effect.ci_low,
        high=effect.ci_high,
        n=tried.arm.n.value,
        words="; ".join(wording.effect_lines(effect, row.statistic, row.unit)),
    )


def _response(key: _Key, seen: list[_Seen], left_out: int) -> Response:
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
    ordered = sorted(seen, key=lambda s: (s.dose, s.tried.study.name, s.row.id))
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
                label=f"{s.tried.study.name}, {wording.number(s.dose)} {unit}: {s.words}",
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
                s.tried.study.name,
                _row_href(s),
                wording.short_arm(s.tried.arm),
                wording.number(s.n) if s.n is not None else "not found",
                s.words,
            )
            for s in ordered
        ),
    )


def _row_href(seen: _Seen) -> str:
    return f"study/{seen.tried.study.slug}.html#{anchor('row', seen.row.id)}"


def _spread(low: float, high: float) -> tuple[float, ...]:
    """Round axis values that take in ``low`` and ``high``."""
    ticks = nice_ticks(max(high - low, 1e-6))
    step = ticks[1]
    first = int(low // step)
    last = int(-(-high // step))
    last = max(last, first + 1)
    return tuple(round(i * step, 9) for i in range(first, last + 1))


def _sentence(seen: list[_Seen], unit: str, against: str, window: str, left_out: int) -> str:
    """What the picture shows, from its data alone; it claims no trend."""
    studies = len({s.tried.study.slug for s in seen})
    lowest, highest = seen[0], seen[-1]
    doubtful = (
        f" {wording.plural(left_out, 'result')} left out: the sign does not fit the direction stated."
        if left_out
        else ""
    )
    return (
        f"{wording.plural(len(seen), 'result')} of {wording.plural(studies, 'trial')} against "
        f"{against} ({window}): from {wording.number(lowest.value)} at "
        f"{wording.dose_range(lowest.dose, lowest.dose, unit)} ({lowest.tried.study.name}) to "
        f"{wording.number(highest.value)} at "
        f"{wording.dose_range(highest.dose, highest.dose, unit)} ({highest.tried.study.name}). "
        f"The results are shown side by side and are not pooled.{doubtful}"
    )
