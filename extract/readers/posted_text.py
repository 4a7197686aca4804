"""Posted results of a registry as text, laid out as tables.

    Outcome 1 (Primary): Change in score at day 28. Time Frame: Baseline to day 28. Mean (Standard
    Deviation). Drug: 50 analyzed, -10.1 (9.8); Placebo: 51 analyzed, -8.1 (10.2).
    Statistical analysis: Difference of LS means: -2.0; 95% confidence interval -4.6 to 0.5; ...

Groups are columns; those that are the phases of one group are rows, each with its own time. An
outcome with posted figures that is not understood is a table without cells: it is no prose either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dosetable.extract.document import Table, TableCell
from dosetable.extract.readers.places import Span

_KIND = r"(?:Primary|Secondary|Other(?: Pre-?specified)?|Post[- ]?Hoc)"
_START = re.compile(
    rf"^[ \t]*(?:(?:Outcome(?: Measure)? \d{{1,3}} \({_KIND}\)|{_KIND} Outcome(?: Measure)?(?: \d{{1,3}})?):[ \t]*(?:\n?Title:[ \t]*)?|\d{{1,3}}\. {_KIND} Outcome(?: Measure)?:?[ \t]*\n(?:Title:[ \t]*)?)",
    re.MULTILINE | re.IGNORECASE,
)
_TITLE_END = re.compile(r"\.?\s*(?=Time Frame:)|\.?\s*\n|\.\s+(?=[A-Z])", re.IGNORECASE)
_FRAME = re.compile(r"Time Frame:[ \t]*([^\n]+?)(?=\.\s+[A-Z]|\.?[ \t]*(?:\n|$))", re.IGNORECASE)
_TYPE = re.compile(
    r"(?:Measure Type:[ \t]*)?((?:(?:Least Squares|LS|Geometric) )?(?:Mean|Median)\b(?: ?\([^()\n]{2,40}\))?|(?:Percentage|Number|Count) of (?:Participants|Subjects|Patients)\b)(?=[^\n:]*[.;,\n])",
    re.IGNORECASE,
)
_NUMBER = r"[-−–+]?\d+(?:\.\d+)?"  # noqa: RUF001
_GROUP = re.compile(
    rf"(?P<name>[^\n;:]{{2,120}}):[ \t]*(?P<n>\d{{1,5}}) (?P<counted>(?:participants |subjects |patients )?analy[sz]ed)[,;][ \t]*"
    rf"(?P<value>{_NUMBER}(?: ?%)?(?: ?\({_NUMBER}(?: to {_NUMBER}| ?%)?\))?)(?=[ \t]*(?:[;.]|\n|$))",
    re.IGNORECASE,
)
_ANALYSED = re.compile(
    r":[ \t]*\d{1,5} (?:participants |subjects |patients )?analy[sz]ed\b", re.IGNORECASE
)
_ANALYSIS = re.compile(r"Statistical analysis\b[^:\n]{0,40}:[ \t]*", re.IGNORECASE)
_TESTS = (
    re.compile(rf"(?P<label>(?:[A-Za-z][^:;\n]*)?\b(?:difference|ratio)\b[^:;\n]*?):?[ \t]+(?P<value>{_NUMBER})(?=[ \t]*(?:[;.,(]|\n|$))", re.IGNORECASE),
    re.compile(rf"(?P<label>\d{{2}}(?:\.\d)? ?% (?:confidence interval|CI)\b(?: ?\(\d-sided\))?):?[ \t]*(?P<value>{_NUMBER} to {_NUMBER})", re.IGNORECASE),
    re.compile(r"(?P<label>P-?[ ]?value(?: ?\(\d-sided\))?):?[ \t]*(?P<value>[<>=]?\s?\d?\.\d+)", re.IGNORECASE),
)  # fmt: skip
_PHASE = re.compile(r"(.+?)[ \t]*\(([^()]+)\)[ \t]*")
_COMPARED = re.compile(r"\b(?:vs?\.?|versus|minus|compared)\s", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:day|week|month|hour)s?\s\d+|\b\d+(?:\.\d+)?[- ]?(?:h|hours?|days?|weeks?|months?|min(?:ute)?s?|years?)\b",
    re.IGNORECASE,
)
_BOTH = 2


def posted_tables(text: str) -> Iterator[tuple[Table, int, int]]:
    """A table for each outcome that has figures, with where its text begins and ends."""
    starts = list(_START.finditer(text)) if re.search("analy[sz]ed", text) else []
    for number, start in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        end = _paragraph_end(text, start.end(), end)
        if _ANALYSED.search(text, start.end(), end):
            yield _table(text, start, end), start.start(), end


def _paragraph_end(text: str, start: int, end: int) -> int:
    blank = re.compile(r"\n[ \t]*\n").search(text, start, end)
    stop = blank.start() if blank else end
    return stop - (len(text[start:stop]) - len(text[start:stop].rstrip()))


def _table(text: str, start: re.Match[str], end: int) -> Table:
    role = re.search(_KIND, start[0], re.IGNORECASE)
    name = f"{role[0].capitalize()} outcome" if role else None
    nothing = Table(label=name, caption_start=start.end(), caption_end=start.end(), cells=())
    analysis = _ANALYSIS.search(text, start.end(), end)
    stop = analysis.start() if analysis else end
    over = _TITLE_END.search(text, start.end(), stop)
    groups = list(_GROUP.finditer(text, over.end() if over else start.end(), stop))
    if over is None or len(groups) != len(_ANALYSED.findall(text, start.end(), stop)):
        return nothing
    title = (start.end(), over.start())
    frame = _FRAME.search(text, over.start(), groups[0].end("name"))
    kind = _TYPE.search(text, over.end(), groups[0].end("name"))
    names = [_name(text, g) for g in groups]
    when = frame.span(1) if frame else (title[1], title[1])
    what = kind.span(1) if kind else (title[1], title[1])
    phases = _phases(text, names, when)
    if phases is not None:
        return Table(
            label=name,
            caption_start=title[0],
            caption_end=title[1],
            cells=tuple(_by_phase(title, what, phases, groups)),
        )
    if not _TIME.search(text, *title) and len(_TIME.findall(text, *when)) > 1:
        return nothing  # one figure, and several visits
    rows: list[tuple[Span, list[Span]]] = [
        (groups[0].span("counted"), [g.span("n") for g in groups]),
        (title, [g.span("value") for g in groups]),
    ]
    only = analysis and not _ANALYSIS.search(text, analysis.end(), end) and len(groups) == _BOTH
    only = only and not (
        analysis and _COMPARED.search(analysis[0])
    )  # the order of the two may be the other one
    tests = [p.search(text, analysis.end(), end) for p in _TESTS] if analysis and only else []
    rows += [(t.span("label"), [t.span("value")]) for t in tests if t and tests[0]]
    cells = [_cell(0, k, span, head=True) for k, span in enumerate((what, *names))]
    for number, (label, figures) in enumerate(rows, 1):
        cells.append(_cell(number, 0, label))
        over_all = len(groups) if len(figures) == 1 < len(groups) else 1
        cells += [_cell(number, k, f, across=over_all) for k, f in enumerate(figures, 1)]
    return Table(label=name, caption_start=when[0], caption_end=when[1], cells=tuple(cells))


def _name(text: str, group: re.Match[str]) -> Span:
    """The name of a group, behind the end of the sentence before it."""
    start, end = group.span("name")
    before = [m.end() for m in re.compile(r"[.)]\s+(?=[A-Z])").finditer(text, start, end)]
    full = [b for b in before if text[b - 2 : b].lstrip()[:1] == "." or text[start:b].count(")") > text[start:b].count("(")]  # fmt: skip
    start = full[-1] if full else start
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _phases(text: str, names: Sequence[Span], when: Span) -> list[Span] | None:
    """For the groups of one arm the time of each, by its phase: "Drug (Phase A)" and "Phase A: 4
    weeks; Phase B: 2 years". None where they are groups of several names."""
    if len(names) == 1:
        return [when]
    read = [_PHASE.fullmatch(text[a:b]) for a, b in names]
    if not all(read) or len({m[1] for m in read if m}) > 1:
        return None
    found: list[Span] = []
    for match in read:
        said = re.escape(match[2]) if match else ""
        part = re.compile(rf"(?:^|(?<=[;,.]))\s*{said}:\s*([^;\n]+)", re.IGNORECASE).search(
            f"{text[: when[1]]}", when[0]
        ) or re.compile(rf"{said}:\s*([^;\n]+)", re.IGNORECASE).match(text[: when[1]], when[0])
        found.append(part.span(1) if part else (when[1], when[1]))
    return found


def _by_phase(
    title: Span, what: Span, phases: Sequence[Span], groups: Sequence[re.Match[str]]
) -> Iterator[TableCell]:
    yield _cell(0, 0, (what[0], what[0]), head=True)
    yield _cell(0, 1, groups[0].span("counted"), head=True)
    yield _cell(0, 2, what, head=True)
    yield _cell(1, 0, title, across=3)
    for number, (phase, group) in enumerate(zip(phases, groups, strict=True), 2):
        yield _cell(number, 0, phase)
        yield _cell(number, 1, group.span("n"))
        yield _cell(number, 2, group.span("value"))


def _cell(row: int, column: int, span: Span, *, head: bool = False, across: int = 1) -> TableCell:
    return TableCell(
        row=row, column=column, row_span=1, column_span=across, header=head, start=span[0], end=span[1],
    )  # fmt: skip
