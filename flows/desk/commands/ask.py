"""wirecopy ask."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from flows.base.errors import UserError
from flows.base.terminal import visible_lines
from flows.desk.commands.options import AS_OF, FORMAT, OUTPUT, WAREHOUSE
from flows.desk.commands.output import console_on, show_rows
from flows.desk.questions.answering import answer, fitting_columns, runnable_statement
from flows.desk.questions.catalogue import describe_columns, question_names, read_question, read_questions
from flows.desk.questions.header import Question
from flows.desk.reading import open_warehouse
from flows.desk.tables import FOR_PEOPLE
from flows.store.memory import bounded_memory

_WIDTH = 120
_ISO_PREFIX = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_QUESTIONS = "--questions"
_LIMIT = click.option(
    "--limit", type=click.IntRange(min=0), default=40, show_default=True, help="Rows to print; 0: all."
)
_STATEMENT = click.option("--sql", "is_sql", is_flag=True, help="Print the SQL that answers, and do not run it.")


class Questions(click.Group):
    """A group whose commands are the questions: they are read when they are wanted."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take --questions from before or after the question's name."""
        return super().parse_args(ctx, _first(args))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all questions."""
        return question_names(ctx.params.get("questions"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command that answers this question; a dash in its name will do for an underscore."""
        name = cmd_name.replace("-", "_")
        if name not in self.list_commands(ctx):
            return None
        return _command(read_question(name, ctx.params.get("questions")))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the question's command; of a name that no question has, say which are close."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            close = get_close_matches(args[0].replace("-", "_"), self.list_commands(ctx), n=3, cutoff=0.5)
            hint = f"Did you mean {' or '.join(close)}?" if close else "All questions: wirecopy ask"
            raise click.UsageError(f"there is no question {args[0]!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the questions with their meanings, topic by topic."""
        questions = read_questions(ctx.params.get("questions"))
        for topic, some in groupby(questions, key=lambda question: question.topic):
            with formatter.section(visible_lines(topic)):
                formatter.write_dl([(visible_lines(one.name), visible_lines(one.meaning)) for one in some], col_max=24)


class Answer(click.Command):
    """The command that answers a question; its help tells the columns."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the grain and the columns of the question of this name."""
        question = read_question(str(self.name), ctx.parent.params.get("questions") if ctx.parent else None)
        with formatter.section("Columns"):
            formatter.write_text(visible_lines(question.grain))
            described = describe_columns(question).items()
            formatter.write_dl([(visible_lines(name), visible_lines(note)) for name, note in described], col_max=24)


@click.group(cls=Questions, invoke_without_command=True, context_settings={"max_content_width": _WIDTH})
@click.option(
    _QUESTIONS,
    type=click.Path(path_type=Path),
    envvar="WIRECOPY_QUESTIONS",
    show_envvar=True,
    help="Folder with questions of your own: .sql files with the same comments at their head.",
)
@click.pass_context
def ask(ctx: click.Context, questions: Path | None) -> None:
    """Answer a named question about what the warehouse holds; without a name, list the questions.

    \b
    wirecopy ask                                    all questions, a line each
    wirecopy ask corroboration                      an answer
    wirecopy ask corroboration --claim "letter"     of claims with this word alone
    wirecopy ask corroboration --help               its columns and filters
    wirecopy ask corroboration --sql                its SQL, to go on from
    """
    if ctx.invoked_subcommand:
        # What wirecopy.toml says for `ask` holds for each question.
        ctx.default_map = {ctx.invoked_subcommand: ctx.default_map or {}}
        return
    formatter = ctx.make_formatter()
    Questions.format_commands(_group(ctx), ctx, formatter)
    click.echo(formatter.getvalue().lstrip("\n"))
    click.echo("Ask one: wirecopy ask corroboration. Its columns and filters: wirecopy ask corroboration --help")


def _group(ctx: click.Context) -> Questions:
    if not isinstance(ctx.command, Questions):
        raise TypeError("`ask` is a group of questions")
    return ctx.command


def _first(args: list[str]) -> list[str]:
    """Return the arguments with --questions and its folder before the others."""
    taken: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        if arg == _QUESTIONS and (folder := next(waiting, None)) is not None:
            taken += [arg, folder]
        else:
            (taken if arg.startswith(f"{_QUESTIONS}=") else rest).append(arg)
    return taken + rest


def _command(question: Question) -> click.Command:
    """Return the command that answers a question: an option for each parameter, and those of every answer."""

    @click.command(
        question.name, cls=Answer, help=visible_lines(question.meaning), short_help=visible_lines(question.meaning)
    )
    @WAREHOUSE
    @FORMAT
    @_LIMIT
    @AS_OF
    @OUTPUT
    @_STATEMENT
    def command(**given: object) -> None:
        _answer(question, given)

    taken = {name for option in command.params for name in (option.name, *option.opts)}
    for name in question.parameters:
        if name in taken or _flag(name) in taken or name in ("help", "questions"):
            raise UserError(
                f"the parameter ${name} of {question.name}.sql has the name of an option: name it otherwise."
            )
    command.params = [*map(_option, question.parameters, question.parameters.values()), *command.params]
    return command


def _flag(name: str) -> str:
    return "--" + name.lower().replace("_", "-")


def _option(name: str, meaning: str) -> click.Option:
    help_text = visible_lines(meaning[:1].upper() + meaning[1:]) + "." if meaning else None
    return click.Option([_flag(name), name], metavar="TEXT", help=help_text, callback=_check_date)


def _check_date(_: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Return the value; one that should be a date and is none is a mistake, and would silently leave out rows."""
    if value is not None and parameter.name in ("since", "until") and not _ISO_PREFIX.fullmatch(value):
        raise click.BadParameter(f"{value!r} is no date: write 2025, 2025-11 or 2025-11-13.")
    return value


def _answer(question: Question, given: Mapping[str, Any]) -> None:
    values = {name: given[name] for name in question.parameters}
    if given["is_sql"]:
        click.echo(runnable_statement(question, values))
        return
    with bounded_memory(), open_warehouse(given["warehouse"], given["as_of"]) as con:
        rows = answer(con, question, values)
    form, limit, output = given["form"], given["limit"], given["output"]
    if rows.num_rows == 0:
        is_told = form in FOR_PEOPLE and output is None
        click.echo(_nothing(question, values), err=not is_told)
        if is_told:
            return
    left_out: list[str] = []
    if form == "table" and output is None:
        shown = fitting_columns(rows.slice(0, limit or rows.num_rows), console_on(None).width)
        left_out = [name for name in rows.column_names if name not in shown]
        rows = rows.select(shown)
    show_rows(rows, form, limit, output)
    if left_out:
        click.echo(visible_lines(f"More columns, in a wider terminal or with --format csv: {', '.join(left_out)}"))


def _nothing(question: Question, values: Mapping[str, str | None]) -> str:
    """Return the words for an answer without rows, with what it was filtered by."""
    filters = [f'{_flag(name)} "{value}"' for name, value in values.items() if value is not None]
    if not filters:
        return visible_lines(f"No rows: the warehouse holds nothing that {question.name} asks for.")
    return visible_lines(f"No rows with {' '.join(filters)}. Without filters: wirecopy ask {question.name}")
