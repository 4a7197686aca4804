"""The control group that got nothing in place of the drug: 'routine anaesthesia without esketamine'.

Such a group is an arm (CONSORT 2010, item 5) though no treatment of it is named. It is read only
where the text says that the group went without, and where no other control was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dosetable.extract.facts import Arm, Design
from dosetable.extract.pipes.context import Sentence, evidence_in

_DRUG = r"(?:(?:es|ar)?ketamine|(?:the |any )?(?:study |trial )?(?:drug|medication))"
_WITHOUT = re.compile(
    rf"\bwithout (?:any |the )?(?:additional |addition of |use of |using |adding |receiving |intravenous |S-|\w+ )?{_DRUG}\b"
    rf"|\b(?:did|does|do) not (?:receive|get|have|undergo|use) (?:any )?{_DRUG}\b|\b(?:was|were) not (?:given|administered|treated with|injected with|added) (?:any )?{_DRUG}\b"
    rf"|\b(?:received|given|got|had|receiving) (?:no|neither) (?:\w+ )?{_DRUG}\b|\bno {_DRUG} (?:was|were) (?:given|used|administered|added)\b|\bnot receiving {_DRUG}\b|\bnon-{_DRUG} group\b"
    r"|\b(?:received|underwent|given|had|got|with) (?:only )?(?:the )?(?:routine|conventional|standard|usual|traditional|regular)(?:,? \w+){0,2} (?:an?a?esthe(?:sia|tics?)|analgesia|treatment|therapy|care|management|induction|medication|PCIA)(?: (?:alone|only))?\b",
    re.IGNORECASE,
)
# '... a pump of sufentanil, to which esketamine was added in the esketamine group'
_ADDED = re.compile(
    rf"\b{_DRUG}\b[^.;]{{0,60}}\b(?:was|were) added\b|\b(?:with|adding) (?:additional|added) {_DRUG}\b",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"\b(?:control(?:s| group| arm)?|(?i:group) (?:C|N|B|2|II)|(?:C|CON|Con) group|non-\w*ketamine group|other group|the rest)\b"
)
_COUNTED = re.compile(
    r"\b[Cc]ontrol (?:group|arm)?s?\s?[(\[,]\s?(?:(?:[Gg]roup )?[A-Z]{1,4}(?: group)?[,;:]? ?)?[nN]\s?=\s?(?P<n>\d{1,4})\b"
)
_CONFIDENCE = 0.85


def with_untreated(
    arms: Sequence[Arm],
    twin: str,
    sentences: Sequence[Sentence],
    design: Design,
    each: tuple[int, int, int] | None,
) -> tuple[Arm, ...]:
    """Return ``arms`` with the control group that the text says went without the drug; unchanged
    where another arm is a control already, or the text does not say so. ``each``: the size of all
    groups, where it was said once, with its span."""
    alone = bool(arms) and all(a.role == "experimental" for a in arms)
    if not alone or design.randomized is False or design.assignment not in {None, "parallel"}:
        return tuple(arms)
    found = _stated(twin, sentences)
    if found is None:
        return tuple(arms)
    sentence, start, end = found
    evidence = [
        evidence_in(sentence, start, end, rule="arms.untreated", field="", confidence=_CONFIDENCE)
    ]
    counted = _count(twin, sentences) or each
    if counted is not None:
        _, at, stop = counted
        home = next((s for s in sentences if s.start <= at < s.end), sentence)
        evidence.append(
            evidence_in(home, at, stop, rule="arms.n", field="n", confidence=_CONFIDENCE)
        )
    control = Arm(
        id=f"A{len(arms) + 1}",
        label="no treatment",
        role="no treatment",
        drug="no treatment",
        evidence=tuple(evidence),
        n=counted[0] if counted else None,
    )
    return (*arms, control)


def _stated(twin: str, sentences: Sequence[Sentence]) -> tuple[Sentence, int, int] | None:
    """Where the text says what the control group went without."""
    early = [s for s in sentences if s.part not in {"results", "conclusions"}]
    for sentence in early:
        control = _CONTROL.search(twin, sentence.start, sentence.end)
        if control is None:
            continue
        for without in _WITHOUT.finditer(twin, sentence.start, sentence.end):
            # 'the control group ... without'
            before = list(_CONTROL.finditer(twin, sentence.start, without.end()))
            if before and without.start() - before[-1].end() <= 120:
                return sentence, before[-1].start(), without.end()
    named = any(_CONTROL.search(twin, s.start, s.end) for s in early)
    for sentence in early if named else ():
        added = _ADDED.search(twin, sentence.start, sentence.end)
        if added and re.search(r"\bgroup\b", twin[sentence.start : sentence.end]):
            return sentence, added.start(), added.end()
    return None


def _count(twin: str, sentences: Sequence[Sentence]) -> tuple[int, int, int] | None:
    """The size of the control group, with its span, where the text gives it one size only."""
    found = [m for s in sentences if (m := _COUNTED.search(twin, s.start, s.end))]
    if len({m["n"] for m in found}) != 1:
        return None
    return int(found[0]["n"]), found[0].start(), found[0].end()
