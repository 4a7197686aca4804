"""How and when the sources are asked, as the site tells it: known to the settings, not the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """``searches``: a source and the words it is asked with; ``next_run``: when, if it is known."""

    searches: tuple[tuple[str, str], ...] = ()
    next_run: datetime | None = None


UNSAID = Asking()
