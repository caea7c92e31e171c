"""How near two claims are, and whether their numbers, dates and polarity agree."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flows.base.text import fold
from flows.stages.fingerprints import read_concepts
from flows.stages.groups.settings import GroupsConfig
from flows.stages.utterances.pairing import AlignedSentences, Row
from flows.stages.utterances.wording import read_wording, score_likeness


def score_claims(a: Row, b: Row, aligned: AlignedSentences, config: GroupsConfig) -> float:
    """Return the likeness of two claims, 0 to 1, and a bonus if they stand in corresponding sentences."""
    score = score_likeness(read_wording(a["content"]), read_wording(b["content"]))
    if score + config.aligned_bonus < config.family_score:
        return score
    return score + config.aligned_bonus if aligned.holds(a, b) else score


def score_across(a: Row, b: Row) -> float:
    """Return the likeness of two claims of unlinked articles by their self-contained wordings, 0 to 1."""
    return score_likeness(read_wording(a["normalized"]), read_wording(b["normalized"]))


def bounds(quantity: Row) -> tuple[float, float]:
    """Return the interval that a quantity allows; `~` allows a tenth either way, `<~` a tenth below."""
    value, comparator = quantity["value"], quantity["comparator"]
    high = quantity["value_hi"] if quantity["value_hi"] is not None else value
    intervals = {
        ">": (value, float("inf")),
        ">=": (value, float("inf")),
        "<": (float("-inf"), value),
        "<=": (float("-inf"), value),
        "~": (value * 0.9, value * 1.1),
        "<~": (value * 0.9, value),
        "range": (value, high),
    }
    return intervals.get(comparator, (value, value))


def comparable_quantities(a: Row, b: Row) -> Iterator[tuple[Row, Row]]:
    """Return the pairs of quantities of two claims that count the same thing: equal unit and item."""
    for left in a["quantities"]:
        for right in b["quantities"]:
            same_unit = fold(left["unit"] or "") == fold(right["unit"] or "")
            if same_unit and _same_item(left["item"], right["item"]) and left["value"] is not None:
                yield left, right


def _same_item(left: str | None, right: str | None) -> bool:
    if not left or not right:
        return left == right
    return bool({concept.key for concept in read_concepts(left)} & {concept.key for concept in read_concepts(right)})


def numbers_conflict(a: Row, b: Row) -> bool:
    """Tell whether the two claims count the same thing and no interval of one meets one of the other."""
    pairs = [(bounds(left), bounds(right)) for left, right in comparable_quantities(a, b)]
    return bool(pairs) and all(_disjoint(left, right) for left, right in pairs)


def counts_overlap(a: Row, b: Row) -> bool:
    """Tell whether the two claims count the same thing, one of them not exactly, and can both be right."""
    return any(
        {left["comparator"], right["comparator"]} != {"="} and not _disjoint(bounds(left), bounds(right))
        for left, right in comparable_quantities(a, b)
        if left["item"] and right["item"]
    )


def numbers_fit(a: Row, b: Row) -> bool:
    """Tell whether neither claim counts things where the other counts others."""
    both: Sequence[Any] = (a["quantities"], b["quantities"])
    return not all(both) or any(True for _ in comparable_quantities(a, b))


def same_number(a: Row, b: Row) -> bool:
    """Tell whether the two claims count the same thing to the same value."""
    return any(left["value"] == right["value"] for left, right in comparable_quantities(a, b))


def dates_conflict(a: Row, b: Row) -> bool:
    """Tell whether both claims have settled dates and none of one meets any of the other."""
    left, right = _intervals(a), _intervals(b)
    return bool(left and right) and all(_disjoint(x, y) for x in left for y in right)


def dates_apart(a: Row, b: Row) -> int:
    """Return how many days lie between the dates of two claims that conflict; the least of all pairs."""
    return min(_days_between(x, y) for x in _intervals(a) for y in _intervals(b))


def _days_between(left: tuple[str, str], right: tuple[str, str]) -> int:
    first, second = sorted((left, right))
    return (date.fromisoformat(second[0]) - date.fromisoformat(first[1])).days


def _intervals(claim: Row) -> list[tuple[str, str]]:
    return [(d["date_from"], d["date_to"]) for d in claim["dates"] if d["date_from"] and d["date_to"]]


def _disjoint(left: tuple[Any, Any], right: tuple[Any, Any]) -> bool:
    return bool(left[1] < right[0] or right[1] < left[0])
