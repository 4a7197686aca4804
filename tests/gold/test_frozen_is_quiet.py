"""A test that fails on a frozen document prints nothing of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
FAILING = """
from pathlib import Path
import pytest

@pytest.fixture(params=[Path("gold/{part}/one.json")], ids=["one"])
def document(request):
    print("printed words nobody may read")
    return "a sentence nobody may read"

def test_it(document):
    assert document == "another"
"""
# One process, and the two that `make test` asks for; each shows all that it may show.
ONE, SPREAD = ("-p", "no:xdist"), ("-n", "2", "--dist", "loadgroup")


def _output(folder: Path, part: str, *how: str) -> str:
    shutil.copy(CONFTEST, folder / "conftest.py")
    (folder / "test_one.py").write_text(FAILING.format(part=part), encoding="utf-8")
    shown = ("-vv", "--showlocals", "-rA")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *shown, *how, str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert ran.returncode == 1
    return ran.stdout + ran.stderr


@pytest.mark.parametrize("how", [ONE, SPREAD], ids=["one process", "spread"])
def test_a_failure_on_a_frozen_document_is_quiet(tmp_path: Path, how: tuple[str, ...]) -> None:
    printed = _output(tmp_path, "frozen", *how)
    assert "nobody may read" not in printed
    assert "test_it[one]" in printed


@pytest.mark.parametrize("how", [ONE, SPREAD], ids=["one process", "spread"])
def test_a_failure_on_a_development_document_is_told(tmp_path: Path, how: tuple[str, ...]) -> None:
    assert "nobody may read" in _output(tmp_path, "documents", *how)
