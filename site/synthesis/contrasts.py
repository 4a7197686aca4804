"""A contrast computed from what the arms of a trial show each: a difference of means, a ratio of rates.

Formulas of the Cochrane Handbook; where figures are too few or do not fit together there is none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dosetable.site.synthesis.pooling import Estimate
from dosetable.store.evidence_table import ArmView, Cell, Figure, Row, Status, StudyView

Kind = Literal["mean difference", "risk ratio"]
RATES = {"response rate": "response", "remission rate": "remission", "relapse rate": "relapse"}
_MEANS = ("mean change", "mean score")
# What a reader of the table sees without a warning; the rest is not good enough to be counted.
SURE: frozenset[Status] = frozenset({"machine", "computed", "accepted", "corrected"})


class Unusable(ValueError):
    """Why a result cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A contrast computed from the figures of its arms; of the logarithm for ratios."""

    kind: Kind
    outcome: str
    estimate: Estimate
    n: int


def kind_of(row: Row) -> Kind | None:
    if row.statistic in RATES:
        return "risk ratio"
    if row.statistic == "risk ratio" and row.measure in RATES.values():
        return "risk ratio"
    if row.statistic in (*_MEANS, "mean difference") and row.unit in (None, "points"):
        return "mean difference"
    return None


def computed(study: StudyView, row: Row, tested: ArmView, control: ArmView) -> Computed | None:
    """What a row's figures for each arm say of the contrast; None where they are none, or too few.

    The difference of two means, or the ratio of two rates, of one tested arm against its comparator;
    of a crossover trial and of doubtful figures nothing.
    """
    kind = kind_of(row)
    if kind is None or row.statistic not in (*RATES, *_MEANS):
        return None
    try:
        estimate, n = from_arms(study, kind, [(row, tested)], control)
    except Unusable:
        return None
    return Computed(
        kind=kind, outcome=RATES.get(row.statistic, row.measure), estimate=estimate, n=n
    )


def from_arms(
    study: StudyView, kind: Kind, rows: Sequence[tuple[Row, ArmView]], control: ArmView
) -> tuple[Estimate, int]:
    """The tested arms of ``rows`` as one group against the control. Raises Unusable."""
    if study.assignment.value == "crossover":
        raise Unusable("crossover trial without its own, paired estimate")
    pairs = [(_sure(row.experimental), _sure(row.comparator)) for row, _ in rows]
    sizes = [arm.n.value for _, arm in rows]
    if kind == "risk ratio":
        return _from_counts(pairs, sizes, control.n.value)
    falls = _printed_as_falls(rows, pairs)
    estimate, n = _from_means(pairs, sizes, control.n.value, falls=falls)
    if not _fits(estimate.value, rows):
        raise Unusable("the means and the direction stated do not fit together")
    return estimate, n


def _printed_as_falls(
    rows: Sequence[tuple[Row, ArmView]], pairs: Sequence[tuple[Figure, Figure]]
) -> bool:
    """Whether changes are printed as falls. Raises Unusable where their signs are mixed."""
    if rows[0][0].statistic != "mean change":
        return False
    values = [f.value for pair in pairs for f in pair if f.value]
    if any(v > 0 for v in values) and any(v < 0 for v in values):
        raise Unusable("changes of both signs: which is a fall is not plain")
    return any(v > 0 for v in values)


def _fits(value: float, rows: Sequence[tuple[Row, ArmView]]) -> bool:
    """Lower is better on a scale: does the sign fit what the report says of who did better?"""
    said = {row.direction.value for row, _ in rows}
    return not (value > 0 and "favours experimental" in said) and not (
        value < 0 and "favours comparator" in said
    )


def _sure(cell: Cell[Figure]) -> Figure:
    if cell.value is None or cell.status not in SURE:
        raise Unusable("an arm's figure is missing, unsure or in conflict")
    return cell.value


def _from_counts(
    pairs: Sequence[tuple[Figure, Figure]], sizes: Sequence[int | None], control_n: int | None
) -> tuple[Estimate, int]:
    """Log risk ratio; half a patient is added to each cell where one is empty (Handbook 10.4.4.2)."""
    ours = [_counted(figure, n) for (figure, _), n in zip(pairs, sizes, strict=True)]
    theirs = {_counted(figure, control_n) for _, figure in pairs}
    if len(theirs) != 1:
        raise Unusable("the control group is not the same for each dose")
    events, people = sum(e for e, _ in ours), sum(n for _, n in ours)
    ((other_events, other_people),) = theirs
    if events + other_events == 0 or (events, other_events) == (people, other_people):
        raise Unusable("nobody, or everybody, had the event in both groups")
    a, n1, c, n2 = float(events), float(people), float(other_events), float(other_people)
    if 0 in (events, other_events) or events == people or other_events == other_people:
        a, n1, c, n2 = a + 0.5, n1 + 1, c + 0.5, n2 + 1
    value = math.log((a / n1) / (c / n2))
    return Estimate(value=value, variance=1 / a - 1 / n1 + 1 / c - 1 / n2), people + other_people


def _counted(figure: Figure, allocated: int | None) -> tuple[int, int]:
    n = figure.n if figure.n is not None else allocated
    if not n:
        raise Unusable("the number of participants is missing")
    if figure.count is not None:
        return figure.count, n
    if figure.value is None:
        raise Unusable("neither a count nor a percentage")
    count = round(figure.value * n / 100)
    if abs(100 * count / n - figure.value) > 100 / n / 2 + 0.5:
        raise Unusable("the percentage is of no whole number of participants")
    return count, n


@dataclass(frozen=True, slots=True)
class _Group:
    n: int
    mean: float
    sd: float


def _from_means(
    pairs: Sequence[tuple[Figure, Figure]],
    sizes: Sequence[int | None],
    control_n: int | None,
    *,
    falls: bool,
) -> tuple[Estimate, int]:
    """Difference of means with its variance from both SDs."""
    ours = [_group(figure, n) for (figure, _), n in zip(pairs, sizes, strict=True)]
    theirs = {_group(figure, control_n) for _, figure in pairs}
    if len(theirs) != 1:
        raise Unusable("the control group is not the same for each dose")
    tested = ours[0]
    for other in ours[1:]:
        tested = _combined(tested, other)
    (control,) = theirs
    # 'Fell by 12': a change printed as a positive number is a fall, and more of it is better.
    sign = -1 if falls else 1
    return (
        Estimate(
            value=sign * (tested.mean - control.mean),
            variance=tested.sd**2 / tested.n + control.sd**2 / control.n,
        ),
        tested.n + control.n,
    )


def _group(figure: Figure, allocated: int | None) -> _Group:
    n = figure.n if figure.n is not None else allocated
    if not n or n < 2:
        raise Unusable("the number of participants is missing")
    if figure.value is None or figure.dispersion is None:
        raise Unusable("a mean or its spread is missing")
    match figure.dispersion_type:
        case "SD":
            sd = figure.dispersion
        case "SE":
            sd = figure.dispersion * math.sqrt(n)
        case _:
            raise Unusable("the spread is neither an SD nor an SE")
    if sd <= 0:
        raise Unusable("a spread of zero")
    return _Group(n, figure.value, sd)


def _combined(one: _Group, other: _Group) -> _Group:
    """Two groups as one (Handbook, table 6.5.a)."""
    n = one.n + other.n
    mean = (one.n * one.mean + other.n * other.mean) / n
    variance = (
        (one.n - 1) * one.sd**2
        + (other.n - 1) * other.sd**2
        + one.n * other.n / n * (one.mean - other.mean) ** 2
    ) / (n - 1)
    return _Group(n, mean, math.sqrt(variance))
