"""What a study is called, and its address for ever."""

from __future__ import annotations

import pytest

from dosetable.store.naming import Naming, free_slug, slugify, study_name, surname


@pytest.mark.parametrize(
    ("author", "family"),
    [
        ("Fava M", "Fava"),
        ("Fava, Maurizio", "Fava"),
        ("Maurizio Fava", "Fava"),
        ("van der Berg JP", "van der Berg"),
        ("", ""),
    ],
)
def test_the_family_name_of_an_author(author: str, family: str) -> None:
    assert surname(author) == family


def test_a_study_is_named_after_its_earliest_paper() -> None:
    later = Naming(key="b", article=True, authors=("Roe B",), year=2020)
    first = Naming(key="a", article=True, authors=("Doe A",), year=2018)
    record = Naming(key="c", article=False, registry=("NCT00000001",), own_number="NCT00000001")
    assert study_name([later, record, first]) == "Doe 2018"


def test_an_extensions_record_is_not_named_after_its_parent_trial() -> None:
    record = Naming(
        key="c", article=False, registry=("NCT00000001", "NCT00000002"), own_number="NCT00000002"
    )
    assert study_name([record]) == "NCT00000002"


def test_an_address_is_never_given_twice() -> None:
    assert slugify("Ångström & Müller 2020") == "angstrom-muller-2020"
    assert free_slug("Doe 2018", {"doe-2018", "doe-2018-2"}) == "doe-2018-3"
