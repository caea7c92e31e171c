"""Word lists as data: one file per language and list under flows/lexicons, read once."""

import functools
import importlib.resources

# An article too short for the detector is read as what most of them are.
DEFAULT_LANGUAGE = "en"


@functools.cache
def rows(language: str, name: str) -> tuple[tuple[str, ...], ...]:
    """Return the lines of flows/lexicons/<language>/<name>.txt split at tabs, without blank lines and # comments."""
    path = importlib.resources.files("flows") / "lexicons" / language / f"{name}.txt"
    found = (line.split("#", 1)[0].rstrip() for line in path.read_text("utf-8").splitlines())
    return tuple(tuple(line.split("\t")) for line in found if line)


@functools.cache
def _has(language: str, name: str) -> bool:
    return (importlib.resources.files("flows") / "lexicons" / language / f"{name}.txt").is_file()


def speech_language(language: str | None) -> str | None:
    """Return the language by whose word lists speech and its speakers are found; null: quotation marks alone."""
    code = language or DEFAULT_LANGUAGE
    return code if _has(code, "cues") and _has(code, "titles_and_roles") else None


def claims_language(language: str | None) -> str | None:
    """Return the language by whose word lists claims are found; null: none are."""
    code = language or DEFAULT_LANGUAGE
    return speech_language(code) if _has(code, "clause_grammar") else None


@functools.cache
def languages(name: str) -> tuple[str, ...]:
    """Return the languages that have a list of that name, sorted; `und` stands for what is not of one language."""
    folder = importlib.resources.files("flows") / "lexicons"
    return tuple(sorted(place.name for place in folder.iterdir() if _has(place.name, name)))


@functools.cache
def entries(language: str, name: str) -> frozenset[str]:
    """Return the first column of that list as a set."""
    return frozenset(row[0] for row in rows(language, name))
