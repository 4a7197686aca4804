"""The measures that a record plans, with their time frames; results are not read here."""

from __future__ import annotations

from dosetable.extract.facts import OutcomeRole, PlannedOutcome
from dosetable.extract.readers.json_values import items
from dosetable.extract.registry.measures import subject_of
from dosetable.extract.registry.quotes import PROTOCOL, Quotes
from dosetable.extract.vocabulary import Vocabulary

_LISTS: tuple[tuple[str, OutcomeRole | None], ...] = (
    ("primaryOutcomes", "primary"),
    ("secondaryOutcomes", "secondary"),
    ("otherOutcomes", None),
)


def read_planned(quotes: Quotes, vocabulary: Vocabulary) -> tuple[PlannedOutcome, ...]:
    """Return the planned outcomes that are measures of the table, in the record's order."""
    found = []
    for key, role in _LISTS:
        listing = f"{PROTOCOL}/outcomesModule/{key}"
        for number in range(len(items(quotes.get(listing)))):
            base = f"{listing}/{number}"
            subject = subject_of(
                quotes.printed(f"{base}/measure"), quotes.printed(f"{base}/description"), vocabulary
            )
            if subject is None:
                continue
            frame = quotes.printed(f"{base}/timeFrame") or None
            found.append(
                PlannedOutcome(
                    measure=subject.name,
                    role=role,
                    time_frame=frame,
                    evidence=(
                        *quotes.evidence(f"{base}/measure", "planned"),
                        *quotes.evidence(f"{base}/timeFrame", "planned", field="time_frame"),
                    ),
                )
            )
    return tuple(found)
