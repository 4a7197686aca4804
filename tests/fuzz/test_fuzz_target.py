"""The fuzz target holds on the library as it is, and can fail."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_extract", HERE / "fuzz_extract.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_extract"] = module
    spec.loader.exec_module(module)
    return module


def test_the_library_passes(fuzz: ModuleType) -> None:
    assert len(fuzz.SEEDS) >= 9
    for data in fuzz.SEEDS[::3]:
        fuzz.target(data)


def test_a_broken_promise_is_seen(fuzz: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(data: bytes) -> None:
        raise IndexError

    monkeypatch.setattr(fuzz, "extract_bytes", crash)
    with pytest.raises(IndexError):
        fuzz.target(b"anything")
