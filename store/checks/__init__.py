"""Named checks that catch the errors people ship. Pure: they look at the table and change nothing.

A finding is a question to a curator, never a correction. Each check's docstring is its explanation.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from statistics import NormalDist

from pydantic import BaseModel, ConfigDict

from dosetable.store.evidence_table import ArmView, Effect, Figure, Row, StudyView
from dosetable.store.naming import surname
from dosetable.store.normalise import dose_text

PERCENT_WITHIN = 1.0
RATES = frozenset({"response rate", "remission rate", "relapse rate", "event rate"})
RATIOS = frozenset({"odds ratio", "risk ratio", "hazard ratio"})
DIFFERENCES = frozenset({"mean difference", "risk difference", "median difference"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check asks about one cell. ``kind``: 'study', 'arm' or 'row'."""

    check: str
    slug: str
    kind: str
    subject_id: str
    field: str
    message: str


class DoseRange(BaseModel):
    """A line of extract's dose_ranges.toml, which the reading of documents is checked by as well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    drug: str
    unit: str
    low: float
    high: float
    source: str
    route: str | None = None


def dose_ranges() -> tuple[DoseRange, ...]:
    """The plausible doses. Raises pydantic.ValidationError when the file is damaged."""
    text = files("dosetable.extract").joinpath("dose_ranges.toml").read_text(encoding="utf-8")
    return tuple(DoseRange.model_validate(item) for item in tomllib.loads(text)["range"])


_RANGES = dose_ranges()
Found = Iterator[tuple[str, str, str, str]]


def check_views(views: Sequence[StudyView]) -> tuple[Finding, ...]:
    """All findings of all checks, study by study."""
    found = [
        Finding(check=name, slug=v.slug, kind=kind, subject_id=sid, field=field, message=message)
        for v in views
        for name, check in CHECKS.items()
        for kind, sid, field, message in check(v)
    ]
    return (*found, *duplicate_cohorts(views))


def dose_range(view: StudyView) -> Found:
    """The dose is far from any that is given by this route: often a slip of unit or decimal."""
    for arm in view.arms:
        dose, normal = arm.dose.value, arm.normal_dose
        if dose is None or normal is None:
            continue
        limits = [r for r in _RANGES if r.drug == arm.drug.value and r.unit == normal.unit]
        limits = [r for r in limits if r.route == arm.route.value] or [
            r for r in limits if r.route is None
        ]
        if limits and (normal.low < limits[0].low or normal.high > limits[0].high):
            yield (
                "arm", arm.id, "dose",
                f"{dose_text(dose)} is outside {limits[0].low:g} to {limits[0].high:g} {normal.unit}",
            )  # fmt: skip


def units(view: StudyView) -> Found:
    """A rate is in percent from 0 to 100; a ratio and a p-value's interval are above zero."""
    for row in view.rows:
        for field, figure in _figures(row):
            percent = row.statistic in RATES and row.unit in (None, "percent")
            if percent and figure.value is not None and not 0 <= figure.value <= 100:
                yield "row", row.id, field, f"{figure.value:g} is no percentage"
        effect = row.effect.value
        if effect and row.statistic in RATIOS:
            numbers = [effect.value, effect.ci_low, effect.ci_high]
            if any(number is not None and number <= 0 for number in numbers):
                yield "row", row.id, "effect", f"a {row.statistic} is above zero"


def sums_of_n(view: StudyView) -> Found:
    """The arms' participants do not add up to the number randomized."""
    total = view.n_randomized.value
    sizes = [arm.n.value for arm in view.arms]
    if total is None or len(sizes) < 2 or view.assignment.value == "crossover":
        return
    known = [n for n in sizes if n is not None]
    if sum(known) > total or (len(known) == len(sizes) and sum(known) != total):
        yield (
            "study", "", "n_randomized",
            f"{total} randomized, but the arms hold {' + '.join(map(str, known))} = {sum(known)}",
        )  # fmt: skip


def n_of_arms(view: StudyView) -> Found:
    """More were analysed in an arm than were allocated to it."""
    sizes = {arm.id: arm.n.value for arm in view.arms}
    for arm in view.arms:
        if None not in (arm.n.value, arm.n_analyzed.value) and arm.n_analyzed.value > arm.n.value:  # type: ignore[operator]
            yield "arm", arm.id, "n_analyzed", f"{arm.n_analyzed.value} of {arm.n.value} analysed"
    for row in view.rows:
        for field, figure in _figures(row):
            size = sizes.get(getattr(row, f"{field}_arm") or "")
            if size is not None and figure.n is not None and figure.n > size:
                yield "row", row.id, field, f"n = {figure.n}, but {size} were allocated"


def percentages(view: StudyView) -> Found:
    """The percentage is not the count divided by n."""
    for row in view.rows:
        for field, figure in _figures(row):
            if figure.count is None or figure.n is None:
                continue
            if figure.count > figure.n:
                yield "row", row.id, field, f"{figure.count} of {figure.n} is more than all"
            elif figure.value is not None and row.unit == "percent" and figure.n:
                share = 100 * figure.count / figure.n
                if abs(share - figure.value) > PERCENT_WITHIN:
                    yield (
                        "row", row.id, field,
                        f"{figure.count} of {figure.n} is {share:.1f}%, not {figure.value:g}%",
                    )  # fmt: skip


def spread(view: StudyView) -> Found:
    """An SD that would be a usual SE (or an SE a usual SD) beside the other arm or the effect's
    own interval; and arms whose dispersions differ several times."""
    for row in view.rows:
        one, other = row.experimental.value, row.comparator.value
        if not one or not other or not one.dispersion or not other.dispersion:
            continue
        ratio = max(one.dispersion, other.dispersion) / min(one.dispersion, other.dispersion)
        if ratio > 3:
            less = "experimental" if one.dispersion < other.dispersion else "comparator"
            yield "row", row.id, less, f"the dispersions differ {ratio:.1f} times: SD and SE mixed?"
            continue
        implied = _implied_error(one, other)
        stated = _stated_error(row.effect.value) if row.statistic == "mean difference" else None
        if implied and stated and not 1 / 2.5 < implied / stated < 2.5:
            yield (
                "row", row.id, "experimental",
                f"these {one.dispersion_type or 'dispersion'}s give a standard error of {implied:.2g}, "
                f"the interval one of {stated:.2g}: SD and SE mixed?",
            )  # fmt: skip


def _implied_error(one: Figure, other: Figure) -> float | None:
    if one.dispersion is None or other.dispersion is None:
        return None
    if one.dispersion_type == other.dispersion_type == "SE":
        return math.hypot(one.dispersion, other.dispersion)
    if one.dispersion_type == other.dispersion_type == "SD" and one.n and other.n:
        return math.hypot(one.dispersion / math.sqrt(one.n), other.dispersion / math.sqrt(other.n))
    return None


def _stated_error(effect: Effect | None) -> float | None:
    if effect is None or effect.ci_low is None or effect.ci_high is None:
        return None
    z = NormalDist().inv_cdf(0.5 + (effect.ci_level or 95.0) / 200)
    return (effect.ci_high - effect.ci_low) / (2 * z) or None


def interval(view: StudyView) -> Found:
    """The interval does not hold its own estimate, or says another thing than the p-value."""
    for row in view.rows:
        effect = row.effect.value
        if effect is None or effect.ci_low is None or effect.ci_high is None:
            continue
        low, high = effect.ci_low, effect.ci_high
        if low > high:
            yield "row", row.id, "effect", "the interval goes down"
            continue
        if effect.value is not None and not low <= effect.value <= high:
            yield "row", row.id, "effect", f"{effect.value:g} is outside {low:g} to {high:g}"
            continue
        nothing = 1.0 if row.statistic in RATIOS else 0.0
        level = 1 - (effect.ci_level or 95.0) / 100
        holds = low < nothing < high
        # Near the border rounding decides; a p that agrees within a factor of 1.6 is not asked about.
        if _surely_below(effect, level / 1.6) and holds:
            yield "row", row.id, "effect", "the interval holds no effect, but p is small"
        elif _surely_above(effect, level * 1.6) and not low <= nothing <= high:
            yield "row", row.id, "effect", "the interval excludes no effect, but p is large"


def _surely_below(effect: Effect, limit: float) -> bool:
    return (
        effect.p_value is not None
        and effect.p_operator in ("=", "<", "<=")
        and (effect.p_value < limit)
    )


def _surely_above(effect: Effect, limit: float) -> bool:
    return (
        effect.p_value is not None
        and effect.p_operator in ("=", ">", ">=")
        and (effect.p_value > limit)
    )


def direction(view: StudyView) -> Found:
    """What is claimed is not what the figures say: a small p called no difference, or the arm with
    the worse figure called the better one."""
    for row in view.rows:
        said, effect = row.direction.value, row.effect.value
        if said is None:
            continue
        if effect and said == "no significant difference" and _surely_below(effect, 0.04):
            yield "row", row.id, "direction", "called no significant difference, but p is small"
        elif effect and said != "no significant difference" and _surely_above(effect, 0.1):
            yield "row", row.id, "direction", f"'{said}', but p is large"
        better = _better(row)
        if better and said != "no significant difference" and said != better:
            yield "row", row.id, "direction", f"'{said}', but the figures say: {better}"


def _better(row: Row) -> str | None:
    """Who has the better figure, where more is surely better (rates) or surely worse (scores)."""
    one, other = row.experimental.value, row.comparator.value
    if not one or not other or one.value is None or other.value is None or one.value == other.value:
        return None
    if row.statistic in ("response rate", "remission rate"):
        more_is_better = True
    elif row.statistic in ("relapse rate", "mean score"):
        more_is_better = False
    else:
        return None
    return (
        "favours experimental"
        if (one.value > other.value) == more_is_better
        else "favours comparator"
    )


def registry_against_paper(view: StudyView) -> Found:
    """The registry and the papers disagree about a number or a dose."""
    registries = {r.id for r in view.reports if r.kind in ("registry results", "registry record")}
    subjects: list[tuple[str, str, StudyView | ArmView]] = [("study", "", view)]
    subjects += [("arm", arm.id, arm) for arm in view.arms]
    for kind, subject_id, subject in subjects:
        names = ("n_randomized",) if kind == "study" else ("dose", "n", "route", "drug")
        for name in names:
            cell = getattr(subject, name)
            sides = {(alternative.report in registries) for alternative in cell.alternatives} | {
                quote.report in registries for quote in cell.quotes
            }
            if cell.status == "conflicting" and sides == {True, False}:
                yield kind, subject_id, name, "the registry and a paper say different things"


def primary_outcome(view: StudyView) -> Found:
    """A measure published as primary is not among the registered primary ones."""
    planned = [line.casefold() for line in view.planned if "(primary)" in line.casefold()]
    if not planned:
        return
    for row in view.rows:
        if row.outcome_role == "primary" and not any(_named(row.measure, line) for line in planned):
            yield (
                "row", row.id, "effect",
                f"published as primary, but not registered so: {row.measure}",
            )  # fmt: skip


_FULL_NAMES = {
    "madrs": "montgomery",
    "ham-d": "hamilton",
    "hdrs": "hamilton",
    "qids": "quick inventory",
    "bdi": "beck depression",
    "ssi": "scale for suicid",
    "phq": "patient health",
}


def _named(measure: str, line: str) -> bool:
    name = measure.casefold()
    full = next((long for short, long in _FULL_NAMES.items() if name.startswith(short)), name)
    return name in line or full in line or name.split("-")[0].split()[0] in line


def retracted_reports(view: StudyView) -> Found:
    """A report of the study was retracted, corrected, or is under concern."""
    for report in view.reports:
        state = (
            "retracted" if report.retracted else "under concern" if report.concern else
            "corrected" if report.corrected else None
        )  # fmt: skip
        if state:
            yield "study", "", "n_randomized", f"{report.citation}: {state}"


def duplicate_cohorts(views: Sequence[StudyView]) -> Iterable[Finding]:
    """Two studies look like one: same first author, number randomized and doses."""
    seen: dict[tuple[object, ...], StudyView] = {}
    for view in views:
        authors = {surname(r.authors[0]).casefold() for r in view.reports if r.authors} - {""}
        doses = tuple(
            sorted(
                (arm.drug.value or "", arm.normal_dose.low if arm.normal_dose else -1.0)
                for arm in view.arms
            )
        )
        if not authors or view.n_randomized.value is None or not doses:
            continue
        for author in sorted(authors):
            other = seen.setdefault((author, view.n_randomized.value, doses), view)
            if other.slug != view.slug:
                yield Finding(
                    check="duplicate cohort",
                    slug=view.slug,
                    kind="study",
                    subject_id="",
                    field="n_randomized",
                    message=f"looks like {other.name}: same author, number and doses",
                )


def _figures(row: Row) -> Iterator[tuple[str, Figure]]:
    if row.experimental.value:
        yield "experimental", row.experimental.value
    if row.comparator.value:
        yield "comparator", row.comparator.value


CHECKS: Mapping[str, Callable[[StudyView], Found]] = {
    "dose range": dose_range,
    "units": units,
    "sums of n": sums_of_n,
    "n of arms": n_of_arms,
    "percentages": percentages,
    "SD or SE": spread,
    "interval and p": interval,
    "sign and claim": direction,
    "registry against paper": registry_against_paper,
    "primary outcome": primary_outcome,
    "retracted report": retracted_reports,
}
