"""The page docs/cli.md, made from the commands' own help: `make docs` writes it."""

import sys

import click

from flows.desk.cli import cli
from flows.desk.exit_codes import EXIT_CODES

_INTRODUCTION = """# The commands

<!-- Generated: `make docs`. A test fails when it is stale. -->

What `wirecopy COMMAND --help` says. A format means the same in every command that takes `--format`: `table` and
`markdown` are for people (long cells are shortened, `--limit` holds), `csv`, `jsonl` (an object a line), `json` (one
array or object) and `parquet` are whole. An option goes before the environment, that before `wirecopy.toml`, that
before the default.

## Exit codes
"""
_LOG = """## Logs for machines

With `--log-format json`, or `WIRECOPY_LOG=json`, a run writes one JSON object a line to standard error. Each has these
keys, null where there is nothing to say: `timestamp` (ISO, UTC), `level` (`info`, `warning`, `error`), `event`
(`stage`: how far a stage is; `ended`; `warning`; `failed`), `run_id`, `stage`, `counts` (of a stage `done`, `total` and
`seconds`; of the end what came in, as in `runs.counts`) and `message`.
"""
_WIDTH = 100


def cli_page() -> str:
    """Return the page as Markdown."""
    codes = ["| code | meaning |", "|---:|---|", *(f"| {code} | {text} |" for code, text in EXIT_CODES.items())]
    sections = [_INTRODUCTION, "\n".join(codes) + "\n", _LOG, _help(cli, "wirecopy")]
    sections += [_help(cli.commands[name], f"wirecopy {name}") for name in sorted(cli.commands)]
    return "\n".join(sections)


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH)
    return f"## {name}\n\n```\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    sys.stdout.write(cli_page())
