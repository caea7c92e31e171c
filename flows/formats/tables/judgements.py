"""judgements.csv: what analysts decided for good, a row each; it overrules what the stages would find."""

import re
from datetime import date
from typing import NamedTuple

from flows.base.schemas.judgements import JUDGEMENT_KINDS
from flows.formats.encodings import decode
from flows.formats.records import Refusal
from flows.formats.tables.csv_rows import Row, read_rows
from flows.formats.tables.headers import Header, find_header, name_cells, shape_problem

REASON = "bad_judgement"

_NEEDED = ("kind", "left", "right")
_COLUMNS = (*_NEEDED, "author", "decided_on", "note")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BETWEEN_WORDS = re.compile(r"[\s_-]+")
_SHOWN = 120
# Where a person writes no more than `same`, the ids tell of what; a path is an article's.
_PLAIN = {"same": "same", "not_same": "not_same", "not_the_same": "not_same"}
_THINGS = {"act_": "person", "quo_": "person", "clm_": "claim", "grp_": "claim"}


class JudgementRow(NamedTuple):
    """A row that can be understood: `left` and `right` as written, and null where a cell says nothing."""

    line: int
    kind: str
    left: str
    right: str | None
    author: str | None
    decided_on: str | None
    note: str | None


def read_judgements(content: bytes) -> list[JudgementRow | Refusal]:
    """Return what each row decides, in order, and a refusal, with its line, for each that cannot be understood.

    One without a line's name as its place refuses the file, and is all there is then. Of rows that say the same the
    last counts, for what stands further down is later.
    """
    decoded = decode(content)
    if isinstance(decoded, Refusal):
        return [decoded]
    header = find_header(decoded.text, lambda names: names.issuperset(_NEEDED))
    if header is None:
        wanted = f"the header must have {', '.join(_NEEDED)}; it may have {', '.join(_COLUMNS[3:])}"
        return [Refusal("", REASON, wanted, 1)]
    rows = [row for row in read_rows(decoded.text, header.dialect) if row.line > header.line and not row.is_blank]
    swallowing = next((row for row in rows if row.problem and _has_more_lines(decoded.text, row)), None)
    if swallowing is not None:
        detail = f"a quotation mark in line {swallowing.line} is not closed, and swallows rows after it"
        return [Refusal("", REASON, detail, swallowing.line)]
    return _refuse_repeated([_read_row(row, header) for row in rows])


def _has_more_lines(text: str, row: Row) -> bool:
    return len(text[row.start : row.end].strip().splitlines()) > 1


def _refuse_repeated(found: list[JudgementRow | Refusal]) -> list[JudgementRow | Refusal]:
    last = {row[1:]: row.line for row in found if isinstance(row, JudgementRow)}
    return [
        _refusal(row.line, f"stands again in line {last[row[1:]]}, which counts")
        if isinstance(row, JudgementRow) and last[row[1:]] != row.line
        else row
        for row in found
    ]


def _refusal(line: int, detail: str) -> Refusal:
    return Refusal(f"line {line}", REASON, detail[:300], line)


def _read_row(row: Row, header: Header) -> JudgementRow | Refusal:
    broken = shape_problem(row, len(header.names))
    if broken is not None:
        return _refusal(row.line, broken)
    cells = {name: cell or None for name, cell in name_cells(row, header).items()}
    left = cells.get("left") or ""
    kind = _read_kind(cells.get("kind") or "", left)
    problem = _problem_of(kind, cells)
    if problem is not None:
        return _refusal(row.line, problem)
    return JudgementRow(row.line, kind, left, *(cells.get(name) for name in _COLUMNS[2:]))


def _read_kind(written: str, left: str) -> str:
    """Return the kind in the words of the closed list: case, blanks and hyphens are of no account."""
    kind = _BETWEEN_WORDS.sub("_", written.lower())
    return f"{_PLAIN[kind]}_{_THINGS.get(left[:4], 'family')}" if kind in _PLAIN else kind


def _problem_of(kind: str, cells: dict[str, str | None]) -> str | None:
    left, right, day = cells.get("left"), cells.get("right"), cells.get("decided_on")
    if kind not in JUDGEMENT_KINDS:
        return f"kind {(cells.get('kind') or '')[:_SHOWN]!r} is none of {', '.join(JUDGEMENT_KINDS)}"
    if not left or (not right and kind != "withdrawn"):
        return f"{kind} needs {'left' if kind == 'withdrawn' else 'left and right'}"
    if right and kind == "withdrawn":
        return f"withdrawn is said of left alone; right must be empty: {right[:_SHOWN]!r}"
    if left == right:
        return f"left and right are the same: {left[:_SHOWN]!r}"
    return None if day is None or _is_day(day) else f"decided_on {day[:_SHOWN]!r} is no day such as 2025-11-13"


def _is_day(written: str) -> bool:
    try:
        return bool(_DAY.fullmatch(written) and date.fromisoformat(written))
    except ValueError:
        return False
