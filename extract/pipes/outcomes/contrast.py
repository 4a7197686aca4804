"""Which arm is compared with which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dosetable.extract.facts import Arm
from dosetable.extract.pipes.outcomes.estimate_arms import arms_by_place, each_its_own, listed_arms
from dosetable.extract.pipes.outcomes.names import ArmMention, ArmNames
from dosetable.extract.pipes.outcomes.place import Spanned, opened_at
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.verdicts import behind_than, is_null

_LOWERED_RATE = re.compile(
    r"\b(?:reduc|decreas|lower|cut|diminish)\w*\b[^.;()]{0,80}?\b(?:incidences?|rates?|prevalence|risk|occurrence|frequency|proportion)\b[^.;()]{0,80}?"
    r"\bfrom (?P<theirs>\d[\d.]*)\s?(?:%|per ?cent)(?:\s?[(\[][^()\[\]]{1,40}[)\]])?(?: (?:in|with) (?:the )?[\w ]{3,30}?)? to (?P<ours>\d[\d.]*)\s?(?:%|per ?cent)",
    re.IGNORECASE,
)


def lowered_rate(clause: Clause, exp: Sequence[Arm], ctl: Sequence[Arm]) -> re.Match[str] | None:
    """'A reduced the incidence of X from 17% to 8%': where X is what treatment is to prevent, the
    first share is the controls'. None in a trial of more than two arms."""
    if len(exp) != 1 or len(ctl) != 1:
        return None
    match = _LOWERED_RATE.search(clause.text)
    if match is None or not any(
        m.arms == {exp[0].id} and m.start < match.end() for m in clause.arms
    ):
        return None
    prevented = [m for m in clause.measures if m.measure.condition]
    return match if prevented else None


_EACH_OTHER = re.compile(
    r"\beach other\b|\bbetween the (?:two |three )?(?:(?:es|ar)?ketamine |active |study )?dos(?:es|ages?)(?: groups)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Arm ids; ``comparator`` None for one arm alone, both None where the text does not tell."""

    experimental: str | None = None
    comparator: str | None = None


def arms_here(clause: Clause, names: ArmNames) -> tuple[list[Arm], list[Arm]]:
    """The experimental and the control arms that ``clause`` can speak of: its stratum's alone."""
    stratum = names.stratum(clause.text)
    return (
        [a for a in names.experimental if stratum is None or a.id in stratum],
        [a for a in names.control if stratum is None or a.id in stratum],
    )


def contrasts_of(
    items: Sequence[Spanned], clause: Clause, names: ArmNames, order: Sequence[str] = ()
) -> list[Contrast]:
    """The contrast of each estimate."""
    exp, ctl = arms_here(clause, names)
    if len(exp) <= 1 and len(ctl) <= 1:
        only = Contrast(
            experimental=exp[0].id if exp else None, comparator=ctl[0].id if ctl else None
        )
        return [only] * len(items)
    allowed = frozenset(a.id for a in (*exp, *ctl))
    exp_ids = frozenset(a.id for a in exp)
    mentions = [m for m in clause.arms if m.arms & allowed]
    if _EACH_OTHER.search(clause.text) and len(exp) == 2:
        low, high = sorted(exp, key=_dose)
        return [Contrast(experimental=high.id, comparator=low.id)] * len(items)
    if (
        not any(m.arms & exp_ids for m in mentions)
        and len(items) == len(order) > 1
        and len(ctl) == 1
    ):
        # 'The corresponding differences were -3.8 and -3.4': in the order of the clause before.
        return [Contrast(experimental=e, comparator=ctl[0].id) for e in order]
    if not ctl and len(exp) == len(names.arms) == 2 and not each_its_own(items, mentions, clause):
        spoken_of = {m.arms for m in mentions if len(m.arms) == 1}
        if len(spoken_of) != 1:
            return [Contrast(experimental=exp[0].id, comparator=exp[1].id)] * len(items)
    if one_against_each := _one_against_each(items, clause, allowed):
        return one_against_each
    found = []
    marks = [m for m in mentions if m.arms & exp_ids]
    marks = [m for m in marks if len(m.arms & exp_ids) == 1] or marks
    listed = listed_arms(clause.text, items, marks, exp_ids)
    placed = listed or arms_by_place(clause.text, items, marks)
    for index, (item, mark) in enumerate(zip(items, placed, strict=True)):
        inside = [m for m in marks if item.start <= m.start and m.end <= item.end]
        mark = inside[-1] if inside else mark  # 'a 6.8-point (84 mg) greater reduction'
        start = items[index - 1].end if index else 0
        window = [m for m in mentions if start <= m.start < item.start] if not listed else []
        found.append(_one(mark, window, mentions, exp, ctl, clause.text))
    return found


_OPENS = re.compile(r"(?:-?\s?mg)?(?:/kg)?(?: (?:groups?|arms?|doses?|infusions?))? ?$")


def _one_against_each(
    items: Sequence[Spanned], clause: Clause, allowed: frozenset[str]
) -> list[Contrast]:
    """'A was superior to B (difference 4.1) and to C (difference 8.8)': behind each name that A is set
    against a bracket with what it differs from that one by."""
    against = [m for m in set_against(clause) if len(m.arms) == 1 and m.arms <= allowed]
    if len(items) < 2 or len(against) != len(items):
        return []
    subjects = {m.arms & allowed for m in clause.arms if m.end <= against[0].start}
    subject = _single(next(iter(subjects))) if len(subjects) == 1 else None
    others = [_single(m.arms) for m in against]
    if subject is None or subject in others or len(set(others)) < len(others):
        return []
    for item, mark in zip(items, against, strict=True):
        opened = opened_at(clause.text, item.start)
        if opened is None or not _OPENS.fullmatch(clause.text, mark.end, opened):
            return []
    return [Contrast(experimental=subject, comparator=other) for other in others]


def _one(
    mark: ArmMention | None,
    window: Sequence[ArmMention],
    mentions: Sequence[ArmMention],
    exp: Sequence[Arm],
    ctl: Sequence[Arm],
    text: str,
) -> Contrast:
    exp_ids = frozenset(a.id for a in exp)
    singles = [m for m in window if len(m.arms & exp_ids) == 1]
    controls = [m for m in mentions if not m.arms & exp_ids]
    if (
        len({m.arms for m in singles}) == 2
        and not any(not m.arms & exp_ids for m in window)
        and not re.search(r"\d", text[singles[0].end : singles[-1].start])
    ):  # '84 mg against 56 mg', and not 'for 56 mg, -7 for 84 mg'
        first, second = singles[0].arms & exp_ids, singles[-1].arms & exp_ids
        return Contrast(experimental=_single(first), comparator=_single(second))
    experimental = exp[0].id if len(exp) == 1 else (_single(mark.arms & exp_ids) if mark else None)
    comparator = ctl[0].id if len(ctl) == 1 else None
    if comparator is None and controls:
        nearest = [m for m in window if not m.arms & exp_ids] or controls
        comparator = _single(nearest[-1].arms - exp_ids)
    return Contrast(experimental=experimental, comparator=comparator)


def verdict_contrasts(clause: Clause, names: ArmNames) -> list[Contrast]:
    """The contrasts of a bare verdict: 'both doses were superior to placebo' has two."""
    exp, ctl = arms_here(clause, names)
    exp_ids = frozenset(a.id for a in exp)
    ours = [m for m in clause.arms if m.arms & exp_ids]
    spoken_of = [m for m in ours if not behind_than(clause.text, m)] or ours
    specific = [m.arms & exp_ids for m in spoken_of]
    narrow = [s for s in specific if len(s) < len(exp_ids)] or specific
    chosen = [a for a in exp if any(a.id in s for s in narrow)] or exp
    if len(exp) + len(ctl) > 2 and _THE_OTHERS.search(clause.text):
        spoken = {i for m in clause.arms for i in m.arms}
        arm = next(iter(spoken)) if len(spoken) == 1 and spoken <= exp_ids else None
        others = [a.id for a in (*exp, *ctl) if a.id != arm]
        return [Contrast(experimental=arm, comparator=c) for c in others] if arm else []
    named = [a for a in ctl if any(a.id in m.arms for m in clause.arms)]
    if len(named) > 1 and not ours:
        return []  # 'no difference between propofol and etomidate': of controls among themselves
    controls = named or ctl
    if _between_two(clause, exp_ids, controlled=bool(ctl)):
        low, high = sorted(chosen, key=_dose)
        return [Contrast(experimental=high.id, comparator=low.id)]
    against = _set_against(clause) if len(exp) > 1 else []
    if any(arm in exp_ids for arm in against):
        sides = [a.id for a in exp if any(m.arms == {a.id} for m in spoken_of)]
        sides = [arm for arm in sides if arm not in against]
        if not sides and len(names.arms) == 2:  # 'when low versus high-dose ketamine were compared'
            sides = [a.id for a in exp if a.id not in against]
        return [Contrast(experimental=e, comparator=c) for e in sides for c in against] if (
            len(sides) == 1
        ) else []  # fmt: skip
    if len(exp) > 1 and ctl and _alike(clause, exp_ids):
        low, high = sorted(exp, key=_dose)[:: len(exp) - 1]
        return [Contrast(experimental=high.id, comparator=low.id)] if len(exp) == 2 else []
    if not controls and len(names.arms) == len(exp) == 2 and is_null(clause.text):
        return [Contrast(experimental=exp[0].id, comparator=exp[1].id)]
    if not controls:
        return [Contrast(experimental=a.id) for a in chosen] if len(exp) == 1 else []
    singly = bool(ours) and all(len(m.arms & exp_ids) == 1 for m in ours)
    told = singly or any(
        _PLURAL.search(clause.text, m.start, m.end) or len(m.arms) < len(exp_ids) for m in ours
    )
    if len(chosen) > 2 and not told:
        return []  # 'greater after ketamine', of five doses: of all as one
    if len(controls) > 1 and len(chosen) > 1:
        return []  # which of several against which of several is not said
    return [Contrast(experimental=e.id, comparator=c.id) for e in chosen for c in controls]


# 'lower in group K than in the other two groups'
_THE_OTHERS = re.compile(
    r"\b(?:than|compared (?:with|to)|in comparison (?:with|to)|versus|from|to) (?:(?:in|those of|that of|those in|with) )?(?:all |both )?(?:the )?(?:other|remaining)(?: (?:two|three|four|2|3|4))? (?:\w+ )?(?:groups|arms|treatments)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:all|both|each|either|every|any|none|neither|two|three|four|five|doses|groups|arms|regimens|schedules|frequencies)\b",
    re.IGNORECASE,
)
_AND_ALSO = re.compile(
    r"(?:-?\s?mg)?(?:/kg)?(?: (?:groups?|arms?|doses?))?(?: ?[(][^()]{0,90}[)])?,? (?:and|or) (?:than |to |with |in )*(?:the )?",
    re.IGNORECASE,
)


def set_against(clause: Clause) -> list[ArmMention]:
    """The names behind 'than': '0.5 mg/kg was superior to both 0.2 mg/kg and placebo'."""
    found: list[ArmMention] = []
    for m in clause.arms:
        listed = found and _AND_ALSO.fullmatch(clause.text, found[-1].end, m.start)
        if listed or behind_than(clause.text, m):
            found.append(m)
    return found


def _set_against(clause: Clause) -> list[str]:
    """The arms behind 'than'; none where a name stands for several."""
    ids = [_single(m.arms) for m in set_against(clause)]
    return list(dict.fromkeys(i for i in ids if i)) if all(ids) else []


_BETWEEN = re.compile(r"\bbetween (?:the )?(?:(?:[Gg]roups?|[Aa]rms?) )?$")
_AND = re.compile(
    r"(?: (?:[Gg]roups?|[Aa]rms?))? and (?:the )?(?:(?:[Gg]roup|[Aa]rm) )?|(?:-?\s?mg)?(?:/kg)?(?: (?:groups?|arms?|doses?))?,? (?:and|or) (?:the )?"
)


def _between_two(clause: Clause, experimental: frozenset[str], *, controlled: bool) -> bool:
    """'No difference between groups L and H': two treatments set against each other, no control."""
    if len(clause.arms) != 2:
        return False
    first, second = clause.arms
    single = all(len(m.arms) == 1 and m.arms <= experimental for m in (first, second))
    told = _BETWEEN.search(clause.text, 0, first.start) or (
        controlled and _DIFFERED.match(clause.text, second.end)
    )
    return (
        single
        and first.arms != second.arms
        and bool(told)
        and _AND.fullmatch(clause.text, first.end, second.start) is not None
    )


# 'the 0.5 and 1.0 mg/kg groups differed': from each other
_DIFFERED = re.compile(
    r"(?:-?\s?mg)?(?:/kg)?(?: \w*ketamine)?(?: (?:groups?|arms?|doses?|patients))? (?:(?:did|do) not (?:\w+ly )?differ|no longer differed|(?:\w+ly )?differed|(?:were|was) (?:not (?:\w+ly )?different|(?:\w+ly )?different|similar|alike|comparable))\b(?! (?:\w+ly )?(?:from|to|than)\b)",
    re.IGNORECASE,
)


_ALIKE = re.compile(
    r"\b(?:the two|both)\b[^.;]{0,60}\bdiffer|\b(?:similar\w*|comparabl[ey]|equal\w*|equivalent|alike|same|between (?:the )?(?:\w+ ){0,3}(?:doses|dosages|regimens|schedules|frequencies|routes))\b",
    re.IGNORECASE,
)


def _alike(clause: Clause, experimental: frozenset[str]) -> bool:
    """'Both doses worked equally well': said of the doses among themselves, of no control."""
    if not is_null(clause.text) or not _ALIKE.search(clause.text):
        return False
    of_several = any(len(m.arms & experimental) > 1 for m in clause.arms)
    return of_several and all(m.arms <= experimental for m in clause.arms)


def _single(ids: frozenset[str]) -> str | None:
    return next(iter(ids)) if len(ids) == 1 else None


def _dose(arm: Arm) -> float:
    dose = arm.dose
    return 0.0 if dose is None else (dose.value or dose.high or 0.0)
