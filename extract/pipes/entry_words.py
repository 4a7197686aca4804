"""What the time before treatment is called."""

ENTRY = r"(?:baseline|(?:(?:study|trial)[- ])?(?:entry|outset)|(?:study|trial)[- ]start|enrol?lment|admission|inclusion|intake|screening|pre-?operative(?:ly)?)"
"""An expression, without groups, of when people came in: 'at baseline', 'from study entry'."""

START = rf"(?:{ENTRY}|(?:week|day|hour|month|visit) 0(?![.\d]))"
"""``ENTRY``, or the visit that is counted as 0: 'fell from 31 at week 0'."""

BEFORE_TREATMENT = (
    r"(?:prior to|before|preceding) (?:the |an? |their |any |starting |initiation of )?"
    r"(?:(?!last|final|second|third|fourth|fifth|sixth|next|each|every)[\w-]+ ){0,2}?"
    r"(?:infusion|treatment|intervention|therapy|medication|administration|injection|dose|session|surgery|operation|procedure"
    r"|section|delivery|an(?:a)?esthesia|induction|ECT|randomi[sz]ation)"
)
"""An expression, without groups, of the time before what the trial gives; not of a later session."""
