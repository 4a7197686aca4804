"""The control group that got nothing in place of the drug: 'routine anaesthesia without esketamine'.

Such a group is an arm (CONSORT 2010, item 5) though no treatment of its own is named. It is read
only where the text says that the group went without, and where no other control was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from dosetable.extract.facts import Arm, Design
from dosetable.extract.pipes.arms.attach import TOPIC
from dosetable.extract.pipes.arms.finish import Shared
from dosetable.extract.pipes.arms.treatments import Treatment
from dosetable.extract.pipes.context import Sentence, evidence_in
from dosetable.extract.vocabulary import Vocabulary

_CONTROL = re.compile(
    r"\b(?:control(?:s| \(\w{1,4}\) group| group| arm)?|(?i:group) (?:C|N|B|P|2|II)(?![\w+])|(?:C|CON|Con) group|(?:routine|blank|conventional) group|non-\w+ group|other group|or not|the rest|or without it)\b"
)
_COUNTED = re.compile(
    r"\b(?:[Cc]ontrol|[Rr]outine|[Bb]lank|[Cc]onventional) (?:group|arm)?s?\s?[(\[,]\s?(?:(?:(?:[Gg]roup|[Aa]rm) )?[A-Z]{1,4}(?: (?:group|arm))?[,;:]? ?)?[nN]\s?=\s?(?P<n>\d{1,4})\b"
)
# A group's name and the list of what it got: 'group B (n = 35) had X and Y', 'in the control group the
# pump held X', 'group E1 (X + Y)'.
_NAME = r"(?:(?:[Gg]roup|[Aa]rm) [A-Z][A-Z0-9]{0,2}\b|\b[A-Z][A-Z0-9]{0,3} (?:group|arm)\b|\b[\w-]+(?: \(\w{1,4}\))? (?:group|arm)\b)"
_LISTED = re.compile(
    rf"(?P<group>{_NAME})(?: \([^)]{{1,12}}\))?,? (?:(?:an?|the|their|whose) (?:[\w-]+ ){{0,3}}(?:pump|solution|syringe|PCA|PCIA|PCEA) )?(?:who |it )?(?:was|were|received|got|had|used|held|contained|consisted of|comprised|with) (?:\w+ ){{0,3}}?(?P<list>(?:[^.;()]|\.\d|\([^()]{{1,25}}\)){{3,110}}?)(?=,? (?:and|or) (?:patients )?(?:in )?(?:the )?(?:[Gg]roup|\w+ group)|,? (?:and|while|whereas) all|, (?:while|whereas|diluted|made up)|[.;](?:\s|$)|$)"
    rf"|(?P<who>{_NAME}|(?:(?<=[:,;] )|(?<= to )|(?<= and )|(?<= or ))[A-Z][A-Z0-9]{{0,2}}(?= \())\s?[(:]\s?(?P<what>(?![nN]\s?=)[^()]{{3,120}}?)(?:\)|;|$)"
)
_CONFIDENCE = 0.85

Place = tuple[Sentence, int, int]


@cache
def _without(drugs: tuple[str, ...]) -> re.Pattern[str]:
    """Words that say that people got none of ``drugs``, or only what is done routinely."""
    drug = rf"(?:(?:[RS]-)?(?:{'|'.join(map(re.escape, drugs))})|(?:the |any )?(?:study |trial )?(?:drug|medication))"
    return re.compile(
        rf"\bwithout (?:any |the )?(?:additional |addition of |use of |using |adding |receiving |intravenous )?{drug}\b"
        rf"|\bor without it\b|\b(?:did|does|do) not (?:receive|get|have|undergo|use) (?:any )?{drug}\b|\b(?:was|were) not (?:given|administered|treated with|injected with|added) (?:any )?{drug}\b"
        rf"|\b(?:received|given|got|had|receiving) no (?:\w+ )?{drug}\b|\bno {drug} (?:was|were) (?:given|used|administered|added)\b|\bnot receiving {drug}\b|\bnon-{drug} group\b"
        rf"|\ban?a?esthetized (?:only )?(?:using|with|by|in) (?:the |an? )?(?:conventional|routine|standard|usual|traditional|regular) (?:methods?|ways?|manner|drugs|an?a?esthe\w+|techniques?)\b"
        rf"|\b(?:conventional|routine|standard|usual|traditional) (?:an?a?esthesia|an?a?esthetic|methods?|treatment)(?: methods?)? (?:was|were) (?:only )?(?:used|given|applied|adopted|performed) (?:in|for) (?:the )?control group\b"
        rf"|\b(?:received|given|receiving) {drug}\b(?:[^.;]|\.\d){{0,30}}?\bor not\b|\b(?:routine|blank|conventional) group\b"
        r"|\b(?:an?a?esthesia|analgesia|ECT|propofol|\w*fentan[iy]l) (?:alone|only)\b"
        r"|\b(?:given|received|got|had) (?:[^.;]|\.\d){3,100}?\)? only\b"
        r"|\b(?:received|underwent|given|had|got|with) (?:only )?(?:the )?(?:routine|conventional|standard|usual|traditional|regular)(?:,? \w+){0,2} (?:an?a?esthe(?:sia|tics?)|analgesia|treatment|therapy|care|management|induction|medication|PCIA)(?: (?:alone|only))?\b",
        re.IGNORECASE,
    )


@cache
def _added(drugs: tuple[str, ...]) -> re.Pattern[str]:
    """'a pump of sufentanil, to which X was added in the X group'."""
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, drugs))})\b(?:[^.;]|\.\d){{0,60}}?\b(?:was|were) added\b"
        rf"|\bthe same (?:[\w-]+ ){{0,2}}?(?:solution|mixture|regimen|treatment|analgesia|analgesics|drugs?|pump|anesthesia|anaesthesia) (?:plus|with|and|combined with) (?:[\d.]+ ?\S+ (?:of )?)?(?:{'|'.join(map(re.escape, drugs))})\b"
        rf"|\b(?:with|had|received|contained|containing|including|given|got) (?:additional|added|the addition of|extra) (?:{'|'.join(map(re.escape, drugs))})\b",
        re.IGNORECASE,
    )


def with_untreated(
    arms: Sequence[Arm],
    twin: str,
    sentences: Sequence[Sentence],
    design: Design,
    vocabulary: Vocabulary,
    named: Sequence[Treatment],
    shared: Shared,
) -> tuple[Arm, ...]:
    """Return ``arms`` with the control group that the text says went without the drug; unchanged
    where another arm is a control already, or the text does not say so.

    ``named``: the treatments of the text. ``shared``: what was said of all groups at once.
    """
    arms = [_dose_of_nothing(arm) for arm in arms]
    # Beside an untreated group the racemate is no more what the other drug is held to.
    generic = None if shared.margin else vocabulary.topic.get("generic_drug")
    treated = [replace(a, role="experimental") if a.drug == generic else a for a in arms]
    alone = bool(arms) and all(a.role == "experimental" for a in treated)
    if not alone or design.randomized is False or design.assignment not in {None, "parallel"}:
        return tuple(arms)
    drugs = tuple(vocabulary.topic["drugs"])
    early = [s for s in sentences if s.part not in {"results", "conclusions"}]
    found = _stated(twin, early, drugs) or _listed(twin, early, named) or _mixed(twin, early, drugs)
    if found is None:
        return tuple(arms)
    sentence, start, end = found
    evidence = [
        evidence_in(sentence, start, end, rule="arms.untreated", field="", confidence=_CONFIDENCE)
    ]
    counted = _count(twin, sentences) or _count_inside(twin, start, end) or shared.each
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
    return (*treated, control)


def _dose_of_nothing(arm: Arm) -> Arm:
    """'0 mg/kg in the control group': no drug at all."""
    if arm.role != "experimental" or arm.dose is None or arm.dose.value != 0:
        return arm
    return replace(
        arm,
        label="no treatment",
        role="no treatment",
        drug="no treatment",
        dose=None,
        route=None,
        infusion_minutes=None,
        schedule=None,
        evidence=tuple(e for e in arm.evidence if e.field in {None, "", "n"}),
    )


def _stated(twin: str, sentences: Sequence[Sentence], drugs: tuple[str, ...]) -> Place | None:
    """Where the text says what the control group went without."""
    pattern = _without(drugs)
    for sentence in sentences:
        if not any(p.search(twin, sentence.start, sentence.end) for p in (_CONTROL, _LETTER)):
            continue
        for without in pattern.finditer(twin, sentence.start, sentence.end):
            before = list(_CONTROL.finditer(twin, sentence.start, without.end()))
            before += _by_letter(twin, sentence, without, drugs)
            if before and without.start() - before[-1].end() <= 120:
                return sentence, min(before[-1].start(), without.start()), without.end()
    return None


_LETTER = re.compile(r"\b(?:[Gg]roup|[Aa]rm) (?:[A-Z]|I{1,3}|IV|[1-5])(?![\w+])")
_PART_END = re.compile(r"[;.](?:\s|$)|\b(?:[Gg]roup|[Aa]rm)\b")


def _by_letter(
    twin: str, sentence: Sentence, without: re.Match[str], drugs: tuple[str, ...]
) -> list[re.Match[str]]:
    """'and group D, in whom propofol alone was given': the group that the words belong to, where no
    drug of the table stands with it."""
    labels = list(_LETTER.finditer(twin, sentence.start, without.start()))
    if not labels:
        return []
    stop = _PART_END.search(twin, without.end(), sentence.end)
    after = twin[without.end() : stop.start() if stop else sentence.end]
    told = (twin[labels[-1].end() : without.start()] + after).lower()
    return [] if any(drug.lower() in told for drug in drugs) else labels[-1:]


def _listed(twin: str, sentences: Sequence[Sentence], named: Sequence[Treatment]) -> Place | None:
    """'control group (X 2 mg) or drug group (drug 1 mg + X 2 mg)': the control got what all got."""
    lists = [
        (s, m, _inside(m, named))
        for s in sentences
        if s.part != "title"
        for m in _LISTED.finditer(twin, s.start, s.end)
    ]
    with_drug = {_called(m) for _, m, got in lists if any(t.kind == TOPIC for t in got)}
    treated = [{t.name for t in got} for _, _, got in lists if any(t.kind == TOPIC for t in got)]
    # 'M (+ drug 0.2 mg/kg)' had the rest as well.
    whole = [
        {t.name for t in got}
        for _, m, got in lists
        if any(t.kind == TOPIC for t in got) and not _MORE.match(m["what"] or m["list"])
    ]
    for sentence, match, got in lists:
        names = {t.name for t in got}
        plain = got and all(t.kind in {"active comparator", "adjunct"} for t in got)
        apart = any(not names & others for others in whole)
        if not plain or apart or _called(match) in with_drug:
            continue
        if any(names < others for others in treated):
            return sentence, match.start(), match.end()
    return None


_MORE = re.compile(r"\s?(?:\+|plus\b|with\b|the same\b|additional)", re.IGNORECASE)


def _called(match: re.Match[str]) -> str:
    return (match["group"] or match["who"]).lower()


def _inside(match: re.Match[str], named: Sequence[Treatment]) -> list[Treatment]:
    part = "what" if match["what"] else "list"
    return [t for t in named if match.start(part) - 1 <= t.start < match.end(part)]


def _mixed(twin: str, sentences: Sequence[Sentence], drugs: tuple[str, ...]) -> Place | None:
    """Where one group had the drug added to what both groups got."""
    if not any(_CONTROL.search(twin, s.start, s.end) for s in sentences):
        return None
    for sentence in sentences:
        added = _added(drugs).search(twin, sentence.start, sentence.end)
        if added and re.search(
            r"\b(?:groups?|treatment|regimen|control)\b", twin[sentence.start : sentence.end]
        ):
            return sentence, added.start(), added.end()
    return None


_LETTER_COUNT = re.compile(r"(?:[Gg]roup|[Aa]rm) [A-Z]\b \([nN] ?= ?(?P<n>\d{1,4})\)")


_COUNT_BEHIND = re.compile(
    r"\s?[(\[](?:(?:[Gg]roup|[Aa]rm|control)[^()=]{0,12}[,;:] ?)?[nN] ?= ?(?P<n>\d{1,4})[)\]]"
)


def _count_inside(twin: str, start: int, end: int) -> tuple[int, int, int] | None:
    """'group B (n = 35) had X and Y': the size in the words that tell of the group."""
    match = _LETTER_COUNT.match(twin, start, end) or _COUNT_BEHIND.match(twin, end)
    return None if match is None else (int(match["n"]), match.start(), match.end())


def _count(twin: str, sentences: Sequence[Sentence]) -> tuple[int, int, int] | None:
    """The size of the control group, with its span, where the text gives it one size only."""
    found = [m for s in sentences if (m := _COUNTED.search(twin, s.start, s.end))]
    if len({m["n"] for m in found}) != 1:
        return None
    return int(found[0]["n"]), found[0].start(), found[0].end()
