"""Posted outcome measures: the arms' own figures and the analyses between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dosetable.extract.facts import Arm, DispersionType, Evidence, Outcome
from dosetable.extract.pipes.timepoints import TimepointMention
from dosetable.extract.readers.json_values import items, mapping, text_of
from dosetable.extract.registry import measures
from dosetable.extract.registry.analyses import read_analyses
from dosetable.extract.registry.groups import Match, match_group, parts, read_groups
from dosetable.extract.registry.quotes import Quotes
from dosetable.extract.registry.values import count, dispersion_type, number
from dosetable.extract.vocabulary import Vocabulary

LISTING = "/resultsSection/outcomeMeasuresModule/outcomeMeasures"
_YES = {
    "",
    "yes",
    "responder",
    "responders",
    "response",
    "remission",
    "remitter",
    "remitters",
    "responded",
    "relapse",
    "relapsed",
}

# Why a posted figure is in no outcome.
NO_MEASURE = "no measure of the table"
BASELINE = "a baseline"
ROW_NOT_NAMED = "the analyses do not say which of several rows they compare"
SEVERAL_CATEGORIES = "several categories, none of which is the event alone"
OTHER_CATEGORY = "not the category that counts the event"
NO_ARM = "its group could not be matched to one arm"
LIMITS = "the limits of one arm's figure have no field"
NO_NUMBER = "no number (not estimable)"
NO_DISPERSION = "a spread of a kind that has no field"
NO_EXPERIMENTAL = "no experimental arm of its part of the trial has the figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One group's posted figure in one row, with the place it is printed at."""

    match: Match
    value: float | None
    spread: float | None
    n: int | None
    n_pointer: str | None
    pointer: str


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
    found: list[Outcome] = []
    for index in range(len(items(quotes.get(LISTING)))):
        found += _measure(quotes, f"{LISTING}/{index}", arms, vocabulary, warnings, left_out)
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
    description = quotes.printed(f"{base}/description")
    whole = measures.subject_of(title, description, vocabulary)
    matches = _matches(quotes, base, arms, vocabulary)
    single_row = len(items(quotes.get(f"{base}/classes"))) <= 1
    found: list[Outcome] = []
    for row, row_title in _rows(quotes, base, warnings, title, left_out):
        own = measures.subject_of(row_title, "", vocabulary) if row_title else None
        subject = own or whole
        if subject is None or measures.baseline_only(row_title):
            left_out[row] = NO_MEASURE if subject is None else BASELINE
            if subject is None and single_row:
                left_out[f"{base}/analyses"] = NO_MEASURE
            continue
        template = _template(quotes, base, row, row_title, subject, warnings)
        figures = _figures(quotes, base, row, matches, left_out)
        found += _paired(quotes, figures, template, quotes.get(f"{base}/paramType"), left_out)
        if single_row:
            found += read_analyses(
                quotes,
                base,
                subject,
                replace(template, dispersion_type=None),
                matches,
                {f.match.arm.id: f.value for f in figures},
                warnings,
                left_out,
            )
    if not single_row:
        left_out[f"{base}/analyses"] = ROW_NOT_NAMED
    if whole is not None and not matches:
        warnings.append(f"no group of “{title[:80]}” could be told to be one arm: left out")
    if found:
        lost = [
            g.title
            for g in read_groups(quotes, f"{base}/groups", vocabulary)
            if g.id not in matches
        ]
        warnings += [
            f"the result group “{t}” of “{title[:80]}” could not be matched to an arm" for t in lost
        ]
        if not single_row and items(quotes.get(f"{base}/analyses")):
            warnings.append(
                f"the analyses of “{title[:80]}” do not say which of its rows they compare"
            )
    return found


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


def _rows(
    quotes: Quotes, base: str, warnings: list[str], title: str, left_out: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Pointers to the categories that hold figures, each with its row's title."""
    for index_, raw in enumerate(items(quotes.get(f"{base}/classes"))):
        row = f"{base}/classes/{index_}"
        row_title = quotes.printed(f"{row}/title")
        categories = items(mapping(raw).get("categories"))
        names = [text_of(mapping(c).get("title")) or "" for c in categories]
        chosen = [n for n, name in enumerate(names) if name.strip().lower() in _YES]
        if len(categories) > 1 and len(chosen) != 1:
            warnings.append(f"“{title[:80]}” is posted in several categories: left out")
            left_out[row] = SEVERAL_CATEGORIES
            continue
        for index in set(range(len(categories))) - set(chosen) if len(categories) > 1 else ():
            left_out[f"{row}/categories/{index}"] = OTHER_CATEGORY
        for index in chosen if len(categories) > 1 else range(len(categories)):
            yield f"{row}/categories/{index}", row_title


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
    described = f"{title} {row_title} {quotes.printed(f'{base}/description')[:300]}"
    statistic, unit = measures.arm_statistic(
        subject,
        parameter,
        f"{title} {row_title}",
        text_of(quotes.get(f"{base}/unitOfMeasure")) or "",
    )
    if statistic == "mean score" and "change from baseline" in described.lower():
        statistic = "mean change"
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
        subgroup=measures.stratum(title),
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
    title = quotes.printed(f"{base}/title")
    if found := measures.title_timepoint(title):
        return f"{base}/title", found
    if measures.is_time_to_event(title):
        return None
    if found := measures.frame_timepoint(quotes.printed(f"{base}/timeFrame")):
        return f"{base}/timeFrame", found
    return None


def _figures(
    quotes: Quotes,
    base: str,
    row: str,
    matches: Mapping[str, Match],
    left_out: dict[str, str],
) -> list[Figure]:
    """The figures of a row by arm. A row's own denominators override the outcome's."""
    outer = _counts(quotes, f"{base}/denoms")
    inner = _counts(quotes, f"{row.rsplit('/categories', 1)[0]}/denoms")
    found = []
    for index, raw in enumerate(items(quotes.get(f"{row}/measurements"))):
        cell = mapping(raw)
        key = text_of(cell.get("groupId")) or ""
        pointer = f"{row}/measurements/{index}"
        if key not in matches:
            left_out[pointer] = NO_ARM
            continue
        left_out |= {f"{pointer}/{k}": LIMITS for k in ("lowerLimit", "upperLimit") if k in cell}
        left_out |= {
            f"{pointer}/{k}": NO_NUMBER
            for k in ("value", "spread")
            if k in cell and number(cell[k]) is None
        }
        if dispersion_type(quotes.get(f"{base}/dispersionType")) is None:
            left_out[f"{pointer}/spread"] = NO_DISPERSION
        n, n_pointer = inner.get(key) or outer.get(key) or (None, None)
        found.append(
            Figure(
                match=matches[key],
                value=number(cell.get("value")),
                spread=number(cell.get("spread")),
                n=n,
                n_pointer=n_pointer,
                pointer=pointer,
            )
        )
    return found


def _counts(quotes: Quotes, pointer: str) -> dict[str, tuple[int, str]]:
    """Participants analysed by group id; other units (eyes, samples) are passed over."""
    found: dict[str, tuple[int, str]] = {}
    for number_, raw in enumerate(items(quotes.get(pointer))):
        units = (text_of(mapping(raw).get("units")) or "Participants").lower()
        if "participant" not in units:
            continue
        for index, entry in enumerate(items(mapping(raw).get("counts"))):
            key = text_of(mapping(entry).get("groupId"))
            value = count(mapping(entry).get("value"))
            if key and value is not None:
                found[key] = (value, f"{pointer}/{number_}/counts/{index}/value")
    return found


def _paired(
    quotes: Quotes,
    figures: Sequence[Figure],
    template: Outcome,
    parameter: object,
    left_out: dict[str, str],
) -> Iterator[Outcome]:
    """One outcome for each experimental arm against each comparator of its part of the trial.

    Where one side's figure could not be estimated, the row holds the other side's.
    """
    anywhere = [f for f in figures if f.match.arm.role == "experimental"]
    experimental = [f for f in anywhere if f.value is not None]
    comparators = [f for f in figures if f.match.arm.role != "experimental" and f.value is not None]
    for other in comparators:
        same = [f for f in anywhere if parts(f.match.arm.label) == parts(other.match.arm.label)]
        if not same:
            left_out[other.pointer] = NO_EXPERIMENTAL
        for own in same:
            if own.value is None:
                yield _one_sided(quotes, own, other, template)
    counted = parameter == "COUNT_OF_PARTICIPANTS"
    for own in experimental:
        others = [c for c in comparators if parts(c.match.arm.label) == parts(own.match.arm.label)]
        for other in others:
            yield replace(
                template,
                experimental_arm=own.match.arm.id,
                comparator_arm=other.match.arm.id,
                experimental_value=own.value,
                comparator_value=other.value,
                experimental_count=int(own.value) if counted and own.value is not None else None,
                comparator_count=int(other.value) if counted and other.value is not None else None,
                experimental_n=own.n,
                comparator_n=other.n,
                dispersion_type=_dispersion(template, own, other),
                experimental_dispersion=own.spread if template.dispersion_type else None,
                comparator_dispersion=other.spread if template.dispersion_type else None,
                evidence=(
                    *_figure_evidence(quotes, own, "experimental"),
                    *_figure_evidence(quotes, other, "comparator"),
                    *template.evidence,
                ),
            )
        if not others:
            yield replace(
                template,
                experimental_arm=own.match.arm.id,
                value=own.value,
                experimental_count=int(own.value) if counted and own.value is not None else None,
                experimental_n=own.n,
                dispersion_type=_dispersion(template, own),
                experimental_dispersion=own.spread if template.dispersion_type else None,
                evidence=(*_figure_evidence(quotes, own, "", "value"), *template.evidence),
            )


def _one_sided(quotes: Quotes, own: Figure, other: Figure, template: Outcome) -> Outcome:
    """The comparator's figure beside an experimental one that is "NA"."""
    return replace(
        template,
        experimental_arm=own.match.arm.id,
        comparator_arm=other.match.arm.id,
        comparator_value=other.value,
        experimental_n=own.n,
        comparator_n=other.n,
        dispersion_type=_dispersion(template, other),
        comparator_dispersion=other.spread if template.dispersion_type else None,
        evidence=(
            *quotes.evidence(
                other.pointer, f"group: {other.match.reason}", confidence=other.match.confidence
            ),
            *_figure_evidence(quotes, other, "comparator"),
            *(
                quotes.evidence(
                    own.n_pointer,
                    "denominator",
                    field="experimental_n",
                    confidence=own.match.confidence,
                )
                if own.n_pointer
                else ()
            ),
            *template.evidence,
        ),
    )


def _dispersion(template: Outcome, *figures: Figure) -> DispersionType | None:
    """The dispersion's name where a figure has one (limits are printed, but not kept)."""
    return template.dispersion_type if any(f.spread is not None for f in figures) else None


def _figure_evidence(
    quotes: Quotes, figure: Figure, side: str, field: str | None = None
) -> Iterator[Evidence]:
    confidence = figure.match.confidence
    rule = f"group: {figure.match.reason}"
    if side != "comparator":
        yield from quotes.evidence(figure.pointer, rule, confidence=confidence)
    yield from quotes.evidence(
        f"{figure.pointer}/value", rule, field=field or f"{side}_value", confidence=confidence
    )
    yield from quotes.evidence(
        f"{figure.pointer}/spread",
        "dispersion",
        field=f"{side or 'experimental'}_dispersion",
        confidence=confidence,
    )
    if figure.n_pointer:
        yield from quotes.evidence(
            figure.n_pointer,
            "denominator",
            field=f"{side or 'experimental'}_n",
            confidence=confidence,
        )
