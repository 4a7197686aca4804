"""Which times a text names: in words and figures, in lists, with what they are counted from."""

from dosetable.extract.pipes.timepoints.codes import (
    coded_timepoints,
    find_time_codes,
    starts_alone,
)
from dosetable.extract.pipes.timepoints.finder import find_timepoints
from dosetable.extract.pipes.timepoints.mention import TimepointMention

__all__ = [
    "TimepointMention",
    "coded_timepoints",
    "find_time_codes",
    "find_timepoints",
    "starts_alone",
]
