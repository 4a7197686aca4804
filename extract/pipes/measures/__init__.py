"""Which outcome measure a text names: scales with their versions, and events."""

from dosetable.extract.pipes.measures.finder import MeasureMention, find_aliases, find_measures
from dosetable.extract.pipes.measures.lexicon import measure_called

__all__ = ["MeasureMention", "find_aliases", "find_measures", "measure_called"]
