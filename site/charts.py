"""Pictures as numbers: geometry computed here, drawn as SVG by the templates.

Static SVG made at build time, styled by the one stylesheet, so that light, dark and print just
work and no script is needed. Each picture has a sentence that says the same in words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dosetable.site import wording
from dosetable.site.addresses import anchor
from dosetable.store.evidence_table import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A dose from ``x`` on, ``width`` wide, on the line at ``y``; all in SVG units."""

    label: str
    amount: str
    x: float
    width: float
    y: float
    kind: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A value of an axis ``at`` its place along it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The doses of one unit on one axis: units are never mixed."""

    unit: str
    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    sentence: str
    panels: tuple[Panel, ...]


RATIOS = ("risk ratio", "odds ratio", "hazard ratio")
# Events that the tested drug should make more of, and those that it should make fewer of.
_WANTED, _FEARED = ("response", "remission"), ("relapse",)
_RATIO_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
LEFT, WIDTH, STEP = 104.0, 240.0, 32.0


def nice_ticks(highest: float, most: int = 5) -> tuple[float, ...]:
    """Round steps from zero to at least ``highest``: 1, 2 or 5 times a power of ten."""
    if highest <= 0:
        return (0.0, 1.0)
    step = 10.0**-6
    for exponent in range(-6, 9):
        for factor in (1.0, 2.0, 5.0):
            step = factor * 10.0**exponent
            if step * most >= highest:
                count = int(-(-highest // step))
                return tuple(round(i * step, 9) for i in range(count + 1))
    return (0.0, highest)


def axis_marks(ends: Sequence[float], *, ratio: bool) -> list[tuple[float, str]]:
    """The marks of an axis that takes in ``ends`` and no difference. Of ratios, ``ends`` are the
    logarithms, as the marks are."""
    low, high = min(*ends, 0.0), max(*ends, 0.0)
    if ratio:
        return _ratio_marks(math.exp(low), math.exp(high))
    step = nice_ticks(max(high - low, 1e-6))[1]
    first, last = math.floor(low / step), math.ceil(high / step)
    values = [round(i * step, 9) for i in range(first, max(last, first + 1) + 1)]
    return [(value, wording.number(value)) for value in values]


def _ratio_marks(low: float, high: float) -> list[tuple[float, str]]:
    below = [t for t in _RATIO_TICKS if t <= low] or [_RATIO_TICKS[0]]
    above = [t for t in _RATIO_TICKS if t >= high] or [_RATIO_TICKS[-1]]
    first, last = min(below[-1], 0.5), max(above[0], 2.0)
    return [(math.log(t), wording.number(t)) for t in _RATIO_TICKS if first <= t <= last]


def favoured(statistic: str, outcome: str) -> tuple[str, str] | None:
    """Whom an effect below, and one above, the line of no difference favours; None where that is not
    plain. Lower is better on a scale of depression; of a ratio the event decides."""
    tested, other = "favours the tested drug", "favours the comparator"
    if statistic == "mean difference" or (statistic in RATIOS and outcome in _FEARED):
        return tested, other
    if statistic in RATIOS and outcome in _WANTED:
        return other, tested
    return None


def dose_scale(study: StudyView) -> Chart | None:
    """The study's doses drawn to scale, a panel for each drug and unit; None without a dose.

    A bar of ketamine beside one of midazolam in the same unit would invite a comparison that
    means nothing, so each drug has an axis of its own.
    """
    groups: dict[tuple[str, str], list[tuple[str, float, float, str, str]]] = {}
    for arm in study.arms:
        dose = arm.normal_dose
        if dose is None or arm.drug.value is None or dose.high <= 0:
            continue
        kind = "tested" if arm.role.value == "experimental" else "control"
        entry = (
            wording.sentence_case(arm.drug.value), dose.low, dose.high, kind, anchor("arm", arm.id)
        )  # fmt: skip
        groups.setdefault((arm.drug.value, dose.unit), []).append(entry)
    if not any(kind == "tested" for entries in groups.values() for *_, kind, _ in entries):
        return None
    panels = tuple(
        _panel(unit, sorted(rows, key=lambda r: r[1:3])) for (_, unit), rows in groups.items()
    )
    said = [
        f"{drug} {', '.join(wording.dose_range(low, high, unit) for _, low, high, *_ in sorted(rows, key=lambda r: r[1:3]))}"
        for (drug, unit), rows in groups.items()
    ]
    own = " Each drug has an axis of its own." if len(groups) > 1 else ""
    return Chart(sentence="Doses to scale: " + "; ".join(said) + "." + own, panels=panels)


def _panel(unit: str, rows: list[tuple[str, float, float, str, str]]) -> Panel:
    ticks = nice_ticks(max(high for _, _, high, *_ in rows))
    scale = WIDTH / ticks[-1]
    bars = []
    for i, (label, low, high, kind, target) in enumerate(rows):
        start = 0.0 if low == high else low * scale
        bars.append(
            Bar(
                label=label,
                amount=wording.dose_range(low, high, unit),
                x=round(LEFT + start, 1),
                width=round(high * scale - start, 1),
                y=8 + i * STEP,
                kind=f"{kind} range" if low != high else kind,
                href=f"#{target}",
            )
        )
    return Panel(
        unit=unit,
        height=8 + len(rows) * STEP + 26,
        bars=tuple(bars),
        ticks=tuple(Tick(x=round(LEFT + t * scale, 1), label=wording.number(t)) for t in ticks),
    )
