"""Words for treatments that nobody was given: names of groups and places, and what was missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dosetable.extract.pipes.arms.treatments import Treatment

_USUAL = "treatment as usual"
_GROUP_OF = re.compile(r"\s(?:\([A-Z]{2,4}\) )?(?:group|arm|condition)s?\b", re.IGNORECASE)
_GOT = re.compile(
    r"\s?(?:[(\[][^()\[\]]{1,20}[)\]],?)?\s?(?:was |were )?(?:received|receiving|had|got|given|injected with|infused with|treated with)\s(?:an? |the |equal |same |\w+ly |volumes? |of |intravenous |normal |isotonic |\d[\d.]* ?m[lL] ){0,5}",
    re.IGNORECASE,
)


def without_labels(twin: str, found: list[Treatment]) -> list[Treatment]:
    """Without 'treatment as usual' where it only names the group: 'the treatment-as-usual group had
    saline'."""
    named = False
    for first, second in zip(found, found[1:], strict=False):
        group = _GROUP_OF.match(twin, first.end) if first.name == _USUAL else None
        if group and second.kind != "adjunct" and second.name != _USUAL:
            named = named or _GOT.fullmatch(twin, group.end(), second.start) is not None
    if not named:
        return found
    return [t for t in found if t.name != _USUAL or not _GROUP_OF.match(twin, t.end)]


# 'ECT treatment teams', 'ketamine clinics': the word tells where or who, not what was given.
OF_STAFF = re.compile(
    r"\s(?:treatment |study )?(?:teams?|suites?|clinics?|staff|nurses?|practitioners?|services?|departments?|units?|centers?|centres?|providers?|literature|trials?|research)\b",
    re.IGNORECASE,
)
# 'the Department of Psychiatry and Psychotherapy': where somebody works
_WORKPLACE = re.compile(
    r"\b(?:[Dd]epartments?|[Ii]nstitutes?|[Dd]ivisions?|[Cc]lini[ck]s?|[Cc]hairs?|[Pp]rofessors?|[Ss]ociety|[Cc]ent(?:er|re)s?|[Aa]ssociation|[Cc]ollege|[Ll]aborator(?:y|ies)|[Jj]ournal|[Aa]cademy|[Hh]ospitals?) (?:of|for) (?:[A-Z][\w-]+,? |and |& ){0,5}$"
)


def names_a_place(twin: str, start: int) -> bool:
    """Whether the word at ``start`` is part of the name of a department or a society."""
    return twin[start : start + 1].isupper() and (
        _WORKPLACE.search(twin, max(0, start - 90), start) is not None
    )


_DENIED = re.compile(
    r"\b(?:without|no|free of|off|instead of|withdrawn from|discontinued|stopped|not (?:on|taking|receiving))"
    r"(?: (?:an?|any|all|other|oral|concomitant|their|new|additional))*\s*$",
    re.IGNORECASE,
)


# 'limited by the lack of a placebo group': nobody had it.
_LACKING = re.compile(
    r"\b(?:lack(?:ed|ing|s)?(?: of)?|no|without|absence of|did not (?:have|include)|had no)(?: (?:an?|any|the))?(?: (?:active|inert|parallel|concurrent))? ?$",
    re.IGNORECASE,
)
_OF_A_GROUP = re.compile(
    r"[- ](?:controls?|controlled|groups?|arms?|comparators?|conditions?|comparison)\b",
    re.IGNORECASE,
)


def lacking(twin: str, treatment: Treatment) -> bool:
    """Whether a placebo group is only said to be missing."""
    if _OF_A_GROUP.match(twin, treatment.end) is None:
        return False
    return _LACKING.search(twin, max(0, treatment.start - 40), treatment.start) is not None


def denied(twin: str, start: int, end: int) -> bool:
    """'without an antidepressant': what nobody was given is no treatment."""
    return (
        _DENIED.search(twin, max(0, start - 60), start) is not None
        or _NONE_OF_IT.match(twin, end) is not None
    )


# 'after a two-week antidepressant-free period'
_NONE_OF_IT = re.compile(r"s?[- ](?:free|na[iï]ve|washout|wash-out|withdrawal|discontinuation)\b")
