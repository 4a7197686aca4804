"""What was compared with what: tested drugs on the left, comparators on the right, a line a pair."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dosetable.site import wording
from dosetable.store.evidence_table import StudyView

LEFT, RIGHT, TOP, STEP = 176.0, 320.0, 20.0, 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    y: float
    label: str
    trials: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A comparison that ``trials`` made; the line is as wide as they are many."""

    y1: float
    y2: float
    width: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLine:
    tested: str
    comparator: str
    trials: str
    participants: str
    studies: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonMap:
    sentence: str
    height: float
    tested: tuple[Node, ...]
    comparators: tuple[Node, ...]
    edges: tuple[Edge, ...]
    table: tuple[DataLine, ...]


def comparison_map(studies: Iterable[StudyView]) -> ComparisonMap | None:
    """All comparisons of the table; None when there is none. Retracted studies are left out."""
    pairs: dict[tuple[str, str], dict[str, StudyView]] = {}
    for study in studies:
        if study.retracted:
            continue
        tested = {
            f"{arm.drug.value}, {arm.route.value or 'route not found'}"
            for arm in study.arms
            if arm.role.value == "experimental" and arm.drug.value
        }
        controls = {
            _comparator(arm.role.value, arm.drug.value)
            for arm in study.arms
            if arm.role.value not in (None, "experimental")
        }
        for one in tested:
            for other in controls:
                pairs.setdefault((one, other), {})[study.slug] = study
    if not pairs:
        return None
    left, right = _column(_by_side(pairs, 0)), _column(_by_side(pairs, 1))
    at = {node.label: node.y for node in left}, {node.label: node.y for node in right}
    most = max(len(found) for found in pairs.values())
    ordered = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
    return ComparisonMap(
        sentence=_sentence(ordered[0], len(pairs), len({s for f in pairs.values() for s in f})),
        height=TOP + STEP * max(len(left), len(right)),
        tested=left,
        comparators=right,
        edges=tuple(
            Edge(
                y1=at[0][one],
                y2=at[1][other],
                width=round(1 + 11 * len(found) / most, 1),
                label=f"{one} against {other}: {wording.plural(len(found), 'trial')}",
            )
            for (one, other), found in ordered
        ),
        table=tuple(
            DataLine(
                tested=wording.sentence_case(one),
                comparator=wording.sentence_case(other),
                trials=str(len(found)),
                participants=_participants(found.values()),
                studies=tuple(
                    (study.name, f"study/{slug}.html")
                    for slug, study in sorted(found.items(), key=lambda item: item[1].name)
                ),
            )
            for (one, other), found in ordered
        ),
    )


def _comparator(role: str | None, drug: str | None) -> str:
    if role == "placebo":
        return "inert placebo"
    if role == "no treatment":
        return "no treatment"
    return drug or f"{role}, unnamed"


def _by_side(pairs: dict[tuple[str, str], dict[str, StudyView]], side: int) -> dict[str, set[str]]:
    """Name on that side -> the trials that have it."""
    found: dict[str, set[str]] = {}
    for key, studies in pairs.items():
        found.setdefault(key[side], set()).update(studies)
    return found


def _column(trials: dict[str, set[str]]) -> tuple[Node, ...]:
    ordered = sorted(trials, key=lambda name: (-len(trials[name]), name))
    return tuple(
        Node(y=TOP + i * STEP, label=name, trials=len(trials[name]))
        for i, name in enumerate(ordered)
    )


def _participants(studies: Iterable[StudyView]) -> str:
    sizes = [study.n_randomized.value for study in studies]
    known = [size for size in sizes if size is not None]
    missing = len(sizes) - len(known)
    text = wording.number(sum(known))
    return f"{text} (not found for {missing})" if missing else text


def _sentence(most: tuple[tuple[str, str], dict[str, StudyView]], pairs: int, trials: int) -> str:
    (one, other), found = most
    return (
        f"{wording.plural(trials, 'trial')} made {wording.plural(pairs, 'kind')} of comparison; "
        f"the most frequent is {one} against {other} ({wording.plural(len(found), 'trial')})."
    )
