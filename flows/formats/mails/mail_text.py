"""The plain text of a mail as typed pieces: paragraphs whole again, quoted mails, signatures and footers told apart."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.base.lexicon import rows
from flows.base.text import fold
from flows.formats.pages.piece_kinds import is_furniture
from flows.formats.rendering import Piece

_LINE_END = re.compile(r"\r\n|\r|\n|\u2028|\u2029")
_QUOTED = re.compile(r"(?:>\s?)+")
_BULLET = re.compile(r"\s*(?:[-*•·–]|\d{1,2}[.)])\s+(?=\S)")
_BULLET_SIGN = re.compile(r"\s*[-*•·–]\s+")
_RULE = re.compile(r"[^\w\s]{3,}|_{3,}|(?:[^\w\s]\s){2,}[^\w\s]")
_LIST_FOOTER = re.compile(r"_{20,}|-{60,}|={60,}")
_DASHED = re.compile(r"[-_=\s]*(.*?)[-_=:\s]*")
_LABEL = re.compile(r"\*?([^\W\d_][\w-]{0,14}(?: [^\W\d_]\w{0,10})?)\s?:\*?\s")
_TAIL_LINES = 20  # a signature, or the footer of a mailing list, is no longer
_FURNITURE_CHARS = 200
_WIDEST = 100  # hard line breaks come at 60 to 80; RFC 2822 asks for less than 79, and 998 is its hard limit
_NARROWEST = 45


class _Line(NamedTuple):
    """A line with what it is: body, bullet, rule, quoted, other, boilerplate, blank."""

    text: str
    what: str


def text_pieces(text: str, flowed: bool = False, joined: bool = False) -> list[Piece]:
    """Return the pieces of a text/plain body; every word of it is in one.

    `flowed` and `joined` are the parameters format=flowed and delsp=yes (RFC 3676). Lines broken by width make one
    paragraph; other line breaks part paragraphs, as in bulletins that put no blank line between them.
    """
    lines = _LINE_END.split(text)
    if flowed:
        lines = list(_unflowed(lines, joined))
    typed = list(_typed([line.expandtabs(4) for line in lines]))
    width = _width([line.text for line in typed if line.what in ("body", "bullet")])
    return [piece for group in _groups(typed) for piece in _pieces(group, width)]


def retyped(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces of a mail's HTML with the headers of a forwarded mail as other, and furniture told apart."""
    found: list[Piece] = []
    in_header = False
    for piece in pieces:
        in_header = _is_forward_mark(piece.text) or (in_header and _is_label(piece.text))
        if piece.kind in ("paragraph", "heading", "list_item"):
            kind = "other" if in_header else "boilerplate" if is_mail_furniture(piece.text) else piece.kind
            piece = piece._replace(kind=kind)
        found.append(piece)
    return found


def is_mail_furniture(text: str) -> bool:
    """Tell whether the line is one that mailing services, mail programs or sites put around a text."""
    folded = fold(text).lstrip(" *-|[(>")
    return len(text) <= _FURNITURE_CHARS and (folded.startswith(_phrases("furniture")) or is_furniture(text))


@functools.cache
def _phrases(use: str) -> tuple[str, ...]:
    return tuple(sorted(fold(row[0]) for row in rows("und", "mail_lines") if row[1] == use))


def _unflowed(lines: list[str], joined: bool) -> Iterator[str]:
    """Yield the lines with their soft breaks undone: a space at the end joins lines of one depth (RFC 3676, 4)."""
    run: list[str] = []
    depth = 0
    for line in lines:
        bare = line.lstrip(">")
        marks = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        if run and (marks != depth or bare == "-- "):
            yield _quote(depth) + "".join(run)
            run = []
        depth = marks
        is_soft = bare.endswith(" ") and bare != "-- "
        run.append(bare[:-1] if is_soft and joined else bare)
        if not is_soft:
            yield _quote(depth) + "".join(run)
            run = []
    if run:
        yield _quote(depth) + "".join(run)


def _quote(depth: int) -> str:
    return ">" * depth + " " if depth else ""


def _typed(lines: list[str]) -> Iterator[_Line]:
    """Yield each line with what it is, by itself and by what stands above it."""
    last = max((number for number, line in enumerate(lines) if line.strip()), default=-1)
    in_tail = in_header = False
    for number, line in enumerate(lines):
        in_tail = in_tail or _opens_tail(line, last - number)
        opens_header = _is_forward_mark(line) or all(_is_label(below) for below in lines[number : number + 3])
        in_header = opens_header or (in_header and (not line.strip() or _is_label(line)))
        if not line.strip():
            yield _Line("", "blank")
            in_header = in_header and not _is_label(lines[number - 1])
        elif line.startswith(">") or (in_header and not in_tail) or _is_attribution(lines, number):
            yield _Line(line, "other")
        elif in_tail or is_mail_furniture(line):
            yield _Line(line, "boilerplate")
        elif _RULE.fullmatch(line.strip()):
            yield _Line(line, "rule")
        else:
            yield _Line(line, "bullet" if _BULLET.match(line) else "body")


def _opens_tail(line: str, below: int) -> bool:
    """Tell whether a signature begins ("-- ", RFC 3676, 4.3) or the footer of a mailing list."""
    if below > _TAIL_LINES:
        return False
    return line in ("-- ", "--") or _LIST_FOOTER.fullmatch(line.strip()) is not None


def _is_forward_mark(line: str) -> bool:
    if len(line) > 100:
        return False
    match = _DASHED.fullmatch(line)
    return match is not None and fold(match[1]) in _phrases("forward")


def _is_label(line: str) -> bool:
    match = _LABEL.match(line + " ")
    return match is not None and fold(match[1]) in _phrases("label")


def _is_attribution(lines: list[str], number: int) -> bool:
    """Tell whether the line says who wrote what is quoted below it."""
    if len(lines[number]) > 200 or not fold(lines[number]).rstrip(" :").endswith(_phrases("wrote")):
        return False
    return any(line.startswith(">") for line in lines[number + 1 : number + 3])


def _width(lines: list[str]) -> int | None:
    """Return the width at which the lines were broken: nine of ten are no longer; null if they were not."""
    lengths = sorted(len(line) for line in lines if " " in line.strip())
    if not lengths:
        return None
    width = lengths[len(lengths) * 9 // 10]
    return width if _NARROWEST <= width <= _WIDEST else None


def _groups(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines between blank ones, cut where what they are changes."""
    group: list[_Line] = []
    for line in lines:
        goes_on = bool(group) and (line.what == group[-1].what or (line.what, group[-1].what) == ("body", "bullet"))
        if group and not goes_on:
            yield group
            group = []
        if line.what != "blank":
            group.append(line)
    if group:
        yield group


def _pieces(group: list[_Line], width: int | None) -> Iterator[Piece]:
    what = group[0].what
    if what in ("other", "boilerplate", "rule"):
        text = "\n".join(line.text.rstrip() for line in group)
        yield Piece("boilerplate" if what == "rule" else what, text.strip())
        return
    run: list[str] = []
    kind = "paragraph"
    for line in group:
        bullet = line.what == "bullet"
        if run and (bullet or not _is_full(run[-1], line.text, width)):
            yield Piece(kind, " ".join(" ".join(run).split()))
            run, kind = [], "paragraph"
        kind = "list_item" if bullet else kind
        run.append(_BULLET_SIGN.sub("", line.text, count=1) if bullet else line.text)
    yield Piece(kind, " ".join(" ".join(run).split()))


def _is_full(line: str, below: str, width: int | None) -> bool:
    """Tell whether the line ends because the next word did not fit."""
    if width is None:
        return False
    word = below.split(maxsplit=1)[0]
    return len(line.rstrip()) + 1 + len(word) > width
