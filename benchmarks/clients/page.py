"""The lines of docs/browsing.md, as they can be tried."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "browsing.md"
DATABASE = "warehouse/warehouse.duckdb"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Line(NamedTuple):
    """What the page says to type: under which heading, in which language, the text (of a console one command)."""

    heading: str
    language: str
    text: str

    @property
    def program(self) -> str:
        """The program that a command calls."""
        return shlex.split(self.text)[0] if self.language == "console" else self.language


def lines(page: str) -> list[Line]:
    """Return everything that a page says to type, in its order."""
    found = []
    for block in _BLOCK.finditer(page):
        heading = re.findall(r"^## (.+)$", page[: block.start()], re.MULTILINE)[-1]
        if block[1] == "console":
            found += [Line(heading, "console", line[2:]) for line in block[2].splitlines() if line.startswith("$ ")]
        else:
            found.append(Line(heading, block[1], block[2]))
    return found


def call(line: Line) -> tuple[list[str], str]:
    """Return the call that tries a line, and its input. What would wait for a person is asked once, and ends.

    Harlequin is driven through its own pilot, Datasette answers one request, marimo and VisiData write a file.
    """
    if line.language == "python":
        return ["python", "-c", line.text], ""
    if line.language == "r":
        return ["Rscript", "-e", line.text], ""
    if line.language == "sql":
        return ["duckdb", "-readonly", "-bail", DATABASE], line.text
    words = shlex.split(line.text)
    if words[0] == "harlequin":
        return ["python", str(Path(__file__).with_name("pilot.py")), *words[1:]], ""
    if words[0] == "datasette" and "--get" not in words:
        return [*words, "--get", "/warehouse/claims_by_origin"], ""
    if words[0] == "vd":
        return ["vd", "-b", *words[1:], "-o", "seen.tsv"], ""
    if words[:2] == ["marimo", "edit"]:
        return ["marimo", "export", "html", *words[2:], "-o", "seen.html"], ""
    return words, ""
