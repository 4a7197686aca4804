"""How much two studies look like one trial, where no identifier says so: a score with its parts.

It only ever proposes (docs/adr/0004-reports-and-studies.md): look-alikes of one group, drug and
year are common, and a person decides. Two registry numbers of one registry, another polarity, mothers
against others, another assignment (crossover against parallel) or clearly other numbers randomized
are two trials and are not proposed at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz, utils

from dosetable.extract.facts import Assignment, Condition
from dosetable.store.evidence_table import StudyView
from dosetable.store.identifiers import registry_family
from dosetable.store.likeness import Profile, clearly_different
from dosetable.store.naming import surname
from dosetable.store.normalise import dose_text

PROPOSED_FROM = 0.7
# What each part counts; parts that one of the two does not tell count nothing.
WEIGHTS: Mapping[str, float] = {
    "title": 0.25,
    "authors": 0.25,
    "participants": 0.25,
    "doses": 0.15,
    "year": 0.10,
}
# Parts that must be told by both, so that two bare titles are never proposed.
_FEWEST_PARTS = 3
# A block of studies alike in one trait is compared pair by pair; larger ones say too little.
_LARGEST_BLOCK = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What resemblance looks at. ``doses``: 'ketamine 0.5 mg/kg'; ``numbers``: registry numbers."""

    titles: tuple[str, ...]
    authors: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    n: int | None = None
    doses: frozenset[str] = frozenset()
    conditions: frozenset[Condition] = frozenset()
    numbers: frozenset[str] = frozenset()
    assignment: Assignment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    """``score`` and ``parts`` from 0 to 1; a part that is not told by both is absent."""

    score: float
    parts: Mapping[str, float]


def traits(view: StudyView) -> Traits:
    """The traits of a study of the table."""
    return Traits(
        titles=tuple(dict.fromkeys(report.title for report in view.reports if report.title)),
        authors=frozenset(
            name.casefold()
            for report in view.reports
            for a in report.authors
            if (name := surname(a))
        ),
        years=frozenset(report.year for report in view.reports if report.year),
        n=view.n_randomized.value,
        doses=frozenset(
            f"{arm.drug.value} {dose_text(arm.dose.value)}"
            for arm in view.arms
            if arm.role.value == "experimental" and arm.dose.value is not None
        ),
        conditions=frozenset(view.conditions.value or ()),
        numbers=frozenset(number for report in view.reports for number in report.registry),
        assignment=view.assignment.value,
    )


def compare(one: Traits, other: Traits) -> Resemblance | None:
    """How alike two studies are; None where they cannot be one trial or too little is told."""
    if _other_registration(one, other) or clearly_different(_profile(one), _profile(other)):
        return None
    if _other_design(one, other):
        return None
    parts: dict[str, float] = {}
    if one.titles and other.titles:
        parts["title"] = max(_titles_alike(a, b) for a in one.titles for b in other.titles)
    if one.authors and other.authors:
        parts["authors"] = _shared(one.authors, other.authors)
    if one.n is not None and other.n is not None:
        parts["participants"] = 1.0 if one.n == other.n else 0.25
    if one.doses and other.doses:
        parts["doses"] = _shared(one.doses, other.doses)
    if one.years and other.years:
        apart = min(abs(a - b) for a in one.years for b in other.years)
        parts["year"] = max(0.0, 1.0 - apart / 4)
    if len(parts) < _FEWEST_PARTS or not {"participants", "authors"} & parts.keys():
        return None
    weight = sum(WEIGHTS[name] for name in parts)
    score = sum(WEIGHTS[name] * value for name, value in parts.items()) / weight
    return Resemblance(score=round(score, 3), parts=parts)


def _profile(one: Traits) -> Profile:
    return Profile(n=one.n, conditions=one.conditions)


def _other_registration(one: Traits, other: Traits) -> bool:
    """Each has a number of one registry, and none is the same."""
    if one.numbers & other.numbers:
        return False
    families = {registry_family(number) for number in one.numbers}
    return bool(families & {registry_family(number) for number in other.numbers})


_MOTHERS: Condition = "postpartum depression"


def _other_design(one: Traits, other: Traits) -> bool:
    """Both say how people were assigned, or whom they studied, and not the same."""
    if one.assignment and other.assignment and one.assignment != other.assignment:
        return True
    both = bool(one.conditions and other.conditions)
    return both and (_MOTHERS in one.conditions) != (_MOTHERS in other.conditions)


def _titles_alike(one: str, other: str) -> float:
    return fuzz.token_set_ratio(one, other, processor=utils.default_process) / 100


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Of the smaller set, how much the other has too."""
    return len(one & other) / min(len(one), len(other))


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two studies that may be one trial, by their addresses."""

    one: str
    other: str
    resemblance: Resemblance


def alike(views: Sequence[StudyView]) -> tuple[Likeness, ...]:
    """The pairs of studies worth a curator's look, the likeliest first."""
    known = {view.slug: traits(view) for view in views}
    found = []
    for one, other in sorted(_worth_comparing(known)):
        resemblance = compare(known[one], known[other])
        if resemblance is not None and resemblance.score >= PROPOSED_FROM:
            found.append(Likeness(one=one, other=other, resemblance=resemblance))
    return tuple(sorted(found, key=lambda pair: (-pair.resemblance.score, pair.one, pair.other)))


def _worth_comparing(known: Mapping[str, Traits]) -> set[tuple[str, str]]:
    """Pairs that share an author or the number randomized: all others score too low, and every
    pair of thousands of studies would take too long."""
    blocks: dict[tuple[str, object], list[str]] = defaultdict(list)
    for slug, one in known.items():
        for author in one.authors:
            blocks["author", author].append(slug)
        if one.n is not None:
            blocks["n", one.n].append(slug)
    return {pair for block in _small(blocks.values()) for pair in combinations(sorted(block), 2)}


def _small(blocks: Iterable[list[str]]) -> Iterable[list[str]]:
    return (block for block in blocks if 1 < len(block) <= _LARGEST_BLOCK)
