"""Measure the extraction on our own gold set, and pin the figures: what `make accuracy` runs.

Writes ``tests/gold/floors.json`` (what the gate in the tests holds) and ``nightly/accuracy.json`` (what the
methods page shows: the frozen documents, which no rule was tuned on). A floor is never lowered
silently: ``--allow-regression`` says that it is meant.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from dosetable.extract.evaluation import Figure, Scores
from dosetable.nightly.evaluating import evaluate_folder

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
SHOWN = HERE.parents[1] / "nightly" / "accuracy.json"
SETS = {name: HERE / name for name in ("documents", "retold", "frozen")}
# A figure over fewer items than this says too little to hold anybody to.
FEWEST = 8


def headline(scores: Scores) -> dict[str, float]:
    """Field -> the figure that the gate holds, rounded down to a thousandth."""
    return {
        figure.field: int(1000 * figure.headline) / 1000
        for figure in scores.figures
        if figure.headline is not None and (figure.n >= FEWEST or figure.n == 0)
    }


def shown(scores: Scores) -> str:
    """The methods page's file."""
    return json.dumps(
        {"documents": scores.documents, "figures": [_row(figure) for figure in scores.figures]},
        indent=1,
    ) + "\n"  # fmt: skip


def _row(figure: Figure) -> dict[str, object]:
    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, 4)

    return {
        "field": figure.field,
        "n": figure.n,
        "precision": rounded(figure.precision),
        "recall": rounded(figure.recall),
        "f1": rounded(figure.f1),
        "accuracy": rounded(figure.accuracy),
        "interval": figure.interval and [rounded(end) for end in figure.interval],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--allow-regression", action="store_true", help="let floors fall")
    allowed = parser.parse_args().allow_regression
    scores = {name: evaluate_folder(folder) for name, folder in SETS.items()}
    fresh = {name: headline(one) for name, one in scores.items()}
    pinned = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
    fallen = [
        f"{name}: {field}: {floor} -> {fresh[name].get(field)}"
        for name, floors in pinned.items()
        for field, floor in floors.items()
        if fresh[name].get(field, 0.0) < floor
    ]
    if fallen and not allowed:
        sys.stderr.write("figures fell; nothing was written:\n  " + "\n  ".join(fallen) + "\n")
        return 1
    FLOORS.write_text(json.dumps(fresh, indent=1) + "\n", encoding="utf-8")
    SHOWN.write_text(shown(scores["frozen"]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
