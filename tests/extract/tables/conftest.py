"""Reading tables that tests lay out as journals do."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest

from dosetable.extract.document import Document
from dosetable.extract.facts import Arm, Dose, DoseUnit, Evidence, Outcome, Role
from dosetable.extract.readers import read
from dosetable.extract.tables import table_outcomes
from dosetable.extract.vocabulary import load_vocabulary

SEEN = (Evidence(start=0, end=1, confidence=1.0, rule="test"),)
ROLES: dict[str, Role] = {
    "ketamine": "experimental",
    "esketamine": "experimental",
    "midazolam": "active placebo",
    "saline": "placebo",
    "placebo": "placebo",
}
TWO = "ketamine 0.5 mg/kg, midazolam 0.045 mg/kg"
Given = tuple[tuple[Outcome, ...], tuple[str, ...]]


def arm(number: int, name: str) -> Arm:
    """An arm from words: "ketamine 0.5 mg/kg", "placebo"."""
    drug, _, dose = name.partition(" ")
    value, _, unit = dose.partition(" ")
    units: dict[str, DoseUnit] = {"mg/kg": "mg/kg", "mg": "mg"}
    return Arm(
        id=f"A{number}", label=name, role=ROLES[drug], drug=drug, evidence=SEEN,
        dose=Dose(unit=units[unit], value=float(value)) if value else None,
    )  # fmt: skip


def laid_out(caption: str, head: list[str], *rows: str, foot: str = "", times: int = 1) -> Document:
    """A full text with a table: cells between bars, ``^^3`` spans columns, ``vv2`` rows; a row of
    the body that begins with "h:" has cells of a head."""

    def cells(line: str, name: str) -> str:
        made = []
        for text in line.split("|"):
            text, _, down = text.strip().partition("vv")
            text, _, across = text.partition("^^")
            attributes = f' colspan="{across}"' if across else ""
            attributes += f' rowspan="{down}"' if down else ""
            made.append(f"<{name}{attributes}>{escape(text)}</{name}>" if text != "=" else "")
        return f"<tr>{''.join(made)}</tr>"

    table = (
        f"<table-wrap><label>Table 2</label><caption><p>{escape(caption)}</p></caption><table>"
        f"<thead>{''.join(cells(h, 'th') for h in head)}</thead><tbody>{''.join(cells(r.removeprefix('h:'), 'th' if r.startswith('h:') else 'td') for r in rows)}</tbody></table>"
        f"<table-wrap-foot><fn><p>{escape(foot)}</p></fn></table-wrap-foot></table-wrap>"
    )
    xml = (
        "<article><front><article-meta><title-group><article-title>T</article-title></title-group></article-meta></front>"
        f"<body><sec><title>Results</title>{table * times}</sec></body></article>"
    )
    (document,) = read(xml.encode())
    return document


def arms_of(names: str) -> tuple[Arm, ...]:
    """The arms A1, A2, ... of "ketamine 0.5 mg/kg, placebo"."""
    return tuple(arm(n, a.strip()) for n, a in enumerate(names.split(","), 1))


@pytest.fixture
def named() -> Callable[[str], tuple[Arm, ...]]:
    return arms_of


@pytest.fixture
def table() -> Callable[..., Document]:
    return laid_out


@pytest.fixture
def outcomes() -> Callable[..., tuple[Outcome, ...]]:
    """The outcomes of a document in a trial of the arms named."""

    def read_outcomes(document: Document, arms: str = TWO) -> tuple[Outcome, ...]:
        return table_outcomes(document, arms_of(arms), load_vocabulary())[0]

    return read_outcomes


@pytest.fixture
def tabulated() -> Callable[..., Given]:
    """Outcomes and warnings of a table in a trial of the arms named."""

    def outcomes(
        arms: str, caption: str, head: list[str], *rows: str, foot: str = "", times: int = 1
    ) -> Given:
        return table_outcomes(
            laid_out(caption, head, *rows, foot=foot, times=times), arms_of(arms), load_vocabulary()
        )

    return outcomes
