"""Groups known by a letter ("group H") and the control group that is never described."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.outcomes.names import LETTER, LETTERS, ONE_LETTER, ArmNames, arm_names
from dosetable.extract.vocabulary import Term

UNDESCRIBED = "control group"
"""The id of a control group of which the text says no more: it stands in no list of arms."""

_SHORT = r"[A-Z]{1,4}[0-9]?(?:-(?:[Hh]igh|[Ll]ow|[Mm]id|[Mm]edium|[HLM]|\\d{1,2}(?:\\.\\d{1,2})?))?"
"""'E2', 'ESK-H', 'E-low'."""
# The last form: 'one of three mixtures: C: sufentanil, E1: ketamine 1 mg/kg'.
_LABEL = re.compile(
    rf"\b(?:[Gg]roup|[Aa]rm) (?P<a>{LETTER})\b(?! of)|\b(?P<b>{_SHORT}) (?:group|arm)\b|(?<=[(\[])(?P<c>{_SHORT})(?=[)\]] (?:group|arm)\b)"
    r"|(?<=[,;:] )(?P<d>[A-Z]{1,2}|[A-Z]{1,4}\d)(?=: [a-z])"
    # 'one of three groups: E1, esketamine 0.15 mg/kg; E2, esketamine 0.3 mg/kg; or S, saline'
    r"|(?:(?<=[;:] )|(?<=; or )|(?<=; and ))(?P<e>[A-Z]{1,2}|[A-Z]{1,4}\d)(?=, [a-z])"
    # 'low-dose X (0.2 mg/kg, L)', 'low-dose X (L: 0.2 mg/kg)': where a group is called so elsewhere
    r"|(?<=, )(?P<f>[A-Z]{1,2}\d?)(?=[)\]])|(?<=[(\[])(?P<g>[A-Z]{1,2}\d?)(?=: ?(?:\d|[a-z]))"
    # 'a low-dose X group (K1, 0.25 mg/kg)', 'a saline group (C)'
    r"|(?<=group \()(?P<h>[A-Z]{1,2}\d?)(?=[,;)])"
)
_OPENED = re.compile(r"[(\[](?:the |n ?= ?\d+,? )?$")
# 'low-dose X (0.2 mg/kg, group L)', 'control (saline, C)'
_CLOSING = re.compile(
    r"(?P<before>(?:[^.;()\[\]]|\.(?=\d)){0,80})[(\[](?P<what>(?!n ?=)[^()\[\]]{2,60}?),? $"
)
_BEFORE = re.compile(r"(?:[^.;()\[\]]|\.(?=\d)){3,80}[(\[](?:the )?$")
# 'group C (normal saline)', 'group L (n = 40, 0.125 mg/kg)'
_BEHIND = re.compile(r"\s?(?:[,:]\s?)?[(\[](?P<what>[^)\]]{3,180})[)\]]")
_IN_BRACKET = re.compile(r"[,:;] ?(?P<what>[^()\[\]]{2,80})[)\]]")
_RESULT_IN = re.compile(r"[,:]? ?-?\d+(?:\.\d+)? ?(?:\u00b1|\+/-|%|[(\[]|;|points?\b)")
_TOLD = re.compile(
    r"\s?(?:[(\[][^)\]]{0,30}[)\]])?,?\s?(?:patients |women |parturients |participants |an(?:a)?esthesia |induction )?(?:(?:was|were) )?(?:with|received|given|treated|administered|injected|infused|induced|an(?:a)?esthetized|maintained|intravenously|:|=)",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"\bcontrol (?:group|arm|condition)\b|\bgroup C\b|\bC group\b|\bcontrols\b")
_NONE = re.compile(
    r"(?<!\w)(?:no|without|lack\w*|absence)(?: of)?(?: an?| the)?(?: \w+)? $", re.IGNORECASE
)
_ASSIGNED = re.compile(r"\brandom|\ballocat|\bassigned\b|\bdivided\b", re.IGNORECASE)
_HEALTHY = re.compile(
    r"\bhealthy\b|\bmatched controls\b|\bhistorical\b|\bwait(?:ing)?[- ]?list\b", re.IGNORECASE
)


_GROUPS_ARE = re.compile(
    r"\b(?:groups|arms|treatments|conditions|regimens|mixtures): (?:[^.]|\.\d)*$"
)


@lru_cache(maxsize=4)  # the letters of one document are asked for several times
def _labels(twin: str) -> tuple[re.Match[str], ...]:
    """The names of groups; '; E2, ketamine 1 mg/kg' names one in a list of groups alone, not in the
    foot of a table, and '(0.2 mg/kg, L)' where the text has a group L."""
    found = list(_LABEL.finditer(twin))
    called = {m["a"] or m["b"] for m in found}
    called |= {
        x for m in LETTERS.finditer(twin) for told in m.groups("") for x in ONE_LETTER.findall(told)
    }
    return tuple(
        m
        for m in found
        if (not (bare := m["f"] or m["g"]) or bare in called)
        and (not m["e"] or _GROUPS_ARE.search(twin, max(0, m.start() - 400), m.start()))
    )


def named_arms(arms: Sequence[Arm], drugs: Sequence[Term], twin: str) -> ArmNames:
    """How ``twin`` names ``arms``: by what they are, and by the letters that it gives them."""
    known = [*arms, *_undescribed(arms, twin)]
    names = arm_names(known, drugs)
    if (any(_labels(twin)) or LETTERS.search(twin)) and len(known) > 1:
        letters = _letters(twin, names)
        names = arm_names(known, drugs, letters) if letters else names
    return replace(names, listed=_listed(twin, names))


_SENTENCE = re.compile(r"(?:[^.\n]|\.(?=\d|[\w)]))+\.?")
_TO_ARMS = re.compile(
    r"\brandomi[sz]ed\b(?:[^.;]{0,60}?\b(?:to|into|as)\b)?|\b(?:assigned|allocated|divided)\b(?:[^.;]{0,40}?\b(?:to|into)\b)?",
    re.IGNORECASE,
)


def _listed(twin: str, names: ArmNames) -> tuple[str, ...]:
    """The arms in the order of the last sentence that assigns people to all of them or counts those
    assigned: the flow of participants, with which the results go on, may list them anew."""
    last: tuple[str, ...] = ()
    for sentence in _SENTENCE.finditer(twin):
        for told in _TO_ARMS.finditer(sentence.group()):
            behind = sentence.group()[told.end() :]
            here = [m for m in names.find(behind) if not _CONTROLLED.match(behind, m.end)]
            arms = [_only(m.arms) for m in here]
            order = tuple(dict.fromkeys(arm for arm in arms if arm is not None))
            if len(order) == len(names.arms) > 1:
                last = order
    return last


# 'a randomized placebo-controlled trial of X' puts no arm first
_CONTROLLED = re.compile(r"-? ?controlled\b", re.IGNORECASE)


def _undescribed(arms: Sequence[Arm], twin: str) -> list[Arm]:
    """A stand-in for a control group of which only the name is told, so that what is said of it
    is not taken for an arm's that is known."""
    if not arms or any(arm.role != "experimental" for arm in arms):
        return []
    if not _ASSIGNED.search(twin) or _HEALTHY.search(twin):
        return []
    told = (
        m
        for m in _CONTROL.finditer(twin)
        if not _NONE.search(twin, max(0, m.start() - 30), m.start())
    )
    if next(told, None) is None:
        return []
    return [
        Arm(
            id=UNDESCRIBED, label=UNDESCRIBED, role="no treatment", drug=UNDESCRIBED,
            evidence=arms[0].evidence,
        )
    ]  # fmt: skip


def _letters(twin: str, names: ArmNames) -> dict[str, str]:
    """Letter -> arm id, for the letters whose group is told by one arm's name, each its own."""
    found = _of_labels(names)
    spoilt: set[str] = set()
    for match in _labels(twin):
        letter = _letter(match)
        arm = _told(twin, match, names)
        if arm is None:
            continue
        if found.setdefault(letter, arm) != arm:
            spoilt.add(letter)
    kept = {letter: arm for letter, arm in found.items() if letter not in spoilt}
    for letter, arm in _in_order(twin, names).items():
        kept.setdefault(letter, arm)
    kept.update(_remaining(twin, names, kept))
    for letter, arm in _by_initial(twin, names).items():
        if letter not in spoilt:
            kept.setdefault(letter, arm)
    kept.update(_remaining(twin, names, kept))
    labels = _named_by_letter(twin)
    if len(kept) == 1 and len(labels) == len(names.arms) == 2 and not spoilt:
        (left,) = labels - kept.keys() or {""}
        (other,) = {a.id for a in names.arms} - set(kept.values())
        kept |= {left: other} if left else {}
    twice = {arm for arm in kept.values() if list(kept.values()).count(arm) > 1}
    return {letter: arm for letter, arm in kept.items() if arm not in twice}


_IN_LABEL = re.compile(rf"\(group (?P<letter>{LETTER})\)$")


def _of_labels(names: ArmNames) -> dict[str, str]:
    """The letters of arms that nothing but their letter tells apart, and whose label has it."""
    told = ((a.id, _IN_LABEL.search(a.label)) for a in names.arms)
    return {match["letter"]: arm for arm, match in told if match is not None}


def _remaining(twin: str, names: ArmNames, known: Mapping[str, str]) -> dict[str, str]:
    """'Group A got ketamine and propofol, group B propofol': of two arms, that of which no letter is
    known is the group that is told with no arm's name."""
    free = [a.id for a in names.arms if a.id not in known.values()]
    labels = [m for m in _labels(twin) if _letter(m) not in known]
    told = {_letter(m) for m in labels if _TOLD.match(twin, m.end())}
    if len(names.arms) == 2 and len(free) == len(told) == 1:
        return {told.pop(): free[0]}
    return {}


def _letter(match: re.Match[str]) -> str:
    return next(letter for letter in match.group("a", "b", "c", "d", "e", "f", "g", "h") if letter)


# 'groups A, B and C received 0.1, 0.2 and 0.4 mg/kg, respectively'
_IN_ORDER = re.compile(
    rf"\b(?:[Gg]roups?|[Aa]rms?) (?P<letters>(?:{LETTER})(?:, (?:{LETTER}))*,? and (?:(?:[Gg]roup|[Aa]rm) )?(?:{LETTER}))\b(?P<told>[^.;]{{5,200}}?(?:\.\d[^.;]{{0,200}}?)*?),? respectively\b"
    # 'groups A, B and C were given 0.1, 0.2 and 0.4 mg/kg, and group N saline'
    rf"|\b(?:[Gg]roups|[Aa]rms) (?P<letters2>(?:{LETTER})(?:, (?:{LETTER}))*,? and (?:{LETTER}))\b(?P<told2> (?:were (?:given|injected with|treated with)|received|had|got) (?:[^.;]|\.(?=\d)){{5,200}}?)(?=,? (?:and|while|whereas) (?:the )?[Gg]roup|[.;](?!\d))"
)


def _in_order(twin: str, names: ArmNames) -> dict[str, str]:
    """Letters and arms told in two lists of one length."""
    found: dict[str, str] = {}
    for match in _IN_ORDER.finditer(twin):
        told, letters = match["told"] or match["told2"], match["letters"] or match["letters2"]
        letters = ONE_LETTER.findall(letters.replace("and", ","))
        arms = [_only(m.arms) for m in names.find(told)]
        single = [arm for arm in dict.fromkeys(arms) if arm is not None]
        if len(letters) == len(single) == len(set(letters)):
            found.update(zip(letters, single, strict=True))
    return found


_INITIALS = {"esketamine": "ES", "arketamine": "AR", "saline": "SN", "no treatment": "N"}


def _named_by_letter(twin: str) -> set[str]:
    """The letters of 'group E' and of 'groups E and S'."""
    listed = (told for match in LETTERS.finditer(twin) for told in match.groups(""))
    return {_letter(m) for m in _labels(twin)} | {
        letter for told in listed for letter in ONE_LETTER.findall(told)
    }


def _by_initial(twin: str, names: ArmNames) -> dict[str, str]:
    """'group K' of ketamine, 'group C' of the only control: letters that stand for one arm alone."""
    labels = _named_by_letter(twin)
    controls = [a.id for a in names.control]
    found: dict[str, str] = {}
    for letter in labels:
        fit = [a.id for a in names.arms if letter in _INITIALS.get(a.drug, a.drug[:1].upper())]
        if letter == "C" and len(controls) == 1 and not fit and not _HEALTHY.search(twin):
            fit = controls
        if len(letter) == 1 and len(fit) == 1:
            found[letter] = fit[0]
    return found


def _told(twin: str, match: re.Match[str], names: ArmNames) -> str | None:
    """The arm that the words before the bracket, or behind 'received', name."""
    head = twin[max(0, match.start() - 100) : match.start()]
    if match["c"]:  # 'the control (C) group'
        name = head.rstrip()
        beside = [m for m in names.find(f"{name} group") if m.end >= len(name)]
        return _only(beside[-1].arms) if beside else None
    if (closing := _CLOSING.search(head)) and twin.startswith((")", "]"), match.end()):
        within = [_only(m.arms) for m in names.find(closing["what"])]
        return within[0] if len(within) == 1 and within[0] else _whole(closing["before"], names)
    if _OPENED.search(head):
        if _RESULT_IN.match(twin, match.end()):
            return None  # '(group L, 7.4 ± 2.2; group H, ...)' tells no group
        before = _BEFORE.search(head)
        arm = _whole(before.group(0), names) if before else None
        if arm is None and (inside := _IN_BRACKET.match(twin, match.end())):
            told_in = {_only(m.arms) for m in names.find(inside["what"])}
            arm = told_in.pop() if len(told_in) == 1 else None  # '(group L, 0.25 mg/kg)'
        if arm is not None or not twin.startswith(")", match.end()):
            return arm
        told = _TOLD.match(twin, match.end() + 1)  # '15 patients (group 1) received thiopental'
        return _first_behind(twin, told.end(), names) if told else None
    if match["e"]:
        return _first_behind(twin, match.end(), names)
    inside = _BEHIND.match(twin, match.end())
    within = [_only(m.arms) for m in names.find(inside["what"])] if inside else []
    controls = {a.id for a in names.control}
    if within and within[0] and len({arm in controls for arm in within}) == 1:
        return within[0]
    told = _TOLD.match(twin, match.end())
    if told is None:
        return None
    return _first_behind(twin, told.end(), names)


def _first_behind(twin: str, start: int, names: ArmNames) -> str | None:
    """The first arm that is named from ``start`` to the next group or the end of the sentence."""
    end = start + 110
    stop = _LABEL.search(twin, start, end)
    window = twin[start : stop.start() if stop else end].split(". ")[0].split(";")[0]
    named = [(m, arm) for m in names.find(window) if (arm := _only(m.arms))]
    if not named:
        return None
    controls = {a.id for a in names.control}
    first, arm = named[0]
    for mention, other in named[1:]:
        # 'induced with propofol, fentanyl and ketamine': the group that had the drug, too
        if (
            arm in controls
            and other not in controls
            and not _OR.search(window, first.end, mention.start)
        ):
            return other
    return arm


_OR = re.compile(r"\b(?:or|versus|vs|while|whereas|but)\b|\.(?!\d)", re.IGNORECASE)
_TOGETHER = re.compile(
    r"[^,;]{0,30}\b(?:combined with|in combination with|together with|plus|added to|with|and)\s(?:\w+ )?",
    re.IGNORECASE,
)


def _whole(told: str, names: ArmNames) -> str | None:
    """The arm that the end of ``told`` names; 'esketamine combined with propofol' is the arm of the
    first of the two, not that of propofol alone, and 'sufentanil with esketamine' that of the
    second."""
    mentions = names.find(told)
    if not mentions:
        return None
    if len(mentions) > 1:
        first, last = mentions[-2:]
        if _only(first.arms) and _TOGETHER.fullmatch(told, first.end, last.start):
            controls = {a.id for a in names.control}
            added = first.arms <= controls and not last.arms & controls
            return _only((last if added else first).arms)
    return _only(mentions[-1].arms)


def _only(ids: frozenset[str]) -> str | None:
    return next(iter(ids)) if len(ids) == 1 else None
