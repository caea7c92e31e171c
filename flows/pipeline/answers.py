"""What language models answered: a file of JSON lines in the warehouse folder, an input of runs like the raw files.

A line is an article, a model and its replies; of several about one article by one model the last counts. Only
`wirecopy propose` adds lines; runs reach no network.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import filelock
import pyarrow as pa

from flows.base.errors import UserError
from flows.base.schemas.local import MODEL_ANSWERS
from flows.pipeline.job import Run
from flows.store.layout import Layout
from flows.store.parts import read_parts

Key = tuple[str, str]


class Answer(NamedTuple):
    """What a model answered about an article; the columns of model_answers."""

    article_id: str
    model: str
    prompt: str
    replies: tuple[str, ...]


class Answers(NamedTuple):
    """The answers that count, by article and model; `changed` are known articles of which there were others before."""

    rows: Mapping[Key, Answer] = {}
    changed: frozenset[str] = frozenset()

    def about(self, articles: Iterable[str]) -> pa.Table:
        """Return the table MODEL_ANSWERS of these articles."""
        wanted = set(articles)
        return MODEL_ANSWERS.of(self.rows[key] for key in sorted(self.rows) if key[0] in wanted)


def find_answers(run: Run) -> Answers:
    """Return the answers as they stand in the file now, and the articles whose claims they change."""
    rows = read_answers(run.layout)
    parts = run.base.parts.get(MODEL_ANSWERS.name, ())
    if not rows and not parts:
        return Answers()
    stored = read_parts(run.layout, MODEL_ANSWERS.name, parts).to_pylist()
    before = {(row["article_id"], row["model"]): _answer(row) for row in stored}
    known = read_parts(run.layout, "articles", run.base.parts.get("articles", ()), ["article_id"])
    differing = {key[0] for key in {*rows, *before} if rows.get(key) != before.get(key)}
    return Answers(rows, frozenset(differing & set(known["article_id"].to_pylist())))


def read_answers(layout: Layout) -> dict[Key, Answer]:
    """Return the answers that count, by article and model; none where no model was ever asked."""
    try:
        content = layout.model_answers.read_bytes()
    except FileNotFoundError:
        return {}
    found: dict[Key, Answer] = {}
    # What a writer that was killed, or is at work just now, left without its end is no line yet.
    for number, line in enumerate(content[: content.rfind(b"\n") + 1].splitlines(), start=1):
        if line:
            answer = _read_line(layout, number, line)
            found[answer.article_id, answer.model] = answer
    return found


def _read_line(layout: Layout, number: int, line: bytes) -> Answer:
    try:
        return _answer(json.loads(line))
    except (ValueError, KeyError, TypeError):
        raise UserError(
            f"{layout.model_answers}, line {number}, is damaged. Remove the line: the model can be asked again."
        ) from None


def _answer(row: Mapping[str, Any]) -> Answer:
    # A lone surrogate, which JSON may hold, no table can.
    replies = (reply.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") for reply in row["replies"])
    return Answer(str(row["article_id"]), str(row["model"]), str(row["prompt"]), tuple(replies))


@contextmanager
def answering(layout: Layout) -> Iterator[Callable[[Answer], None]]:
    """Hold the file for adding answers, and give what adds one: each is on the disk when that returns."""
    lock = filelock.FileLock(layout.model_answers.with_suffix(".lock"), timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise UserError(f"another wirecopy propose is at work on {layout.root}.") from None
    with lock, layout.model_answers.open("ab+") as file:
        # The beginning of a line that a killed writer left.
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)

        def add(answer: Answer) -> None:
            file.write(json.dumps(answer._asdict()).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

        try:
            yield add
        finally:
            lock.release()
