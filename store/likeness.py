"""Whether papers that give one registry number can be of one trial.

Some programmes run many trials under one number (an institute's protocol of 2004 covers at
least three published ketamine trials). Only what two papers say outright keeps them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dosetable.extract.facts import Condition

BIPOLAR: Condition = "bipolar depression"
UNIPOLAR: frozenset[Condition] = frozenset(
    {"major depressive disorder", "treatment-resistant depression"}
)
# Numbers randomized that differ by more than this share of the larger are two trials'.
SAME_SIZE_WITHIN = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an article says of its trial's people. ``n``: participants randomized."""

    n: int | None = None
    conditions: frozenset[Condition] = frozenset()
    year: int | None = None


def clearly_different(one: Profile, other: Profile) -> bool:
    """Different polarity, or clearly different numbers randomized."""
    return _other_polarity(one, other) or _other_polarity(other, one) or _other_size(one, other)


def _other_polarity(one: Profile, other: Profile) -> bool:
    return (
        BIPOLAR in one.conditions
        and not one.conditions & {"major depressive disorder"}
        and bool(other.conditions & UNIPOLAR)
        and BIPOLAR not in other.conditions
    )


def _other_size(one: Profile, other: Profile) -> bool:
    if one.n is None or other.n is None:
        return False
    return abs(one.n - other.n) > SAME_SIZE_WITHIN * max(one.n, other.n)


def buckets(profiles: Sequence[Sequence[Profile]]) -> list[list[int]]:
    """Indices of articles put into trials: each into the first whose members all may be its own.

    The caller's order decides which article is the first trial's.
    """
    found: list[list[int]] = []
    for index, mine in enumerate(profiles):
        home = next(
            (
                bucket
                for bucket in found
                if not any(
                    clearly_different(one, other)
                    for member in bucket
                    for one in mine
                    for other in profiles[member]
                )
            ),
            None,
        )
        if home is None:
            found.append([index])
        else:
            home.append(index)
    return found
