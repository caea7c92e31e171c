"""Everything that is locked is pinned with hashes and under a licence that is known; what is not checked is said."""

import json

import pytest

from benchmarks.audit import Pin, audit_licences, audit_offline, audit_pins, audit_weaknesses, is_permissive, read_lock

HASH = "--hash=sha256:" + "0" * 64


def test_what_is_locked_is_pinned_with_hashes_and_permissive_or_excepted() -> None:
    assert audit_offline().findings == []


@pytest.mark.parametrize("line", ["httpx>=0.28", "git+https://host/x", "--index-url https://host/", "httpx==0.28"])
def test_a_requirement_that_could_be_another_tomorrow_is_found(line: str) -> None:
    assert len(audit_pins(list(read_lock(f"{line}\nnumpy==2.2 \\\n    {HASH}\n")))) == 1


@pytest.mark.parametrize(
    ("licence", "is_allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", False),
        ("(MIT OR GPL-2.0-only) AND ISC", True),
        ("none stated", False),
    ],
)
def test_an_expression_of_licences_is_met_or_not(licence: str, is_allowed: bool) -> None:
    assert is_permissive(licence) is is_allowed


def test_an_exception_is_needed_and_must_still_be() -> None:
    hypothesis = Pin("hypothesis", "6", "", 1)
    assert len(audit_licences([hypothesis], {}).findings) == 1
    assert audit_licences([hypothesis], {"hypothesis": "MPL-2.0"}).findings == []
    assert len(audit_licences([], {"hypothesis": "MPL-2.0"}).findings) == 1


def test_a_service_that_does_not_answer_is_no_clean_bill() -> None:
    silent = json.dumps({"dependencies": [{"name": "httpx", "skip_reason": "not found"}]})
    for report in ("", "<html>", "[]", silent):
        assert audit_weaknesses(report).findings == []
        assert "no answer" in audit_weaknesses(report).notes[0]


def test_a_known_weakness_is_found() -> None:
    weak = {"name": "x", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
    sound = {"name": "y", "version": "1", "vulns": []}
    assert audit_weaknesses(json.dumps({"dependencies": [weak, sound]})).findings == ["x==1: CVE-1, mended in ['2']"]
    assert audit_weaknesses(json.dumps({"dependencies": [sound]})).findings == []
