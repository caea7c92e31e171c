"""wirecopy propose."""

import os
from pathlib import Path

import click

from flows.base.errors import UserError
from flows.desk.commands.options import QUIET, WAREHOUSE
from flows.desk.reading import open_warehouse
from flows.store.layout import Layout


@click.command()
@WAREHOUSE
@click.option("--url", envvar="WIRECOPY_MODEL_URL", show_envvar=True, help="Address of the API, mostly ending in /v1.")
@click.option("--model", envvar="WIRECOPY_MODEL", show_envvar=True, help="Name of the model there.")
@click.option("--limit", type=click.IntRange(min=1), default=None, help="Articles to ask about now.  [default: all]")
@click.option("--redo", is_flag=True, help="Ask about articles again that the model has answered.")
@QUIET
def propose(warehouse: Path, url: str | None, model: str | None, limit: int | None, redo: bool, quiet: bool) -> None:
    """Ask a language model which claims it sees in the articles; the next run takes what stands in them verbatim.

    The one command that uses the network, and only if you name a model: any server that speaks OpenAI's chat
    completions. The texts of the articles are sent to it. A key is read from WIRECOPY_MODEL_KEY and never stored.

    \b
    wirecopy propose --url http://127.0.0.1:8080/v1 --model qwen3-8b --limit 20
    wirecopy run
    wirecopy sql "select verdict, reason, count(*) from proposals group by all"
    """
    if not url or not model:
        raise UserError("no model is configured. Set WIRECOPY_MODEL_URL and WIRECOPY_MODEL, or give --url and --model.")
    from flows.pipeline.asking import ModelConfig, ask_model

    config = ModelConfig(url, model, os.environ.get("WIRECOPY_MODEL_KEY") or None)
    with open_warehouse(warehouse) as con:
        asked = ask_model(con, Layout(warehouse), config, limit, redo, (lambda _: None) if quiet else click.echo)
    if not quiet:
        click.echo(
            f"{asked.answered} articles answered, {asked.failed} without an answer, {asked.known} answered before. "
            "The next wirecopy run takes them in."
        )
