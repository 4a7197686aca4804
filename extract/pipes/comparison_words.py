"""How a sentence sets one thing against another."""

import re

COMPARED_WITH = r"(?:compar(?:ed|ing)|in comparison) (?:with|to)"
"""An expression, without groups, that stands before what a result is set against."""

SET_AGAINST = re.compile(
    rf"(?:[ -]?(?:mg|/kg|kg|mcg|groups?|arms?|doses?|infusions?|/h))*\)?,? ?(?:vs?\.?|versus|{COMPARED_WITH}|relative to|against)\s(?:the |[Gg]roups? )*",
)
"""What stands between the names of two arms that are set against each other: '60 mg vs placebo'."""
