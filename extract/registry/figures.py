"""The groups' own posted figures, and the outcomes of experimental against comparator arms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dosetable.extract.facts import DispersionType, Evidence, Outcome
from dosetable.extract.readers.json_values import items, mapping, text_of
from dosetable.extract.registry.groups import Match, own_controls, parts
from dosetable.extract.registry.quotes import Quotes
from dosetable.extract.registry.values import count, dispersion_type, number

# Why a posted figure is in no outcome.
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


def read_figures(
    quotes: Quotes,
    base: str,
    row: str,
    matches: Mapping[str, Match],
    left_out: dict[str, str],
) -> list[Figure]:
    """The figures of a row by arm. A row's own denominators override the outcome's."""
    outer = _counts(quotes, f"{base}/denoms")
    denominators = f"{row.rsplit('/categories', 1)[0]}/denoms"
    own_counts, inner = bool(items(quotes.get(denominators))), _counts(quotes, denominators)
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
        n, n_pointer = (inner if own_counts else outer).get(key) or (None, None)
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


def paired(
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
    counted = parameter == "COUNT_OF_PARTICIPANTS" or (
        template.unit == "patients" and all(_is_count(f) for f in figures)
    )
    for own in experimental:
        others = [c for c in comparators if parts(c.match.arm.label) == parts(own.match.arm.label)]
        meant = own_controls(own.match.arm, [c.match.arm for c in others])
        others = [c for c in others if c.match.arm in meant]
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


def _is_count(figure: Figure) -> bool:
    """Whether a figure can be a number of those analysed."""
    if figure.value is None:
        return True
    return figure.value == int(figure.value) and 0 <= figure.value <= (figure.n or figure.value)


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
