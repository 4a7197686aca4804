"""The name of an author in its parts, for the formats that ask for them.

Sources print "Freeman MP", "Freeman, Marlene P", a group's name, or a person's name written out in
an order that is not said: of the last two no part is told.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

_MOST_INITIALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """``text``: as the source prints it; ``family`` is empty where the parts are not known, and
    ``given`` holds initials with full stops, or given names."""

    text: str
    family: str = ""
    given: str = ""
    suffix: str = ""
    group: bool = False

    @property
    def inverted(self) -> str:
        """ "Freeman, M. P.", or the name as it is printed."""
        return (
            ", ".join(part for part in (self.family, self.given, self.suffix) if part) or self.text
        )

    @property
    def straight(self) -> str:
        """ "M. P. Freeman", or the name as it is printed."""
        return (
            " ".join(part for part in (self.given, self.family, self.suffix) if part) or self.text
        )

    @property
    def brief(self) -> str:
        """ "Freeman MP", or the name as it is printed."""
        if not self.family:
            return self.text
        initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", self.given))
        return " ".join(part for part in (self.family, initials, self.suffix) if part)


def parted(text: str) -> Name:
    """The parts of an author's name. A family name is only told where initials or a comma show it."""
    text = " ".join(text.split())
    family, given, suffix = _by_initials(text.split())
    if not family and _is_group(text):
        return Name(text=text, group=True)
    if not family:
        family, given = _by_comma(text)
    return Name(text=text, family=family, given=given, suffix=suffix)


def _by_initials(words: Sequence[str]) -> tuple[str, str, str]:
    """ "van den Berg JM", "Smith J A Jr": family, initials, suffix; empty where it is not so."""
    words, suffix = list(words), ""
    if len(words) > 2 and words[-1].rstrip(".") in _words("suffixes") and _capitals(words[-2]):
        suffix = words.pop()
    if len(words) < 2 or not _capitals(words[-1]):
        return "", "", ""
    letters = [words.pop()]
    while len(words) > 1 and _capitals(words[-1]) == _capitals(letters[0]) == 1:
        letters.insert(0, words.pop())
    family = " ".join(words)
    if "," in family or (len(words) > 1 and _is_group(family)):
        return "", "", ""
    return family, " ".join(map(_dotted, letters)), suffix


def _capitals(word: str) -> int:
    """How many initials a word is: 2 for "MP", "M.P." and "M-P"; 0 for another word."""
    bare = word.replace(".", "").replace("-", "")
    return len(bare) if bare.isalpha() and bare.isupper() and len(bare) <= _MOST_INITIALS else 0


def _dotted(letters: str) -> str:
    """ "MP" as "M. P.", "J-S" as "J.-S."."""
    spaced = [f"{letter}." for letter in re.findall(r"-?[^\W\d_]", letters)]
    return " ".join(spaced).replace(" -", "-")


def _by_comma(text: str) -> tuple[str, str]:
    """ "Freeman, Marlene P" and "Freeman, MP"."""
    family, comma, given = text.partition(", ")
    if not (comma and family and given) or "," in given:
        return "", ""
    return family, _dotted(given) if _capitals(given) else given


def _is_group(text: str) -> bool:
    return not _words("words").isdisjoint(re.findall(r"\w+", text.casefold()))


@cache
def _words(of: str) -> frozenset[str]:
    path = resources.files("dosetable.site") / "groups.toml"
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))[of])
