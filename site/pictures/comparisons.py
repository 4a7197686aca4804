"""What was compared with what: tested drugs on the left, comparators on the right, a line a pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A comparison that a trial made; ``n`` is how many it randomized."""

    tested: str
    comparator: str
    slug: str
    name: str
    n: int | None


def compared(study: StudyView) -> Iterator[Compared]:
    """Every tested drug and route of a trial against every comparator; nothing of a retracted one."""
    if study.retracted:
        return
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
    for one, other in product(sorted(tested), sorted(controls)):
        yield Compared(
            tested=one, comparator=other, slug=study.slug, name=study.name,
            n=study.n_randomized.value,
        )  # fmt: skip


def comparison_map(made: Iterable[Compared]) -> ComparisonMap | None:
    """All comparisons of the table; None when there is none."""
    pairs: dict[tuple[str, str], dict[str, Compared]] = {}
    for one in made:
        pairs.setdefault((one.tested, one.comparator), {})[one.slug] = one
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
                    (trial.name, f"study/{slug}.html")
                    for slug, trial in sorted(found.items(), key=lambda item: item[1].name)
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


def _by_side(pairs: dict[tuple[str, str], dict[str, Compared]], side: int) -> dict[str, set[str]]:
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


def _participants(trials: Iterable[Compared]) -> str:
    sizes = [trial.n for trial in trials]
    known = [size for size in sizes if size is not None]
    missing = len(sizes) - len(known)
    if not known:
        return "not found"
    text = wording.number(sum(known))
    return f"{text} (not found for {missing})" if missing else text


def _sentence(most: tuple[tuple[str, str], dict[str, Compared]], pairs: int, trials: int) -> str:
    (one, other), found = most
    return (
        f"{wording.plural(trials, 'trial')} made {wording.plural(pairs, 'kind')} of comparison; "
        f"the most frequent is {one} against {other} ({wording.plural(len(found), 'trial')})."
    )
