"""Arms of a registered trial, and how many were allocated to each (participant flow)."""

from __future__ import annotations

from dataclasses import replace

from dosetable.extract.facts import Arm, Assignment, Evidence, Role
from dosetable.extract.pipes.arms.registry import ArmReading, read_arm
from dosetable.extract.readers.json_values import items, mapping, text_of
from dosetable.extract.registry.design import ENROLMENT, actual_enrolment
from dosetable.extract.registry.flow import FLOW, randomized_starters, started
from dosetable.extract.registry.groups import match_group, read_groups
from dosetable.extract.registry.quotes import PROTOCOL, Quotes
from dosetable.extract.vocabulary import Vocabulary

_MODULE = f"{PROTOCOL}/armsInterventionsModule"
_MEASURES = "/resultsSection/outcomeMeasuresModule/outcomeMeasures"


def read_arms(
    quotes: Quotes, vocabulary: Vocabulary, *, assignment: Assignment | None, warnings: list[str]
) -> tuple[Arm, ...]:
    """Return the registered arms; without any, those of the first posted outcome's groups."""
    drafts = _treatments(quotes, vocabulary) if assignment == "crossover" else []
    groups = [] if drafts else items(quotes.get(f"{_MODULE}/armGroups"))
    for number, raw in enumerate(groups):
        base = f"{_MODULE}/armGroups/{number}"
        kind = text_of(mapping(raw).get("type")) or ""
        pointers = [f"{base}/label", f"{base}/description", *_interventions(quotes, base)]
        arm = _arm(quotes, pointers, kind, len(drafts) + 1, vocabulary)
        if arm is None:
            warnings.append(
                f"the registered arm “{quotes.printed(f'{base}/label')}” names no known treatment"
            )
        else:
            drafts.append(arm)
    if not drafts and not items(quotes.get(f"{_MODULE}/armGroups")):
        for number in range(len(items(quotes.get(f"{_MEASURES}/0/groups")))):
            base = f"{_MEASURES}/0/groups/{number}"
            arm = _arm(
                quotes, [f"{base}/title", f"{base}/description"], "", len(drafts) + 1, vocabulary
            )
            drafts += [arm] if arm else []
    roles = _compared(quotes, [_own_dose(arm, drafts) for arm in drafts])
    return _counted(quotes, roles, vocabulary, assignment, warnings)


def _own_dose(arm: Arm, arms: list[Arm]) -> Arm:
    """``arm`` without a range that is the list of several arms' doses in an intervention they share:
    '0.5 mg/kg (high dose arm) or 0.1 mg/kg (low dose arm)'."""
    told = next((e for e in arm.evidence if e.field == "dose"), None)
    listed = arm.dose is not None and arm.dose.value is None and arm.dose.bolus is None
    if told is None or not listed or not any(told in a.evidence for a in arms if a is not arm):
        return arm
    return replace(arm, dose=None, evidence=tuple(e for e in arm.evidence if e is not told))


def _treatments(quotes: Quotes, vocabulary: Vocabulary) -> list[Arm]:
    """A crossover's arms where its groups are sequences: what everybody got, one by one.

    Empty where a group gets one intervention alone: then the groups are the arms.
    """
    groups = range(len(items(quotes.get(f"{_MODULE}/armGroups"))))
    if not groups or any(
        len(_interventions(quotes, f"{_MODULE}/armGroups/{n}")) < 4 for n in groups
    ):
        return []
    found: dict[tuple[object, object], Arm] = {}
    for number in range(len(items(quotes.get(f"{_MODULE}/interventions")))):
        base = f"{_MODULE}/interventions/{number}"
        arm = _arm(quotes, [f"{base}/name", f"{base}/description"], "", len(found) + 1, vocabulary)
        if arm is not None:
            found.setdefault((arm.drug, arm.dose), arm)
    return list(found.values()) if len(found) > 1 else []


def _interventions(quotes: Quotes, arm: str) -> list[str]:
    """Pointers to the names and descriptions of what this arm gets."""
    label = text_of(quotes.get(f"{arm}/label"))
    named = {text_of(n) for n in items(quotes.get(f"{arm}/interventionNames"))}
    found = []
    for number, raw in enumerate(items(quotes.get(f"{_MODULE}/interventions"))):
        entry = mapping(raw)
        name = text_of(entry.get("name")) or ""
        given = any((n or "").partition(": ")[2] == name for n in named)
        if given or label in items(entry.get("armGroupLabels")):
            base = f"{_MODULE}/interventions/{number}"
            found += [f"{base}/name", f"{base}/description"]
    return found


def _arm(
    quotes: Quotes, pointers: list[str], kind: str, number: int, vocabulary: Vocabulary
) -> Arm | None:
    texts = [quotes.printed(p) for p in pointers]
    interventions = list(zip(texts[2::2], texts[3::2], strict=True))
    reading = read_arm(texts[0], texts[1], interventions, vocabulary=vocabulary)
    label = texts[0]
    if reading is None:
        if kind != "NO_INTERVENTION":
            return None
        reading = ArmReading(drug="no treatment", role="no treatment")
    evidence: list[Evidence] = list(quotes.evidence(pointers[0], "arm"))
    for field, (index, start, end) in reading.sources.items():
        evidence += quotes.within(
            pointers[index],
            start,
            end,
            f"arm.{'title' if index == 0 else 'description' if index == 1 else 'intervention'}",
            field=field,
            confidence=0.99 if index < 2 else 0.95,
        )
    if not evidence:
        return None
    return Arm(
        id=f"A{number}",
        label=label or reading.drug,
        role=reading.role,
        drug=reading.drug,
        add_on=reading.add_on,
        dose=reading.dose,
        route=reading.route,
        infusion_minutes=reading.infusion_minutes,
        schedule=reading.schedule,
        evidence=tuple(evidence),
    )


def _compared(quotes: Quotes, arms: list[Arm]) -> list[Arm]:
    """A form of the drug that is registered as active comparator to another one is a comparator."""
    kinds = {
        quotes.printed(f"{_MODULE}/armGroups/{n}/label"): text_of(mapping(raw).get("type"))
        for n, raw in enumerate(items(quotes.get(f"{_MODULE}/armGroups")))
    }
    experimental = {
        a.drug for a in arms if kinds.get(a.label) == "EXPERIMENTAL" and a.role == "experimental"
    }
    comparator: Role = "active comparator"
    return [
        replace(a, role=comparator)
        if a.role == "experimental"
        and kinds.get(a.label) == "ACTIVE_COMPARATOR"
        and experimental - {a.drug}
        else a
        for a in arms
    ]


def _counted(
    quotes: Quotes,
    arms: list[Arm],
    vocabulary: Vocabulary,
    assignment: Assignment | None,
    warnings: list[str],
) -> tuple[Arm, ...]:
    """Add ``n``: who STARTED the first period, by groups matched to arms.

    In a randomized withdrawal that is the randomized period; without one, nobody is counted. Without
    a flow, a crossover or a single group was given to all who were enrolled.
    """
    withdrawal = assignment == "randomized withdrawal"
    entered = randomized_starters(quotes) if withdrawal else started(quotes)
    if not entered:
        one = assignment == "crossover" or (assignment == "single group" and len(arms) == 1)
        return _all_enrolled(quotes, arms) if one else tuple(arms)
    if assignment == "crossover":
        total = sum(n for n, _ in entered.values())
        pointer = next(iter(entered.values()))[1]
        evidence = quotes.evidence(
            pointer, "flow.crossover: all who started", field="n", confidence=0.9
        )
        return tuple(replace(a, n=total, evidence=a.evidence + evidence) for a in arms)
    groups = read_groups(quotes, f"{FLOW}/groups", vocabulary)
    found: dict[str, list[tuple[int, str, str]]] = {}
    for group in groups:
        match = match_group(group, arms)
        if group.id not in entered:
            continue
        if match is None:
            warnings.append(f"the flow group “{group.title}” could not be matched to an arm")
            continue
        number, pointer = entered[group.id]
        found.setdefault(match.arm.id, []).append((number, pointer, match.reason))
    counted = []
    for arm in arms:
        own = found.get(arm.id, [])
        if len(own) == 1:
            number, pointer, reason = own[0]
            evidence = quotes.evidence(pointer, f"flow: {reason}", field="n")
            counted.append(replace(arm, n=number, evidence=arm.evidence + evidence))
        else:
            if len(own) > 1:
                warnings.append(
                    f"several flow groups match the arm “{arm.label}”: its n is left out"
                )
            counted.append(arm)
    return tuple(counted)


def _all_enrolled(quotes: Quotes, arms: list[Arm]) -> tuple[Arm, ...]:
    enrolled = actual_enrolment(quotes)
    if enrolled is None:
        return tuple(arms)
    evidence = quotes.evidence(ENROLMENT, "enrolment: all enrolled", field="n", confidence=0.9)
    return tuple(replace(a, n=enrolled, evidence=a.evidence + evidence) for a in arms)
