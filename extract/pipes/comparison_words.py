"""How a sentence sets one thing against another."""

COMPARED_WITH = r"(?:compar(?:ed|ing)|in comparison) (?:with|to)"
"""An expression, without groups, that stands before what a result is set against."""
