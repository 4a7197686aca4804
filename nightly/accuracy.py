"""The accuracy that the methods page shows: measured by `make accuracy`, shipped as a file."""

from __future__ import annotations

import json
from importlib.resources import files

from dosetable.site.build import FieldAccuracy

FILE = "accuracy.json"


def shipped_accuracy() -> tuple[FieldAccuracy, ...]:
    """The figures of the last measurement on our own gold set, in percent; a test keeps the file
    true to what the extractor does now."""
    source = files("dosetable.nightly").joinpath(FILE)
    if not source.is_file():
        return ()
    data = json.loads(source.read_text(encoding="utf-8"))
    return tuple(
        FieldAccuracy(
            field=field,
            precision=100 * figure["precision"],
            recall=100 * figure["recall"],
            f1=100 * figure["f1"],
            items=figure["n"],
        )
        for field, figure in data["figures"].items()
        if figure["f1"] is not None
    )
