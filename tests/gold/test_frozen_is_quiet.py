"""A test that fails on a frozen document prints nothing of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).with_name("conftest.py")
FAILING = """
from pathlib import Path
import pytest

@pytest.fixture(params=[Path("gold/{part}/one.json")], ids=["one"])
def document(request):
    return "a sentence nobody may read"

def test_it(document):
    assert document == "another"
"""


def _output(folder: Path, part: str) -> str:
    shutil.copy(CONFTEST, folder / "conftest.py")
    (folder / "test_one.py").write_text(FAILING.format(part=part), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert ran.returncode == 1
    return ran.stdout + ran.stderr


def test_a_failure_on_a_frozen_document_is_quiet(tmp_path: Path) -> None:
    printed = _output(tmp_path, "frozen")
    assert "nobody may read" not in printed
    assert "test_it[one]" in printed


def test_a_failure_on_a_development_document_is_told(tmp_path: Path) -> None:
    assert "nobody may read" in _output(tmp_path, "documents")
