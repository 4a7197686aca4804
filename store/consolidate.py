"""A study out of its reports: what is shown where they agree, differ or are silent. Pure.

The order of precedence and its reasons: docs/adr/0005-which-report-is-shown.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar, get_args

from dosetable.extract.facts import Condition, Masking, Outcome, Population
from dosetable.store.arm_matching import (
    ArmMatching,
    ArmSource,
    match_arms,
)
from dosetable.store.arm_views import arm_ids, arm_order, arm_view
from dosetable.store.cells import Reading, ReportFacts, cell, quotes_for
from dosetable.store.evidence_table import (
    ArmView,
    Cell,
    ReportKind,
    StudyView,
)
from dosetable.store.outcome_rows import PlacedOutcome, build_rows

T = TypeVar("T")

KIND_RANK: dict[str, int] = {kind: rank for rank, kind in enumerate(get_args(ReportKind))}
WEAK_KINDS: frozenset[ReportKind] = frozenset({"press page", "text"})
_DOUBLE_OR_MORE: frozenset[Masking] = frozenset({"double", "triple", "quadruple"})


def precedence(reports: Iterable[ReportFacts]) -> list[ReportFacts]:
    """Retracted reports last; then by kind; of one kind the earlier paper, then the key."""
    return sorted(
        reports,
        key=lambda report: (
            report.view.retracted,
            KIND_RANK[report.view.kind],
            report.view.year or 9999,
            report.key,
        ),
    )


def consolidate(
    slug: str, name: str, reports: Sequence[ReportFacts], warnings: Sequence[str] = ()
) -> StudyView:
    """The study as the table shows it. Raises ValueError for a study without reports."""
    if not reports:
        raise ValueError(f"study {slug} has no report")
    ordered = precedence(reports)
    matching = match_arms(
        [
            ArmSource(arms=report.facts.arms, weak=report.view.kind in WEAK_KINDS)
            for report in ordered
        ]
    )
    ids = arm_ids(matching)
    arms = [
        arm_view(identifier, group, ordered)
        for identifier, group in zip(ids, matching.groups, strict=True)
    ]
    placed = [
        _place(outcome, index, report, matching, ids, arms)
        for index, report in enumerate(ordered)
        for outcome in report.facts.outcomes
    ]
    main = _main_report(ordered)
    retracted = main.view.retracted
    return StudyView(
        slug=slug,
        name=name,
        title=main.view.title,
        year=main.view.year,
        acronym=None,
        assignment=_design(ordered, "assignment", lambda r: r.facts.design.assignment),
        masking=_design(ordered, "masking", lambda r: r.facts.design.masking, same=_same_masking),
        randomized=_design(ordered, "randomized", lambda r: r.facts.design.randomized),
        phase=_design(ordered, "phase", lambda r: r.facts.design.phase),
        conditions=_conditions(ordered),
        age_min=_population(ordered, "age_min", lambda p: p.age_min),
        age_max=_population(ordered, "age_max", lambda p: p.age_max),
        n_randomized=_population(ordered, "n_randomized", lambda p: p.n_randomized),
        arms=tuple(sorted(arms, key=arm_order)),
        rows=build_rows(slug, placed),
        planned=_planned(ordered),
        reports=tuple(report.view for report in ordered),
        warnings=tuple(_warnings(ordered, matching, warnings, retracted=retracted)),
        retracted=retracted,
        corrected=any(report.view.corrected for report in ordered),
    )


def _main_report(ordered: Sequence[ReportFacts]) -> ReportFacts:
    """The trial's first paper; else its best report."""
    papers = [r for r in ordered if r.view.kind in {"full text", "abstract"}]
    return min(
        papers or ordered,
        key=lambda r: (
            r.view.year or 9999,
            r.view.kind != "abstract",
            KIND_RANK[r.view.kind],
            r.key,
        ),
    )


def _design(
    ordered: Sequence[ReportFacts],
    name: str,
    read: Callable[[ReportFacts], T | None],
    same: Callable[[T, T], bool] | None = None,
) -> Cell[T]:
    readings = [
        Reading(
            value=value,
            report=report.view.id,
            quotes=quotes_for(report, report.facts.design.evidence, name),
        )
        for report in ordered
        if (value := read(report)) is not None
    ]
    return cell(readings, same=same) if same else cell(readings)


def _same_masking(one: Masking, other: Masking) -> bool:
    """Registries count everyone who was blinded where papers say 'double-blind'."""
    return one == other or {one, other} <= _DOUBLE_OR_MORE


def _population(
    ordered: Sequence[ReportFacts], name: str, read: Callable[[Population], T | None]
) -> Cell[T]:
    return cell(
        [
            Reading(
                value=value,
                report=report.view.id,
                quotes=quotes_for(report, report.facts.population.evidence, name),
            )
            for report in ordered
            if (value := read(report.facts.population)) is not None
        ]
    )


def _conditions(ordered: Sequence[ReportFacts]) -> Cell[tuple[Condition, ...]]:
    """All that any report names: they add to each other and do not disagree."""
    stating = [r for r in ordered if r.facts.population.conditions]
    # A press page's general words add nothing to what a better report names.
    stating = [r for r in stating if r.view.kind not in WEAK_KINDS] or stating
    named = {name for report in stating for name in report.facts.population.conditions}
    value = tuple(name for name in get_args(Condition) if name in named)
    return cell(
        [
            Reading(
                value=value,
                report=report.view.id,
                quotes=quotes_for(report, report.facts.population.evidence, "conditions"),
            )
            for report in stating
        ]
    )


def _place(
    outcome: Outcome,
    index: int,
    report: ReportFacts,
    matching: ArmMatching,
    ids: Sequence[str],
    arms: Sequence[ArmView],
) -> PlacedOutcome:
    spoken_for: list[str] = []

    def resolve(arm_id: str | None) -> str | None:
        if arm_id is None:
            return None
        number = matching.group_of.get((index, arm_id))
        if number is not None:
            return ids[number]
        several = matching.together.get((index, arm_id), ())
        if several:
            labels = sorted({arms[number].drug.value or "" for number in several})
            spoken_for.append(f"{', '.join(labels)}: {len(several)} arms together")
        else:
            label = next((a.label for a in report.facts.arms if a.id == arm_id), arm_id)
            spoken_for.append(label)
        return None

    experimental, comparator = resolve(outcome.experimental_arm), resolve(outcome.comparator_arm)
    parts = [part for part in (outcome.subgroup, *spoken_for) if part]
    return PlacedOutcome(
        outcome=outcome,
        report=report,
        experimental_arm=experimental,
        comparator_arm=comparator,
        subgroup="; ".join(parts) or None,
    )


def _planned(ordered: Sequence[ReportFacts]) -> tuple[str, ...]:
    lines: dict[str, None] = {}
    for report in ordered:
        for planned in report.facts.planned_outcomes:
            role = f" ({planned.role})" if planned.role else ""
            when = f", {planned.time_frame}" if planned.time_frame else ""
            lines.setdefault(f"{planned.measure}{role}{when}")
    return tuple(lines)


def _warnings(
    ordered: Sequence[ReportFacts],
    matching: ArmMatching,
    given: Sequence[str],
    *,
    retracted: bool,
) -> Iterable[str]:
    yield from given
    for report in ordered:
        yield from (f"{report.view.citation}: {warning}" for warning in report.facts.warnings)
        if report.view.retracted and not retracted:
            yield f"{report.view.citation} was retracted; its values come last"
    for index, arm in matching.left_out:
        citation = ordered[index].view.citation
        yield f"{citation} speaks of an arm that no other report has: {arm.label}"
