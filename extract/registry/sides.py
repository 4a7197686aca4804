"""Tests that look to one side alone, and what their p-values tell."""

from __future__ import annotations

import re

from dosetable.extract.pipes.statistics.pvalues import is_significant
from dosetable.extract.readers.json_values import text_of
from dosetable.extract.registry.quotes import Quotes
from dosetable.extract.registry.values import PValue
from dosetable.extract.twin import twin

_ONE_SIDED = re.compile(r"\b(?:one|1)[- ]?(?:sided|tailed)", re.IGNORECASE)


def one_sided_test(quotes: Quotes, pointer: str) -> bool:
    """Whether a test looks to one side alone: its p is half of the usual one."""
    said = " ".join(
        twin(text_of(quotes.get(f"{pointer}/{key}")) or "")
        for key in ("pValue", "pValueComment", "statisticalMethod", "statisticalComment")
    )
    sides = text_of(quotes.get(f"{pointer}/ciNumSides"))
    return sides == "ONE_SIDED" or _ONE_SIDED.search(said) is not None


def significance(p: PValue, *, one_sided: bool) -> bool | None:
    """Of a one-sided p: surely not from 0.05 on, surely below 0.025 (ICH E9, 5.5); between the two
    it is the trial's own level that tells."""
    significant = is_significant(p.operator, p.value)
    if not one_sided or not significant:
        return significant
    return True if is_significant(p.operator, 2 * p.value) else None
