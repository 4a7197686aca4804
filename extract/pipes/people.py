"""The words for those who take part."""

PEOPLE = (
    r"(?:(?:in-?|out-?)?patients?|participants?|subjects?|people|persons?|women|mothers|men|adults|individuals|adolescents|youths?|teenagers"
    r"|veterans|volunteers|parturients|puerperae|pregnant women|students|cases|older adults|males|females|sufferers|residents)"
)
