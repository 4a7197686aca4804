"""The licence of the data that the site publishes: said once, for pages, exports and citations.

Facts cannot be owned; what is licensed is the collection and the work in it. The short quotes stay
with their authors and publishers (docs/adr/0012).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """``spdx``: its identifier in the SPDX list; ``url``: its own page."""

    spdx: str
    name: str
    url: str


DATA = Licence(
    spdx="CC-BY-4.0",
    name="Creative Commons Attribution 4.0 International",
    url="https://creativecommons.org/licenses/by/4.0/",
)
