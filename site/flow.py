"""How records became rows in this edition: the counts behind the flow diagram of Methods."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dosetable.site import wording
from dosetable.site.overview import Overview
from dosetable.store.evidence_table import EditionView


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A box of the diagram. ``aside``: what leaves the flow here, each with its count.
    ``kinds``: what it is made of."""

    label: str
    count: int
    aside: tuple[tuple[str, int], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    sentence: str
    steps: tuple[Step, ...]


def flow(edition: EditionView, gathered: Overview) -> Flow:
    """Counts of this edition alone, in the order of PRISMA 2020: nothing here is typed by hand."""
    reports = gathered.reports
    left_out = Counter(record.study_type for record in edition.excluded)
    excluded = tuple(sorted(left_out.items(), key=lambda item: (-item[1], item[0])))
    steps = (
        Step(label="Documents in the archive", count=edition.documents),
        Step(label="Reports screened", count=reports + len(edition.excluded), aside=excluded),
        Step(label="Reports included", count=reports, kinds=tuple(gathered.kinds.most_common())),
        Step(label="Studies", count=len(edition.studies)),
        Step(label="Results in the table", count=gathered.rows),
    )
    sentence = (
        f"Of {wording.plural(reports + len(edition.excluded), 'report')} screened, "
        f"{wording.number(len(edition.excluded))} were left out and {wording.number(reports)} "
        f"were included; they describe {wording.plural(len(edition.studies), 'study', 'studies')} "
        f"with {wording.plural(gathered.rows, 'result')}."
    )
    return Flow(sentence=sentence, steps=steps)
