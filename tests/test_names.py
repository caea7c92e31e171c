"""Names and cast: full names, titles apart from names, and no guess where a surname is two people's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.base.text import Span
from flows.stages.names import Cast, build_cast, find_bearers, find_names, find_role_holders, is_organization, resolve

ARTICLE = (
    "Former Norland officials met Foreign Minister Ádám Kéri and Sen. Ann O’Dowd Jr. on Monday. "
    "Petra Voss, the Norland ambassador to Vellmark from 2031 to 2033, was there. Voss spoke first. "
    "Jonas van der Meer of the University of Vell told The Vell Courier that he was tired. "
    "Karla Brandt and Tomas Brandt came late. She had missed the ferry. The Harbour Party did not comment."
)


def cast_of(text: str) -> Cast:
    return build_cast(text, [Span(0, len(text))])


@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("Kéri", "Ádám Kéri"),
        ("Keri", "Ádám Kéri"),
        ("Foreign Minister Kéri", "Ádám Kéri"),
        ("Mr. Kéri", "Ádám Kéri"),
        ("O’Dowd", "Ann O’Dowd Jr."),
        ("Voss’s", "Petra Voss"),
        ("van der Meer", "Jonas van der Meer"),
        ("Meer", "Jonas van der Meer"),
        ("the Courier", "The Vell Courier"),
        ("Brandt", None),
        ("Karla Brandt", "Karla Brandt"),
        ("Nobody", None),
        ("", None),
    ],
)
def test_a_surface_resolves_to_the_first_full_form_or_to_nobody(surface: str, name: str | None) -> None:
    assert resolve(cast_of(ARTICLE), surface) == name


def test_a_shared_surname_lists_every_bearer() -> None:
    assert find_bearers(cast_of(ARTICLE), "Brandt") == ("Karla Brandt", "Tomas Brandt")


def test_titles_and_appositions_become_roles_and_stay_out_of_the_name() -> None:
    people = {person.name: person for person in cast_of(ARTICLE).people}
    assert people["Ádám Kéri"].roles == ("Foreign Minister",)
    assert people["Petra Voss"].roles == ("Norland ambassador to Vellmark from 2031 to 2033",)
    assert people["Petra Voss"].surname == "voss"


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("Minister of Infrastructure Osric Penhale spoke.", "Osric Penhale", "Minister of Infrastructure"),
        ("Minister of Ferries Osric Penhale spoke.", "Osric Penhale", "Minister of Ferries"),
        ("Minister of Foreign Affairs Ruth Penhale spoke.", "Ruth Penhale", "Minister of Foreign Affairs"),
        ("Minister for Health Penhale spoke.", "Penhale", "Minister for Health"),
        ("Infrastructure Minister Osric Penhale spoke.", "Osric Penhale", "Infrastructure Minister"),
        ("Secretary of State Ruth Penhale spoke.", "Ruth Penhale", "Secretary of State"),
        ("the minister of Justice Ruth Penhale spoke.", "Ruth Penhale", ""),
        ("Ministry of Ferries spokesman Osric Penhale said so.", "Osric Penhale", ""),
        ("The mother of Ruth Penhale spoke.", "Ruth Penhale", ""),
    ],
)
def test_what_an_office_is_of_belongs_to_the_title_and_not_to_the_name(text: str, name: str, title: str) -> None:
    (person,) = [n for n in find_names(text, [Span(0, len(text))]) if n.kind == "person"]
    assert (person.text, person.title) == (name, title)
    assert resolve(cast_of(text), f"{title} {name}") == name


def test_a_place_after_an_office_is_no_person() -> None:
    assert cast_of("The mayor of Port Harrow spoke to Bank of Norland staff.").people == ()


def test_an_ampersand_joins_a_company_name_and_its_first_word_leads_to_a_company() -> None:
    cast = cast_of("Penhale Mill Holdings bought Quarrie & Sons Ferries. Penhale denied it.")
    assert "Quarrie & Sons Ferries" in cast.organizations
    assert resolve(cast, "Penhale") == "Penhale Mill Holdings"


def test_a_role_finds_its_only_holder() -> None:
    assert find_role_holders(cast_of(ARTICLE), "the ambassador") == ("Petra Voss",)
    assert find_role_holders(cast_of(ARTICLE), "the harbour master") == ()


def test_gender_comes_from_titles_roles_and_pronouns() -> None:
    text = "Mr. Zorin left. Spokeswoman Quill Tarn stayed. Ketu Amsel, a farmer, said she would wait. She had time."
    genders = {person.surname: person.gender for person in cast_of(text).people}
    assert genders == {"zorin": "m", "tarn": "f", "amsel": "f"}


def test_kinds_tell_people_bodies_and_places_apart() -> None:
    names = {name.text: name.kind for name in find_names(ARTICLE, [Span(0, len(ARTICLE))])}
    assert names["University of Vell"] == "organization"
    assert names["Harbour Party"] == "organization"
    assert names["Petra Voss"] == "person"
    assert find_names("They met in Norway.", [Span(0, 19)])[0].kind == "place"
    assert is_organization("Ministry of Ferries")
    assert not is_organization("Petra Voss")


def test_a_capital_at_the_start_of_a_sentence_is_no_name() -> None:
    text = "Yesterday it rained. Nets were torn. However, boats went out."
    assert find_names(text, [Span(0, len(text))]) == []


def test_plural_titles_are_titles() -> None:
    assert resolve(cast_of("Judges Petra Voss spoke. Voss left."), "Judges Petra Voss") == "Petra Voss"


@given(st.text(alphabet="Aa Bé.'’-,\n“”Jr. de的", max_size=120))
def test_every_name_is_its_span(text: str) -> None:
    for name in find_names(text, [Span(0, len(text))]):
        assert text[name.start : name.end] == name.text
        assert name.kind in ("person", "organization", "place", "other")
