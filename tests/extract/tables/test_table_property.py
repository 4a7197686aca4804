"""Whatever the order of columns: each figure is its own arm's, each effect its own contrast's."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dosetable.extract.facts import Outcome

ARMS = ("Ketamine 0.5 mg/kg", "Ketamine 1.0 mg/kg", "Placebo")
CONTRASTS = (
    ("Ketamine 0.5 mg/kg vs placebo", "A1", "A3"),
    ("Ketamine 1.0 mg/kg vs placebo", "A2", "A3"),
    ("Ketamine 1.0 mg/kg vs ketamine 0.5 mg/kg", "A2", "A1"),
)
TENTHS = st.integers(1, 590)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    columns=st.permutations(range(6)),
    figures=st.lists(TENTHS, min_size=6, max_size=6),
    effects=st.lists(st.integers(-300, 300), min_size=6, max_size=6),
    ps=st.lists(st.integers(1, 999), min_size=6, max_size=6),
)
def test_each_column_belongs_to_whom_its_head_names(
    columns: list[int],
    figures: list[int],
    effects: list[int],
    ps: list[int],
    tabulated: Callable[..., tuple[tuple[Outcome, ...], tuple[str, ...]]],
) -> None:
    heads, rows = ["Time"], [["Day 1"], ["Week 2"]]
    means, wanted = {}, set()
    for column in columns:
        if column < 3:
            heads.append(ARMS[column])
            for n, row in enumerate(rows):
                value = figures[2 * column + n]
                row.append(f"{value / 10:g} (7.5)")
                means[n, f"A{column + 1}"] = value / 10
        else:
            name, own, other = CONTRASTS[column - 3]
            heads += [f"{name}: difference (95% CI)", "P"]
            for n, row in enumerate(rows):
                value, p = effects[2 * (column - 3) + n] / 10, ps[2 * (column - 3) + n] / 1000
                row += [f"{value:g} ({value - 3:g} to {value + 3:g})", f"{p:g}"]
                wanted.add((n, own, other, value, p))
    found, _ = tabulated(
        "ketamine 0.5 mg/kg, ketamine 1.0 mg/kg, placebo", "MADRS, mean (SD)", [" | ".join(heads)], *(" | ".join(r) for r in rows)
    )  # fmt: skip
    times = {24.0: 0, 336.0: 1}
    said = [
        (times[o.timepoint.hours] if o.timepoint else None, o.experimental_arm, o.comparator_arm, o)
        for o in found
    ]
    assert {(n, a, b, o.value, o.p_value) for n, a, b, o in said if o.value is not None} == wanted
    for n, own, other, outcome in said:
        if outcome.value is None:
            assert outcome.experimental_value == means[n or 0, own or ""]
            assert outcome.comparator_value == means[n or 0, other or ""]
            (p,) = {w[4] for w in wanted if w[:3] == (n, own, other)}
            assert outcome.p_value == p
    assert len([o for o in found if o.value is None]) == 6
