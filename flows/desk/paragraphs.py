"""Paragraphs of the desk's longer answers: headings, indented lines, wordings with their changes marked."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.base.terminal import visible
from flows.base.worddiff import Piece, lay_out, mark, shorten

# Words of a changed piece, unless all is to be shown.
_WORDS = 24
_STYLES = {"same": "", "gone": "red strike", "new": "bold green"}


def print_head(console: Console, title: str) -> None:
    """Print a blank line and a heading."""
    console.print()
    console.print(Text(visible(title), "bold"))


def print_line(console: Console, text: str) -> None:
    """Print a paragraph, two columns in."""
    print_indented(console, Text(visible(text)), 2)


def print_indented(console: Console, text: Text, indent: int) -> None:
    """Print a paragraph so far in, its later lines too."""
    grid = Table.grid(padding=0)
    grid.add_column(width=indent)
    grid.add_column(overflow="fold")
    grid.add_row("", text)
    console.print(grid)


def print_more(console: Console, hidden: int) -> None:
    """Say how many more --all shows, if any."""
    if hidden > 0:
        print_line(console, f"… {hidden:,} more: --all shows everything")


def has_colours(console: Console) -> bool:
    """Tell whether colours show what is marked with signs elsewhere."""
    return console.color_system is not None and not console.no_color


def lay_out_changes(console: Console, pieces: Sequence[Piece], is_whole: bool) -> Text:
    """Return two wordings as one text: what changed is coloured, or marked [-gone-] {+new+} without colour."""
    cut = pieces if is_whole else shorten(pieces, _WORDS)
    if not has_colours(console):
        return Text(visible(mark(cut)))
    return Text.assemble(*((visible(piece.text), _STYLES[piece.kind]) for piece in lay_out(cut)))


def counted(count: int, thing: str) -> str:
    """Return a count of things in words: 1 root, 2 roots."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def flatten(text: str) -> str:
    """Return the text on one line, white space as single spaces."""
    return " ".join(text.split())
