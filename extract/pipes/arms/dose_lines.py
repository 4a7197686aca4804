"""A register's line of a dose, below the line that names the arm's product.

'Arm title: X', 'Investigational medicinal product name: X', 'Dosage and administration details: 0.3 mg/kg'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dosetable.extract.pipes.arms.treatments import Treatment
from dosetable.extract.pipes.doses import DoseMention

_DOSE_FIELD = re.compile(r"\bdosage and administration(?: details)?[\s:|]+$", re.IGNORECASE)
_PRODUCT_FIELD = re.compile(
    r"\b(?:arm title|(?:investigational )?(?:medicinal )?product name)[\s:|]+$", re.IGNORECASE
)
_FAR = 800


def with_dose_lines(
    twin: str,
    here: Sequence[Treatment],
    before: Sequence[Treatment],
    doses: Sequence[DoseMention],
) -> list[Treatment]:
    """``here``, the treatments of a sentence, with the product that the dose of such a line is of, as
    if it stood before the dose. ``before``: the treatments of the text so far."""
    lent = []
    for mention in doses:
        at = mention.start
        if _DOSE_FIELD.search(twin, max(0, at - 60), at) is None:
            continue
        named = next((t for t in reversed(before) if t.end <= at and _is_product(twin, t)), None)
        if named is not None and at - named.start <= _FAR:
            lent.append(replace(named, start=at, end=at, relation="alternative"))
    return sorted([*here, *lent], key=lambda t: t.start)


def _is_product(twin: str, treatment: Treatment) -> bool:
    head = max(0, treatment.start - 60)
    return _PRODUCT_FIELD.search(twin, head, treatment.start) is not None
