"""Codes that only the text explains, spelt out in the cells of its tables: 'T2' is '3 days after the
operation', 'Group ES' the arm that the methods call so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dosetable.extract.document import Document
from dosetable.extract.facts import Arm, Timepoint
from dosetable.extract.pipes.measures import find_aliases, find_measures
from dosetable.extract.pipes.outcomes.groups import named_arms
from dosetable.extract.pipes.timepoints import find_time_codes, find_timepoints
from dosetable.extract.pipes.timepoints.codes import CODE
from dosetable.extract.tables.arm_names import match_text
from dosetable.extract.tables.baselines import is_baseline
from dosetable.extract.tables.sessions import session_codes
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import Vocabulary

# 'SDS, Self-Rating Depression Scale; ...' in the foot of a table.
_EXPLAINED = re.compile(
    r"(?:^|(?<=[;,.:] )|(?<=[;.]))(?P<name>[A-Z][A-Za-z]?[A-Z][A-Za-z0-9-]{0,9}|[A-Z]{2})\s?(?:[,:=]|\s[–-]|(?=\s[A-Z]))\s?(?:the )?"
)
_LONGEST = 90
_CODED = re.compile(r"\b(?P<code>T\d{1,2})\s?[,:=]\s?(?P<time>[^;.,:=]{2,60})")
_NUMBERED = re.compile(
    r"\bP\s?(?P<number>\d)(?: values?)?\s?(?:[,:=]|for|is|was)\s?(?:the )?(?:comparisons? (?:of|between) )?(?P<pair>(?:[^;.:=]|\.(?=\d)){1,40}?(?:\bvs\.?|\bversus|\bcompared with|\band) (?:[^;.,:=]|\.(?=\d)){1,40})",
    re.IGNORECASE,
)
_LETTERED = re.compile(
    r"(?:^|(?<=[;,.:] ))(?:(?:[Gg]roup|[Aa]rm) )?(?P<letter>[A-Z]{1,3})\s?[,:=]\s?(?:the )?(?P<words>(?:[^;,.:=]|\.(?=\d)){3,40})(?=[;,.]|$)"
)
# 'a ketamine 0.5 mg/kg vs midazolam; b ...' explains the p-values headed 'Pa' and 'Pb'.
_MARKED = re.compile(
    r"(?:^|(?<=[;.,] ))\^?(?P<mark>[a-d]|[*†‡§#]{1,3})\^?(?: ?[:=]| |(?=[A-Z]))\s?(?:p(?:[- ]?values?)? (?:for|of) )?(?:the )?(?:comparisons? (?:of|between) )?"
    r"(?P<pair>[^;,:=<*†‡§#]{2,40}?\b(?:vs\.?|versus|compared with)\s[^;,:=<*†‡§#]{2,40}?)(?=[;,]|\.?$|\.\s)",
    re.IGNORECASE,
)
_P_MARKED = re.compile(r"p(?:[- ]?values?)?\s?\^?(?P<mark>[a-d]|[*†‡§#]{1,3})", re.IGNORECASE)
_AGAINST = re.compile(r"\b(?:vs|versus|compared)\b", re.IGNORECASE)
# 'K1 vs S, difference (95% CI)', 'K2 minus S'
_PAIR = re.compile(
    r"(?<![\w-])(?:[Gg]roups? )?(?P<first>[A-Z][A-Za-z0-9]{0,3})(?P<sign>\s?(?:vs\.?|versus|minus)\s)(?:[Gg]roup )?(?P<second>[A-Z][A-Za-z0-9]{0,3})(?![\w-])"
)
_LETTER = r"(?P<letter>[A-Z][A-Za-z0-9]{0,3})"
_GROUP = re.compile(
    rf"(?:(?P<word>(?:[Gg]roup|[Aa]rm) )?{_LETTER}(?P<behind> (?:group|arm))?)(?P<n>\s?\(?\b[nN]\s?=.*|,? \(?(?:[Mm]ean|[Mm]edian|M \(SD\)|n ?\(%\)|n/N)\b.*)?"
)
_GROUP_INSIDE = re.compile(
    rf"(?P<word>\b(?:[Gg]roups?|[Aa]rms?) )?(?<![\w.-]){_LETTER}(?P<behind> (?:group|arm)\b)?(?![\w-])"
)


@dataclass(frozen=True, slots=True)
class Spell:
    """What spells out the codes of one document. ``labels``: the arms by their letters; ``visits``: after
    which session a coded visit was, where that is all that is told; ``tests``: what numbered p-values
    compare."""

    labels: Mapping[str, str]
    codes: Mapping[str, Timepoint]
    visits: Mapping[str, int]
    scales: Mapping[str, str]
    tests: Mapping[str, str]
    vocabulary: Vocabulary

    def __call__(self, cell: str, row: Sequence[str] = (), column: Sequence[str] = ()) -> str:
        """The text to read for that of a cell; ``row`` and ``column`` are the texts around it."""
        group = _GROUP.fullmatch(cell)
        if group and group["letter"] in self.labels and _is_group(group, row, column, self.labels):
            return f"{self.labels[group['letter']]}{group['n'] or ''}"
        marked = _P_MARKED.fullmatch(cell)
        test = self.tests.get(f"P{marked['mark']}" if marked else cell)
        if test is not None:
            pair = self.note(test, bare=True)
            return f"P ({pair})" if _AGAINST.search(pair) else f"P (between {pair})"
        cell = _PAIR.sub(self._pair, cell)
        return _dated(_named(cell, self.scales, self.vocabulary), self.codes, self.visits)

    def _pair(self, pair: re.Match[str]) -> str:
        """Two groups that are set against each other by their letters, spelt out."""
        first, second = self.labels.get(pair["first"]), self.labels.get(pair["second"])
        return f"{first}{pair['sign']}{second}" if first and second else pair[0]

    def note(self, text: str, *, bare: bool = False) -> str:
        """A note with its "group K" spelt out; ``bare``: letters alone are groups too."""

        def full(match: re.Match[str]) -> str:
            sure = bare or match["word"] or match["behind"]
            label = self.labels.get(match["letter"]) if sure else None
            return f"{label}" if label else match[0]

        return _GROUP_INSIDE.sub(full, text) if self.labels else text


def spelling(document: Document, arms: Sequence[Arm], vocabulary: Vocabulary) -> Spell:
    """What spells out the codes in the tables of ``document``."""
    text = twin(document.text)
    codes = find_time_codes(text)
    notes = [text[start:end] for table in document.tables for start, end in table.footnotes]
    letters = dict(named_arms(arms, vocabulary["drugs"], text).letters) if len(arms) > 1 else {}
    tests = _tests_of(notes)
    labels = {
        letter: a.label
        for letter, arm in letters.items()
        for a in arms
        if a.id == arm and letter not in tests  # 'P1: ketamine vs placebo' names no group
    }
    return Spell(
        labels=_agreed(labels, _letters_of(notes, arms, vocabulary)),
        codes=codes | _codes_of(notes, codes),
        visits=session_codes("; ".join((text, *notes))),
        scales=_scales(document, text, vocabulary),
        tests=tests,
        vocabulary=vocabulary,
    )


def _agreed(told: Mapping[str, str], noted: Mapping[str, str]) -> dict[str, str]:
    """The letters of groups by the text; those that a foot explains beside them where it says the
    same of all that both tell."""
    same = all(noted.get(letter, label) == label for letter, label in told.items())
    return {**noted, **told} if same else dict(told)


def _letters_of(
    notes: Sequence[str], arms: Sequence[Arm], vocabulary: Vocabulary
) -> dict[str, str]:
    """The letters of groups that a foot alone explains ("K, ketamine; M, midazolam")."""
    found: dict[str, str] = {}
    for match in (m for note in notes for m in _LETTERED.finditer(note)):
        if arm := match_text(match["words"].strip(), arms, vocabulary):
            found[match["letter"]] = arm.arm.label
    return found if len(set(found.values())) > 1 else {}


def _scales(document: Document, text: str, vocabulary: Vocabulary) -> dict[str, str]:
    """The abbreviations of scales that the text or the foot of a table explains, with their names."""
    found = {name: m.name for name, m in find_aliases(text, vocabulary).items()}
    notes = [text[start:end] for table in document.tables for start, end in table.footnotes]
    for match in (m for note in notes for m in _EXPLAINED.finditer(note)):
        listed = find_measures(match["name"], vocabulary)
        named = find_measures(match.string[match.end() : match.end() + _LONGEST], vocabulary)
        if listed and listed[0].kind != "other":
            continue
        if named and named[0].start == 0 and named[0].kind != "event":
            found.setdefault(match["name"], named[0].name)
    spelt = {short: _in_full(name, vocabulary) for short, name in found.items()}
    return {short: name for short, name in spelt.items() if name}


def _codes_of(notes: Sequence[str], known: Mapping[str, Timepoint]) -> dict[str, Timepoint]:
    """The times that a foot gives to codes ("T1, after 1 week; T2, after 4 weeks")."""
    found: dict[str, set[Timepoint]] = {}
    for match in (m for note in notes for m in _CODED.finditer(note)):
        times = {m.timepoint for m in find_timepoints(match["time"]) if m.kind == "point"}
        if len(times) == 1 and not is_baseline(match["time"]):
            found.setdefault(match["code"].upper(), set()).update(times)
    return {c: t.pop() for c, t in found.items() if len(t) == 1 and c not in known}


def _tests_of(notes: Sequence[str]) -> dict[str, str]:
    """What the numbered or marked p-values of a table compare, by its foot ("P1: group K vs group
    C", "a group K vs group C")."""
    found: dict[str, set[str]] = {}
    for match in (m for note in notes for m in _MARKED.finditer(note)):
        found.setdefault(f"P{match['mark']}", set()).add(match["pair"].strip())
    for match in (m for note in notes for m in _NUMBERED.finditer(note)):
        found.setdefault(f"P{match['number']}", set()).add(match["pair"].strip())
    return {name: pairs.pop() for name, pairs in found.items() if len(pairs) == 1}


def _in_full(name: str, vocabulary: Vocabulary) -> str | None:
    """The words by which a measure is found, and nothing else."""
    terms = [t for t in vocabulary["measures"] if t.name == name]
    words = [name, *(s for t in terms for s in t.synonyms)]
    return next(
        (w for w in words if [m.name for m in find_measures(w, vocabulary)] == [name]), None
    )


def _named(cell: str, scales: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """'SDS score' with the scale in full, where the text says which it is."""
    for short, name in scales.items():
        use = re.search(rf"(?<![\w-]){re.escape(short)}(?![\w-])", cell)
        if use and name not in cell and not find_measures(cell[: use.start()], vocabulary):
            cell = cell[: use.start()] + name + cell[use.end() :]
    return cell


def _is_group(
    group: re.Match[str], row: Sequence[str], column: Sequence[str], labels: Mapping[str, str]
) -> bool:
    """A bare letter may be another thing ('P'): it is a group's where those of other groups stand in
    its column, or in its row as often as itself (once, or below each visit)."""
    if group["word"] or group["behind"] or group["n"]:
        return True
    letter = group["letter"]
    others = labels.keys() - {letter}
    beside = {row.count(other) for other in others} - {0}
    return bool(others & set(column)) or (bool(beside) and row.count(letter) in {1, *beside})


def _dated(cell: str, codes: Mapping[str, Timepoint], visits: Mapping[str, int]) -> str:
    """'T2' as 'T2 (3 days)', or 'T2 (session 4)'; as it is where the cell says its time."""
    if not (codes or visits) or find_timepoints(cell):
        return cell

    def full(match: re.Match[str]) -> str:
        code = match["first"].upper()
        time = codes.get(code)
        if time is None and code in visits and not match["last"]:
            return f"{match[0]} (session {visits[code]})"
        if match["last"] or time is None or time.value is None:
            return match[0]
        return f"{match[0]} ({time.value:g} {time.unit}s)"

    return CODE.sub(full, cell)
