"""Studies that may be one trial and that nobody has judged yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dosetable.store.curation.decisions import Decision, standing
from dosetable.store.evidence_table import StudyView
from dosetable.store.resemblance import Likeness, alike
from dosetable.store.shelf import Shelf


def undecided(
    views: Sequence[StudyView], decisions: Iterable[Decision], keys: Mapping[int, str]
) -> tuple[Likeness, ...]:
    """The pairs worth a look, the likeliest first; those that somebody held apart stay away.

    ``keys``: report -> its key as decisions name it.
    """
    mine = {
        view.slug: frozenset(keys[report.id] for report in view.reports if report.id in keys)
        for view in views
    }
    apart = [
        (frozenset(d.anchors), frozenset(d.others))
        for d in standing(decisions)
        if d.action == "split"
    ]

    def held_apart(pair: Likeness) -> bool:
        one, other = mine[pair.one], mine[pair.other]
        return any((a & one and b & other) or (a & other and b & one) for a, b in apart)

    return tuple(pair for pair in alike(views) if not held_apart(pair))


def marked(views: Sequence[StudyView], pairs: Sequence[Likeness]) -> Sequence[StudyView]:
    """The studies with a warning on each that may be another's people, told a second time."""
    if not pairs:
        return views
    names = {view.slug: view.name for view in views}
    said: dict[str, list[str]] = {}
    for pair in pairs:
        for slug, other in ((pair.one, pair.other), (pair.other, pair.one)):
            said.setdefault(slug, []).append(
                f"may report the same participants as {names[other]}; no identifier says so, and no "
                "curator has judged it yet"
            )
    return Shelf(
        replace(view, warnings=(*view.warnings, *said[view.slug])) if view.slug in said else view
        for view in views
    )
