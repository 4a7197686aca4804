"""The fields of a register's record that is printed as plain text.

Records are copied in several shapes: 'Masking: Double', 'Masking: | Double |', or the label on a line
of its own above the value. Only labels that begin a line are read, and only where the text is such a
record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from dosetable.extract.facts import Assignment, Masking

# Labels on lines of their own, or before the bar of a table's row, as sites that copy records print them; no journal's headings.
_LABEL_LINE = re.compile(
    r"^[ \t]*((?:target )?enroll?ment|target recruitment|(?:lead|primary) sponsor|registration number|brief summary|detailed description|recruitment & eligibility|study type|(?:primary|study) completion date|start date|not provided|arms? (?:&|&&|and) interventions?|inclusion criteria|exclusion criteria|official title|responsible party|primary purpose|intervention model|allocation|masking|recruitment status|registry"
    r"|(?:public|scientific) title|unique id issued by umin|classification by \w+|narrative objectives1|developmental phase|basic design|randomization unit|no\. of arms|funder types|identifiers|status and phase|submission date|registration date|last edited|overall study status|condition category|results overview|study phase|primary outcome timeframe|participant (?:flow|milestones)|baseline characteristics by cohort|scientific title of study|public title of study|type of (?:trial|study)"
    r"|eudract number|trial protocol|global end of trial date|results version number|sponsor protocol code|main objective of the trial|actual start date of recruitment|allocation method|blinding used|arm title|arm type|end point (?:title|type|timeframe)|period 1 title"
    r"|ethics application status|date (?:submitted|registered)|type of registration|trial acronym|intervention code(?: \[1\])?|comparator / control treatment|allocation to intervention|masking / blinding|intervention assignment)[ \t]*(?::|\|[^\n]*)?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_IDENTIFIER = re.compile(
    r"\b(?:NCT\d{8}|ChiCTR\S{4,}|ISRCTN\d{6,}|ACTRN\d{10,}|CTRI/\d{4}|EudraCT|20\d\d-\d{6}-\d\d|IRCT\d{8,}|UMIN\d{6,}|jRCT\w{8,}|DRKS\d{6,}|KCT\d{6,}|TCTR\d{8,}|PACTR\d{8,}|NTR\d{3,}|RBR-\w{5,})"
)
_HEAD = 6_000  # characters: a record's labels begin at its head


@lru_cache(maxsize=4)
def is_record(text: str) -> bool:
    """Whether ``text`` is a record whose labels stand on lines of their own: with the trial's number,
    or with a value that only a register's form has."""
    labels = {m.lower() for m in _LABEL_LINE.findall(text, 0, _HEAD)}
    return len(labels) >= 4 and bool(_IDENTIFIER.search(text, 0, _HEAD) or _FIELD.search(text))


_OBSERVATIONAL = re.compile(
    r"(?i:\bstudy type\W{0,8}observational\b|\bobservational models?\s*[:|])|(?<![A-Z])OBSERVATIONAL[ \t]*$",
    re.MULTILINE,
)


def says_observational(text: str) -> re.Match[str] | None:
    """Where a record's study type is that of studies which assign nobody to a treatment."""
    return _OBSERVATIONAL.search(text, 0, _HEAD)


@dataclass(frozen=True, slots=True)
class Field:
    """A field's value, where it stands, and the name of the fact it gives."""

    name: str
    value: str
    start: int
    end: int


# A site that copies records may lose what stood between label and value: 'AllocationRandomized'.
_THEN = r"[ \t]*(?:[:|][ \t:|]*\n?[ \t]*|\n+[ \t]*|(?<=[a-z])(?=(?-i:[A-Z])))"
_PHASE = r"(?:phase ?)?(?P<phase>[1-4]|I{1,3}V?|IV)(?:[ab])?(?: ?[/,-] ?(?:phase ?)?(?P<phase2>[1-4]|I{1,3}V?|IV))?(?![\w.])"
_PEOPLE = r"(?: ?(?:participants?|patients?|subjects?|people))?"
_FIELD = re.compile(
    rf"^[ \t|*-]*(?:"
    rf"(?:allocation(?: method| to intervention)?|randomi[sz]ation){_THEN}(?P<allocation>non-?\s?randomi[sz]ed|randomi[sz]ed|n/?a\b|not applicable)"
    rf"|(?:intervention(?:al)? (?:study )?model|(?:primary |basic )?(?:study )?design|(?:intervention )?assignment){_THEN}(?P<assignment>single[- ]group|parallel|cross-?over|factorial|sequential)"
    rf"|(?:masking|blinding)(?: used| / blinding)?{_THEN}(?P<masking>none|not blinded|open[- ]label|single|double|triple|quadruple)"
    rf"|(?:study |clinical |trial )?phase{_THEN}{_PHASE}"
    rf"|(?:actual (?:enroll?ment|(?:number|sample) (?:of participants|size))|(?:enroll?ment|sample size) \(actual\)|participants (?:enrolled|randomi[sz]ed)|number (?:of participants )?(?:enrolled|randomi[sz]ed)|final enroll?ment(?: number)?|sample size achieved|study participants){_THEN}(?P<n>\d[\d,]*){_PEOPLE}[ \t|]*$"
    rf"|started\b[\s|:]*(?P<started>\d+(?:[ \t|\n]+\d+)*)\b(?!\S)"
    rf"|(?:worldwide total number of subjects|accrual to date{_THEN}final|actual enroll?ment icmje\b[^|\n]*)[ \t:|]*\n?[ \t]*(?P<total>\d[\d,]*)[ \t|]*$"
    rf"|enroll?ment{_THEN}(?P<ended>\d[\d,]*){_PEOPLE}[ \t|]*$"
    rf"|enroll?ment{_THEN}(?:(?P<n2>\d[\d,]*){_PEOPLE},? ?[(\[]?actual\b|actual{_THEN}(?P<n3>\d[\d,]*))"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
# A row of the table of interventions: 'Depression | Drug: Ketamine | Phase 2 |'
_PHASE_CELL = re.compile(
    r"\|[ \t]*phase (?P<phase>[1-4])(?: ?/ ?(?:phase )?(?P<phase2>[1-4]))?[ \t]*\|?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_NAMES = dict.fromkeys(("n", "n2", "n3", "started", "total", "ended"), "n_randomized")
# The enrolment of a trial that is over is how many there were (ClinicalTrials.gov: 'actual').
_ENDED = re.compile(
    r"^[ \t]*(?:(?:recruitment |overall )?(?:study )?status[ \t]*[:|]?[ \t|]*)?(?:completed|terminated)[ \t|]*$",
    re.IGNORECASE | re.MULTILINE,
)


def read_fields(text: str) -> dict[str, Field]:
    """Return the first of each field that ``text``, a register's record, states."""
    found: dict[str, Field] = {}
    for field in _fields(text):
        found.setdefault(field.name, field)
    return found


def _fields(text: str) -> Iterator[Field]:
    for pattern in (_FIELD, _PHASE_CELL):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            group = next(k for k, v in groups.items() if v is not None)
            value = match[group]
            if group == "phase" and groups["phase2"]:
                value = f"{value}/{groups['phase2']}"
            if group == "started":
                value = str(_everybody(value))
            if group == "ended" and _ENDED.search(text) is None:
                continue  # as many as were sought
            yield Field(_NAMES.get(group, group), value, *match.span(group))


def _everybody(counts: str) -> int:
    """All who started, from the count of each group: '40 | 39', or with their sum behind them."""
    *groups, last = map(int, re.findall(r"\d+", counts))
    return last if sum(groups) == last else sum(groups) + last


def phase_of(field: Field) -> str:
    """'II/III' and '2/3' alike as the facts have them: '2/3'."""
    return "/".join(
        _ROMAN.get(part.strip().upper(), part.strip()) for part in field.value.split("/")
    )


def randomized_of(field: Field) -> bool | None:
    """Whether the field 'allocation' says that chance decided; None where it says nothing."""
    return not field.value.lower().startswith("n")


def assignment_of(field: Field) -> Assignment:
    """The field 'intervention model'."""
    plain = re.sub(r"[^a-z]", "", field.value.lower())
    return cast("Assignment", "single group" if plain == "singlegroup" else plain)


def masking_of(field: Field) -> Masking:
    """The field 'masking', whose 'open label' is none."""
    plain = field.value.lower()
    return cast("Masking", "none" if plain.startswith(("open", "not")) else plain)
