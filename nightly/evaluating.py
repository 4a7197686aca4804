"""The evaluation for the command line: run our extractor on a gold set and show the figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.table import Table

from dosetable.extract.collect import extract_bytes
from dosetable.extract.evaluation import Figure, Scores, load_gold, score
from dosetable.extract.serialize import to_json


def evaluate_folder(folder: Path) -> Scores:
    """Score the extractor on the gold documents of ``folder``. Raises GoldError."""
    return score(load_gold(folder), _facts)


def _facts(data: bytes) -> Mapping[str, Any]:
    return to_json(extract_bytes(data)[0])


def figures_table(scores: Scores) -> Table:
    """Percentages, a row a field; accuracies with Wilson's 95% interval."""
    rate = f"{scores.documents / scores.seconds:.0f} a second" if scores.seconds else ""
    title = f"{scores.documents} documents, {scores.unanswered} without an answer {rate}"
    table = Table("field", "P", "R", "F1", "accuracy", "95%", "n", title=title)
    for figure in scores.figures:
        table.add_row(
            figure.field,
            *(_percent(v) for v in (figure.precision, figure.recall, figure.f1, figure.accuracy)),
            _interval(figure),
            str(figure.n),
        )
    return table


def figures_json(scores: Scores) -> str:
    """The figures as JSON, by field; fractions from 0 to 1."""
    data = {figure.field: asdict(figure) for figure in scores.figures}
    return json.dumps(
        {"documents": scores.documents, "unanswered": scores.unanswered, "figures": data}, indent=1
    )


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}"


def _interval(figure: Figure) -> str:
    if figure.interval is None:
        return ""
    low, high = figure.interval
    return f"{100 * low:.0f} to {100 * high:.0f}"
