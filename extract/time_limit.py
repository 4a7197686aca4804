"""A limit on the processor time of a piece of work, also where it hangs inside one expression.

A regular expression that runs away is one call: nothing between components or sentences is reached.
Python looks for signals while it matches, so a timer of the process cuts it. Timers belong to the
main thread; elsewhere, and on systems without them, the caller's own checks are all there is.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeUp(BaseException):
    """The time is over. No Exception, so that no rule that handles a bad number swallows it."""


@contextmanager
def limited(seconds: float) -> Iterator[bool]:
    """Raise TimeUp in the body once it has used ``seconds`` of processor time.

    Yields whether a timer watches: there is none outside the main thread, or where another one of
    its kind runs already. Processor time, not the clock's: a busy machine makes no document unreadable.
    """
    if not _can_watch():
        yield False
        return
    armed = True

    def over(number: int, frame: FrameType | None) -> None:
        if armed:
            raise TimeUp

    before = signal.signal(signal.SIGVTALRM, over)
    # Again and again: a first one may fall where nothing can be raised.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
    try:
        yield True
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _can_watch() -> bool:
    if threading.current_thread() is not threading.main_thread():
        return False
    if not hasattr(signal, "setitimer"):
        return False
    return signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
