"""Posted outcome measures: the arms' own figures and the analyses between them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dosetable.extract.facts import Arm, Evidence, Outcome
from dosetable.extract.labels import foreign_words
from dosetable.extract.pipes.timepoints import TimepointMention
from dosetable.extract.readers.json_values import items, text_of
from dosetable.extract.registry import measures
from dosetable.extract.registry.analyses import read_analysis
from dosetable.extract.registry.exclusions import BASELINE, is_baseline, no_result
from dosetable.extract.registry.figures import Figure, paired, read_figures
from dosetable.extract.registry.groups import Match, is_order, match_group, read_groups
from dosetable.extract.registry.methods import told_apart, with_verdicts
from dosetable.extract.registry.quotes import Quotes
from dosetable.extract.registry.rows import OTHER_CATEGORY, is_opposite, read_rows, row_of_analysis
from dosetable.extract.registry.values import dispersion_type
from dosetable.extract.twin import twin
from dosetable.extract.vocabulary import Vocabulary

LISTING = "/resultsSection/outcomeMeasuresModule/outcomeMeasures"
# Why a posted figure is in no outcome.
NO_MEASURE = "no measure of the table"
OTHER_ROW = "a row of a subgroup, an item or another kind of its own"
_CHANGED = re.compile(r"\bchanges?\b|\breduction|\bdifference|\bimprovement", re.IGNORECASE)
_NATURE = ("paramType", "unitOfMeasure", "typeUnitsAnalyzed")
OTHER_TIME = "a time that is not understood"
_FIRST_PERIOD = re.compile(
    r"\b(?:period|phase|session|infusion|treatment|visit|stage) (?:1|one|I|A)\b|\bfirst (?:period|phase|session|infusion|treatment|stage)\b",
    re.IGNORECASE,
)
ROW_NOT_NAMED = "the analyses do not say which of several rows they compare"


@dataclass(frozen=True, slots=True)
class _Row:
    title: str
    subject: measures.Subject
    template: Outcome
    figures: Sequence[Figure]


def read_outcomes(
    quotes: Quotes,
    arms: Sequence[Arm],
    vocabulary: Vocabulary,
    warnings: list[str],
    left_out: dict[str, str],
) -> tuple[Outcome, ...]:
    """Return the results of the table's measures as posted, numbered in order.

    ``left_out`` gets a reason for all that is posted and not returned.
    """
    bases = [f"{LISTING}/{index}" for index in range(len(items(quotes.get(LISTING))))]
    found = told_apart(
        (
            quotes.printed(f"{base}/title"),
            _measure(quotes, base, arms, vocabulary, warnings, left_out),
        )
        for base in bases
    )
    return tuple(replace(outcome, id=f"O{n}") for n, outcome in enumerate(found, 1))


def _measure(
    quotes: Quotes,
    base: str,
    arms: Sequence[Arm],
    vocabulary: Vocabulary,
    warnings: list[str],
    left_out: dict[str, str],
) -> list[Outcome]:
    if text_of(quotes.get(f"{base}/reportingStatus")) == "NOT_POSTED":
        return []
    title = quotes.printed(f"{base}/title")
    if measures.is_no_result(title):
        left_out[base] = (
            NO_MEASURE  # whatever its rows are ("Suicidal ideation" among adverse events)
        )
        return []
    whole = measures.subject_of(title, quotes.printed(f"{base}/description"), vocabulary)
    reason = no_result(
        title,
        quotes.printed(f"{base}/timeFrame"),
        *(text_of(quotes.get(f"{base}/{k}")) or "" for k in _NATURE),
    )
    if whole is not None and reason is not None:
        left_out[base] = reason
        return []
    matches = _matches(quotes, base, arms, vocabulary)
    # Later, those who were to get the drug first got the other.
    orders = {g.id for g in read_groups(quotes, f"{base}/groups", vocabulary) if is_order(g.title)}
    several = len(items(quotes.get(f"{base}/classes"))) > 1
    found: list[Outcome] = []
    rows: dict[str, _Row] = {}
    for row, row_title in read_rows(quotes, base, warnings, title, left_out):
        own = measures.subject_of(row_title, "", vocabulary) if row_title else None
        subject = own or whole
        counted = measures.subject_of(quotes.printed(f"{row}/title"), "", vocabulary)
        if subject and counted and counted.is_event and counted.name != subject.name:
            if subject.is_event:  # those in remission are not all who responded
                left_out[row] = OTHER_CATEGORY
                continue
            subject = replace(counted, on=counted.on or subject.name)
        reason = _no_result(row_title, subject, several, vocabulary)
        if subject is None or reason is not None:
            left_out[row] = reason or NO_MEASURE
            continue
        template = _template(quotes, base, row, row_title, subject, warnings)
        known = matches
        if orders and not _FIRST_PERIOD.search(f"{row_title} {title}"):
            known = {k: m for k, m in matches.items() if k not in orders}
        figures = read_figures(quotes, base, row, known, left_out)
        template = _signed(template, figures, quotes.printed(f"{base}/description"))
        rows[row] = _Row(row_title, subject, template, figures)
        found += paired(quotes, figures, template, quotes.get(f"{base}/paramType"), left_out)
    analyses = _analyses(quotes, base, rows, several, whole, matches, warnings, left_out)
    found = [*with_verdicts(found, analyses), *analyses]
    if whole is not None and not matches:
        warnings.append(f"no group of “{title[:80]}” could be told to be one arm: left out")
    if found:
        warnings += [
            f"the result group “{g.title}” of “{title[:80]}” could not be matched to an arm"
            for g in read_groups(quotes, f"{base}/groups", vocabulary)
            if g.id not in matches
        ]
    return found


def _no_result(
    title: str, subject: measures.Subject | None, several: bool, vocabulary: Vocabulary
) -> str | None:
    """Why a row is no result of its measure; None where it is one."""
    if subject is None:
        return NO_MEASURE
    if measures.baseline_only(title) or is_baseline(title):
        return BASELINE
    if subject.is_event and is_opposite(title):
        return OTHER_CATEGORY
    if several and measures.names_a_time(title) and measures.row_timepoint(title) is None:
        return OTHER_TIME
    if several and foreign_words(twin(title), vocabulary):
        return OTHER_ROW
    return None


def _analyses(
    quotes: Quotes,
    base: str,
    rows: Mapping[str, _Row],
    several: bool,
    whole: measures.Subject | None,
    matches: Mapping[str, Match],
    warnings: list[str],
    left_out: dict[str, str],
) -> list[Outcome]:
    """The analyses of the one row, or of the row that each analysis names."""
    found: list[Outcome] = []
    hours = {
        k: r.template.timepoint.hours if r.template.timepoint else None for k, r in rows.items()
    }
    titles = {k: r.title for k, r in rows.items()}
    # Medians of a time do not tell who did better: a late relapse is good, a late response is not.
    times = measures.is_time_to_event(quotes.printed(f"{base}/title"))
    unnamed = False
    for index in range(len(items(quotes.get(f"{base}/analyses")))):
        pointer = f"{base}/analyses/{index}"
        key = row_of_analysis(quotes, pointer, titles, hours) if several else next(iter(rows), None)
        if key is None:
            unnamed = unnamed or bool(rows)
            left_out[pointer] = ROW_NOT_NAMED if several and (rows or whole) else NO_MEASURE
            continue
        row = rows[key]
        outcome = read_analysis(
            quotes,
            pointer,
            row.subject,
            replace(row.template, dispersion_type=None),
            matches,
            {f.match.arm.id: _share(f, row.template) for f in row.figures if not times},
            warnings,
            left_out,
        )
        found += [outcome] if outcome else []
    if unnamed:
        title = quotes.printed(f"{base}/title")[:80]
        warnings.append(f"the analyses of “{title}” do not say which of its rows they compare")
    return found


def _signed(template: Outcome, figures: Sequence[Figure], description: str) -> Outcome:
    """A scale has no score below zero: such figures are changes, where the description says so."""
    below = any(f.value is not None and f.value < 0 for f in figures)
    if template.statistic != "mean score" or not below:
        return template
    changed = _CHANGED.search(description) is not None
    return replace(template, statistic="mean change" if changed else None)


def _share(figure: Figure, template: Outcome) -> float | None:
    """A figure as it can be compared between arms: of a count, its percentage."""
    if template.unit != "patients" or figure.value is None:
        return figure.value
    return 100 * figure.value / figure.n if figure.n else None


def _matches(
    quotes: Quotes, base: str, arms: Sequence[Arm], vocabulary: Vocabulary
) -> dict[str, Match]:
    """The arm of each group; two groups of one arm (strata, phases) are matched to none."""
    found: dict[str, Match] = {}
    for group in read_groups(quotes, f"{base}/groups", vocabulary):
        match = match_group(group, arms)
        if match is not None:
            found[group.id] = match
    taken = [m.arm.id for m in found.values()]
    return {k: m for k, m in found.items() if taken.count(m.arm.id) == 1}


def _template(
    quotes: Quotes,
    base: str,
    row: str,
    row_title: str,
    subject: measures.Subject,
    warnings: list[str],
) -> Outcome:
    """What all outcomes of one row share."""
    title = quotes.printed(f"{base}/title")
    parameter = text_of(quotes.get(f"{base}/paramType")) or ""
    frame = quotes.printed(f"{base}/timeFrame")
    groups = " ".join(
        quotes.printed(f"{base}/groups/{n}/title")
        for n in range(len(items(quotes.get(f"{base}/groups"))))
    )
    statistic, unit = measures.arm_statistic(
        subject,
        parameter,
        f"{title} {row_title}",
        text_of(quotes.get(f"{base}/unitOfMeasure")) or "",
    )
    timed = _time(quotes, base, row, row_title)
    if timed is None and not measures.is_time_to_event(title):
        warnings.append(f"no single timepoint is stated for “{title[:80]}”")
    evidence: list[Evidence] = list(
        quotes.evidence(
            f"{base}/title" if subject.from_title else f"{base}/description",
            "outcome.title" if subject.from_title else "outcome.description",
            field="measure",
            confidence=0.98 if subject.from_title else 0.9,
        )
    )
    if timed is not None:
        pointer, mention = timed
        evidence += quotes.within(
            pointer, mention.start, mention.end, "timepoint", field="timepoint"
        )
    return Outcome(
        id="",
        measure=subject.name,
        on_measure=subject.on,
        role=measures.ROLES.get(text_of(quotes.get(f"{base}/type")) or ""),
        timepoint=timed[1].timepoint if timed else None,
        statistic=statistic,
        unit=unit,
        subgroup=measures.part_of_trial(title, f"{title} {row_title} {frame} {groups}"),
        dispersion_type=dispersion_type(quotes.get(f"{base}/dispersionType")),
        evidence=tuple(evidence),
    )


def _time(
    quotes: Quotes, base: str, row: str, row_title: str
) -> tuple[str, TimepointMention] | None:
    """The time of a row: its own title, the outcome's title, or the end of the time frame."""
    class_title = f"{row.rsplit('/categories', 1)[0]}/title"
    if row_title and (found := measures.row_timepoint(row_title)):
        return class_title, found
    if measures.names_a_time(row_title):
        return None  # a time that is not understood is not the outcome's
    title = quotes.printed(f"{base}/title")
    if found := measures.title_timepoint(title):
        return f"{base}/title", found
    if measures.is_time_to_event(title):
        return None
    if found := measures.frame_timepoint(quotes.printed(f"{base}/timeFrame")):
        return f"{base}/timeFrame", found
    return None
