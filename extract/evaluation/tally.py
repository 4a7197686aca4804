"""Counting hits and answers, and turning the counts into figures with their uncertainty."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field

_Z = 1.959964  # the normal quantile of a 95% interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One field's figures. Sets have precision, recall and F1; single values have accuracy with
    Wilson's 95% interval. Fractions from 0 to 1; None where nothing was asked or answered."""

    field: str
    n: int
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    accuracy: float | None = None
    interval: tuple[float, float] | None = None
    answered: int | None = None

    @property
    def headline(self) -> float | None:
        """The figure a gate looks at: F1 for sets (precision where there is only that), else accuracy."""
        if self.accuracy is not None:
            return self.accuracy
        return self.f1 if self.f1 is not None else self.precision


@dataclass(slots=True)
class Tally:
    """Counts by field, added to document by document."""

    hit: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)

    def bags(self, name: str, got: Counter[Hashable], want: Counter[Hashable]) -> None:
        """Count what two bags share."""
        self.hit[name] += (got & want).total()
        self.predicted[name] += got.total()
        self.wanted[name] += want.total()

    def value(self, name: str, got: object, want: object) -> None:
        """Count one value; a value the gold does not hold is not asked for."""
        if want is None:
            return
        self.asked[name] += 1
        self.answered[name] += got is not None
        self.right[name] += got == want

    def figures(self) -> tuple[Figure, ...]:
        """The figures, sets first, each in the order of first counting."""
        sets = [self._set_figure(name) for name in dict.fromkeys((*self.wanted, *self.predicted))]
        return (*sets, *(self._value_figure(name) for name in self.asked))

    def _set_figure(self, name: str) -> Figure:
        hit, predicted, wanted = self.hit[name], self.predicted[name], self.wanted[name]
        precision = hit / predicted if predicted else None
        recall = hit / wanted if wanted else None
        f1 = None
        if precision is not None and recall is not None:
            total = precision + recall
            f1 = 2 * precision * recall / total if total else 0.0
        return Figure(field=name, n=wanted, precision=precision, recall=recall, f1=f1)

    def _value_figure(self, name: str) -> Figure:
        right, asked = self.right[name], self.asked[name]
        return Figure(
            field=name,
            n=asked,
            accuracy=right / asked,
            interval=wilson(right, asked),
            answered=self.answered[name],
        )


def wilson(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95% interval for ``right`` of ``n`` (n > 0), as fractions."""
    share = right / n
    scale = 1 + _Z**2 / n
    middle = share + _Z**2 / (2 * n)
    half = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return ((middle - half) / scale, (middle + half) / scale)
