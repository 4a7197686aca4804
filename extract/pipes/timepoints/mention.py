"""What a time named in the text is: its value, and whether it is an assessment or a length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dosetable.extract.facts import Timepoint, TimeUnit

HOURS: dict[TimeUnit, float] = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 168, "month": 730.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimepointMention:
    """A time named at ``text[start:end]``; the members of one list share ``group``.

    ``kind``: 'point' (an assessment) or 'duration' (a length: of an infusion, a course, an age).
    """

    start: int
    end: int
    timepoint: Timepoint
    kind: Literal["point", "duration"]
    group: int
    since: Timepoint | None = None
    """The first visit of a range that ends here: 'days 1-3'."""

    @property
    def hours(self) -> float:
        return self.timepoint.hours
