"""Whatever the order of groups and rows: each figure is its own arm's, at its own row's time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dosetable.extract.registry import RegistryFacts

ARMS = ("Ketamine 0.5 mg/kg", "Ketamine 1.0 mg/kg", "Midazolam")
TIMES = {"Day 1": 24.0, "Day 3": 72.0, "Week 2": 336.0, "4 hours post-dose": 4.0}
FIGURE = st.integers(0, 600).map(lambda n: f"{n / 10:g}")


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    order=st.permutations(ARMS),
    times=st.permutations(list(TIMES)),
    figures=st.lists(FIGURE, min_size=12, max_size=12),
    spreads=st.lists(FIGURE, min_size=12, max_size=12),
    sizes=st.lists(st.integers(1, 99), min_size=12, max_size=12),
)
def test_each_figure_is_its_arms_at_its_time(
    order: list[str],
    times: list[str],
    figures: list[str],
    spreads: list[str],
    sizes: list[int],
    posted: Callable[..., RegistryFacts],
    form: Any,
) -> None:
    rows, truth = [], {}
    for number, time in enumerate(times):
        cells = []
        for place, group in enumerate(order):
            at = number * 3 + place
            cells.append(f"{figures[at]} {spreads[at]}")
            truth[TIMES[time], group] = (float(figures[at]), float(spreads[at]), sizes[at])
        rows.append(form.row(time, cells, [form.counts("Participants", *sizes[number * 3 : number * 3 + 3])]))  # fmt: skip
    found = posted(form.measure("MADRS Total Score", rows, tuple(order), timeFrame="Up to 2 weeks"))
    labels = {arm.id: arm.label for arm in found.arms}
    assert len(found.outcomes) == 2 * len(times)
    for outcome in found.outcomes:
        assert outcome.timepoint is not None
        own = labels[outcome.experimental_arm or ""], labels[outcome.comparator_arm or ""]
        hours = outcome.timepoint.hours
        assert (outcome.experimental_value, outcome.experimental_dispersion, outcome.experimental_n) == truth[hours, own[0]]  # fmt: skip
        assert (outcome.comparator_value, outcome.comparator_dispersion, outcome.comparator_n) == truth[hours, own[1]]  # fmt: skip


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    order=st.permutations(ARMS),
    pairs=st.lists(st.permutations(range(3)).map(lambda p: p[:2]), min_size=1, max_size=4),
    numbers=st.lists(st.integers(-200, 200), min_size=16, max_size=16),
)
def test_each_analysis_is_of_the_groups_it_names(
    order: list[str],
    pairs: list[list[int]],
    numbers: list[int],
    posted: Callable[..., RegistryFacts],
    form: Any,
) -> None:
    made, truth = [], []
    for at, pair in enumerate(pairs):
        value, low, high = (f"{n / 10:g}" for n in numbers[4 * at : 4 * at + 3])
        p = f"{abs(numbers[4 * at + 3]) / 1000:g}"
        made.append(form.analysis(*pair, paramType="LS Mean Difference", paramValue=value, ciLowerLimit=low, ciUpperLimit=high, pValue=p))  # fmt: skip
        names = {order[n] for n in pair}
        truth.append((names, float(value), float(low), float(high), float(p)))
    rows = [form.row(None, ["-9.5 7.1", "-14.5 6.8", "-4.5 7.7"])]
    found = posted(form.measure("Change in MADRS", rows, tuple(order), analyses=made))
    labels = {arm.id: arm.label for arm in found.arms}
    read = [
        ({labels[o.experimental_arm or ""], labels[o.comparator_arm or ""]}, o.value, o.ci_low, o.ci_high, o.p_value)
        for o in found.outcomes
        if o.value is not None
    ]  # fmt: skip
    assert read == truth
