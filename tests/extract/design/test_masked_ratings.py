"""Ratings that are masked, rather than raters."""

from dosetable.extract.collect import extract_bytes


def test_masked_ratings_are_single() -> None:
    (facts,) = extract_bytes(
        b"Ketamine or thiopental for ECT in depression: a randomized trial\n\nMethods: Patients "
        b"with major depression were randomized to ketamine or thiopental. All ratings were made "
        b"blind to the drug."
    )
    assert facts.design.masking == "single"
