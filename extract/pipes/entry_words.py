"""What the time before treatment is called."""

ENTRY = r"(?:baseline|(?:(?:study|trial)[- ])?(?:entry|outset)|(?:study|trial)[- ]start|enrol?lment|admission|inclusion|intake|screening|pre-?operative(?:ly)?)"
"""An expression, without groups, of when people came in: 'at baseline', 'from study entry'."""

START = rf"(?:{ENTRY}|(?:week|day|hour|month|visit) 0(?![.\d]))"
"""``ENTRY``, or the visit that is counted as 0: 'fell from 31 at week 0'."""
