"""One job at a time: a lock that the operating system drops if the job dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(RuntimeError):
    """Another job holds the lock; the message says which."""


@contextmanager
def job_lock(folder: Path) -> Iterator[None]:
    """Hold the job's lock in ``folder``. Raises AlreadyRunning at once if it is taken."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "job.lock"
    with path.open("a+", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            raise AlreadyRunning(
                f"a job is already running on {folder} (process {holder}); this one does nothing"
            ) from error
        handle.seek(0)
        handle.truncate()
        handle.write(str(os.getpid()))
        handle.flush()
        yield
