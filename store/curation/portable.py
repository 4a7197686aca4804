"""Decisions as readable lines of JSON: for version control, and for an empty database.

They name reports by source, key and record, never by a database's ids, so they may be imported
before the archive is read again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from dosetable.store.curation.decisions import Decision, DecisionError, all_decisions, keep

FORMAT = "dosetable decisions 1"
MAX_LINE = 1_000_000
_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)


class ImportRefused(ValueError):
    """The file cannot be taken in; nothing of it was. The message names the line."""


def export_lines(session: Session) -> Iterator[str]:
    """A line of format, then one a decision in the order they were made."""
    yield json.dumps({"format": FORMAT})
    for decision in all_decisions(session):
        data: dict[str, Any] = asdict(decision)
        del data["id"]
        data["made_at"] = decision.made_at.isoformat()
        data["evidence"] = [reading.model_dump() for reading in decision.evidence]
        kept = {name: value for name, value in data.items() if value not in (None, "", (), [], {})}
        yield json.dumps(kept, ensure_ascii=False, sort_keys=True)


def import_lines(session: Session, lines: Iterable[str]) -> int:
    """Add the decisions that are not there yet; how many that were. Link again afterwards.

    The caller owns the transaction and must roll back on ImportRefused: all or nothing. A line
    whose id is known must say the same as what is kept.
    """
    known = {decision.uid: decision for decision in all_decisions(session)}
    added = 0
    started = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if not started:
            _check_format(line, number)
            started = True
            continue
        decision = _read(line, number)
        if decision.uid in known:
            if _same(known[decision.uid], decision):
                continue
            raise ImportRefused(
                f"line {number}: decision {decision.uid} is kept, and says otherwise"
            )
        try:
            known[decision.uid] = keep(session, decision)
        except (DecisionError, LookupError) as error:
            raise ImportRefused(f"line {number}: {error}") from error
        added += 1
    if not started:
        raise ImportRefused("the file is empty")
    return added


def _check_format(line: str, number: int) -> None:
    try:
        given = json.loads(line[:MAX_LINE])
    except ValueError as error:
        raise ImportRefused(f"line {number}: not JSON") from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise ImportRefused(f"line {number}: not a file of decisions ({FORMAT!r})")


def _read(line: str, number: int) -> Decision:
    if len(line) > MAX_LINE:
        raise ImportRefused(f"line {number}: too long")
    try:
        decision = _DECISION.validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ImportRefused(f"line {number}: {where}: {first['msg']}") from error
    if not isinstance(decision.made_at, datetime) or decision.made_at.tzinfo is None:
        raise ImportRefused(f"line {number}: made_at must carry its zone")
    return decision


def _same(kept: Decision, given: Decision) -> bool:
    one, other = asdict(kept), asdict(given)
    for data in (one, other):
        data["id"], data["descriptor"] = 0, data["descriptor"] or {}
    return one == other
