"""The current extraction of a report as rows: arms, outcomes, and where each value was read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, delete, select

from dosetable.extract.facts import Arm, Evidence, Outcome, StudyFacts
from dosetable.store.facts_json import unpack_text
from dosetable.store.models import ArmRow, EvidenceRow, Extraction, ExtractionText, OutcomeRow
from dosetable.store.quotes import Quoter


def replace_rows(
    session: Session, *, report_id: int, extraction_id: int, facts: StudyFacts
) -> None:
    """Drop the rows of the report's former extraction and write those of this one."""
    extractions = select(Extraction.id).where(col(Extraction.report_id) == report_id)
    for table in (EvidenceRow, OutcomeRow, ArmRow):
        session.execute(delete(table).where(col(table.extraction_id).in_(extractions)))
    packed = session.exec(
        select(ExtractionText.zlib_utf8).where(col(ExtractionText.extraction_id) == extraction_id)
    ).one()
    arm_rows = {arm.id: _arm_row(extraction_id, arm) for arm in facts.arms}
    session.add_all(arm_rows.values())
    session.flush()
    arms = {key: row.id or 0 for key, row in arm_rows.items()}
    outcome_rows = {item.id: _outcome_row(extraction_id, item, arms) for item in facts.outcomes}
    session.add_all(outcome_rows.values())
    session.flush()
    outcomes = {key: row.id or 0 for key, row in outcome_rows.items()}
    rows = list(
        _evidence(facts, extraction_id, Quoter(unpack_text(packed)), arms=arms, outcomes=outcomes)
    )
    if rows:
        session.execute(insert(EvidenceRow), rows)
    session.flush()


def _arm_row(extraction_id: int, arm: Arm) -> ArmRow:
    return ArmRow(
        extraction_id=extraction_id,
        key=arm.id,
        label=arm.label,
        role=arm.role,
        drug=arm.drug,
        dose_value=arm.dose.value if arm.dose else None,
        dose_low=arm.dose.low if arm.dose else None,
        dose_high=arm.dose.high if arm.dose else None,
        dose_unit=arm.dose.unit if arm.dose else None,
        route=arm.route,
        infusion_minutes=arm.infusion_minutes,
        schedule=arm.schedule,
        n=arm.n,
        n_analyzed=arm.n_analyzed,
    )


def _outcome_row(extraction_id: int, outcome: Outcome, arms: dict[str, int]) -> OutcomeRow:
    return OutcomeRow(
        extraction_id=extraction_id,
        key=outcome.id,
        measure=outcome.measure,
        hours=outcome.timepoint.hours if outcome.timepoint else None,
        experimental_arm_id=arms.get(outcome.experimental_arm or ""),
        comparator_arm_id=arms.get(outcome.comparator_arm or ""),
        statistic=outcome.statistic,
        value=outcome.value,
        unit=outcome.unit,
        experimental_value=outcome.experimental_value,
        comparator_value=outcome.comparator_value,
        ci_level=outcome.ci_level,
        ci_low=outcome.ci_low,
        ci_high=outcome.ci_high,
        p_operator=outcome.p_operator,
        p_value=outcome.p_value,
        direction=outcome.direction,
    )


def _evidence(
    facts: StudyFacts,
    extraction_id: int,
    quoter: Quoter,
    *,
    arms: dict[str, int],
    outcomes: dict[str, int],
) -> Iterable[dict[str, Any]]:
    parts: list[tuple[str, int | None, int | None, tuple[Evidence, ...]]] = [
        ("screening", None, None, facts.screening.evidence),
        ("design", None, None, facts.design.evidence),
        ("population", None, None, facts.population.evidence),
    ]
    parts += [("arm", arms[arm.id], None, arm.evidence) for arm in facts.arms]
    parts += [("outcome", None, outcomes[item.id], item.evidence) for item in facts.outcomes]
    parts += [("planned outcome", None, None, item.evidence) for item in facts.planned_outcomes]
    for part, arm_id, outcome_id, spans in parts:
        for span in spans:
            yield {
                "extraction_id": extraction_id,
                "part": part,
                "arm_id": arm_id,
                "outcome_id": outcome_id,
                "field": span.field,
                "start_offset": span.start,
                "end_offset": span.end,
                "section": span.section,
                "rule": span.rule,
                "confidence": span.confidence,
                "quote": quoter.quote(span.start, span.end),
            }
