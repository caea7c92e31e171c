"""Where an export is put: built aside, where nobody else may look, then moved to its place in one step."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from flows.base.errors import UserError
from flows.desk.export.datapackage import PACKAGE, files_named
from flows.store.layout import closed_to_writing, sync


def find_place(target: Path, warehouse: Path, is_folder: bool, is_forced: bool) -> Path:
    """Return the absolute target if it may be written there. What is there already is refused unless forced.

    Even then only an earlier export of the same shape is replaced: a file, or a folder with a datapackage.json and
    nothing that it does not name. Nothing is ever put into the folder of the warehouse.
    """
    # The last name is left as it is: a link is replaced, not what it leads to.
    place = target.parent.resolve() / target.name if target.name not in ("", "..") else target.resolve()
    if place.is_relative_to(warehouse.resolve()):
        raise UserError(f"{target} lies in the warehouse, which only runs write. Name a place outside {warehouse}.")
    if not place.parent.is_dir():
        raise UserError(f"{place.parent} is no folder. Make it, or name another place.")
    if place.is_dir() and not place.is_symlink():
        _look_into(target, place, is_folder, is_forced)
    elif place.is_symlink() or place.exists():
        if is_folder or not (place.is_symlink() or place.is_file()):
            raise UserError(f"{target} is no {'folder' if is_folder else 'plain file'}. Name another place.")
        if not is_forced:
            raise UserError(f"{target} is there already. Name another file, or replace it with --force.")
    return place


def _look_into(target: Path, place: Path, is_folder: bool, is_forced: bool) -> None:
    if not is_folder:
        raise UserError(f"{target} is a folder, and this format makes one file. Name a file: {target / 'warehouse'}…")
    found = sorted(path.name for path in place.iterdir())
    if found and not is_forced:
        raise UserError(f"{target} is there already. Name another folder, or replace it with --force.")
    strange = sorted(set(found) - files_named(place / PACKAGE))
    if strange:
        raise UserError(
            f"{target} holds what no export wrote ({', '.join(strange[:3])}): it is not replaced, even with --force. "
            "Name another folder."
        )


def write_aside(place: Path, write: Callable[[Path], None], is_folder: bool) -> tuple[Path, ...]:
    """Let `write` fill a folder, put that, or each file in it, at the place, and return the files, sorted by name.

    On failure nothing is left, and what was there before stays.

    Files land under their own names beside the place, the one named like the place last.
    """
    with closed_to_writing(), tempfile.TemporaryDirectory(dir=place.parent, prefix=f".{place.name}-") as private:
        staged = Path(private) / "staged"
        staged.mkdir()
        write(staged)
        names = sorted(path.name for path in staged.iterdir())
        for path in staged.iterdir():
            sync(path)
        sync(staged)
        if is_folder:
            _swap_folder(staged, place, Path(private) / "before")
        else:
            for name in sorted(names, key=place.name.__eq__):
                (staged / name).replace(place.with_name(name))
        sync(place.parent)
    return tuple((place / name if is_folder else place.with_name(name)) for name in names)


def _swap_folder(staged: Path, place: Path, aside: Path) -> None:
    if not place.exists():
        staged.rename(place)
        return
    place.rename(aside)
    try:
        staged.rename(place)
    except OSError:
        aside.rename(place)
        raise
