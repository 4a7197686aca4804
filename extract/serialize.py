"""StudyFacts as the JSON of ``facts.schema.json``, and back without loss."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

from dosetable.extract.facts import StudyFacts

T = TypeVar("T")


def to_json(facts: StudyFacts) -> dict[str, Any]:
    """Return ``facts`` as plain JSON types; tuples become lists, None stays."""
    plain: dict[str, Any] = _plain(facts)
    for holder in (
        plain["design"],
        plain["population"],
        plain["screening"],
        *plain["planned_outcomes"],
    ):
        if not holder["evidence"]:
            del holder["evidence"]  # the schema wants at least one where the key is there
    return plain


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value


def from_json(data: Mapping[str, Any]) -> StudyFacts:
    """Return the StudyFacts that ``data`` (as written by ``to_json``) stands for.

    Raises TypeError for an unknown key and ValueError for a value outside its type.
    """
    return _build(StudyFacts, data)


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _build(cls: type[T], data: Mapping[str, Any]) -> T:
    hints = _hints(cast("Any", cls))
    unknown = set(data) - set(hints)
    if unknown:
        raise TypeError(f"{cls.__name__} has no {', '.join(sorted(unknown))}")
    return cls(**{key: _value(hints[key], value) for key, value in data.items()})


def _value(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        (inner,) = [a for a in get_args(hint) if a is not type(None)]
        return _value(inner, value)
    if origin is tuple:
        return tuple(_value(get_args(hint)[0], v) for v in value)
    if origin is Literal:
        if value not in get_args(hint):
            raise ValueError(f"{value!r} is none of {get_args(hint)}")
        return value
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _build(hint, value)
    if hint is float and isinstance(value, int):
        return float(value)
    return value
