"""Groups of one drug that only their letters or numbers tell apart.

'Patients in group R were given X 0.3 mg/kg at each session, patients in group I were given X once a
week', 'fifteen people (group 2) had X at two sessions, and 15 (group 3) at each'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.candidate import Candidate
from dosetable.extract.pipes.arms.draft import Draft, fill, new_draft
from dosetable.extract.pipes.context import Sentence
from dosetable.extract.pipes.numbers import COUNT, parse_count
from dosetable.extract.pipes.people import PEOPLE
from dosetable.extract.prefilter import Prefiltered

# A group's letter right before what it got.
_TOLD = Prefiltered(
    r"(?:\b(?:[Gg]roup|[Aa]rm) (?P<a>[A-Z][a-z]{2,5}-[A-Z]{1,5}|[A-Z][A-Z0-9]{0,3}|[1-6])|\b(?P<b>[A-Z][A-Z0-9]{0,3}) (?:group|arm))\s?[)\]]?(?:\s?\([^()]{1,30}\))?,? (?:(?:who|which|patients|participants|subjects|women) )?(?:(?:was|were) (?:[a-z]+ )?(?:given|administered|treated|anesthetized|anaesthetized|injected|infused)|received|had|got|underwent)\b"
)


def label_before(twin: str, start: int, at: int) -> str:
    """The letter of the group that a sentence told of last before ``at``; "" where of none."""
    found = list(_TOLD.finditer(twin, start, at))
    return (found[-1]["a"] or found[-1]["b"]) if found else ""


def counted_by_label(
    drafts: Sequence[Draft], twin: str, sentences: Sequence[Sentence]
) -> list[Draft]:
    """``drafts`` with the sizes that the text gives with the letters of their groups."""
    found = []
    for draft in drafts:
        told = _size(draft.label, twin, sentences) if draft.label and draft.n is None else None
        found.append(replace(draft, n=told[0], n_span=told[1:]) if told else draft)
    return found


def _size(label: str, twin: str, sentences: Sequence[Sentence]) -> tuple[int, int, int] | None:
    name = re.escape(label)
    sized = re.compile(
        rf"\b(?:(?:[Gg]roup|[Aa]rm) {name}|{name} (?:group|arm))\b[,;:]?\s?[(\[]?[nN]\s?=\s?(?P<n>\d{{1,4}})\b"
        rf"|(?<![\w.,=/-])(?P<m>{COUNT}) (?:{PEOPLE} )?\((?:(?:[Gg]roup|[Aa]rm) {name}|{name} (?:group|arm))\)"
        rf"|\b(?:(?:[Gg]roup|[Aa]rm) {name}|{name} (?:group|arm)) \((?P<k>{COUNT}) {PEOPLE}\)"
    )
    for sentence in sentences:
        match = sized.search(twin, sentence.start, sentence.end)
        if match and sentence.part not in {"results", "conclusions"}:
            part = next(k for k, v in match.groupdict().items() if v)
            return parse_count(match[part]), *match.span(part)
    return None


def by_label(own: Sequence[Candidate]) -> list[Draft]:
    """A draft for each group of one sentence that got the drug; none where the letters do not tell
    the candidates of the sentence apart, or where doses do."""
    by_sentence: dict[int, list[Candidate]] = {}
    for c in own:
        if c.tier <= 2 and c.label:
            by_sentence.setdefault(c.sentence.start, []).append(c)
    for here in by_sentence.values():
        labels = {c.label for c in here}
        plain = all(len(c.doses) <= 1 for c in here)
        if len(here) > 1 and len(labels) == len(here) and plain:
            drafts = [new_draft(c, c.doses[0] if c.doses else None) for c in here]
            return [
                fill(replace(d, label=c.label), c, 0) for d, c in zip(drafts, here, strict=True)
            ]
    return []
