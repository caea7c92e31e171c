"""The command line. What a command needs is imported when it is called: Prefect costs seconds, the pipeline one."""

import io
import os
import sys

import click

from flows import __version__
from flows.base.errors import CheckFailed, UserError
from flows.base.terminal import visible_lines
from flows.desk.commands.ask import ask
from flows.desk.commands.check import check
from flows.desk.commands.completion import completion
from flows.desk.commands.config import config
from flows.desk.commands.diff import diff
from flows.desk.commands.doctor import doctor
from flows.desk.commands.explain import explain
from flows.desk.commands.export import export
from flows.desk.commands.init import init
from flows.desk.commands.propose import propose
from flows.desk.commands.repair import repair
from flows.desk.commands.report import report
from flows.desk.commands.retry import retry
from flows.desk.commands.rollback import rollback
from flows.desk.commands.run import run
from flows.desk.commands.runs import runs
from flows.desk.commands.serve import serve
from flows.desk.commands.sql import sql
from flows.desk.commands.status import status
from flows.desk.commands.sweep import sweep
from flows.desk.commands.trace import trace
from flows.desk.exit_codes import in_one_line
from flows.desk.settings import defaults_of, load_settings
from flows.store.logs import is_json, log
from flows.store.settings import ENVIRONMENT
from flows.store.stopping import Stopped, stoppable


@click.group(epilog=in_one_line())
@click.version_option(__version__, prog_name="wirecopy")
@click.option(
    "--config",
    "settings_file",
    metavar="FILE",
    envvar=ENVIRONMENT,
    show_envvar=True,
    help="Settings to go by.  [default: wirecopy.toml in this folder or the nearest above it]",
)
@click.pass_context
def cli(context: click.Context, settings_file: str | None) -> None:
    """Turn a folder of raw news articles into a warehouse: who said it first, who copied it, how many really say so.

    \b
    wirecopy init                    make a project folder; in it the commands below need no folder
    wirecopy run FOLDER              read new and changed files, publish
    wirecopy status                  what is in the warehouse; what was rejected and why
    wirecopy ask                     twenty questions, and their answers
    wirecopy sql claims_by_origin    how many articles, origins and roots each claim has
    wirecopy sql "select ..."        any query
    wirecopy trace ID                where any row comes from: file, offsets, words, rule, siblings, root
    wirecopy explain ONE OTHER       why two articles are one family, or why they are not
    """
    # These help where there is no settings file yet, or one with a mistake in it.
    if context.invoked_subcommand not in ("init", "doctor", "completion"):
        context.obj = load_settings(settings_file)
        context.default_map = defaults_of(context.obj)


for _command in (
    *(init, run, retry, status, ask, sql, trace, explain, report, export, runs, diff, rollback, sweep),
    *(propose, check, repair, serve),
    *(config, doctor, completion),
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line: one clear line for a user's mistake, a traceback only for a defect of ours."""
    _write_anywhere()
    try:
        with stoppable():
            cli(prog_name="wirecopy", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Stopped as stopped:
        click.echo(f"wirecopy: {stopped}; what was published before is unchanged", err=True)
        sys.exit(stopped.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("wirecopy: stopped; what was published before is unchanged", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _say(f"{error.strerror or error} ({str(error.filename or 'no file named')!r})")
        sys.exit(UserError.exit_code)
    except (UserError, CheckFailed) as error:
        _say(str(error))
        sys.exit(error.exit_code)


def _write_anywhere() -> None:
    """Let signs that the terminal's encoding has not be written as their codes: no answer fails for a dash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _say(text: str) -> None:
    """Write the last line, or lines, about what went wrong: words out of raw files may be among them."""
    if is_json():
        log("error", "failed", text)
        return
    click.echo(f"wirecopy: {visible_lines(text)}", err=True)


if __name__ == "__main__":
    main()
