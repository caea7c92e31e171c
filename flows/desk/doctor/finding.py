"""What a check found."""

from typing import Literal, NamedTuple

State = Literal["ok", "warning", "problem"]


class Finding(NamedTuple):
    """One thing looked at: how it stands, what was found, and the way out; that is empty where nothing need be done."""

    check: str
    state: State
    found: str
    way_out: str = ""


def good(check: str, found: str) -> Finding:
    """Return a finding that needs nothing done."""
    return Finding(check, "ok", found)


def doubtful(check: str, found: str, way_out: str) -> Finding:
    """Return a finding that a run can live with."""
    return Finding(check, "warning", found, way_out)


def bad(check: str, found: str, way_out: str) -> Finding:
    """Return a finding that keeps wirecopy from working."""
    return Finding(check, "problem", found, way_out)
