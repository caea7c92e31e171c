"""The commands, queries and code that the documents show, found wherever they stand."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from conftest import ROOT

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_BLOCK = re.compile(r"^(?:<!-- not run: (?P<why>.+?) -->\n)?^```(?P<kind>\w*)[^\n]*\n(?P<inside>.*?)^```", re.M | re.S)
_INLINE = re.compile(r"`((?:wirecopy|make|python -m) [^`]+)`")
LEFT_OUT = "[…]"
_PROGRAMS = ("wirecopy", "make", "python", "python3", "pip", "duckdb")
# ONE, <folder>, [RAW], claim…: what the reader is to put there. Capitals that SQL is written in do not count.
_PLACEHOLDER = re.compile(r"\[?[A-Z]{1,}(_[A-Z]+)*\]?|.*[…<>].*")


class Shown(NamedTuple):
    """A command in a document: where it stands, its words, and the output below it ("" where none is shown).

    `why_not` is what the document says for not running it here: `<!-- not run: … -->` in the line before its block.
    """

    page: Path
    line: int
    words: tuple[str, ...]
    output: str = ""
    why_not: str = ""

    @property
    def program(self) -> str:
        """The program without its folder, wirecopy also for its name as a module."""
        name = self.words[0].rpartition("/")[2]
        return "wirecopy" if self.words[1:3] == ("-m", "flows.desk.cli") else re.sub(r"^python3.*", "python", name)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words behind the program."""
        return self.words[3:] if self.words[1:3] == ("-m", "flows.desk.cli") else self.words[1:]

    @property
    def has_placeholder(self) -> bool:
        """Whether the reader is to put something of his own: a name, or a run of his."""
        return "--as-of" in self.arguments or any(_PLACEHOLDER.fullmatch(word) for word in self.arguments)

    @property
    def name(self) -> str:
        """Where it stands and how it begins, for the list of tests."""
        return f"{self.page.relative_to(ROOT)}:{self.line}: {shlex.join(self.words)[:60]}"


def blocks(*kinds: str) -> Iterator[tuple[Path, int, str, str]]:
    """Give page, first line, text and the reason for not running of every fenced block of these kinds."""
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in _BLOCK.finditer(text):
            if match["kind"] in kinds:
                yield page, text.count("\n", 0, match.start("inside")) + 1, match["inside"], match["why"] or ""


def commands() -> list[Shown]:
    """Return every command of ours that a document shows, in blocks and inside sentences."""
    found = []
    for page, line, text, why in blocks("console"):
        for match in re.finditer(r"^\$ (.+(?:\n> .*)*)\n?((?:(?!\$ ).*\n)*)", text, re.M):
            place = line + text.count("\n", 0, match.start())
            parts = list(_simple(match[1].replace("\n> ", "\n")))
            found += [Shown(page, place, part, match[2] if part == parts[-1] else "", why) for part in parts]
    for page, line, text, why in blocks("sh", "bash", "shell"):
        for place, command in _logical_lines(text):
            found += [Shown(page, line + place, part, "", why) for part in _simple(command)]
    for page in PAGES:
        prose = _BLOCK.sub(lambda match: "\n" * match[0].count("\n"), page.read_text("utf-8"))
        for match in _INLINE.finditer(prose):
            place = prose.count("\n", 0, match.start()) + 1
            # What an option takes may be left open; any other … only says that more may follow.
            bare = re.sub(r"(--[a-z-]+) …", r"\1 OPEN", re.sub(r"[][]", "", match[1]))
            bare = re.sub(r"\s*…", "", bare)
            found += [Shown(page, place, part, "", "in a sentence") for part in _simple(bare)]
    return found


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Give number and text of each command of a script: lines go on behind a backslash or an open quotation mark."""
    begun, so_far = 0, ""
    for number, line in enumerate(text.splitlines()):
        if not so_far:
            begun = number
        so_far += line.removesuffix("\\") if line.endswith("\\") else f"{line}\n"
        if not line.endswith("\\") and _is_whole(so_far):
            yield begun, so_far
            so_far = ""
    assert not so_far, f"a quotation mark is not closed: {so_far}"


def _is_whole(text: str) -> bool:
    try:
        shlex.split(text, comments=True)
    except ValueError:
        return False
    return True


def _simple(command: str) -> Iterator[tuple[str, ...]]:
    """Give the commands of ours in a line, cut at pipes and the like, without variables set in front."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="|&;")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if word and set(word) <= set("|&;"):
            while words and re.match(r"[A-Z_]+=", words[0]):
                words.pop(0)
            if words and words[0].rpartition("/")[2] in _PROGRAMS:
                yield tuple(words[: words.index(">")] if ">" in words else words)
            words = []
        else:
            words.append(word)


def is_shown(shown: list[str], output: list[str]) -> bool:
    """Tell whether these are the lines of the output; a line […] stands for any number that are left out."""
    if LEFT_OUT not in shown:
        return shown == output
    place = shown.index(LEFT_OUT)
    rest = shown[place + 1 :]
    return shown[:place] == output[:place] and any(
        is_shown(rest, output[start:]) for start in range(place, len(output) + 1)
    )


def printed(text: str) -> list[str]:
    """The lines of an output without white space at their ends, and without blank ones around."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n").splitlines()
