"""Word lists as data: one file per language and list under flows/lexicons, read once."""

import functools
import importlib.resources


@functools.cache
def rows(language: str, name: str) -> tuple[tuple[str, ...], ...]:
    """Return the lines of flows/lexicons/<language>/<name>.txt split at tabs, without blank lines and # comments."""
    path = importlib.resources.files("flows") / "lexicons" / language / f"{name}.txt"
    found = (line.split("#", 1)[0].rstrip() for line in path.read_text("utf-8").splitlines())
    return tuple(tuple(line.split("\t")) for line in found if line)


@functools.cache
def entries(language: str, name: str) -> frozenset[str]:
    """Return the first column of that list as a set."""
    return frozenset(row[0] for row in rows(language, name))
