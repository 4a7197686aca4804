"""The words for those who take part."""

import re

PEOPLE = (
    r"(?:(?:in-?|out-?)?patients?|participants?|subjects?|people|persons?|women|mothers|men|adults|individuals|adolescents|youths?|teenagers"
    r"|veterans|inmates|prisoners|volunteers|parturients|puerperae|pregnant women|students|cases|older adults|males|females|sufferers|residents|service members|soldiers|pts)"
)

# 'a trial of X in patients with mood disorders and suicidal thoughts (n = 40)': the count behind is theirs.
OF_PEOPLE = re.compile(
    rf"\b(?:in|among|of) (?:[\w-]+ ){{0,4}}?{PEOPLE} (?:with|who|suffering from)\b[^.;()\[\]]*$",
    re.IGNORECASE,
)
"""Words that describe a study's people up to where a count of them may stand."""
