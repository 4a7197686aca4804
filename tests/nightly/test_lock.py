from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dosetable.nightly.lock import AlreadyRunning, job_lock

HOLDER = """
import sys
from pathlib import Path
from dosetable.nightly.lock import job_lock
with job_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_job_says_who_holds_the_lock(tmp_path: Path) -> None:
    with (
        job_lock(tmp_path),
        pytest.raises(AlreadyRunning, match=str(os.getpid())),
        job_lock(tmp_path),
    ):
        pytest.fail("two jobs at once")


def test_the_lock_is_free_again_after_the_job_and_after_its_violent_death(tmp_path: Path) -> None:
    with job_lock(tmp_path):
        pass
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning), job_lock(tmp_path):
            pytest.fail("two jobs at once")
        holder.kill()
    with job_lock(tmp_path):
        pass
