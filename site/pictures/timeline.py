"""When which dose was first, and last, tried: trials by year and dose, a panel a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dosetable.site import wording
from dosetable.site.addresses import anchor
from dosetable.site.charts import Mark, nice_ticks
from dosetable.store.evidence_table import StudyView

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 480.0, 48.0, 20.0, 16.0, 216.0
PLOT = WIDTH - LEFT - RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A tested arm; ``y2`` differs from ``y`` for a flexible dose."""

    x: float
    y: float
    y2: float
    radius: float
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLine:
    year: str
    name: str
    href: str
    arm: str
    n: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The trials of one unit of dose, and the table behind the picture."""

    id: str
    unit: str
    sentence: str
    height: float
    dots: tuple[Dot, ...]
    years: tuple[Mark, ...]
    doses: tuple[Mark, ...]
    table: tuple[DataLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedDose:
    """A dose of a tested arm, and the year of its trial."""

    year: int
    low: float
    high: float
    unit: str
    n: int | None
    slug: str
    name: str
    arm_id: str
    words: str


def dated_doses(study: StudyView) -> Iterator[DatedDose]:
    """What a study adds to the timelines; nothing where it is retracted."""
    if study.year is None or study.retracted:
        return
    for arm in study.arms:
        dose = arm.normal_dose
        if arm.role.value != "experimental" or dose is None or dose.high <= 0:
            continue
        route = f", {arm.route.value}" if arm.route.value else ""
        yield DatedDose(
            year=study.year, low=dose.low, high=dose.high, unit=dose.unit, n=arm.n.value,
            slug=study.slug, name=study.name, arm_id=arm.id,
            words=wording.sentence_case(wording.short_arm(arm)) + route,
        )  # fmt: skip


def timelines(doses: Iterable[DatedDose]) -> tuple[Timeline, ...]:
    """A timeline for each unit of dose, the most used first."""
    units: dict[str, list[DatedDose]] = {}
    for dose in doses:
        units.setdefault(dose.unit, []).append(dose)
    return tuple(
        _timeline(unit, tried)
        for unit, tried in sorted(units.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )


def _timeline(unit: str, tried: Sequence[DatedDose]) -> Timeline:
    ordered = sorted(tried, key=lambda t: (t.year, t.low, t.name, t.arm_id))
    first, last = ordered[0].year, max(ordered[-1].year, ordered[0].year + 1)
    ticks = nice_ticks(max(t.high for t in ordered))

    def x_of(year: float) -> float:
        return round(LEFT + 8 + (year - first) / (last - first) * (PLOT - 16), 1)

    def y_of(dose: float) -> float:
        return round(BOTTOM - dose / ticks[-1] * (BOTTOM - TOP), 1)

    step = next((s for s in (1, 2, 5, 10, 20) if (last - first) / s <= 8), 50)
    return Timeline(
        id=f"doses-in-{unit.replace('/', '-per-')}",
        unit=unit,
        sentence=_sentence(unit, ordered),
        height=BOTTOM + 44,
        dots=tuple(
            Dot(
                x=x_of(t.year),
                y=y_of(t.high),
                y2=y_of(t.low),
                radius=round(min(3 + (t.n or 10) ** 0.5 * 0.35, 11), 1),
                label=f"{t.year}, {t.name}: {t.words}",
                href=_href(t),
            )
            for t in ordered
        ),
        years=tuple(Mark(at=x_of(year), label=str(year)) for year in range(first, last + 1, step)),
        doses=tuple(Mark(at=y_of(tick), label=wording.number(tick)) for tick in ticks),
        table=tuple(
            DataLine(
                year=str(t.year),
                name=t.name,
                href=_href(t),
                arm=t.words,
                n=wording.number(t.n) if t.n is not None else "not found",
            )
            for t in ordered
        ),
    )


def _href(tried: DatedDose) -> str:
    return f"study/{tried.slug}.html#{anchor('arm', tried.arm_id)}"


def _sentence(unit: str, ordered: Sequence[DatedDose]) -> str:
    studies = len({t.slug for t in ordered})
    least, most = min(t.low for t in ordered), max(t.high for t in ordered)
    first, last = ordered[0].year, ordered[-1].year
    when = f"in {first}" if first == last else f"from {first} to {last}"
    usual = _usual(ordered)
    said = wording.dose_range(usual[0], usual[1], unit)
    return (
        f"{wording.plural(len(ordered), 'tested arm')} of {wording.plural(studies, 'trial')} "
        f"{when}, at {wording.dose_range(least, most, unit)}; most often {said}."
    )


def _usual(ordered: Sequence[DatedDose]) -> tuple[float, float]:
    counts: dict[tuple[float, float], int] = {}
    for t in ordered:
        counts[t.low, t.high] = counts.get((t.low, t.high), 0) + 1
    return min(counts, key=lambda dose: (-counts[dose], dose))
