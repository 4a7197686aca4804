"""Measure the extraction against a gold set: ``compare`` two facts, ``score`` a folder."""

from dosetable.extract.evaluation.compare import compare
from dosetable.extract.evaluation.score import GoldDocument, Scores, load_gold, score
from dosetable.extract.evaluation.tally import Figure, Tally

__all__ = ["Figure", "GoldDocument", "Scores", "Tally", "compare", "load_gold", "score"]
