"""Which arm, which visit and which measure each test of a verdict in words is of.

A sentence names these coordinates step by step and tests each step behind it: 'lower with 0.5 mg/kg
on days 1 and 3 (P = .01 and P = .02) and with 0.2 mg/kg on day 1 (P = .04; day 3, P = .3)'. A test is
of the coordinates named since the test before it; what was not named again still holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dosetable.extract.pipes.entry_words import BEFORE_TREATMENT, START
from dosetable.extract.pipes.measures import MeasureMention
from dosetable.extract.pipes.outcomes.contrast import set_against
from dosetable.extract.pipes.outcomes.place import LISTED, opened_at
from dosetable.extract.pipes.outcomes.scan import Clause
from dosetable.extract.pipes.outcomes.subjects import general_spans
from dosetable.extract.pipes.statistics import PValue
from dosetable.extract.pipes.timepoints import TimepointMention

Visit = tuple[int, int, TimepointMention | None]
"""Where a visit is named, and its time; None for one without a date ('by discharge')."""

UNDATED = re.compile(
    r"\b(?:at|by|on|before|until|after) (?:the )?(?:hospital )?(?:discharge|end of (?:the )?(?:(?!\d)[\w-]+ )?(?:treatment|study|trial|course)|end-?point|completion)\b"
    r"|\b(?:after|following|before) (?:the )?(?:last|final|first|second|third|fourth|fifth|sixth|\d{1,2}(?:st|nd|rd|th))(?:(?:,| and|, and) (?:last|final|second|third|fourth|fifth|sixth|\d{1,2}(?:st|nd|rd|th)))* (?:\w+ )?(?:ECTs?|sessions?|infusions?|treatments?|injections?|doses?)\b",
    re.IGNORECASE,
)
BASELINE = re.compile(
    rf"\b(?:at|on) (?:the )?{START}\b"
    rf"|\b{BEFORE_TREATMENT}s?\b",
    re.IGNORECASE,
)
"""Where the groups were compared before anything was given: no result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One test, or none, of these ``arms`` ``against`` those (ids), ``visits`` and ``measures``; what
    is empty the clause does not say."""

    test: PValue | None
    arms: tuple[str, ...] = ()
    visits: tuple[Visit, ...] = ()
    measures: tuple[MeasureMention, ...] = ()
    against: tuple[str, ...] = ()
    start: int | None = None
    """Where what is its own is named; None for the first, which the whole clause may tell of."""


@dataclass(frozen=True, slots=True)
class _Named:
    """Something named at ``start``: ``kind`` 'arm', 'against', 'visit' or 'measure'."""

    start: int
    end: int
    kind: str
    what: tuple[object, ...]


def visits_of(clause: Clause) -> list[Visit]:
    """The visits that the clause names, with a date or without."""
    points = [t for t in clause.times if t.kind == "point"]
    undated: list[Visit] = [
        (m.start(), m.end(), None)
        for pattern in (UNDATED, BASELINE)
        for m in pattern.finditer(clause.text)
        if not any(t.start < m.end() + 4 and m.start() < t.end + 4 for t in points)
    ]
    return sorted([*((t.start, t.end, t) for t in points), *undated], key=lambda v: v[0])


def cells_of(
    clause: Clause,
    tests: Sequence[PValue],
    measures: Sequence[MeasureMention],
    experimental: frozenset[str],
    earlier: Sequence[str] = (),
) -> list[Cell]:
    """The cells of a clause, in order; none where which test is of what is not plain. ``earlier``
    are the arms in the order in which the sentence has named them before."""
    if not tests:
        return []
    named = _in_order(_named(clause, measures, experimental), earlier)
    runs = _runs(tests, clause.text)
    behind = [_behind(run[-1], named, clause.text) for run in runs]
    if any(behind):  # 'P = .02 at day 7': the test stands before what it is of
        return _of_those_behind(runs, named, clause.text) if all(behind) else []
    cells: list[Cell] = []
    last = Cell(test=None)
    position = 0
    for run in runs:
        here = [n for n in named if position <= n.start < run[0].start]
        if (position and not here) or not _in_lists(here, clause.text):
            return []
        made = _of_run(run, here, last)
        if not made or (position and _visit_unsaid(here, cells)):
            return []
        if position:
            made = [replace(cell, start=here[0].start) for cell in made]
        cells += made
        last = _joined(made)
        position = run[-1].end
    tail = [n for n in named if n.start >= position]
    cells = _with_tail(cells, tail, last, clause.text)
    if cells and not cells[0].measures and len({m.name for c in cells for m in c.measures}) > 1:
        return []  # 'in response (P = .3) or remission (P = .5)': the first is of a thing unknown
    return cells


def _visit_unsaid(here: Sequence[_Named], cells: Sequence[Cell]) -> bool:
    """Whether another arm is named behind several visits: at which it was tested is not said."""
    kinds = {n.kind for n in here}
    return "arm" in kinds and "visit" not in kinds and len({cell.visits for cell in cells}) > 1


def _of_those_behind(
    runs: Sequence[Sequence[PValue]], named: Sequence[_Named], text: str
) -> list[Cell]:
    """'(P = .02 at day 1 and P = .3 at day 7)': each test of what is named until the next, in its own
    bracket; what stands before a bracket is of all in it, and what it does not say again still holds."""
    if any(len(run) > 1 for run in runs):
        return []
    ends = [*(run[0].start for run in runs[1:]), len(text)]
    cells: list[Cell] = []
    head: dict[str, list[_Named]] = {}
    since = 0
    for (test,), end in zip(runs, ends, strict=True):
        opened = opened_at(text, test.start)
        closed = text.find(")", test.end) if opened is not None else -1
        stop = min(end, closed) if closed > 0 else end
        before = [n for n in named if since <= n.start < (opened or test.start)]
        for kind in {n.kind for n in before}:
            head[kind] = [n for n in before if n.kind == kind]
        here = [n for n in named if test.end <= n.start < stop]
        since = stop
        kinds = {n.kind for n in here}
        above = [n for kind, told in head.items() if kind not in kinds for n in told]
        made = _of_run([test], [*above, *here], Cell(test=None))
        if not here or not made:
            return []
        cells += made
    return cells


def _named(
    clause: Clause, measures: Sequence[MeasureMention], experimental: frozenset[str]
) -> list[_Named]:
    visits = [_Named(v[0], v[1], "visit", (v,)) for v in visits_of(clause)]
    told = any(m in clause.measures for m in measures)
    general = general_spans(clause)
    spoken_of = [m for m in measures if (m.start, m.end) in general]
    scales = [
        _Named(m.start, m.end, "measure", (m,)) for m in (*clause.measures, *spoken_of) if told
    ]
    rivals = set_against(clause)
    against = [_Named(m.start, m.end, "against", tuple(m.arms)) for m in rivals]
    if len({n.what for n in against}) < 2 or any(len(n.what) != 1 for n in against):
        against = []
    arms = [
        _Named(m.start, m.end, "arm", tuple(sorted(m.arms & experimental)))
        for m in clause.arms
        if m.arms & experimental and m not in rivals
    ]
    narrow = [a for a in arms if len(a.what) < len(experimental)]
    if len(experimental) < 2:
        arms = []
    elif narrow:  # 'ketamine was better at 0.5 mg/kg'
        arms = [
            a
            for a in arms
            if a in narrow
            or (_SUMMED.search(clause.text, a.start, a.end) and not _told_apart(a, narrow))
        ]
    return sorted([*visits, *scales, *arms, *against], key=lambda n: n.start)


def _told_apart(several: _Named, narrow: Sequence[_Named]) -> bool:
    """'Neither dose differed (60 mg: P = .7; 30 mg: P = .4)': each is named again behind."""
    return set(several.what) <= {a for n in narrow if n.start >= several.end for a in n.what}


def _in_order(named: Sequence[_Named], earlier: Sequence[str]) -> list[_Named]:
    """``named`` with the arms of 'neither dose' in the order in which they were named before."""
    order = [*earlier, *(n.what[0] for n in named if n.kind == "arm" and len(n.what) == 1)]
    return [
        replace(n, what=tuple(sorted(n.what, key=lambda a: order.index(a) if a in order else 99)))
        if n.kind == "arm" and len(n.what) > 1
        else n
        for n in named
    ]


_SUMMED = re.compile(r"\b(?:both|either|neither|all|each|any|none)\b", re.IGNORECASE)


def _runs(tests: Sequence[PValue], text: str) -> list[list[PValue]]:
    """Tests that are listed with nothing between them."""
    runs: list[list[PValue]] = []
    for test in sorted(tests, key=lambda p: p.start):
        if runs and LISTED.fullmatch(text, runs[-1][-1].end, test.start):
            runs[-1].append(test)
        else:
            runs.append([test])
    return runs


_THEN = re.compile(r"[)\]]? ?(?:at|on|for|in|with|after|by|vs\.?|versus) (?:the )?", re.IGNORECASE)


def _behind(test: PValue, named: Sequence[_Named], text: str) -> bool:
    """Whether what follows the test in its own bracket, or at once outside any, is what it is of."""
    after = next((n for n in named if n.start >= test.end), None)
    if after is None:
        return False
    gap = text[test.end : after.start]
    return not gap.startswith((")", "]")) and _THEN.fullmatch(gap) is not None


def _in_lists(named: Sequence[_Named], text: str) -> bool:
    """Whether the coordinates of each kind stand together: 'at day 3 A was lower, and at day 7 B'
    leaves open which visit is of which measure."""
    kinds = [n.kind for k, n in enumerate(named) if k == 0 or named[k - 1].kind != n.kind]
    return len(kinds) == len(set(kinds))


def _of_run(run: Sequence[PValue], here: Sequence[_Named], last: Cell) -> list[Cell]:
    arms = tuple(dict.fromkeys(a for n in here if n.kind == "arm" for a in n.what))
    visits = tuple(v for n in here if n.kind == "visit" for v in n.what)
    measures = tuple(m for n in here if n.kind == "measure" for m in n.what)
    against = tuple(dict.fromkeys(a for n in here if n.kind == "against" for a in n.what))
    whole = Cell(
        test=run[0],
        arms=arms or last.arms,  # type: ignore[arg-type]
        visits=visits or last.visits,  # type: ignore[arg-type]
        measures=measures or last.measures,  # type: ignore[arg-type]
        against=against or last.against,  # type: ignore[arg-type]
    )
    if len(run) == 1:
        return [whole]
    fits = [
        (field, listed)
        for field, listed in (
            ("arms", arms),
            ("visits", visits),
            ("measures", measures),
            ("against", against),
        )
        if len(listed) == len(run)
    ]
    if len(fits) != 1:
        return []
    field, listed = fits[0]
    return [
        replace(whole, test=p, **{field: (one,)})  # type: ignore[arg-type]
        for p, one in zip(run, listed, strict=True)
    ]


def _joined(made: Sequence[Cell]) -> Cell:
    """What still holds behind several cells: all that they name."""
    return Cell(
        test=None,
        arms=tuple(dict.fromkeys(a for cell in made for a in cell.arms)),
        visits=tuple(dict.fromkeys(v for cell in made for v in cell.visits)),
        measures=tuple({m.start: m for cell in made for m in cell.measures}.values()),
        against=tuple(dict.fromkeys(a for cell in made for a in cell.against)),
    )


_FIELDS = (
    ("arm", "arms"),
    ("visit", "visits"),
    ("measure", "measures"),
    ("against", "against"),
)


def _with_tail(cells: list[Cell], tail: Sequence[_Named], last: Cell, text: str) -> list[Cell]:
    """What is named behind the last test: of all cells, if none named its like ('with A (P = .01)
    and B (P = .02) at 24 h'); else a further cell, without a test."""
    if not tail:
        return cells
    if not _in_lists(tail, text):
        return []
    further: dict[str, tuple[object, ...]] = {}
    for kind, field in _FIELDS:
        listed = tuple(dict.fromkeys(x for n in tail if n.kind == kind for x in n.what))
        if not listed:
            continue
        if any(getattr(cell, field) for cell in cells):
            further[field] = listed
        else:
            cells = [replace(cell, **{field: listed}) for cell in cells]  # type: ignore[arg-type]
            last = replace(last, **{field: listed})  # type: ignore[arg-type]
    if not further:
        return cells
    if "visits" not in further:  # '..., whereas 0.2 mg/kg was not': at none of the visits
        visits = tuple(dict.fromkeys(v for cell in cells for v in cell.visits))
        last = replace(last, visits=visits)
    return [*cells, replace(last, test=None, start=tail[0].start, **further)]  # type: ignore[arg-type]
