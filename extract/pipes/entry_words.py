"""What the time before treatment is called."""

ENTRY = r"(?:baseline|(?:(?:study|trial)[- ])?(?:entry|outset)|(?:study|trial)[- ]start|enrol?lment|admission|inclusion|intake|screening|(?:week|day|hour|month|visit) 0(?![.\d]))"
"""An expression, without groups, of when people came in: 'at baseline', 'from study entry'."""
