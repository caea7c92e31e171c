"""What a question's file says of itself in the comments at its head, and the parameters of its statement."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

NO_TOPIC = "Your own"
_NOTE = re.compile(r"(Topic|\$?[a-z_][a-z0-9_]*): (.+)")
# What a statement may hold beside its parameters: comments, texts and quoted names, in which a $ means nothing.
_PIECE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$([A-Za-z_]\w*)(?![\w$])", re.DOTALL)


class Question(NamedTuple):
    """A named question: its grain, its meaning in one sentence, and the statement that answers it."""

    name: str
    grain: str
    meaning: str
    topic: str
    columns: Mapping[str, str]
    parameters: Mapping[str, str]
    statement: str


def parse_question(name: str, text: str) -> Question:
    """Return the question in a file: the comments that open it are its header, what follows is its statement.

    Each parameter of the statement is there, described or not; columns as far as the header describes them.
    """
    comments, statement = _parted(text)
    found = {comment: _NOTE.fullmatch(comment) for comment in comments}
    notes = {note[1]: note[2] for note in found.values() if note}
    prose = [comment for comment, note in found.items() if not note]
    grain = next((line for line in prose if line.startswith("One row per ")), "")
    meaning = " ".join(line for line in prose if line != grain)
    used = find_parameters(statement)
    order = [*notes, *(f"${key}" for key in used)]
    return Question(
        name,
        grain,
        meaning,
        notes.get("Topic", NO_TOPIC),
        {key: note for key, note in notes.items() if key != "Topic" and not key.startswith("$")},
        {key: notes.get(f"${key}", "") for key in sorted(used, key=lambda key: order.index(f"${key}"))},
        statement,
    )


def find_parameters(statement: str) -> list[str]:
    """Return the names of a statement's parameters, without the $, each once, in their order."""
    return list(dict.fromkeys(found[1] for found in _PIECE.finditer(statement) if found[1]))


def with_values(statement: str, values: Mapping[str, str | None]) -> str:
    """Return the statement with each parameter's value in its place: a text, or null."""
    return _PIECE.sub(lambda found: _literal(values[found[1]]) if found[1] else found[0], statement)


def _literal(value: str | None) -> str:
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


def _parted(text: str) -> tuple[list[str], str]:
    lines = text.lstrip("\ufeff").splitlines()
    end = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return list(_joined(lines[:end])), "\n".join(lines[end:]).strip()


def _joined(lines: list[str]) -> Iterator[str]:
    """Give the comments without their dashes; a line that is set in goes on with the one before."""
    comment = ""
    for line in lines:
        words = line.removeprefix("--")
        if words.startswith("   ") and comment:
            comment += " " + words.strip()
            continue
        if comment:
            yield comment
        comment = words.strip()
    if comment:
        yield comment
