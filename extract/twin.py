"""The twin: a copy of the text, as long as the text, in which rules find what printers vary.

Offsets into the twin are offsets into the text, so no offset map is ever needed and
``document.text`` is never rewritten. Only one-to-one replacements are allowed here.
"""

from __future__ import annotations

import re

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\n\x0b\x0c"
_MINUS = "\u2212\u2010\u2011\u2012\u2013\u2014\u2015\ufe58\ufe63\uff0d\u207b"
_MAP = {ord(c): " " for c in _SPACES}
_MAP |= {ord(c): "-" for c in _MINUS}
_MAP |= {ord(c): "'" for c in "\u2018\u2019\u02bc\u2032\u0060\u00b4"}
_MAP |= {ord(c): '"' for c in "\u201c\u201d\u2033"}
_MAP |= {
    0xB5: "\u03bc",
    0xD7: "x",
    0x2264: "\u2264",
    0xFF1D: "=",
    0xFF1C: "<",
    0xFF1E: ">",
    0xFF05: "%",
    0xFF08: "(",
    0xFF09: ")",
    0xFF0C: ",",
    0xFF1A: ":",
    0xFF1B: ";",
    0x2A7D: "\u2264",
    0x2266: "\u2264",
    0x2A7E: "\u2265",
    0x2267: "\u2265",
}
# The digits, the decimal point and the percent sign of Arabic and Persian.
_MAP |= {zero + i: str(i) for zero in (0x660, 0x6F0) for i in range(10)}
_MAP |= {0x66A: "%", 0x66B: ".", 0x66C: ","}
# A decimal point printed at mid-height (The Lancet: 0\u00b75) between two digits.
_MID_DOT = re.compile(r"(?<=\d)[\u00b7\u2022\u2024\u2027\u2219\u22c5\u30fb\uff0e](?=\d)")
# 'vs.11.8%': the point that glues the two together is none of the figure's.
_GLUED_VERSUS = re.compile(r"(?<=[\s\])%\d]vs)\.(?=\d)")


def twin(text: str) -> str:
    """Return a copy of ``text`` of the same length with one form each for spaces (line ends
    included), dashes, quotes, the micro sign, digits and the decimal point.

    The copy keeps its case. ``len(twin(text)) == len(text)`` always holds.
    """
    return _GLUED_VERSUS.sub(" ", _MID_DOT.sub(".", text.translate(_MAP)))
