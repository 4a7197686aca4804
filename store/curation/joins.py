"""Merges and splits over the groups that linking found: people have the last word. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dosetable.store.curation.decisions import JOIN_ACTIONS, Decision
from dosetable.store.linking import Group, Member

CURATOR = "curator"


def apply_joins(
    groups: Sequence[Group], decisions: Iterable[Decision], keys: Mapping[str, int]
) -> tuple[Group, ...]:
    """The groups after all standing merges and splits, in the order these were made.

    A merge joins the whole groups of its reports, so that what joins either later comes along; a
    split takes its reports out of any group that holds one of the others.
    """
    listed = list(groups)
    for decision in decisions:
        if decision.action not in JOIN_ACTIONS:
            continue
        mine = [keys[key] for key in decision.anchors if key in keys]
        others = [keys[key] for key in decision.others if key in keys]
        if decision.action == "merge":
            listed = _merged(listed, mine, others, decision.reason)
        else:
            listed = _split(listed, mine, others, decision.reason)
    return tuple(sorted(listed, key=lambda group: group.key))


def _holds(group: Group, reports: Iterable[int]) -> bool:
    return not {member.report_id for member in group.members}.isdisjoint(reports)


def _because(member: Member, reason: str) -> Member:
    return replace(member, rule=CURATOR, reason=f"joined by a curator: {reason}")


def _merged(
    groups: list[Group], mine: Sequence[int], others: Sequence[int], reason: str
) -> list[Group]:
    touched = [group for group in groups if _holds(group, [*mine, *others])]
    if len(touched) < 2 or not others:
        return groups
    lead = next((group for group in touched if _holds(group, others)), touched[0])
    joined = tuple(
        _because(member, reason)
        for group in touched
        if group is not lead
        for member in group.members
    )
    stay = tuple(
        replace(m, rule=CURATOR, reason=f"joined by a curator: {reason}")
        if m.rule == "alone"
        else m
        for m in lead.members
    )
    whole = replace(
        lead,
        members=stay + joined,
        numbers=tuple(sorted({n for group in touched for n in group.numbers})),
        warnings=tuple(w for group in touched for w in group.warnings),
    )
    return [group for group in groups if group not in touched] + [whole]


def _split(
    groups: list[Group], mine: Sequence[int], others: Sequence[int], reason: str
) -> list[Group]:
    result: list[Group] = []
    for group in groups:
        leaving = tuple(m for m in group.members if m.report_id in set(mine))
        staying = tuple(m for m in group.members if m.report_id not in set(mine))
        if not leaving or not _holds(group, others) or not staying:
            result.append(group)
            continue
        result.append(replace(group, members=_alone(staying)))
        result.append(
            Group(
                key=f"{group.key} / {leaving[0].report_id}",
                members=tuple(
                    replace(m, rule=CURATOR, reason=f"taken out by a curator: {reason}")
                    for m in leaving
                ),
            )
        )
    return result


def _alone(members: tuple[Member, ...]) -> tuple[Member, ...]:
    if len(members) != 1:
        return members
    return (replace(members[0], rule="alone", reason="the only report of this study so far"),)
