"""Forest plots: a trial a line, with its interval; the pooled mean where enough trials allow one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dosetable.site import wording
from dosetable.site.addresses import anchor, slugify
from dosetable.site.charts import Tick, axis_marks, favoured
from dosetable.site.synthesis.effects import Answers, LeftOut, Question, TrialEffect
from dosetable.site.synthesis.pooling import FEWEST, LEVEL, Pooled, pool

WIDTH, LEFT, RIGHT, TOP, STEP = 480.0, 150.0, 20.0, 22.0, 36.0
PLOT = WIDTH - LEFT - RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A trial: its square at ``x`` (``size`` wide) with the interval from ``x1`` to ``x2``."""

    label: str
    href: str
    y: float
    x: float
    x1: float
    x2: float
    size: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diamond:
    """The pooled mean and its interval, and the prediction interval below it."""

    y: float
    points: str
    words: str
    p1: float
    p2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLine:
    """A line of the table behind the picture."""

    name: str
    href: str
    doses: str
    n: str
    effect: str
    weight: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """A picture and the table behind it. ``sides``: whom an effect left, and right, of the line favours."""

    id: str
    title: str
    sentence: str
    axis: str
    sides: tuple[str, str] | None
    height: float
    zero: float
    lines: tuple[Line, ...]
    diamond: Diamond | None
    ticks: tuple[Tick, ...]
    table: tuple[DataLine, ...]
    pooled: str | None
    left_out: tuple[LeftOut, ...]


def forests(found: Iterable[Answers]) -> tuple[Forest, ...]:
    """A plot for each question that two trials or more answer, the most answered first."""
    chosen = [one for one in found if len(one.trials) > 1]
    chosen.sort(key=lambda one: (-len(one.trials), one.question))
    return tuple(_forest(one) for one in chosen)


def _forest(one: Answers) -> Forest:
    question, trials = one.question, one.trials
    pooled = pool([t.estimate for t in trials]) if len(trials) >= FEWEST else None
    ends = [end for t in trials for end in t.estimate.interval]
    if pooled is not None:
        ends += [pooled.predicted_low, pooled.predicted_high]
    ratio = question.kind == "risk ratio"
    marks = axis_marks(ends, ratio=ratio)
    first, last = marks[0][0], marks[-1][0]

    def x_of(value: float) -> float:
        share = (min(max(value, first), last) - first) / (last - first)
        return round(LEFT + share * PLOT, 1)

    weights = pooled.weights if pooled is not None else _fixed_weights(trials)
    lines = tuple(
        Line(
            label=trial.name,
            href=_href(trial),
            y=TOP + i * STEP,
            x=x_of(trial.estimate.value),
            x1=x_of(trial.estimate.interval[0]),
            x2=x_of(trial.estimate.interval[1]),
            size=round(5 + 9 * (weight / 100) ** 0.5, 1),
            words=_words(*trial.estimate.interval, trial.estimate.value, ratio=ratio),
        )
        for i, (trial, weight) in enumerate(zip(trials, weights, strict=True))
    )
    base = TOP + len(trials) * STEP
    return Forest(
        id=slugify("-".join((question.drug, question.route, question.against, question.outcome, question.window, question.kind))),
        title=_title(question),
        sentence=_sentence(question, trials, pooled),
        axis=f"{question.kind}, {LEVEL:.0%} interval",
        sides=favoured(question.kind, question.outcome),
        height=base + (STEP if pooled else 0) + 58,
        zero=x_of(0.0),
        lines=lines,
        diamond=_diamond(pooled, base, x_of, ratio=ratio) if pooled is not None else None,
        ticks=tuple(Tick(x=x_of(value), label=label) for value, label in marks),
        table=tuple(
            DataLine(
                name=trial.name,
                href=_href(trial),
                doses="; ".join(trial.doses),
                n=wording.number(trial.n) if trial.n is not None else "not found",
                effect=line.words,
                weight=f"{weight:.0f}%" if pooled is not None else "",
                how=trial.how,
            )
            for trial, line, weight in zip(trials, lines, weights, strict=True)
        ),
        pooled=_pooled_words(pooled, ratio=ratio) if pooled is not None else None,
        left_out=one.left_out,
    )  # fmt: skip


def _href(trial: TrialEffect) -> str:
    return f"study/{trial.slug}.html#{anchor('row', trial.row_id)}"


def _fixed_weights(trials: Sequence[TrialEffect]) -> tuple[float, ...]:
    inverse = [1 / trial.estimate.variance for trial in trials]
    return tuple(100 * w / sum(inverse) for w in inverse)


def _diamond(pooled: Pooled, y: float, x_of: object, *, ratio: bool) -> Diamond:
    assert callable(x_of)  # noqa: S101 - the plot's own scale
    low, mean, high = x_of(pooled.low), x_of(pooled.mean), x_of(pooled.high)
    points = f"{low},{y} {mean},{y - 7} {high},{y} {mean},{y + 7}"
    words = _words(pooled.low, pooled.high, pooled.mean, ratio=ratio)
    return Diamond(
        y=y,
        points=points,
        words=words,
        p1=x_of(pooled.predicted_low),
        p2=x_of(pooled.predicted_high),
    )


def _number(value: float, *, ratio: bool) -> str:
    return f"{math.exp(value):.2f}" if ratio else f"{value:.1f}".replace("-", "\u2212")


def _words(low: float, high: float, value: float, *, ratio: bool) -> str:
    return (
        f"{_number(value, ratio=ratio)} "
        f"({_number(low, ratio=ratio)} to {_number(high, ratio=ratio)})"
    )


def _pooled_words(pooled: Pooled, *, ratio: bool) -> str:
    mean = _words(pooled.low, pooled.high, pooled.mean, ratio=ratio)
    new = (
        f"{_number(pooled.predicted_low, ratio=ratio)} to "
        f"{_number(pooled.predicted_high, ratio=ratio)}"
    )
    return (
        f"{mean}; {LEVEL:.0%} prediction interval {new}; "
        f"between-trial variance {pooled.tau2:.2f}, I\u00b2 {pooled.i2:.0f}%; {pooled.k} trials"
    )


def _title(question: Question) -> str:
    return wording.sentence_case(
        f"{question.drug}, {question.route}, against {_against(question)}: {question.outcome}, "
        f"{question.window}"
    )


def _against(question: Question) -> str:
    kind, _, drug = question.against.partition(": ")
    return drug or wording.COMPARATOR_WORDS.get(kind, kind).lower()


def _sentence(question: Question, trials: Sequence[TrialEffect], pooled: Pooled | None) -> str:
    """What the picture shows, from its data alone."""
    ratio = question.kind == "risk ratio"
    best, worst = min(t.estimate.value for t in trials), max(t.estimate.value for t in trials)
    said = (
        f"{wording.plural(len(trials), 'trial')} of {question.drug} ({question.route}) against "
        f"{_against(question)} give a {question.kind} for {question.outcome} ({question.window}) "
        f"from {_number(best, ratio=ratio)} to {_number(worst, ratio=ratio)}."
    )
    if pooled is None:
        return f"{said} Too few to pool: {FEWEST} are needed."
    sure = pooled.low > 0 or pooled.high < 0
    return (
        f"{said} Pooled: {_words(pooled.low, pooled.high, pooled.mean, ratio=ratio)}, an interval "
        f"that {'excludes' if sure else 'includes'} no difference; a new trial is expected between "
        f"{_number(pooled.predicted_low, ratio=ratio)} and "
        f"{_number(pooled.predicted_high, ratio=ratio)}."
    )
