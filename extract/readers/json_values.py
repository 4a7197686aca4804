"""Reading values out of JSON that nobody has checked: wrong types read as missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def mapping(value: object) -> Mapping[str, Any]:
    """Return ``value`` where it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> Sequence[Any]:
    """Return ``value`` where it is an array; one object or string counts as an array of one."""
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def text_of(value: object) -> str | None:
    """Return a string or number as a string; None for anything else and for blanks."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    return None


def at(value: object, *path: str | int) -> Any:
    """Follow ``path`` into nested objects and arrays; None where it leads nowhere."""
    for key in path:
        if isinstance(key, int):
            if not isinstance(value, list) or not 0 <= key < len(value):
                return None
            value = value[key]
        else:
            value = mapping(value).get(key)
    return value
