"""Times that a report names by a code of its own: '3 days (T2)', later 'at T1 and T2'."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dosetable.extract.facts import Timepoint
from dosetable.extract.pipes.timepoints.finder import find_timepoints, joined
from dosetable.extract.pipes.timepoints.mention import TimepointMention

CODE = re.compile(
    r"(?<![\w-])(?P<first>[Tt]\d{1,2})(?:\s?(?:-|to|~)\s?(?P<last>[Tt]\d{1,2}))?(?!\w)"
)
"""'T2', 'T1-T3'."""
# '3 days after the operation (T2)', 'T2 (3 days after ...)', 'T2: 3 days', 'T2 = 3 days'
_BEHIND = re.compile(r"[^,;:()\[\].]{0,45}[(\[,]\s?(?:time ?point )?$")
_BEFORE = re.compile(r"\s?(?:[(\[:=,]|was|at)\s?(?:the )?(?:at |on |postoperative )?$")
_REACH = 70


def find_time_codes(twin: str) -> dict[str, Timepoint]:
    """The codes that ``twin`` defines, each with the time that stands beside it; a code that is
    given two times is left out."""
    uses = list(CODE.finditer(twin))
    if not uses:
        return {}
    points = [t for t in find_timepoints(twin) if t.kind == "point"]
    listed = _of_lists(twin, points)
    found: dict[str, Timepoint] = dict(listed)
    spoilt: set[str] = set()
    for use in uses:
        name = use["first"].upper()
        if name in listed:
            continue
        time = None if use["last"] else _beside(use, points, twin)
        if time is not None and found.setdefault(name, time).hours != time.hours:
            spoilt.add(name)
    return {name: time for name, time in found.items() if name not in spoilt}


# '1 (T1), 3 (T2) and 7 days (T3)': the unit is said once, behind the last of them
_SHARED = re.compile(
    r"(?P<list>(?:\b\d{1,3} ?[(\[]T\d{1,2}[)\]],? (?:and )?)+)(?=\d{1,3} ?(?P<unit>hours?|h|days?|d|weeks?|months?) ?[^()\[\]\d]{0,30}[(\[]T\d)",
    re.IGNORECASE,
)
_ONE_OF = re.compile(r"(?P<number>\d{1,3}) ?[(\[](?P<code>T\d{1,2})", re.IGNORECASE)
# '1, 3 and 7 days after surgery (T1, T2 and T3)', '(T1-T3)'
_ALL_BEHIND = re.compile(
    r"[^,;:()\[\].]{0,45}[(\[](?P<codes>T\d{1,2}(?:(?:,|,? and) ?T\d{1,2})+|T\d{1,2} ?(?:-|to) ?T\d{1,2})[)\]]",
    re.IGNORECASE,
)


def _of_lists(twin: str, points: list[TimepointMention]) -> dict[str, Timepoint]:
    """The codes of a list of times that share one unit, or one bracket."""
    found: dict[str, Timepoint] = {}
    for match in _SHARED.finditer(twin):
        for one in _ONE_OF.finditer(match["list"]):
            time = next(iter(find_timepoints(f"{one['number']} {match['unit']}")), None)
            if time is not None:
                found[one["code"].upper()] = time.timepoint
    for last in points:
        behind = _ALL_BEHIND.match(twin, last.end)
        if behind is None:
            continue
        listed = [p.timepoint for p in points if p.group == last.group]
        codes = [int(number) for number in re.findall(r"\d+", behind["codes"])]
        if "-" in behind["codes"] or "to" in behind["codes"]:
            codes = list(range(codes[0], codes[-1] + 1))
        if len(codes) == len(listed):
            found |= {f"T{c}": t for c, t in zip(codes, listed, strict=True)}
    return found


def _beside(use: re.Match[str], points: list[TimepointMention], twin: str) -> Timepoint | None:
    before = [p for p in points if 0 <= use.start() - p.end <= _REACH]
    if before and _BEHIND.fullmatch(twin, before[-1].end, use.start()):
        return before[-1].timepoint
    after = next((p for p in points if 0 <= p.start - use.end() <= _REACH), None)
    if after is not None and _BEFORE.fullmatch(twin, use.end(), after.start):
        return after.timepoint
    return None


_FIRST = re.compile(r"(?<![\w-])[Tt]0(?!\w)")


def starts_alone(text: str, codes: Mapping[str, Timepoint]) -> bool:
    """Whether the one visit that ``text`` names is the first of a count from T0: before treatment."""
    if not _FIRST.search(text) or "T0" in codes:
        return False
    return all(_FIRST.match(text, use.start()) and not use["last"] for use in CODE.finditer(text))


def coded_timepoints(text: str, codes: Mapping[str, Timepoint]) -> list[TimepointMention]:
    """Every time named in ``text``, in words or by one of ``codes``, in order."""
    found = find_timepoints(text)
    if not codes:
        return found
    for use in CODE.finditer(text):
        inside = (p for p in found if use.start() < p.end and p.start < use.end())
        if next(inside, None) is not None:
            continue
        found += [
            TimepointMention(
                start=use.start(), end=use.end(), timepoint=codes[name], kind="point",
                group=use.start(),
            )
            for name in _named(use)
            if name in codes
        ]  # fmt: skip
    return joined(sorted(found, key=lambda m: m.start), text)


def _named(use: re.Match[str]) -> list[str]:
    first = use["first"].upper()
    if not use["last"]:
        return [first]
    numbers = range(int(first[1:]), int(use["last"][1:]) + 1)
    return [f"{first[0]}{n}" for n in numbers][:10]
