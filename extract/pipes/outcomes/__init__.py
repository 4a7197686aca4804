"""Results in prose: measure x timepoint x contrast x statistic, each with its evidence."""

from dosetable.extract.pipes.outcomes.component import OutcomesComponent
from dosetable.extract.pipes.outcomes.find import find_outcomes

__all__ = ["OutcomesComponent", "find_outcomes"]
