"""The evidence table of the home page: one line a row, with what it can be filtered by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dosetable.site import cells, wording
from dosetable.site.addresses import anchor, slugify
from dosetable.site.cells import NOT_FOUND, UNSAID, Shown
from dosetable.store.evidence_table import ArmView, Cell, NormalDose, Row, Status, StudyView

# In the order of DESIGN section 6. The first is the row's header.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("study", "Study"),
    ("drug", "Drug"),
    ("route", "Route"),
    ("dose", "Dose"),
    ("schedule", "Schedule"),
    ("comparator", "Comparator"),
    ("population", "Population"),
    ("n", "n"),
    ("outcome", "Outcome"),
    ("time", "Time"),
    ("result", "Result per arm"),
    ("effect", "Effect"),
    ("direction", "Direction"),
    ("status", "Status"),
)

# What the script hides where all would not fit side by side; the column chooser shows them.
SECONDARY = ("schedule", "population")
NOT_STATED = "not stated"
_DOSE_ORDER = (
    "under 0.5 mg/kg",
    "0.5 mg/kg",
    "over 0.5 mg/kg",
    "under 56 mg",
    "56\u201384 mg",
    "over 84 mg",
    "rate per hour",
    "other basis",
)
# Upper bound in hours, inclusive.
_WINDOWS: tuple[tuple[str, float], ...] = (
    ("first 24 hours", 24),
    ("day 2 to day 7", 168),
    ("week 2 to week 4", 730.5),
    ("month 2 to month 6", 4383),
)
_LATER = "over 6 months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its cells in the order of COLUMNS after the study, and its filter values."""

    slug: str
    arm_anchor: str | None
    comparator_anchor: str | None
    row_anchor: str | None
    cells: dict[str, Shown]
    status: Status
    facets: tuple[tuple[str, ...], ...]

    @property
    def facet_codes(self) -> str:
        """The filter values as the script reads them: '|' between facets, ',' inside one."""
        return "|".join(",".join(slugify(value) for value in values) for values in self.facets)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyGroup:
    slug: str
    name: str
    year: int | None
    registry: str | None
    retracted: bool
    corrected: bool
    concern: bool
    search: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    code: str
    label: str
    choices: tuple[Choice, ...]


FACETS: tuple[tuple[str, str], ...] = (
    ("drug", "Drug"),
    ("route", "Route"),
    ("dose", "Dose"),
    ("comparator", "Comparator"),
    ("measure", "Measure"),
    ("time", "Timepoint"),
    ("population", "Population"),
    ("design", "Design"),
    ("status", "Status"),
    ("year", "Year"),
)


def by_results_and_year(group: StudyGroup) -> tuple[bool, int, str, str]:
    """Trials with results first, the newest of them first, as a reader expects; then by name."""
    without = all(line.row_anchor is None for line in group.lines)
    return without, -(group.year or 0), group.name.casefold(), group.slug


def study_group(study: StudyView) -> StudyGroup:
    """The lines of a study, and what it is found by."""
    registry = sorted({n for report in study.reports for n in report.registry})
    ids = [i for r in study.reports for i in (r.pmid, r.pmcid, r.doi) if i]
    words = [*registry, *dict.fromkeys(ids), study.acronym or ""]
    return StudyGroup(
        slug=study.slug,
        name=study.name,
        year=study.year,
        registry=registry[0] if registry and registry[0] != study.name else None,
        retracted=study.retracted,
        corrected=study.corrected,
        concern=any(r.concern for r in study.reports),
        search=" ".join(w for w in words if w).lower(),
        lines=tuple(_lines(study)),
    )


def _lines(study: StudyView) -> Iterator[Line]:
    """The rows by dose and time, and each experimental arm that no row is about.

    An arm without a result still has a dose that was tried, and the table must show it.
    """
    arms = {arm.id: arm for arm in study.arms}
    pairs: list[tuple[Row | None, ArmView | None, ArmView | None]] = [
        (row, arms.get(row.experimental_arm or ""), arms.get(row.comparator_arm or ""))
        for row in study.rows
    ]
    shown = {row.experimental_arm for row in study.rows}
    controls = [arm for arm in study.arms if arm.role.value not in (None, "experimental")]
    pairs += [
        (None, arm, controls[0] if len(controls) == 1 else None)
        for arm in study.arms
        if arm.role.value == "experimental" and arm.id not in shown
    ]
    for row, arm, control in sorted(pairs or [(None, None, None)], key=_place):
        yield _line(study, row, arm, control)


def _place(pair: tuple[Row | None, ArmView | None, ArmView | None]) -> tuple[object, ...]:
    """Where a line stands within its study: by dose, then primary outcomes, then by time."""
    row, arm, _ = pair
    dose = arm.normal_dose if arm is not None else None
    low, arm_id = (dose.low if dose else 0.0), (arm.id if arm is not None else "")
    if row is None:
        return (low, arm_id, True, 1e9, "", "")
    hours = row.timepoint.value.hours if row.timepoint.value is not None else 1e9
    return (low, arm_id, row.outcome_role != "primary", hours, row.measure, row.id)


def _line(study: StudyView, row: Row | None, arm: ArmView | None, control: ArmView | None) -> Line:
    shown: dict[str, Shown] = {
        "drug": cells.plain(arm.drug) if arm else NOT_FOUND,
        "route": cells.show(arm.route, lambda r: (wording.sentence_case(r),)) if arm else NOT_FOUND,
        "dose": cells.dose(arm) if arm else NOT_FOUND,
        "schedule": cells.schedule(arm) if arm else NOT_FOUND,
        "comparator": cells.comparator(control, arm),
        "population": cells.population(study),
        "n": _participants(study, arm, control),
        "outcome": cells.outcome(row) if row else cells.gone("no result found"),
        "time": cells.timepoint(row) if row else UNSAID,
        "result": cells.arm_results(row) if row else UNSAID,
        "effect": cells.effect(row) if row else UNSAID,
        "direction": cells.direction(row, arm, control) if row else UNSAID,
    }
    if arm is not None and arm.add_on.value:
        drug = shown["drug"]
        added = "added to " + ", ".join(arm.add_on.value)
        shown["drug"] = Shown(lines=(*drug.lines, added), missing=drug.missing, flag=drug.flag)
    status = row.status if row is not None else "missing"
    return Line(
        slug=study.slug,
        arm_anchor=anchor("arm", arm.id) if arm else None,
        comparator_anchor=anchor("arm", control.id) if control else None,
        row_anchor=anchor("row", row.id) if row else None,
        cells=shown,
        status=status,
        facets=_facets(study, row, arm, control, status),
    )


def _participants(study: StudyView, arm: ArmView | None, control: ArmView | None) -> Shown:
    """n of the two arms; the trial's total where neither is known."""
    if arm is not None and (arm.n.value is not None or arm.n_analyzed.value is not None):
        shown = cells.participants(arm)
        if control is not None and control.n.value is not None:
            lines = (*shown.lines, f"vs {wording.number(control.n.value)}")
            return Shown(lines=lines, missing=shown.missing, flag=shown.flag, sort=shown.sort)
        return shown
    total = study.n_randomized.value
    if total is not None:
        return Shown(lines=(f"{wording.number(total)} in all", "per arm not found"), missing=True)
    return cells.count(arm.n) if arm is not None else NOT_FOUND


def _text(cell: Cell[str] | None) -> tuple[str, ...]:
    return (cell.value,) if cell is not None and cell.value is not None else (NOT_STATED,)


def _facets(
    study: StudyView,
    row: Row | None,
    arm: ArmView | None,
    control: ArmView | None,
    status: Status,
) -> tuple[tuple[str, ...], ...]:
    """Values in the order of FACETS."""
    hours = row.timepoint.value.hours if row is not None and row.timepoint.value else None
    return (
        _text(arm.drug if arm else None),
        (arm.route.value or NOT_STATED,) if arm else (NOT_STATED,),
        dose_bands(arm.normal_dose if arm else None),
        (cells.comparator_kind(control, arm) if control else NOT_STATED,),
        (row.on_measure or row.measure,) if row else (NOT_STATED,),
        (time_window(hours),),
        study.conditions.value or (NOT_STATED,),
        (study.assignment.value or NOT_STATED,),
        (status,),
        (str(study.year) if study.year else NOT_STATED,),
    )


def dose_bands(dose: NormalDose | None) -> tuple[str, ...]:
    """The bands that a dose touches, around the usual 0.5 mg/kg and 56 to 84 mg."""
    if dose is None:
        return (NOT_STATED,)
    if dose.unit == "mg/kg":
        bands, low, high = _DOSE_ORDER[:3], 0.5, 0.5
    elif dose.unit == "mg":
        bands, low, high = _DOSE_ORDER[3:6], 56.0, 84.0
    else:
        return ("rate per hour" if dose.basis == "rate" else "other basis",)
    touched = (dose.low < low, dose.low <= high and dose.high >= low, dose.high > high)
    return tuple(band for band, touches in zip(bands, touched, strict=True) if touches)


def time_window(hours: float | None) -> str:
    """The window that a timepoint (hours from its anchor) falls into."""
    if hours is None:
        return NOT_STATED
    return next((name for name, last in _WINDOWS if hours <= last), _LATER)


def facets(groups: Iterable[StudyGroup]) -> tuple[Facet, ...]:
    """Every filter with its values and how many rows have each."""
    counters: list[Counter[str]] = [Counter() for _ in FACETS]
    for group in groups:
        for line in group.lines:
            for counter, values in zip(counters, line.facets, strict=True):
                counter.update(values)
    return tuple(
        Facet(code=code, label=label, choices=_choices(code, counter))
        for (code, label), counter in zip(FACETS, counters, strict=True)
    )


def _choices(code: str, counter: Counter[str]) -> tuple[Choice, ...]:
    fixed = {
        "dose": _DOSE_ORDER,
        "time": (*(name for name, _ in _WINDOWS), _LATER),
    }.get(code, ())

    def order(value: str) -> tuple[bool, int, int, str]:
        place = fixed.index(value) if value in fixed else 0
        size = -int(value) if code == "year" and value.isdigit() else -counter[value]
        return (value == NOT_STATED, place, 0 if fixed else size, value)

    labels: dict[str, str] = {}
    if code == "status":
        labels = {status: words[1] for status, words in wording.STATUS_WORDS.items()}
    elif code == "comparator":
        labels = wording.COMPARATOR_WORDS
    return tuple(
        Choice(
            code=slugify(value),
            label=labels.get(value, wording.sentence_case(value)),
            count=counter[value],
        )
        for value in sorted(counter, key=order)
    )
