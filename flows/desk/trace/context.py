"""A span amid its lines, with the line and column at which it begins."""

from collections.abc import Iterator

from flows.desk.trace.record import Line, Stretch

# Letters shown of a line before and behind the span; paragraphs are often one line.
_BESIDE = 160
_MOST_MARKED = 1_200
_MOST_LINES = 12


def make_stretch(article_id: str, place: str, text: str, span: tuple[int, int]) -> Stretch:
    """Return the stretch of the text at these code points, with the line before and the line behind it."""
    start, end = span
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return Stretch(article_id, place, start, end, text[start:end], line, column, tuple(_context(text, start, end)))


def line_of(text: str, at: int) -> int:
    """Return the number, from 1, of the line in which a code point stands."""
    return text.count("\n", 0, at) + 1


def _context(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines of the span, and the nearest line with words on either side."""
    number = line_of(text, start)
    lines = text.split("\n")
    above = next((at for at in range(number - 2, -1, -1) if lines[at].strip()), None)
    if above is not None:
        yield Line(above + 1, _head(lines[above]), None, "")
    at = text.rfind("\n", 0, start) + 1
    last = number
    for offset, line in enumerate(lines[number - 1 :]):
        if at >= end and at > start:
            break
        last = number + offset
        if offset < _MOST_LINES:
            yield _marked(last, line, max(0, start - at), max(0, min(len(line), end - at)))
        at += len(line) + 1
    below = next((at for at in range(last, len(lines)) if lines[at].strip()), None)
    if below is not None:
        yield Line(below + 1, _head(lines[below]), None, "")


def _marked(number: int, line: str, start: int, end: int) -> Line:
    line = line.removesuffix("\r")
    before, marked, after = line[:start], line[start:end], line[end:]
    cut_before = before if len(before) <= _BESIDE else "… " + before[-_BESIDE:].split(" ", 1)[-1]
    half = _MOST_MARKED // 2
    cut_marked = marked if len(marked) <= _MOST_MARKED else f"{marked[:half]} … {marked[-half:]}"
    return Line(number, cut_before, cut_marked, _head(after))


def _head(text: str) -> str:
    text = text.removesuffix("\r")
    return text if len(text) <= _BESIDE else text[:_BESIDE].rsplit(" ", 1)[0] + " …"
