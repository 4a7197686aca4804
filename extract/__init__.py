"""Read: bytes -> Document -> spaCy pipes -> StudyFacts."""
