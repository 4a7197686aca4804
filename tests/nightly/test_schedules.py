"""The ways to run it: each is checked by the program that would read it, where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dosetable.nightly.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
WORKFLOW = ROOT / ".github" / "workflows" / "nightly.yml"
CRONTAB = ROOT / "deploy" / "crontab"


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _cron_line() -> tuple[list[str], str]:
    """The five fields and the command of the one line."""
    (line,) = [one for one in CRONTAB.read_text().splitlines() if re.match(r"[\d*]", one)]
    parts = line.split(None, 5)
    return parts[:5], parts[5]


@pytest.mark.parametrize("name", ["dosetable.service", "dosetable.timer"])
def test_systemd_accepts_the_units(tmp_path: Path, name: str) -> None:
    analyze = _program("systemd-analyze")
    for unit in UNITS.iterdir():
        # The one thing that is not true on this machine: where the program is.
        text = unit.read_text().replace("/opt/dosetable/.venv/bin/dosetable", sys.executable)
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        [analyze, "verify", str(tmp_path / name)], capture_output=True, text=True, timeout=60
    )
    if "Failed to initialize manager" in done.stderr:
        pytest.skip("systemd does not run here")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_wrong_unit_is_refused(tmp_path: Path) -> None:
    analyze = _program("systemd-analyze")
    (tmp_path / "wrong.service").write_text("[Service]\nType=sometimes\nExecStart=nowhere\n")
    done = subprocess.run(
        [analyze, "verify", str(tmp_path / "wrong.service")], capture_output=True, timeout=60
    )
    assert done.returncode != 0


def test_actionlint_accepts_the_workflow() -> None:
    done = subprocess.run(
        [_program("actionlint"), str(WORKFLOW)], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_all_start_when_the_settings_say() -> None:
    hour, minute = Settings().starts_at.split(":")
    assert f"OnCalendar=*-*-* {hour}:{minute}:00 UTC" in (UNITS / "dosetable.timer").read_text()
    cron = [str(int(minute)), str(int(hour)), "*", "*", "*"]
    assert _cron_line()[0] == cron
    assert f'- cron: "{" ".join(cron)}"' in WORKFLOW.read_text()


@pytest.mark.parametrize(("code", "told"), [(0, False), (3, False), (1, True), (4, True)], ids=str)
def test_cron_mails_what_went_wrong_and_nothing_else(tmp_path: Path, code: int, told: bool) -> None:
    program = tmp_path / "opt" / ".venv" / "bin" / "dosetable"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "$@"\necho "progress, reasons" >&2\nexit {code}\n')
    program.chmod(0o755)
    data = tmp_path / "data"
    data.mkdir()
    command = _cron_line()[1]
    # To cron, a percent sign is the end of the line.
    assert "%" not in command
    command = command.replace("/opt/dosetable", str(tmp_path / "opt"))
    command = command.replace("/var/lib/dosetable", str(data))
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=60)
    # Cron mails whatever is printed.
    assert (done.stdout + done.stderr != "") is told
    assert ("progress, reasons" in done.stderr) is told
    assert (data / "nightly.log").read_text() == f"nightly --data-dir {data}\n"
