"""wirecopy init."""

from importlib.resources import files
from pathlib import Path

import click

from flows.base.errors import UserError
from flows.base.terminal import visible
from flows.store.settings import FILE_NAME

# What a project holds: its file, and the template of it.
_FILES = {
    FILE_NAME: "wirecopy.toml",
    "judgements.csv": "judgements.csv",
    "raw/metadata.csv": "metadata.csv",
    ".gitignore": "gitignore",
    "README.md": "README.md",
}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
def init(folder: Path) -> None:
    """Make a project in FOLDER (this one, unless you name another); what is there already stays as it is.

    Then put raw files into raw/ and call wirecopy run, there or in any folder below, with no more words.

    \b
    wirecopy init clippings
    """
    made: list[str] = []
    kept: list[str] = []
    try:
        (folder / "raw").mkdir(parents=True, exist_ok=True)
        for name, template in _FILES.items():
            path = folder / name
            (kept if not _write_new(path, _template(template)) else made).append(name)
    except OSError as error:
        raise UserError(f"{error.filename} cannot be written: {error.strerror}. Name another folder.") from None
    where = visible(str(folder.resolve()))
    click.echo(f"{where}: made {', '.join(made)}." if made else f"{where}: nothing to make.")
    if kept:
        click.echo(f"Left as they were: {', '.join(kept)}.")
    into = "" if folder == Path() else f"cd {visible(str(folder))}; "
    click.echo(f"Next: put raw files into {visible(str(folder / 'raw'))}, then: {into}wirecopy run")


def _template(name: str) -> str:
    return (files("flows.desk") / "project" / name).read_text("utf-8")


def _write_new(path: Path, text: str) -> bool:
    """Write a file that is not there yet, and tell whether it was not."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True
