"""Figures in table cells: ``M (SD)``, ``M ± SE``, ``n (%)``, ``n/N (%)``, estimates with intervals."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import cast

from dosetable.extract.facts import DispersionType, POperator

_N = r"[+-]?\d+(?:\.\d+)?|[+-]?\.\d+"
_MARK = r"(?:[\s,]?(?:\^?[*†‡§¶#△▲&a-e]{1,4}|\^[a-z]{1,2})){0,3}"
_PLAIN = re.compile(rf"({_N})\s?(%)?{_MARK}")
_BRACKET = re.compile(rf"({_N})\s?(%)?\s?[(\[]\s?({_N})\s?(%)?\s?[)\]]{_MARK}")
# A bracket behind "M ± SD" repeats it as a percentage or in another unit.
_PLUS_MINUS = re.compile(
    rf"({_N})\s?(?:±|\+/-)\s?(\d+(?:\.\d+)?)(?:\s?[(\[]\s?(?:{_N})\s?%?\s?[)\]])?{_MARK}"
)
_OF = re.compile(rf"(\d+)\s?/\s?(\d+)(?:\s?[(\[,]?\s?({_N})\s?%?\s?[)\]]?)?{_MARK}")
# Of how many a figure is, in its brackets, behind them or before it.
_SIZED = re.compile(
    r"\s?[;,]\s?n\s?=\s?(\d+)(?=\s?[)\]]|$)|\s?[;,]?\s?[(\[]\s?n\s?=\s?(\d+)\s?[)\]]$|^n\s?=\s?(\d+)[;,:]?\s+(?=\S)",
    re.IGNORECASE,
)
_TURNED = re.compile(rf"({_N})\s?%\s?[(\[]\s?(\d+\s?/\s?\d+)\s?[)\]]{_MARK}")
_INTERVAL = rf"({_N})\s?%?\s?(?:,|;|to|-(?=\s?[-\d.]))\s?({_N})\s?%?"
# "18.2 (8.1) [4-35]": limits behind the bracket have no field.
_AND_LIMITS = re.compile(
    rf"(?<=[)\]])[,;]?\s?[(\[](?:\s?(?:95|90) ?% ?CI[:,]?)?\s?{_INTERVAL}\s?[)\]](?={_MARK}$)"
)
# An arm's mean or median with its limits in brackets: the limits have no field.
_LIMITS = re.compile(
    rf"({_N})\s?(%)?\s?[(\[](?:\s?(?:95|90) ?% ?CI[:,]?)?\s?{_INTERVAL}\s?[)\]]{_MARK}",
    re.IGNORECASE,
)
# A sign may stand apart from its number: "- 15.2", "(- 5.8; 3.7)".
_LOOSE_SIGN = re.compile(r"(?<![\d.)%])(?<![\d.)%] )-\s+(?=[\d.])")
_ESTIMATE = re.compile(
    rf"({_N})\s?%?\s?(?:[(\[](?:\s?(?:95|90) ?% ?CI[:,]?)?\s?{_INTERVAL}\s?[)\]])?{_MARK}",
    re.IGNORECASE,
)
_WITH_ERROR = re.compile(
    rf"({_N})\s?\(\s?\d+(?:\.\d+)?\s?\)\s?(?:[;,]?\s?[(\[](?:\s?(?:95|90) ?% ?CI[:,]?)?\s?{_INTERVAL}\s?[)\]]|[;,]\s?(?:(?:95|90) ?% ?CI[:,]?\s?)?{_INTERVAL}){_MARK}",
    re.IGNORECASE,
)
_BARE_INTERVAL = re.compile(rf"[(\[]?\s?{_INTERVAL}\s?[)\]]?{_MARK}")
_P = re.compile(rf"(?:p\s?)?(<=|>=|≤|≥|<|>|=)?\s?(\d?\.\d+|[01](?:\.0+)?){_MARK}", re.IGNORECASE)
_BESIDE = re.compile(
    r"\s*[,;]?\s*\(?(?P<p>p\s?[<>=≤≥]{1,2}\s?\d?\.\d+)\)?$"
    # '-1.4 (-2.3 to -0.7) (<0.001)'
    r"|(?<=[)\]])\s?[(\[](?P<bare>[<>=≤≥]{0,2}\s?0?\.\d+)[)\]]$",
    re.IGNORECASE,
)
# '-5.9 (-10.1 to -1.7); 0.006' under a head that ends in "p"
_LAST_P = re.compile(r"(?<=[)\]])\s?[;,]\s?(?P<p>[<>=]{0,2}\s?(?:0?\.\d+|1\.0+))$")
_P_SIGNS = {"≤": "<=", "≥": ">="}
_FORMATS: tuple[tuple[DispersionType, re.Pattern[str]], ...] = (
    (
        "SD",
        re.compile(
            r"\(\s?SDs?\s?\)|\[SD\]|±\s?SD|, SD\b|\bSD\b|\bs\.d\b|standard deviation", re.IGNORECASE
        ),
    ),
    ("SE", re.compile(r"\(\s?SEM?\s?\)|\[SEM?\]|±\s?SEM?|\bSEM?\b|standard error", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a cell states. ``second`` is the figure in brackets or after a plus-minus sign; ``leading``:
    the percentage stands before the brackets."""

    value: float
    second: float | None = None
    percent: bool = False
    count: int | None = None
    n: int | None = None
    leading: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    value: float | None
    low: float | None = None
    high: float | None = None


def read_figure(text: str) -> Figure | None:
    """Read an arm's own figure; None for dashes, texts and whatever is not understood whole."""
    text = _LOOSE_SIGN.sub("-", text)
    if turned := _TURNED.fullmatch(text):
        text = f"{turned[2]} ({turned[1]}%)"  # '63% (19/30)'
    if match := _OF.fullmatch(text):
        count, n = int(match[1]), int(match[2])
        if n == 0 or count > n:
            return None
        share = float(match[3]) if match[3] else None
        if share is None or abs(share - 100 * count / n) > 1.5:
            return None if share is not None else Figure(value=count, count=count, n=n)
        return Figure(value=share, percent=True, count=count, n=n)
    if match := _PLUS_MINUS.fullmatch(text):
        return Figure(value=float(match[1]), second=float(match[2]))
    if match := _BRACKET.fullmatch(_AND_LIMITS.sub("", text)):
        return Figure(
            value=float(match[1]), second=float(match[3]), percent=bool(match[2] or match[4]),
            leading=bool(match[2]) and not match[4],
        )  # fmt: skip
    if (match := _LIMITS.fullmatch(text)) and float(match[3]) <= float(match[1]) <= float(match[4]):
        return Figure(value=float(match[1]), percent=bool(match[2]))
    if match := _PLAIN.fullmatch(text):
        return Figure(value=float(match[1]), percent=bool(match[2]))
    return None


def read_sized(text: str) -> Figure | None:
    """Read the figure of a score, which may say of how many it is: "18.2 (8.1; n=30)"."""
    match = _SIZED.search(text)
    if match is None:
        return read_figure(text)
    figure = read_figure((text[: match.start()] + text[match.end() :]).strip())
    return replace(figure, n=int(match[1] or match[2] or match[3])) if figure else None


def read_estimate(text: str, *, spread: bool = False) -> Estimate | None:
    """Read an effect with its interval in brackets, where it has one; ``spread``: its label says
    that a standard error stands in the brackets."""
    text = _LOOSE_SIGN.sub("-", text)
    match = _ESTIMATE.fullmatch(text) or _WITH_ERROR.fullmatch(text)
    if match is None and spread:
        own = _BRACKET.fullmatch(text) or _PLUS_MINUS.fullmatch(text)
        return Estimate(float(own[1])) if own else None
    if match is None:
        return None
    value, *ends = (float(number) for number in match.groups() if number)
    low, high = ends or (None, None)
    if low is not None and high is not None and not low <= value <= high:
        return None
    return Estimate(value, low, high)


def read_interval(text: str) -> Estimate | None:
    match = _BARE_INTERVAL.fullmatch(_LOOSE_SIGN.sub("-", text))
    if match is None or float(match[1]) > float(match[2]):
        return None
    return Estimate(None, float(match[1]), float(match[2]))


def read_p(text: str) -> tuple[POperator, float] | None:
    match = _P.fullmatch(text)
    if match is None or not 0 <= float(match[2]) <= 1:
        return None
    sign = match[1] or "="
    return cast("POperator", _P_SIGNS.get(sign, sign)), float(match[2])


def without_p(text: str, *, last: bool = False) -> tuple[str, tuple[POperator, float] | None]:
    """Split "-3.9 (-8.0 to 0.2), p = 0.06" into the effect and its p; ``last``: its head says that the
    last number is one."""
    match = _BESIDE.search(text)
    p = read_p(match["p"] or match["bare"]) if match else None
    if match is None and last and (match := _LAST_P.search(text)):
        p = read_p(match["p"])
    return (text[: match.start()].strip(), p) if match and p else (text, None)


def dispersion(*texts: str) -> DispersionType | None:
    """The dispersion that labels name, the nearest label first; None where they name several."""
    for text in texts:
        named = [name for name, pattern in _FORMATS if pattern.search(text)]
        if named:
            return named[0] if len(named) == 1 else None
    return None
