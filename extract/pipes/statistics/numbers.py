"""Numbers as printed, and the blanking of what has been read already."""

from __future__ import annotations

from collections.abc import Iterable

from dosetable.extract.pipes.numbers import VALUES
from dosetable.extract.prefilter import Prefiltered

NUMBER = r"(?<![\w.])[-+]?\s?(?:\d{1,4}(?:\.\d+)?|\.\d+)(?![\d])"
TENS = {word: value for word, value in VALUES.items() if value == 10 or value >= 20}
COUNT_WORDS = {"none": 0, "no": 0} | {word: n for word, n in VALUES.items() if n <= 20}
BLANK = "~"


def to_float(printed: str) -> float:
    """The value of a printed number: blanks after the sign and a bare decimal point are allowed."""
    return float("".join(printed.split()).replace("+", ""))


def words_to_count(printed: str) -> int | None:
    """'seventy-one' -> 71: None if it is no such word."""
    tens, _, ones = printed.lower().replace(" ", "-").partition("-")
    if tens in TENS:
        return TENS[tens] + (COUNT_WORDS.get(ones, 0) if ones else 0)
    return COUNT_WORDS.get(tens)


def to_count(printed: str) -> int | None:
    return int(printed) if printed.isdigit() else words_to_count(printed)


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """``text`` with the spans overwritten, so that later rules do not read them; same length."""
    ordered = sorted(spans)
    if not ordered:
        return text
    parts, done = [], 0
    for start, end in ordered:
        start = max(start, done)
        if end <= start:
            continue
        parts += [text[done:start], BLANK * (end - start)]
        done = end
    return "".join([*parts, text[done:]])


_NOT_RESULTS = Prefiltered(
    r"\d+(?:\.\d+)?(?:-?\s?(?:-|to|,\s?(?:and|or)|or|,|and)\s?\d+(?:\.\d+)?)*[\s-]?(?:mg|mcg|μg|ng|ml|mL|kg|mmHg|Hz|bpm|years?|yrs?|-year|y\b|items?|sites?|cent(?:er|re)s)(?:[\s./·]?(?:kg|h|min|day|d|m2|ml|mL)\b(?:-1|\^-1)?)*"
    # '(n = 22, 44%)' counts those who did
    r"|\b[nN]\s?=\s?\d+(?!\d|\s?[,;]\s?\d[\d.]*\s?%)(?:\s?(?:,|and)\s?\d+)*"
    r"|(?:≥|≤|>=|<=|(?<![pP] )(?<![pP])[<>])\s?\d+(?:\.\d+)?\s?(?:%|per ?cent)?"
    r"|\b(?:at least|at most|more than|less than|below|above|under|exceeding|minimum of|up to|greater than|fewer than)(?: a)? [\"\u201c\u2018']?-?\d+(?:\.\d+)?\s?(?:%|per ?cent)?"
    r"|\b\d+(?:\.\d+)?\s?(?:%|per ?cent)? or (?:more|greater|less|lower|higher|above|below|fewer|over|better)"
    # The shares by which response is told; any other is a change of its own.
    r"|\b(?:20|25|30|50|75)\s?(?:%|per ?cent)[\s-](?:fall|reduction|decrease|improvement|decline|drop|increase)s?\b(?! (?:with|in the))"
    r"|\b\d+(?:\.\d+)?\s?(?:%|per ?cent)\s(?:lower|higher|greater|smaller|less|more likely)\b"
    r"|\b(?:[Pp]hase|[Cc]ohort|[Tt]able|[Ff]igure|[Ff]ig\.|[Ss]tudy|[Gg]roup|[Vv]isit|item|type|part|version|grade|Step) \d+[a-zA-Z]?\b(?!\.\d|\s?(?:%|per ?cent|±|\+/-|\(SD|points?\b|of (?:the )?\d|/\s?\d))"
    r"|\b\d{1,3}(?:st|nd|rd|th)\b"
    r"|\b\d{2}(?:\.\d)?\s?(?:%|per ?cent)\s?-?(?:CIs?\b|[Cc]onfidence|[Cc]redible|CrI)"
    r"|\b\d+:\d+(?::\d+)*\b"
    r"|\b(?:19|20)\d\d\b"
    r"|\bdf\s?[=:]\s?\d+(?:\.\d+)?(?:\s?,\s?\d+(?:\.\d+)?)?"
    # '10%-20% of people', and the marks of a list: '(1) to assess X, and (2) to ...'
    r"|\b\d+(?:\.\d+)?\s?%\s?-\s?\d+(?:\.\d+)?\s?%|(?<=\s)\(\d\)(?=\s(?:to|that|the|an?|whether|how|if|as|for|in|patients|\w*ketamine)\b)"
    r"|\b\d+(?:\.\d+)?\s?(?:%|per ?cent)?\s(?:sensitiv\w+|specific(?:ity)?|predictive)\b|\b(?:sensitivity|specificity|predictive value)\s?(?:\([^)]{1,20}\)\s?)?(?:of|was|=|:)\s?\d+(?:\.\d+)?\s?(?:%|per ?cent)?"
    r"|\b\d+(?:\.\d+)?\s?(?:%|per ?cent)\s(?:were |was |are )?(?:(?:fe)?males?|women|men|girls|boys|White|Caucasian|Black|Asian|Hispanic)\b"
    # 'exceeded the hypothesis of 50% vs 20%': what was thought before
    r"|\b(?:hypothes[ie]s|assumptions?|expectations?|(?:assumed|anticipated|expected|hypothesi[sz]ed) (?:[\w-]+ ){0,2}(?:rates?|proportions?|difference|shares?)) of \d[\d.]*\s?(?:%|per ?cent)?(?:,? (?:and|vs\.?|versus|to) \d[\d.]*\s?(?:%|per ?cent)?)?"
    r"|\b(?:ACTRN|NCT|UMIN|ChiCTR|ISRCTN|EudraCT)[\w-]*\d+"
)


def without_other_numbers(text: str) -> str:
    """Blank doses, ages, sample sizes, thresholds, years and labels: numbers that are no results."""
    return blank(text, (match.span() for match in _NOT_RESULTS.finditer(text)))
