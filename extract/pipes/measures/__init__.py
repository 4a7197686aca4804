"""Which outcome measure a text names: scales with their versions, and events."""

from dosetable.extract.pipes.measures.finder import MeasureMention, find_measures

__all__ = ["MeasureMention", "find_measures"]
