"""Figures as reports print them: estimates, intervals, p-values, rates, means; pure functions."""

from dosetable.extract.pipes.statistics.estimate import Estimate
from dosetable.extract.pipes.statistics.estimates import find_estimates
from dosetable.extract.pipes.statistics.figures import Figure, find_figures
from dosetable.extract.pipes.statistics.intervals import Interval, find_intervals
from dosetable.extract.pipes.statistics.pvalues import PValue, find_p_values

__all__ = [
    "Estimate",
    "Figure",
    "Interval",
    "PValue",
    "find_estimates",
    "find_figures",
    "find_intervals",
    "find_p_values",
]
