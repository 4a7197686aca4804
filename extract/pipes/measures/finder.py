"""Find the measures a text names, with the version that stands around the name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dosetable.extract.pipes.measures.lexicon import Lexicon, Measure, lexicon
from dosetable.extract.vocabulary import Term, Vocabulary

ITEM_WORDS = {
    "six": 6, "seven": 7, "seventeen": 17, "twenty-one": 21, "twenty-four": 24, "twenty-eight": 28,
}  # fmt: skip
_BEFORE = re.compile(
    r"(\d{1,2}|"
    + "|".join(ITEM_WORDS)
    + r")[- ]items?(?: version of the| version)?(?: self-rated)? $",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s?(?:\[|\()?-?\s?(\d{1,2})(?!\d|\.\d|[%/])(?: ?-? ?items?\b)?(?:\]|\))?")
_AFTER_ITEMS = re.compile(r",? ?(?:\[|\()?(\d{1,2})[- ]items?\b")
_GLUE = re.compile(r"\s?[(\[,]{0,2}\s?(?:(?:the|or|;)\s)?(?:\d{1,2}[- ]items? )?")
_ABBREVIATION = re.compile(r"\s?[(\[]([A-Z][A-Za-z]?[A-Z][A-Za-z0-9-]{0,9})[)\],;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureMention:
    """``text[start:end]`` names ``measure``; ``name`` adds the version (HAM-D-17)."""

    start: int
    end: int
    name: str
    measure: Measure

    @property
    def kind(self) -> str:
        return self.measure.kind


def find_measures(
    twin_text: str,
    vocabulary: Vocabulary | Sequence[Term],
    aliases: Mapping[str, MeasureMention] | None = None,
) -> list[MeasureMention]:
    """Return the measures named in ``twin_text``, in order, without overlaps.

    A long name with its abbreviation in brackets is one mention; an abbreviation that the text
    defines itself is found everywhere in the text, and ``aliases`` are those of the whole
    document (see ``find_aliases``).
    """
    terms = vocabulary["measures"] if isinstance(vocabulary, Vocabulary) else vocabulary
    words = lexicon(terms)
    found = [_whole(_versioned(m, twin_text), twin_text, words) for m in _raw(twin_text, words)]
    merged = _merge(found, twin_text)
    known = merged + _defined(merged, twin_text)
    if aliases:
        known = [m for m in known if twin_text[m.start : m.end] not in aliases]
        known += _aliased(known, aliases, twin_text)
    return sorted(known + _unlisted(known, twin_text), key=lambda m: m.start)


def find_aliases(twin: str, vocabulary: Vocabulary | Sequence[Term]) -> dict[str, MeasureMention]:
    """The abbreviations that a document defines for measures, if the vocabulary does not have them:
    'suicidal ideation (SI)' and, sentences later, 'SI fell'."""
    terms = vocabulary["measures"] if isinstance(vocabulary, Vocabulary) else vocabulary
    words = lexicon(terms)
    found: dict[str, MeasureMention] = {}
    for match in _BRACKETED.finditer(twin):
        name = match.group(1)
        listed = words.at(twin, match.start(1))
        if name in found or (listed is not None and listed[1].kind != "other"):
            continue
        start = max(0, match.start() - _LONGEST_NAME)
        before = _raw(twin[start : match.start()], words)
        last = before[-1] if before else None
        if last is None or last.kind == "event" or start + last.end != match.start():
            continue
        if listed is None or last.kind != "other":
            # 'Self-Rating Depression Scale (SDS)': elsewhere SDS may be the scale of disability
            found[name] = last
    return found


_BRACKETED = re.compile(r"\s?[(\[]([A-Z][A-Za-z]?[A-Z][A-Za-z0-9-]{0,9}|[A-Z]{2})[)\],;]")
_LONGEST_NAME = 90


def _aliased(
    known: Sequence[MeasureMention], aliases: Mapping[str, MeasureMention], text: str
) -> list[MeasureMention]:
    names = "|".join(sorted(map(re.escape, aliases), key=len, reverse=True))
    return [
        replace(aliases[use.group()], start=use.start(), end=use.end())
        for use in re.finditer(rf"(?<![\w-])(?:{names})(?![\w-])", text)
        if not any(k.start < use.end() and use.start() < k.end for k in known)
    ]


# A scale that no vocabulary lists, told by its abbreviation: 'higher WXQ-15 scores'.
_UNLISTED = re.compile(
    r"(?<![\w-])(?=[A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*[A-Z])(?!(?:LS|LSM|SD|SE|CI|IQR|TRD|MDD|ITT|ECT|IV|IM|SC|DSM|BL|OR|VS|KET|ESK|MDZ)\b)[A-Z][A-Za-z0-9-]{1,11}"
    r"(?= (?:total |mean |global |self-report )?(?:sub-?)?(?:scores?|scales?|ratings?|index|questionnaire)\b|: (?:Cohen'?s? d|d|g|ES|effect size|mean difference)\b)"
)
_UNLISTED_SCALE = Measure(name="scale of another subject", kind="other", lower_is_better=True)


def _unlisted(known: Sequence[MeasureMention], text: str) -> list[MeasureMention]:
    """Scales that are not in the vocabulary: their figures are not another scale's."""
    return [
        MeasureMention(
            start=m.start(), end=m.end(), name=_UNLISTED_SCALE.name, measure=_UNLISTED_SCALE
        )
        for m in _UNLISTED.finditer(text)
        if not any(k.start < m.end() and m.start() < k.end for k in known)
    ]


def _raw(text: str, words: Lexicon) -> list[MeasureMention]:
    found: list[MeasureMention] = []
    done = 0
    for word in words.starts.finditer(text):
        start = word.start()
        hit = words.at(text, start) if start >= done else None
        if hit:
            done, measure = hit
            name = measure.called or measure.name
            found.append(MeasureMention(start=start, end=done, name=name, measure=measure))
    return found


def _versioned(mention: MeasureMention, text: str) -> MeasureMention:
    if not mention.measure.items:
        return mention
    start, end = mention.start, mention.end
    before = _BEFORE.search(text, max(0, start - 40), start)
    if before:
        count = _count(before.group(1))
        if count in mention.measure.items:
            return replace(mention, start=before.start(), name=f"{mention.name}-{count}")
    for pattern in (_AFTER_ITEMS, _AFTER):
        after = pattern.match(text, end)
        if after and _count(after.group(1)) in mention.measure.items:
            glued = text[end : end + 1] in "-0123456789" or "item" in after.group(0)
            if glued or after.group(0).strip()[:1] in "([":
                closes = after.end() if text[end:].lstrip()[:1] not in "([" else end
                stop = after.end() if closes != end else after.end()
                return replace(mention, end=stop, name=f"{mention.name}-{_count(after.group(1))}")
    return replace(mention, start=start)


# 'the suicide item of the MADRS': one item's score must not be taken for the total.
_ITEM_OF = re.compile(
    r"\b(?:suicid\w+ (?:ideation |thoughts? )?)?(?:items?|questions?|parts?|(?<=mood )scales?(?= from)|sub-?scales?|sub-?scores?|components?|factors?)(?: \d{1,2})?(?: scores?)? (?:of|from|in|on|within) (?:the )?$",
    re.IGNORECASE,
)
# '..., item 10', 'MADRS (item 10)', 'MADRS item-10'
_ITEM_BEHIND = re.compile(
    r"(?: ?[(\[][A-Z][A-Z-]{2,8}[)\]])?'?s? (?:(?!and |or |than |but )[\w'-]+ ){0,3}items?\b(?! (?:version|scale))(?:[ -]\d{1,2}\b)?"
    r"|(?: ?[(\[][A-Z][A-Z-]{2,8}[)\]])?(?:'s|:)? (?:(?!and |or |than |but |depress|total |scores? )[\w'-]+ ){1,3}(?:sub-?scores?|sub-?scales?|(?:factor|domain|cluster) scores?)\b"
    r"| ?[(\[](?:suicid\w* (?:\w+ )?)?item[ -]?(?:\d{1,2})?[)\]]"
)
_ITEM = Measure(name="item of a scale", kind="other", lower_is_better=True)


def _whole(mention: MeasureMention, text: str, words: Lexicon) -> MeasureMention:
    """``mention``, or an item of its scale where the words before or behind it say so: that of
    suicidal thoughts is a measure of its own, any other is none of ours."""
    if mention.kind != "depression":
        return mention
    start, end = mention.start, mention.end
    behind = _ITEM_BEHIND.match(text, end)
    of = None if behind else _ITEM_OF.search(text, max(0, start - 60), start)
    if behind is not None:
        end = behind.end()
    elif of is not None:
        start = of.start()
    else:
        return mention
    said = text[start : mention.start] + text[mention.end : end]
    own = words.items.get(mention.measure.name)
    if own is not None and not _is_item(own, said, text[end : end + 40]):
        own = None
    measure = own or _ITEM
    return replace(mention, start=start, end=end, name=measure.name, measure=measure)


_SUICIDAL = re.compile(r"suicid", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,2}")
_CALLED = re.compile(r"\W{1,3}(?:suicid\w+)", re.IGNORECASE)  # 'item 10 (suicidal thoughts)'


def _is_item(measure: Measure, said: str, after: str) -> bool:
    """Whether ``said``, the words around a scale, mean ``measure``, an item of it."""
    number = _NUMBER.search(said)
    if number is not None:
        return int(number.group()) == measure.item
    return bool(_SUICIDAL.search(said) or _CALLED.match(after))


def _count(word: str) -> int:
    return ITEM_WORDS.get(word.lower()) or int(word) if word.isdigit() else ITEM_WORDS[word.lower()]


def _merge(found: Sequence[MeasureMention], text: str) -> list[MeasureMention]:
    merged: list[MeasureMention] = []
    for mention in found:
        last = merged[-1] if merged else None
        same = last and mention.measure.name in (last.measure.name, last.measure.item_of)
        if last and same and last.end <= mention.start:
            between = text[last.end : mention.start]
            if (
                len(between) < 16
                and _GLUE.fullmatch(between)
                and between.strip()[:1] in ("(", "[", ",")
            ):
                name = max(last.name, mention.name, key=len)
                if last.measure.item_of:
                    name = last.name  # 'item 10 of the ... Rating Scale (MADRS)'
                merged[-1] = replace(last, end=mention.end, name=name)
                continue
        if last is None or mention.start >= last.end:
            merged.append(mention)
        elif mention.measure.item_of and last.measure.generic:
            merged[-1] = replace(mention, start=last.start)  # 'the suicidal thoughts item of the X'
    return merged


def _defined(found: Sequence[MeasureMention], text: str) -> list[MeasureMention]:
    """Mentions by abbreviations that the text itself defines in brackets."""
    spans = [(m.start, m.end) for m in found]
    more: list[MeasureMention] = []
    for mention in found:
        if mention.measure.kind == "event" or mention.end - mention.start < 12:
            continue
        match = _ABBREVIATION.match(text, mention.end)
        if not match or any(s <= match.start(1) < e for s, e in spans):
            continue
        for use in re.finditer(rf"\b{re.escape(match.group(1))}\b", text):
            if not any(s <= use.start() < e for s, e in spans):
                more.append(replace(mention, start=use.start(), end=use.end()))
        spans += [(m.start, m.end) for m in more]
    return more
