"""Dates of undated copies, from the claim of the same family that tells the same and whose article is dated."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from flows.base.schemas.corpus import DATED_CLAIMS
from flows.base.text import fold

Row = Mapping[str, Any]

RULE = "dating/1"
# What only the day of publication, or a date before it, could have settled.
_WANTING = ("no_anchor", "no_day_of_publication", "no_date_before_it", "publication_too_coarse", "year_ambiguous")


def inherit_dates(claims: pa.Table, pairs: pa.Table) -> pa.Table:
    """Return the table DATED_CLAIMS: a row per claim that has a date of another claim of its family.

    Takes claims and the pairs between them. Only what stands in corresponding places is the same date: the likest
    aligned claim that settles one gives it.
    """
    rows = {row["claim_id"]: row for row in claims.to_pylist()}
    aligned = [row for row in pairs.to_pylist() if row["basis"] == "aligned"]
    found: dict[str, dict[str, Any]] = {}
    for pair in sorted(aligned, key=lambda pair: (-pair["score"], pair["claim_a"], pair["claim_b"])):
        for own, other in ((pair["claim_a"], pair["claim_b"]), (pair["claim_b"], pair["claim_a"])):
            if own in found or own not in rows or other not in rows:
                continue
            dates = list(_settle(rows[own]["dates"], rows[other]["dates"]))
            if dates != rows[own]["dates"]:
                found[own] = {"claim_id": own, "dates": dates, "dates_claim_id": other, "rule": RULE}
    return DATED_CLAIMS.of(found.values())


def _settle(own: Sequence[Row], other: Sequence[Row]) -> Iterator[Row]:
    """Return a claim's dates, those that its article leaves open as the other claim settles them."""
    for date in own:
        same = _counterpart(date, own, other) if date["unresolved_reason"] in _WANTING else None
        if same is None:
            yield date
        else:
            settled = ("date_from", "date_to", "grain", "anchor")
            yield {**date, **{key: same[key] for key in settled}, "anchor_source": "family", "unresolved_reason": None}


def _counterpart(date: Row, own: Sequence[Row], other: Sequence[Row]) -> Row | None:
    """Return the date of the other claim that is put in the same words, or is the only one as this is in its own."""
    relative = [one for one in other if one["date_from"] and one["anchor_source"]]
    same = [one for one in relative if fold(one["date_text"]) == fold(date["date_text"])]
    if len(same) == 1:
        return same[0]
    return relative[0] if len(own) == len(other) == len(relative) == 1 else None
