"""What the commands take from a wirecopy.toml: the defaults of their options."""

import os
from pathlib import Path
from typing import Any

from flows.store.settings import Settings, find_settings_file, read_settings

# What options are named in the commands' functions, and the fields of the settings that are their defaults.
_OPTIONS = ("raw", "warehouse", "keep", "workers", "batch_files")
_COMMANDS = (
    *("run", "retry", "status", "sql", "explain", "runs", "diff", "rollback", "sweep", "propose", "check", "repair"),
    *("serve", "config", "doctor", "ask", "trace", "report", "export"),
)


def load_settings(named: str | None = None) -> Settings:
    """Return the settings for a call in the working folder; a project's folders are raw and warehouse unless it says.

    The paths are as short as they can be from here.
    """
    path = find_settings_file(Path.cwd(), named)
    if path is None:
        return Settings()
    found = read_settings(path)
    raw, warehouse = found.raw or path.parent / "raw", found.warehouse or path.parent / "warehouse"
    return Settings(**{**vars(found), "raw": _from_here(raw), "warehouse": _from_here(warehouse)})


def _from_here(path: Path) -> Path:
    near = Path(os.path.relpath(path))
    return near if len(near.parts) <= len(path.parts) else path


def defaults_of(settings: Settings) -> dict[str, Any]:
    """Return the defaults of each command's options, as click takes them: an option or the environment overrules."""
    values = {name: getattr(settings, name) for name in _OPTIONS}
    said = {name: str(value) if isinstance(value, Path) else value for name, value in values.items() if value}
    return dict.fromkeys(_COMMANDS, said)
