"""Compare one document's facts with its gold annotation, field by field."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from dosetable.extract.evaluation.comparable import (
    CONTROL_ROLES,
    NO_DOSE,
    ArmForm,
    Comparable,
    OutcomeForm,
)
from dosetable.extract.evaluation.tally import Tally


def compare(slug: str, got: Comparable, want: Comparable, tally: Tally) -> list[str]:
    """Add one document to ``tally``; returns the differences, a line each."""
    notes: list[str] = []
    _value("screening.included", got.included, want.included, tally, notes)
    if want.included is False:
        return [f"{slug}: {note}" for note in notes]
    for name, value in want.values.items():
        _value(name, got.values[name], value, tally, notes)
    tally.bags("conditions", Counter(got.conditions), Counter(want.conditions))
    tally.bags("registry", Counter(got.registry), Counter(want.registry))
    _arms(got.arms, want.arms, tally, notes)
    _outcomes(got.outcomes, want.outcomes, tally, notes)
    return [f"{slug}: {note}" for note in notes]


def _value(name: str, got: object, want: object, tally: Tally, notes: list[str]) -> None:
    tally.value(name, got, want)
    if want is not None and got != want:
        notes.append(f"{name}: got {got!r}, want {want!r}")


def _arms(got: Sequence[ArmForm], want: Sequence[ArmForm], tally: Tally, notes: list[str]) -> None:
    tally.bags("arm (drug, dose, unit)", Counter(a.key for a in got), Counter(a.key for a in want))
    tally.bags("dosed arm", _dosed(got), _dosed(want))
    tally.bags("comparator", _controls(got), _controls(want))
    wanted, found = {a.key for a in want}, {a.key for a in got}
    notes += [f"arm missed: {key}" for key in sorted(wanted - found, key=repr)]
    notes += [f"arm spurious: {key}" for key in sorted(found - wanted, key=repr)]
    pool = list(got)
    for arm in want:
        match = next((a for a in pool if a.key == arm.key), None)
        if match is None:
            continue
        pool.remove(match)
        for name in ("role", "route", "infusion_minutes", "n"):
            _value(f"arm.{name}", getattr(match, name), getattr(arm, name), tally, notes)


def _dosed(arms: Iterable[ArmForm]) -> Counter[object]:
    return Counter(arm.key for arm in arms if arm.dose != NO_DOSE)


def _controls(arms: Iterable[ArmForm]) -> Counter[object]:
    return Counter({arm.drug for arm in arms if arm.role in CONTROL_ROLES})


def _outcomes(
    got: Sequence[OutcomeForm], want: Sequence[OutcomeForm], tally: Tally, notes: list[str]
) -> None:
    tally.bags("outcome measure", _measures(got), _measures(want))
    tally.bags("measure at timepoint", _timed(got), _timed(want))
    pool = list(got)
    for row in want:
        if not row.stated and not row.figures:
            continue
        match = _result_like(row, pool)
        tally.asked["result figure"] += 1
        tally.answered["result figure"] += match is not None
        if match is None:
            notes.append(f"result missed: {row.measure} at {row.hours} h: {sorted(row.figures)}")
            continue
        tally.right["result figure"] += row.figures <= match.figures
        pool.remove(match)
        _value("result.timepoint", match.hours, row.hours, tally, notes)
        _value("result.statistic", match.statistic, row.statistic, tally, notes)
        _value("result.ci", match.ci or None, row.ci or None, tally, notes)
        _value("result.p", match.p, row.p, tally, notes)
        _value("result.direction", match.direction, row.direction, tally, notes)
    stated = [row for row in got if row.figures]
    unmatched = [row for row in pool if row.figures]
    tally.hit["result figure, precision only"] += len(stated) - len(unmatched)
    tally.predicted["result figure, precision only"] += len(stated)
    notes += [
        f"result spurious: {r.measure} at {r.hours} h: {sorted(r.figures)}" for r in unmatched
    ]
    tally.bags("verdict (measure, time, direction)", _verdicts(got), _verdicts(want))


def _result_like(row: OutcomeForm, pool: Sequence[OutcomeForm]) -> OutcomeForm | None:
    same = [o for o in pool if o.measure == row.measure and row.figures & o.figures]
    return next((o for o in same if o.hours == row.hours), same[0] if same else None)


def _measures(rows: Iterable[OutcomeForm]) -> Counter[object]:
    return Counter({row.measure for row in rows if row.measure})


def _timed(rows: Iterable[OutcomeForm]) -> Counter[object]:
    return Counter({(row.measure, row.hours) for row in rows if row.hours is not None})


def _verdicts(rows: Iterable[OutcomeForm]) -> Counter[object]:
    votes: defaultdict[tuple[str, float | None], set[str]] = defaultdict(set)
    for row in rows:
        if row.direction and row.measure:
            votes[row.measure, row.hours].add(row.direction)
    return Counter((*key, verdict) for key, verdicts in votes.items() for verdict in verdicts)
