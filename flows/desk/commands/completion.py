"""wirecopy completion, and what shells complete beside commands and options."""

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem, get_completion_class

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script by which a shell completes commands, options, tables, views and runs.

    \b
    wirecopy completion bash > ~/.local/share/bash-completion/completions/wirecopy
    wirecopy completion zsh > ~/.zfunc/_wirecopy
    wirecopy completion fish > ~/.config/fish/completions/wirecopy.fish
    """
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"this click cannot complete for {shell}.")
    click.echo(made(context.find_root().command, {}, "wirecopy", "_WIRECOPY_COMPLETE").source())


def complete_tables(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the tables and views whose names begin so."""
    from flows.base.schemas.published import PUBLISHED_TABLES
    from flows.store.engine import sql_names

    return _beginning(begun, [*sql_names("views"), *(table.name for table in PUBLISHED_TABLES)])


def complete_runs(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the runs of the warehouse at hand whose names begin so."""
    from pathlib import Path

    from flows.store.layout import Layout
    from flows.store.manifests import committed_runs

    folder = context.params.get("warehouse") or context.lookup_default("warehouse") or "warehouse"
    return _beginning(begun, committed_runs(Layout(Path(folder))))


def _beginning(begun: str, names: Iterable[str]) -> list[CompletionItem]:
    return [CompletionItem(name) for name in sorted(names) if name.startswith(begun)]
