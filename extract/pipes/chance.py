"""The words that say that chance decided who got what (CONSORT 2010, item 8)."""

from __future__ import annotations

import re

from dosetable.extract.prefilter import Prefiltered

PLAIN_WORDS = (
    r"\bin (?:a )?random order\b|\brandom (?:assignment|allocation|order|draw|grouping|division|distribution)\b|\bRCT\b|\bat random\b|\bby chance\b"
    r"|\brandom(?:i[sz]ation)? (?:number|table|digit|list|sequence)|\brandomi[sz]ed: yes|\bin (?:a )?random(?:i[sz]ed)? sequence\b"
    r"|\bcoin (?:flip|toss)|\bflip(?:ping)? (?:of )?a coin|\btoss of a\b|\bby (?:lot|lottery|the toss|chance alone|a coin)\b|\bdrawn by lot\b|\b(?:drew|drawing) lots\b|\blottery decided\b|\b(?:computer|coin|lot|lots) decided\b"
    r"|\bcomputer(?:-generated|-made|i[sz]ed)? (?:list|sequence|allocation|schedule|number|code)|\b(?:sequentially numbered|opaque|sealed)(?:,? \w+)? envelopes?\b|\bminimi[sz]ation (?:algorithm|procedure)"
    r"|\b(?:assigned|allocated|allotted)\b(?:[^.;]|\.\d){0,100}\bin an? \d ?: ?\d(?: ?: ?\d)* (?:allocation )?(?:ratio|fashion|manner)\b"
    r"|\b(?:received|given|treated with)\b(?:[^.;]|\.\d){3,80}\bor\b(?:[^.;]|\.\d){3,80}\b(?:at|in|with) an? (?:ratio of \d ?: ?\d|\d ?: ?\d ratio)"
    r"|\b(?:assigned|allocated|allotted),? \(?\d ?: ?\d(?: ?: ?\d)*\)?,? to\b"
    r"|\b(?:order|allocation|assignment) (?:of \w+ )?(?:was|being) (?:(?:at )?random|drawn|decided by (?:lot|chance))|\bleft to chance\b|\bplaced at random among\b"
)
"""An expression (without groups) of chance in other words than "randomized"; match ignoring case."""

CHANCE = Prefiltered(
    r"\brandom(?:i[sz](?:ed|ing)|i[sz]ation)\b|\brandomly (?!select|chosen|sampl|drawn|pick)(?:\w+ )?\w+"
    r"|\b(?:divided|assigned|allocated|grouped|split|separated) (?:\w+ )?randomly\b|" + PLAIN_WORDS,
    re.IGNORECASE,
)
"""Chance in any words."""
