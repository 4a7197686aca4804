"""The sample editions, and a site built from them once."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dosetable.site.build import build_site
from dosetable.store.evidence_table import EditionView


def _load(file: str) -> ModuleType:
    """A module that lies beside the tests, which are not a package."""
    name = f"site_{file}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{file}.py"))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    return _load("sample")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, sample: ModuleType) -> Path:
    out = tmp_path_factory.mktemp("site")
    build_site(sample.edition(), out, base_url="https://table.example/live", now=sample.NOW)
    return out


@pytest.fixture(scope="session")
def whole(sample: ModuleType) -> EditionView:
    """The edition in which every part of every page has something to show."""
    edition: EditionView = _load("sample_whole").whole(sample)
    return edition


@pytest.fixture(scope="session")
def built_whole(
    tmp_path_factory: pytest.TempPathFactory, sample: ModuleType, whole: EditionView
) -> Path:
    out = tmp_path_factory.mktemp("whole")
    build_site(whole, out, base_url="https://table.example/live", now=sample.NOW)
    return out
