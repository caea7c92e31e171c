"""Verb forms by the lists of a language."""

from flows.base.verbs import load_verb_forms


def test_forms_are_told_apart_by_how_they_are_made() -> None:
    forms = load_verb_forms("en")
    assert "begin" in forms.bare
    assert "begins" in forms.regular
    assert "began" in forms.irregular
    assert forms.telling_endings == ("ed",)
    assert not forms.bare & {"begins", "began"}


def test_a_language_without_endings_has_no_forms() -> None:
    assert not any(load_verb_forms("de"))
