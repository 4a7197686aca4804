"""The package list in pyproject.toml is written by hand; these tests hold it to the disk."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("crawler", "desk", "extract", "nightly", "site", "store")


def _setuptools() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "setuptools"
    ]


def _files() -> list[Path]:
    return [
        path.relative_to(ROOT)
        for part in PARTS
        for path in sorted((ROOT / part).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


def test_every_folder_with_code_is_a_listed_package() -> None:
    on_disk = {".".join(("dosetable", *p.parent.parts)) for p in _files() if p.suffix == ".py"}
    assert set(_setuptools()["packages"]) == on_disk


def test_every_data_file_goes_into_the_wheel() -> None:
    settings = _setuptools()
    packages = sorted(settings["packages"], key=len, reverse=True)
    data: dict[str, list[str]] = settings["package-data"]
    left_out = []
    for file in _files():
        if file.suffix == ".py":
            continue
        dotted = ".".join(("dosetable", *file.parent.parts))
        package = next(p for p in packages if f"{dotted}.".startswith(f"{p}."))
        inside = "/".join(file.parts[package.count(".") :])
        patterns = [*data.get("*", ()), *data.get(package, ())]
        if not any(_matches(inside, pattern) for pattern in patterns):
            left_out.append(str(file))
    assert left_out == []


def _matches(name: str, pattern: str) -> bool:
    """As setuptools globs: ``*`` stays within a folder, ``**`` goes below it."""
    folder, deep, rest = pattern.partition("**/")
    if deep:
        return name.startswith(folder) and fnmatch(name.rsplit("/", 1)[-1], rest)
    return name.count("/") == pattern.count("/") and fnmatch(name, pattern)


def test_no_root_folder_shadows_the_import_package() -> None:
    assert not (ROOT / "dosetable").exists()


def test_python_files_stay_readable() -> None:
    limit = 450
    long = {
        str(file): lines
        for file in _files()
        if file.suffix == ".py"
        and "versions" not in file.parts
        and (lines := (ROOT / file).read_text("utf-8").count("\n")) > limit
    }
    assert long == {}
