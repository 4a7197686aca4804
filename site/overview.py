"""What the pages about all studies show, gathered in one reading of the studies.

Of a study only what these pages need stays in memory; the lines of the table, which are long, are
kept on the disk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dosetable.site import table
from dosetable.site.doses import DosePage, DoseTried, dose_pages, doses_tried
from dosetable.site.pictures.card import doses_per_kg
from dosetable.site.pictures.comparisons import (
    Compared,
    ComparisonMap,
    compared,
    comparison_map,
)
from dosetable.site.pictures.forest import Forest, forests
from dosetable.site.pictures.timeline import DatedDose, Timeline, dated_doses, timelines
from dosetable.site.synthesis.effects import LeftOut, Question, TrialEffect, answers, results
from dosetable.store.evidence_table import StudyView
from dosetable.store.shelf import Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """``names``: address -> name of each study; ``kinds``: how many reports there are of each;
    ``lines``: of the table; ``per_kg``: how many tested arms had each dose per kilogram."""

    names: dict[str, str]
    rows: int
    kinds: Counter[str]
    groups: Sequence[table.StudyGroup]
    lines: int
    dose_pages: tuple[DosePage, ...]
    per_kg: Counter[float]
    doses: tuple[DatedDose, ...]
    results: tuple[tuple[Question, TrialEffect | LeftOut], ...]
    comparisons: tuple[Compared, ...]

    @property
    def reports(self) -> int:
        return self.kinds.total()

    def timelines(self) -> tuple[Timeline, ...]:
        return timelines(self.doses)

    def forests(self) -> tuple[Forest, ...]:
        return forests(answers(self.results))

    def comparison_map(self) -> ComparisonMap | None:
        return comparison_map(self.comparisons)


def overview(studies: Iterable[StudyView]) -> Overview:
    """Read each study once."""
    names: dict[str, str] = {}
    kinds: Counter[str] = Counter()
    arms: list[DoseTried] = []
    doses: list[DatedDose] = []
    found: list[tuple[Question, TrialEffect | LeftOut]] = []
    made: list[Compared] = []
    per_kg: Counter[float] = Counter()
    rows = lines = 0

    def read(study: StudyView) -> table.StudyGroup:
        nonlocal rows, lines
        names[study.slug] = study.name
        kinds.update(report.kind for report in study.reports)
        rows += len(study.rows)
        arms.extend(doses_tried(study))
        doses.extend(dated_doses(study))
        found.extend(results(study))
        made.extend(compared(study))
        per_kg.update(doses_per_kg(study))
        group = table.study_group(study)
        lines += len(group.lines)
        return group

    groups = Shelf(map(read, studies), order=table.by_results_and_year)
    return Overview(
        names=names,
        rows=rows,
        kinds=kinds,
        groups=groups,
        lines=lines,
        dose_pages=dose_pages(arms),
        per_kg=per_kg,
        doses=tuple(doses),
        results=tuple(found),
        comparisons=tuple(made),
    )
