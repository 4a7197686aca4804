"""A sequence on the disk is a sequence."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from weakref import WeakValueDictionary

import pytest

from dosetable.store.shelf import Shelf


@dataclass(frozen=True)
class Entry:
    name: str
    day: date | None = None


ENTRIES = tuple(Entry(f"entry {n * 7919 % 1000}", date(2026, 1, 1 + n % 28)) for n in range(300))


def test_it_gives_back_what_came_in() -> None:
    shelf = Shelf(iter(ENTRIES))
    assert shelf == ENTRIES
    assert shelf == ENTRIES
    assert list(shelf) == list(shelf), "it can be read again"
    assert len(shelf) == 300
    assert (shelf[0], shelf[-1], tuple(shelf[2:5])) == (ENTRIES[0], ENTRIES[-1], ENTRIES[2:5])
    assert ENTRIES[7] in shelf
    with pytest.raises(IndexError):
        shelf[300]


def test_an_empty_one_is_false_and_equal_to_nothing() -> None:
    shelf: Shelf[Entry] = Shelf(())
    assert not shelf
    assert shelf == ()
    assert shelf != ENTRIES
    assert shelf != 1


def test_it_sorts_and_keeps_the_order_of_equals() -> None:
    shelf = Shelf(ENTRIES, order=lambda entry: entry.day)
    assert shelf == sorted(ENTRIES, key=lambda entry: str(entry.day))
    assert shelf != ENTRIES


def test_no_value_stays_in_memory() -> None:
    alive: WeakValueDictionary[int, Entry] = WeakValueDictionary()
    most = 0

    def made() -> Iterator[Entry]:
        nonlocal most
        for n in range(200):
            entry = Entry(f"entry {n}")
            alive[n] = entry
            most = max(most, len(alive))
            yield entry

    shelf = Shelf(made())
    gc.collect()
    assert len(shelf) == 200
    assert most <= 3, "the one that is made, and the one that is written"
    assert not alive


def test_threads_read_it_at_the_same_time() -> None:
    shelf = Shelf(ENTRIES)
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda n: shelf[n % 300], range(6000)))
    assert read == [ENTRIES[n % 300] for n in range(6000)]
