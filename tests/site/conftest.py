"""The sample editions, and a site built from them once."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dosetable.site.build import build_site


def _load_sample() -> ModuleType:
    """``sample.py`` lies beside the tests, which are not a package."""
    name = "site_sample"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("sample.py"))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    return _load_sample()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, sample: ModuleType) -> Path:
    out = tmp_path_factory.mktemp("site")
    build_site(sample.edition(), out, base_url="https://table.example/live", now=sample.NOW)
    return out
