"""Checks of people: sums of arms, more analysed than allocated, ages upside down, doses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dosetable.extract.confidence.dose_ranges import implausible_dose
from dosetable.extract.confidence.doubts import Doubt
from dosetable.extract.facts import Arm, Design, Outcome, Population


def sums_of_arms(design: Design, population: Population, arms: Sequence[Arm]) -> Iterator[Doubt]:
    """The arms' participants must add up to the number randomized (not in a crossover)."""
    total, sizes = population.n_randomized, [arm.n for arm in arms]
    if total is None or len(arms) < 2 or design.assignment == "crossover":
        return
    known = [n for n in sizes if n is not None]
    complete = len(known) == len(sizes)
    if sum(known) > total or (complete and sum(known) != total):
        message = (
            f"{total} were randomized, but the arms hold "
            f"{' + '.join(map(str, known))} = {sum(known)}"
        )
        yield Doubt(kind="population", subject="", fields=("n_randomized",), message=message)
        for arm in arms:
            if arm.n is not None:
                yield Doubt(kind="arm", subject=arm.id, fields=("n",), message=message)


def checked_sizes(design: Design, population: Population, arms: Sequence[Arm]) -> tuple[Arm, ...]:
    """``arms`` whose sizes carry in the name of their rule whether they add up to the number
    randomized: a size that nothing confirms is wrong more often."""
    sizes = [arm.n for arm in arms]
    known = [n for n in sizes if n is not None]
    whole = population.n_randomized
    if design.assignment == "crossover":
        confirmed = whole is not None and set(sizes) == {whole}
    else:
        confirmed = whole is not None and len(known) == len(sizes) and sum(known) == whole
    suffix = ".adds-up" if confirmed else ".unconfirmed"
    return tuple(
        replace(
            arm,
            evidence=tuple(
                replace(e, rule=e.rule + suffix) if e.field == "n" else e for e in arm.evidence
            ),
        )
        for arm in arms
    )


def order_of_numbers(population: Population) -> Iterator[Doubt]:
    """No more are randomized than were screened; no more complete or are treated than randomized."""
    total = population.n_randomized
    if total is not None:
        for field, n, wrong in (
            ("n_screened", population.n_screened, "fewer were screened ({n}) than randomized"),
            ("n_treated", population.n_treated, "more were treated ({n}) than randomized"),
            ("n_completed", population.n_completed, "more completed ({n}) than were randomized"),
            ("n_analyzed", population.n_analyzed, "more were analysed ({n}) than randomized"),
        ):
            if n is not None and (n < total if field == "n_screened" else n > total):
                message = f"{wrong.format(n=n)} ({total})"
                yield Doubt(
                    kind="population", subject="", fields=("n_randomized", field), message=message
                )
    low, high = population.age_min, population.age_max
    if low is not None and high is not None and low > high:
        yield Doubt(
            kind="population",
            subject="",
            fields=("age_min", "age_max"),
            message=f"the age limits {low:g} to {high:g} go down",
        )


def analysed_of_allocated(arms: Sequence[Arm], outcomes: Sequence[Outcome]) -> Iterator[Doubt]:
    """No more are analysed in an arm than were allocated to it."""
    sizes = {arm.id: arm.n for arm in arms}
    for arm in arms:
        if arm.n is not None and arm.n_analyzed is not None and arm.n_analyzed > arm.n:
            message = f"{arm.n_analyzed} were analysed of the {arm.n} in “{arm.label}”"
            yield Doubt(kind="arm", subject=arm.id, fields=("n", "n_analyzed"), message=message)
    for row in outcomes:
        for side, key, n in (
            ("experimental", row.experimental_arm, row.experimental_n),
            ("comparator", row.comparator_arm, row.comparator_n),
        ):
            size = sizes.get(key or "")
            if n is not None and size is not None and n > size:
                message = f"{row.measure}: {n} in an arm of {size}"
                yield Doubt(
                    kind="outcome", subject=row.id, fields=("", f"{side}_n"), message=message
                )


def doses(arms: Sequence[Arm]) -> Iterator[Doubt]:
    """A dose lies within what is plausible for its drug, route and unit (``dose_ranges.toml``)."""
    for arm in arms:
        reason = implausible_dose(arm)
        if reason:
            yield Doubt(
                kind="arm", subject=arm.id, fields=("dose",), message=f"{arm.label}: {reason}"
            )
