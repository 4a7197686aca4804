"""The pages of one drug and route: which doses were tried, and what effect each had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dosetable.site import cells, wording
from dosetable.site.addresses import anchor, slugify
from dosetable.site.cells import Shown
from dosetable.site.charts import Mark, nice_ticks
from dosetable.site.pictures.dose_response import (
    LEFT,
    PLOT,
    Effect,
    Response,
    effects_of,
    responses,
)
from dosetable.store.evidence_table import NormalDose, StudyView


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
class DoseTried:
    """What a tested arm adds to the page of its drug and route."""

    drug: str
    route: str
    slug: str
    study: str
    retracted: bool
    arm_id: str
    normal: NormalDose | None
    dose: Shown
    schedule: Shown
    n: Shown
    effects: tuple[Effect, ...]

    @property
    def href(self) -> str:
        return f"study/{self.slug}.html#{anchor('arm', self.arm_id)}"


def doses_tried(study: StudyView) -> Iterator[DoseTried]:
    """The tested arms of a study, each with its effects; a retracted study has no effect."""
    for arm in study.arms:
        if arm.role.value == "experimental" and arm.drug.value is not None:
            yield DoseTried(
                drug=arm.drug.value,
                route=arm.route.value or "route not found",
                slug=study.slug,
                study=study.name,
                retracted=study.retracted,
                arm_id=arm.id,
                normal=arm.normal_dose,
                dose=cells.dose(arm),
                schedule=cells.schedule(arm),
                n=cells.count(arm.n),
                effects=() if study.retracted else tuple(effects_of(study, arm)),
            )


def dose_pages(arms: Iterable[DoseTried]) -> tuple[DosePage, ...]:
    """A page for each drug and route of a tested arm, the most tried first."""
    groups: dict[tuple[str, str], list[DoseTried]] = {}
    for arm in arms:
        groups.setdefault((arm.drug, arm.route), []).append(arm)
    pages = [_page(drug, route, tried) for (drug, route), tried in groups.items()]
    unique = {page.path: page for page in pages}
    return tuple(sorted(unique.values(), key=lambda p: (-len(p.arms), p.path)))


def _page(drug: str, route: str, tried: list[DoseTried]) -> DosePage:
    def order(item: DoseTried) -> tuple[bool, str, float, str]:
        dose = item.normal
        if dose is None:
            return (True, "", 0.0, item.study)
        return (False, dose.unit, dose.low, item.study)

    ordered = sorted(tried, key=order)
    return DosePage(
        path=f"drug/{slugify(drug)}-{slugify(route)}.html",
        drug=drug,
        route=route,
        studies=len({item.slug for item in tried}),
        arms=tuple(
            TriedArm(
                href=item.href,
                study=item.study,
                study_href=f"study/{item.slug}.html",
                dose=item.dose,
                schedule=item.schedule,
                n=item.n,
                retracted=item.retracted,
            )
            for item in ordered
        ),
        strips=tuple(_strips(ordered)),
        responses=tuple(responses(effect for item in ordered for effect in item.effects)),
    )


def _strips(tried: list[DoseTried]) -> Iterator[Strip]:
    units: dict[str, list[DoseTried]] = {}
    for item in tried:
        dose = item.normal
        if dose is not None and dose.high > 0 and not item.retracted:
            units.setdefault(dose.unit, []).append(item)
    for unit, items in sorted(units.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        yield _strip(unit, items)


def _strip(unit: str, items: list[DoseTried]) -> Strip:
    doses = [(i, i.normal) for i in items if i.normal is not None]
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
            label=f"{item.study}: {wording.dose_range(dose.low, dose.high, unit)}",
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
