"""The accuracy that the methods page shows: measured by `make accuracy`, shipped as a file."""

from __future__ import annotations

from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from dosetable.site.build import FieldAccuracy

FILE = "accuracy.json"


class _Figure(BaseModel):
    """One field's figures, as fractions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    n: int = Field(ge=0)
    precision: float | None = Field(ge=0, le=1)
    recall: float | None = Field(ge=0, le=1)
    f1: float | None = Field(ge=0, le=1)
    accuracy: float | None = Field(ge=0, le=1)
    interval: tuple[float, float] | None


class _Measured(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    documents: int
    figures: tuple[_Figure, ...]


def shipped_accuracy() -> tuple[FieldAccuracy, ...]:
    """The figures of the last measurement on our own gold set, in percent; a test keeps the file
    true to what the extractor does now."""
    source = files("dosetable.nightly").joinpath(FILE)
    return read_accuracy(source.read_text(encoding="utf-8")) if source.is_file() else ()


def read_accuracy(text: str) -> tuple[FieldAccuracy, ...]:
    """The measurement's file, fractions turned into percent.

    A field that the gold set never holds is left out: it has no figure. Raises ValueError when
    the file is not what the measurement writes.
    """
    return tuple(
        FieldAccuracy(
            field=figure.field,
            items=figure.n,
            precision=_percent(figure.precision),
            recall=_percent(figure.recall),
            f1=_percent(figure.f1),
            accuracy=_percent(figure.accuracy),
            interval=figure.interval and (100 * figure.interval[0], 100 * figure.interval[1]),
        )
        for figure in _Measured.model_validate_json(text).figures
        if figure.f1 is not None or figure.accuracy is not None
    )


def _percent(fraction: float | None) -> float | None:
    return None if fraction is None else 100 * fraction
