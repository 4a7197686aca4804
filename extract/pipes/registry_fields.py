"""The fields of a register's record that is printed as plain text.

Records are copied in several shapes: 'Masking: Double', 'Masking: | Double |', or the label on a line
of its own above the value. Only labels that begin a line are read, and only where the text is such a
record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from dosetable.extract.facts import Assignment, Masking

# Labels on lines of their own, as sites that copy records print them; no journal's headings.
_LABEL_LINE = re.compile(
    r"^[ \t]*(enroll?ment|target recruitment|lead sponsor|registration number|brief summary|detailed description|recruitment & eligibility|study type|(?:primary|study) completion date|start date|not provided|arms? (?:&|&&|and) interventions?|inclusion criteria|exclusion criteria|official title|responsible party|primary purpose|intervention model|allocation|masking|recruitment status|registry)[ \t]*:?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_IDENTIFIER = re.compile(
    r"\b(?:NCT\d{8}|ChiCTR\S{4,}|ISRCTN\d{6,}|ACTRN\d{10,}|CTRI/\d{4}|EudraCT|20\d\d-\d{6}-\d\d)"
)


def is_record(text: str) -> bool:
    """Whether ``text`` is a record whose labels stand on lines of their own."""
    labels = {m.lower() for m in _LABEL_LINE.findall(text)}
    return len(labels) >= 4 and _IDENTIFIER.search(text) is not None


@dataclass(frozen=True, slots=True)
class Field:
    """A field's value, where it stands, and the name of the fact it gives."""

    name: str
    value: str
    start: int
    end: int


_THEN = r"[ \t]*(?:[:|][ \t:|]*\n?[ \t]*|\n+[ \t]*)"
_PHASE = r"(?:phase ?)?(?P<phase>[1-4]|I{1,3}V?|IV)(?:[ab])?(?: ?[/,-] ?(?:phase )?(?P<phase2>[1-4]|I{1,3}V?|IV))?(?![\w.])"
_PEOPLE = r"(?: ?(?:participants?|patients?|subjects?|people))?"
_FIELD = re.compile(
    rf"^[ \t|*-]*(?:"
    rf"allocation{_THEN}(?P<allocation>non-?\s?randomi[sz]ed|randomi[sz]ed|n/?a\b|not applicable)"
    rf"|(?:intervention(?:al)? (?:study )?model|(?:study )?design|assignment){_THEN}(?P<assignment>single[- ]group|parallel|cross-?over|factorial|sequential)"
    rf"|(?:masking|blinding){_THEN}(?P<masking>none|open[- ]label|single|double|triple|quadruple)"
    rf"|(?:study |clinical |trial )?phase{_THEN}{_PHASE}"
    rf"|(?:actual (?:enroll?ment|(?:number|sample) (?:of participants|size))|(?:enroll?ment|sample size) \(actual\)|participants (?:enrolled|randomi[sz]ed)|number (?:of participants )?(?:enrolled|randomi[sz]ed)|final enroll?ment(?: number)?|sample size achieved|study participants){_THEN}(?P<n>\d[\d,]*){_PEOPLE}[ \t|]*$"
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
_NAMES = {"n": "n_randomized", "n2": "n_randomized", "n3": "n_randomized"}


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
            yield Field(_NAMES.get(group, group), value, *match.span(group))


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
    return cast("Masking", "none" if plain.startswith("open") else plain)
