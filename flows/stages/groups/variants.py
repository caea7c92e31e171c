"""How one wording of a fact differs from another, and how a copy attributes it otherwise than its origin."""

import functools
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from flows.base.lexicon import rows
from flows.base.text import words
from flows.stages.groups.likeness import comparable_quantities
from flows.stages.utterances.pairing import Row
from flows.stages.utterances.spelling import is_misspelt

_LANGUAGE = "en"


def find_variant(row: Row, reference: Row, is_copy: bool) -> str:
    """Return how a claim differs from the one it is held against; a copy may be a corrupted form of it."""
    if numbers_differ(row, reference):
        return "number_variant"
    if is_copy and _misspells(row, reference):
        return "corrupted"
    own, other = _places(row["content"]), _places(reference["content"])
    steps = {own[scale] - other[scale] for scale in sorted(own.keys() & other.keys()) if own[scale] != other[scale]}
    if steps and (min(steps) > 0 or max(steps) < 0):
        return "stronger" if min(steps) > 0 else "weaker"
    return "weaker" if _drops_count(row, reference) else "same"


def _drops_count(row: Row, reference: Row) -> bool:
    """Tell whether a claim leaves out how many: "bought buses" of "bought 14 buses"."""
    return not row["quantities"] and any(quantity["item"] for quantity in reference["quantities"])


def numbers_differ(a: Row, b: Row) -> bool:
    """Tell whether each of two claims of one fact gives a number that the other does not.

    A number of the same thing with another comparator is another: "70" and "more than 70".
    """
    if any(_reading(left) != _reading(right) for left, right in comparable_quantities(a, b)):
        return not any(_reading(left) == _reading(right) for left, right in comparable_quantities(a, b))
    left, right = ({_reading(quantity) for quantity in claim["quantities"]} for claim in (a, b))
    return bool(left - right and right - left)


def settle_numbers(variants: Mapping[str, str], claims: Sequence[Row]) -> dict[str, str]:
    """Return the variants of a family's claims on one fact, by claim: of two counts of one thing one is the variant.

    Takes the claims in order, the one that the others are held against first.
    """
    first: dict[tuple[Any, ...], float] = {}
    settled = dict(variants)
    for claim in claims:
        if variants[claim["claim_id"]] != "same" or len(claim["quantities"]) != 1:
            continue
        one = claim["quantities"][0]
        if first.setdefault((one["comparator"], one["unit"], one["item"]), one["value"]) != one["value"]:
            settled[claim["claim_id"]] = "number_variant"
    return settled


def _reading(quantity: Mapping[str, Any]) -> tuple[Any, ...]:
    return quantity["value"], quantity["value_hi"], quantity["comparator"]


def _misspells(row: Row, reference: Row) -> bool:
    """Tell whether a name of the reference stands in the claim a letter or two changed."""
    own, other = (
        {word for name in claim["entities"] for word in words(name) if word.isalpha()} for claim in (row, reference)
    )
    return any(is_misspelt(left, right) for left in sorted(own - other) for right in sorted(other - own))


@functools.cache
def _scales() -> dict[str, tuple[str, int]]:
    return {word: (scale, int(place)) for word, scale, place in rows(_LANGUAGE, "scales")}


def _places(content: str) -> dict[str, int]:
    """Return the highest place that the words of a claim take on each scale."""
    plain = words(content)
    found: dict[str, int] = {}
    for word in (*plain, *(" ".join(pair) for pair in pairwise(plain))):
        scale, place = _scales().get(word, ("", 0))
        if scale:
            found[scale] = max(place, found.get(scale, 0))
    return found


def find_drift(origin: Row, copy: Row) -> str | None:
    """Return how a copy attributes otherwise than its origin; null where it does not."""
    voices = (origin["claimant_kind"], copy["claimant_kind"])
    if voices[0] == "outlet_voice" and voices[1] == "unnamed_group":
        return "attributed_to_group"
    soft = ("reported", "hedged")
    if origin["hedge"] in soft and copy["hedge"] == "asserted":
        return "hedge_dropped"
    if origin["hedge"] == "asserted" and copy["hedge"] in soft:
        return "hedge_added"
    if voices[0] == "named_person" and voices[1] in ("unnamed_group", "outlet_voice"):
        return "name_dropped"
    return None
