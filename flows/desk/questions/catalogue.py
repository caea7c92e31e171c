"""Which questions there are: the twenty that come along, and those in a folder of the user's own."""

from pathlib import Path

from flows.base.errors import UserError
from flows.base.schemas.published import PUBLISHED_TABLES
from flows.desk.questions.header import Question, parse_question
from flows.desk.reading import add_macros
from flows.store.engine import Connection, QueryError, empty_warehouse, sql_names, sql_text

# In the order in which they are listed; topics of the user's own follow.
TOPICS = ("Claims", "Quotes", "Speakers", "Copies", "Sources", "Proof")
_IDS = {
    "article_id": "The article.",
    "claim_id": "The claim.",
    "quote_id": "The quote.",
    "utterance_id": "The utterance: the same words wherever they stand.",
    "claim_group_id": "The fact: the same claim wherever it stands.",
    "actor_id": "The person, body or document.",
    "family_id": "The family: an origin and its copies.",
}
_PLAIN = {
    "article": "File in which the article stands; path!member inside one.",
    "outlet": "Outlet of the article; empty if it is unknown.",
    "from_article": "The article that it rests on; empty if none is known in the corpus.",
}


def question_names(folder: Path | None = None) -> list[str]:
    """Return the names of all questions, sorted, with those of the folder; its files may not take a name that is."""
    ours = sql_names("questions")
    own = [path.stem for path in _files(folder)] if folder else []
    if taken := sorted({*own} & {*ours}):
        raise UserError(
            f"{folder} holds {taken[0]}.sql, and {taken[0]} is a question already: name the file otherwise."
        )
    return sorted([*ours, *own])


def read_question(name: str, folder: Path | None = None) -> Question:
    """Return the question of this name, which must be one of `question_names`."""
    if folder and name not in sql_names("questions"):
        path = folder / f"{name}.sql"
        try:
            return parse_question(name, path.read_text("utf-8"))
        except UnicodeDecodeError:
            raise UserError(f"{path} is no UTF-8 text.") from None
    return parse_question(name, sql_text(f"questions/{name}"))


def read_questions(folder: Path | None = None) -> list[Question]:
    """Return all questions in the order in which they are listed: by topic, then by name."""
    questions = [read_question(name, folder) for name in question_names(folder)]
    return sorted(questions, key=lambda one: (_topic_place(one.topic), one.topic, one.name))


def describe_columns(question: Question) -> dict[str, str]:
    """Return the columns of a question's answer with their meanings: its own, else that of the tables; or empty.

    Empty if the statement does not run on an empty warehouse: then the answer will say what is wrong.
    """
    with empty_warehouse() as con:
        add_macros(con)
        try:
            names = answer_columns(con, question)
        except QueryError:
            return dict(question.columns)
    known = {column.name: column.comment for table in reversed(PUBLISHED_TABLES) for column in table.columns}
    known |= _IDS | _PLAIN
    return {name: question.columns.get(name, known.get(name, "")) for name in names}


def answer_columns(con: Connection, question: Question) -> list[str]:
    """Return the names of the columns of a question's answer."""
    return con.sql(question.statement, params=dict.fromkeys(question.parameters)).columns


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise UserError(f"there is no folder {folder} with questions.")
    return sorted(path for path in folder.glob("*.sql") if path.is_file())


def _topic_place(topic: str) -> int:
    return TOPICS.index(topic) if topic in TOPICS else len(TOPICS)
