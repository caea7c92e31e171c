"""Paragraphs in text that was laid out for a screen or printer of fixed width, as agencies still send it."""

import re
from collections.abc import Iterator

BREAK = "\v"  # stands for <br/> in text on its way to paragraphs; the mended text of a file has none
_BLANK_LINE = re.compile(r"\n[ \t\r\f]*\n")
_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*$")
_INDENTED_MARK = re.compile(r"(?<=\S)[ \t]*\n[ \t]*(?=[,.)][\s\"'”’»]|[,.)]$)")
_INDENTS = ("  ", "\t")
_WIDEST = 100  # characters: a line of fixed-width copy is seldom longer (ANPA 1312 asks for 64 to 69)
_WRAPPED_AT = 45  # a line this long that ends inside a sentence goes on in the next


def marked_up_paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of one element's text, each with single spaces: one, unless its layout shows more.

    It does where blank lines part it, where indented lines stand among ones that are not, and at its line breaks,
    unless these only wrap a sentence.
    """
    indents = _has_indents(text)
    for part in _BLANK_LINE.split(text):
        for stretch in _by_indent(part) if indents else [part]:
            yield from _by_breaks(stretch)


def plain_paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of plain text, each with single spaces: by blank lines, indents or, failing both, lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _has_indents(text) or _BLANK_LINE.search(text.strip()):
        yield from marked_up_paragraphs(text)
    else:
        yield from _by_breaks(text.replace("\n", BREAK))


def _single_spaced(text: str) -> str:
    """Return the text with single spaces; with none where only the exporter's indenting parts a mark from its word."""
    return " ".join(_INDENTED_MARK.sub("", text).split())


def _has_indents(text: str) -> bool:
    """Tell whether indented lines stand among short ones that are not; an exporter's own indenting takes all lines."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 3 or BREAK in text or max(len(line) for line in lines) > _WIDEST:
        return False
    flush = sum(not line[0].isspace() for line in lines[1:])
    return flush > 0 and any(line.startswith(_INDENTS) for line in lines[1:])


def _by_indent(text: str) -> Iterator[str]:
    """Yield stretches that each begin with an indented line."""
    run: list[str] = []
    for line in text.split("\n"):
        if run and line.startswith(_INDENTS):
            yield "\n".join(run)
            run = []
        run.append(line)
    yield "\n".join(run)


def _by_breaks(text: str) -> Iterator[str]:
    """Yield the lines between breaks, those that only wrap a sentence joined again."""
    group: list[str] = []
    for line in [*(_single_spaced(part) for part in text.split(BREAK)), ""]:
        if line:
            group.append(line)
        elif group:
            yield from [" ".join(group)] if _is_wrapped(group) else group
            group = []


def _is_wrapped(lines: list[str]) -> bool:
    inner = lines[:-1]
    going_on = sum(_WRAPPED_AT <= len(line) <= _WIDEST and not _SENTENCE_END.search(line) for line in inner)
    return going_on * 2 > len(inner)
