"""An undated copy has the dates of what it copies, where the two tell the same, and no others."""

from typing import Any

import pyarrow as pa
import pytest
from rows import claim, claims

from flows.base.schemas.corpus import CLAIM_PAIRS
from flows.stages.groups import inherit_dates

Row = dict[str, Any]


def date(text: str, day: str | None = None, reason: str | None = None, source: str | None = "published") -> Row:
    settled = {"date_from": day, "date_to": day, "grain": "day" if day else None, "unresolved_reason": reason}
    anchor = {"anchor": "2024-04-10" if day and source else None, "anchor_source": source if day else None}
    return {"date_text": text, **settled, **anchor, "char_start": 0, "char_end": len(text)}


def aligned(*pairs: tuple[str, str], basis: str = "aligned") -> pa.Table:
    told = {"basis": basis, "score": 1.0, "rule": "test"}
    return CLAIM_PAIRS.of({"claim_a": a, "claim_b": b, **told} for a, b in pairs)


MARCH = date("12 March", "2024-03-12")
OPEN = date("12 March", reason="no_anchor")


@pytest.mark.parametrize(
    ("own", "other", "settled"),
    [
        ([OPEN], [MARCH], ["2024-03-12"]),
        ([date("the next day", reason="no_date_before_it")], [date("a day later", "2024-03-12")], ["2024-03-12"]),
        ([date("in recent weeks", reason="vague")], [MARCH], None),
        ([date("1911", "1911-01-01", source=None), OPEN], [MARCH], ["1911-01-01", "2024-03-12"]),
        ([OPEN, date("Friday", reason="no_anchor")], [date("that day", "2024-03-12"), date("Friday")], None),
        ([date("last May", reason="no_anchor")], [date("1911", "1911-01-01", source=None)], None),
    ],
)
def test_a_copy_has_the_date_that_stands_in_its_place(
    own: list[Row], other: list[Row], settled: list[str] | None
) -> None:
    rows = claims(claim(1, "a", "it fell", dates=other), claim(1, "b", "it had fallen", dates=own))
    found = inherit_dates(rows, aligned(("clm_a_1", "clm_b_1"))).to_pylist()
    assert [[one["date_from"] for one in row["dates"]] for row in found] == ([settled] if settled else [])
    for row in found:
        assert (row["claim_id"], row["dates_claim_id"]) == ("clm_b_1", "clm_a_1")
        assert row["dates"][-1]["anchor_source"] == "family"
        assert [one["date_text"] for one in row["dates"]] == [one["date_text"] for one in own]


def test_the_same_fact_in_another_family_lends_no_date() -> None:
    rows = claims(claim(1, "a", "it fell", dates=[MARCH]), claim(1, "b", "it had fallen", dates=[OPEN]))
    assert inherit_dates(rows, aligned(("clm_a_1", "clm_b_1"), basis="same_fact")).num_rows == 0
