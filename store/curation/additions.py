"""What the machine missed altogether: an arm or a row that a curator adds.

It gets the address that the machine would give it, so that a later reading of the same arm or row
meets the curator's word instead of standing beside it.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import get_args

from sqlmodel import Session

from dosetable.extract.facts import OutcomeRole, ResultUnit, Role, Statistic
from dosetable.store.curation.deciding import keep_on, study_named
from dosetable.store.curation.decisions import Decision, DecisionError
from dosetable.store.curation.fields import field_named, fields_of
from dosetable.store.curation.review import NoSuchItem, Table, item_id
from dosetable.store.curation.subjects import describe_arms
from dosetable.store.outcome_rows import LATER_ANCHORS, row_id

_LONGEST_NAME = 100
# The cells that a row may be added with; its time is part of what it is about.
ROW_FIELDS = tuple(f.name for f in fields_of("row") if f.name != "timepoint")


def add_row(
    session: Session,
    table: Table,
    slug: str,
    *,
    measure: str,
    experimental_arm: str,
    field: str,
    text: str,
    curator: str,
    now: datetime,
    reason: str,
    comparator_arm: str | None = None,
    timepoint: str | None = None,
    statistic: str | None = None,
    unit: str | None = None,
    role: str | None = None,
) -> Decision:
    """Add a row with its first value; more go to its cells with ``decide``.

    ``text`` is the value of ``field`` (one of ROW_FIELDS) as the table writes it; arms are their
    addresses. Raises NoSuchItem, BadValue or DecisionError (also for a row that is there).
    """
    view = study_named(table, slug)
    name = _named(measure, "measure")
    for arm in (experimental_arm, comparator_arm):
        if arm is not None and all(one.id != arm for one in view.arms):
            known = ", ".join(one.id for one in view.arms)
            raise NoSuchItem(f"{slug} has no arm {arm!r}; it has {known or 'none'}")
    if comparator_arm == experimental_arm:
        raise DecisionError("an arm is not compared with itself")
    if field not in ROW_FIELDS:
        raise DecisionError(f"a row is added with one of: {', '.join(ROW_FIELDS)}")
    _among(statistic, Statistic, "statistic")
    _among(unit, ResultUnit, "unit")
    _among(role, OutcomeRole, "outcome's role")
    time_field = field_named("row", "timepoint")
    time = time_field.parse(timepoint) if timepoint else None
    value_field = field_named("row", field)
    value = value_field.dump(value_field.parse(text))
    key = (
        name, "", repr(round(time.hours, 3)) if time else "",
        time.anchor if time and time.anchor in LATER_ANCHORS else "",
        experimental_arm, comparator_arm or "", statistic or "", "",
    )  # fmt: skip
    subject_id = row_id(slug, key, 0)
    if any(row.id == subject_id for row in view.rows):
        raise DecisionError(
            f"the table has this row: correct {item_id(slug, 'row', subject_id, field)}"
        )
    arms = [arm for arm in (experimental_arm, comparator_arm) if arm]
    descriptor = {
        "measure": name,
        "on_measure": None,
        "outcome_role": role,
        "statistic": statistic,
        "unit": unit,
        "subgroup": None,
        "timepoint": time_field.dump(time),
        "experimental_arm": experimental_arm,
        "comparator_arm": comparator_arm,
        "arms": describe_arms(view, arms),
    }
    return keep_on(
        session, table, view, action="add", kind="row", subject_id=subject_id, field=field,
        descriptor=descriptor, value=value, curator=curator, now=now, reason=reason,
    )  # fmt: skip


def add_arm(
    session: Session,
    table: Table,
    slug: str,
    *,
    drug: str,
    role: str,
    curator: str,
    now: datetime,
    reason: str,
    dose: str | None = None,
) -> tuple[Decision, ...]:
    """Add an arm with its drug and, where known, its dose ('0.5 mg/kg').

    Raises NoSuchItem, BadValue or DecisionError (also for an arm that is there).
    """
    view = study_named(table, slug)
    name = _named(drug, "drug").casefold()
    _among(role, Role, "role")
    dose_field, drug_field = field_named("arm", "dose"), field_named("arm", "drug")
    amount = dose_field.parse(dose) if dose else None
    label = f"{name} {dose_field.text(amount)}" if amount else name
    subject_id = re.sub(r"[^a-z0-9.]+", "-", label.casefold()).strip("-")
    if any(arm.id == subject_id for arm in view.arms):
        raise DecisionError(f"the table has the arm {subject_id}")
    descriptor = {
        "label": label,
        "role": role,
        "drug": name,
        "siblings": sorted(arm.id for arm in view.arms),
    }
    values = [("drug", drug_field.dump(name))]
    if amount is not None:
        values.append(("dose", dose_field.dump(amount)))
    return tuple(
        keep_on(
            session, table, view, action="add", kind="arm", subject_id=subject_id, field=field,
            descriptor=descriptor, value=value, curator=curator, now=now, reason=reason,
        )
        for field, value in values
    )  # fmt: skip


def _named(text: str, what: str) -> str:
    cleaned = " ".join(text.split())
    if not cleaned or len(cleaned) > _LONGEST_NAME or not cleaned.isprintable():
        raise DecisionError(f"a {what} needs a name of at most {_LONGEST_NAME} characters")
    return cleaned


def _among(value: str | None, kind: object, what: str) -> None:
    if value is not None and value not in get_args(kind):
        raise DecisionError(f"{value!r} is no {what}; one of: {', '.join(get_args(kind))}")
