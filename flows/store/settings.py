"""wirecopy.toml: the little that people need to change, read and checked. Nothing in it is needed to run."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from pathspec import GitIgnoreSpec

from flows.base.errors import UserError
from flows.base.outlets import Outlet, folded_name

FILE_NAME = "wirecopy.toml"
ENVIRONMENT = "WIRECOPY_CONFIG"


@dataclass(frozen=True)
class Settings:
    """What a wirecopy.toml says; null, or empty, where it says nothing. Paths are absolute.

    `only_languages` and `skip_languages` hold ISO 639-1 codes; an article whose language is unknown is never left out.
    The thresholds are scores between 0 and 1: flows/stages/matches and flows/stages/families say of what.
    """

    file: Path | None = None
    raw: Path | None = None
    warehouse: Path | None = None
    keep: int | None = None
    workers: int | None = None
    worker_memory_gib: int | None = None
    batch_files: int | None = None
    ignore: tuple[str, ...] = ()
    only_languages: tuple[str, ...] = ()
    skip_languages: tuple[str, ...] = ()
    threshold: float | None = None
    short_threshold: float | None = None
    least_average: float | None = None
    outlets: tuple[Outlet, ...] = ()

    def is_unwanted(self, language: str | None) -> bool:
        """Tell whether articles in this language are left out."""
        if language is None:
            return False
        return language in self.skip_languages or bool(self.only_languages and language not in self.only_languages)


class _Key(NamedTuple):
    """A key of the file: the field that it fills, what its value must be in words, and what reads or refuses it."""

    field: str
    wanted: str
    read: Callable[[Any], Any]


class _Refused(Exception):
    """The value is not what it must be."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Refused
    return value.strip()


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _Refused
    return tuple(map(_text, value))


def _count(most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise _Refused
        return value

    return read


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
        raise _Refused
    return float(value)


def _patterns(value: object) -> tuple[str, ...]:
    patterns = _texts(value)
    try:
        GitIgnoreSpec.from_lines(patterns)
    except ValueError:
        raise _Refused from None
    return patterns


def _languages(value: object) -> tuple[str, ...]:
    codes = _texts(value)
    if not all(len(code) == 2 and code.isascii() and code.isalpha() and code.islower() for code in codes):
        raise _Refused
    return codes


_SHARE = "a number between 0 and 1"
_CODES = 'a list of ISO 639-1 codes, such as ["en", "de"]'
_KEYS = {
    "raw": _Key("raw", "a folder, as text", _text),
    "warehouse": _Key("warehouse", "a folder, as text", _text),
    "keep": _Key("keep", "a whole number from 1 to 1000", _count(1_000)),
    "workers": _Key("workers", "a whole number from 1 to 1024", _count(1_024)),
    "worker_memory_gib": _Key("worker_memory_gib", "a whole number from 1 to 4096", _count(4_096)),
    "batch_files": _Key("batch_files", "a whole number from 1 to 100000", _count(100_000)),
    "ignore": _Key("ignore", 'a list of patterns as in .gitignore, such as ["drafts/", "*.bak"]', _patterns),
    "languages.only": _Key("only_languages", _CODES, _languages),
    "languages.skip": _Key("skip_languages", _CODES, _languages),
    "families.threshold": _Key("threshold", _SHARE, _share),
    "families.short_threshold": _Key("short_threshold", _SHARE, _share),
    "families.least_average": _Key("least_average", _SHARE, _share),
}
_TABLES = ("languages", "families")
_OUTLET_KEYS = {"name": _text, "aliases": _texts, "domains": _texts}


def find_settings_file(start: Path, named: str | None = None) -> Path | None:
    """Return the file to read: the one that is named, or the nearest in a folder or above it; null if there is none."""
    named = named or os.environ.get(ENVIRONMENT)
    if named:
        path = Path(named).absolute()
        if not path.is_file():
            raise UserError(
                f"there is no file {named}. Make one: wirecopy init; or leave --config and {ENVIRONMENT} away."
            )
        return path
    folders = (start, *start.parents)
    return next((folder / FILE_NAME for folder in folders if (folder / FILE_NAME).is_file()), None)


def read_settings(path: Path) -> Settings:
    """Return what the file says. UserError that names the file, the key and what it must be, for any mistake in it."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path}: no valid TOML: {error}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'no UTF-8'}.") from None
    outlets = _outlets(path, said.pop("outlets", []))
    found = {}
    for name, value in _flattened(path, said).items():
        key = _KEYS[name]
        try:
            found[key.field] = key.read(value)
        except _Refused:
            raise UserError(f"{path}: {name} = {value!r} will not do: it is {key.wanted}.") from None
    for name in ("raw", "warehouse"):
        if name in found:
            try:
                found[name] = path.parent / Path(found[name]).expanduser()
            except RuntimeError:
                raise UserError(f"{path}: {name} = {found[name]!r} will not do: there is no such user.") from None
    return Settings(file=path, outlets=outlets, **found)


def _flattened(path: Path, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values by dotted name; UserError for a name that there is not."""
    flat: dict[str, Any] = {}
    for name, value in said.items():
        if name in _TABLES and isinstance(value, dict):
            flat |= {f"{name}.{inner}": item for inner, item in value.items()}
        else:
            flat[name] = value
    for name in flat:
        if name not in _KEYS:
            raise UserError(f"{path}: there is no {name}. {suggest(name, [*_KEYS, 'outlets'])}")
    return flat


def suggest(name: str, known: list[str]) -> str:
    """Return "Did you mean …?" with the names nearest to a mistyped one, or all of them if none is near."""
    near = get_close_matches(name, known, 3, 0.6)
    return f"Did you mean {' or '.join(map(repr, near))}?" if near else f"There are: {', '.join(known)}."


def _outlets(path: Path, said: object) -> tuple[Outlet, ...]:
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise UserError(f"{path}: outlets will not do: each outlet is a table of its own, under [[outlets]].")
    outlets = tuple(_outlet(path, number, one) for number, one in enumerate(said, start=1))
    owners: dict[str, str] = {}
    for outlet in outlets:
        written = {*map(folded_name, (outlet.name, *outlet.aliases)), *(f"@{domain}" for domain in outlet.domains)}
        for key in sorted(written):
            if key in owners:
                both = f"{owners[key]!r} and {outlet.name!r}"
                raise UserError(f"{path}: outlets: {key.removeprefix('@')!r} stands for {both}; it can mean only one.")
            owners[key] = outlet.name
    return outlets


def _outlet(path: Path, number: int, said: Mapping[str, Any]) -> Outlet:
    place = f"{path}: outlets, number {number}"
    for name in said:
        if name not in _OUTLET_KEYS:
            raise UserError(f"{place}: there is no {name}. {suggest(name, list(_OUTLET_KEYS))}")
    found: dict[str, Any] = {}
    for name, read in _OUTLET_KEYS.items():
        try:
            found |= {name: read(said[name])} if name in said else {}
        except _Refused:
            wanted = "text" if name == "name" else "a list of texts"
            raise UserError(f"{place}: {name} = {said[name]!r} will not do: it is {wanted}.") from None
    if "name" not in found:
        raise UserError(f"{place} has no name.")
    domains = tuple(domain.lower().removeprefix("www.") for domain in found.get("domains", ()))
    return Outlet(found["name"], found.get("aliases", ()), domains)
