"""A sequence kept on disk: as many values as there are, and one of them in memory.

The table of a night grows with every trial that is published; the memory of the machine that makes
it does not. Values are written once, to a nameless file that this process alone can open and that
is gone with it, so that nothing but our own values is ever read back.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Shelf(Sequence[T], Generic[T]):
    """Values in the order they came in, or sorted by ``order``. Equal to a sequence of its values.

    Each reading makes the value anew: ``shelf[0] is shelf[0]`` does not hold. May be read by several
    threads at a time.
    """

    def __init__(self, values: Iterable[T], *, order: Callable[[T], Any] | None = None) -> None:
        # The file lives as long as the shelf: not a block of "with".
        self._file = tempfile.TemporaryFile(prefix="dosetable-")  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        places: list[tuple[int, int]] = []
        keys: list[Any] = []
        start = 0
        for value in values:
            content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
            self._file.write(content)
            places.append((start, len(content)))
            start += len(content)
            if order is not None:
                keys.append(order(value))
        self._file.flush()
        if order is not None:
            places = [places[i] for i in sorted(range(len(keys)), key=keys.__getitem__)]
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return tuple(self._read(place) for place in self._places[index])
        return self._read(self._places[index])

    def __iter__(self) -> Iterator[T]:
        return map(self._read, self._places)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def _read(self, place: tuple[int, int]) -> T:
        start, size = place
        # pread: no position that two threads could move under each other.
        value: T = pickle.loads(os.pread(self._file.fileno(), size, start))  # noqa: S301
        return value
