"""What the locked requirements bring with them: their licences, their pins and hashes, their known weaknesses.

`python -m benchmarks.audit [PIP_AUDIT]`: exit code 1 for findings alone. What could not be checked is said.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
EXCEPTIONS = Path(__file__).parent / "licence_exceptions.txt"

# SPDX names, and as older packages write them (trove classifiers, free text).
PERMISSIVE = frozenset(
    [
        *("MIT", "MIT-0", "MIT License", "ISC", "ISC License (ISCL)", "0BSD", "BSD", "BSD License", "BSD-2-Clause"),
        *("BSD-3-Clause", "Apache-2.0", "Apache Software License", "PSF-2.0", "Zlib", "CC0-1.0", "CNRI-Python"),
    ]
)
_PIN = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==(?P<version>[^\s;]+)(?:\s*;\s*(?P<marker>.*?)(?=\s*(?:--hash|$)))?"
)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_SERVICE_SECONDS = 300


class Pin(NamedTuple):
    """A locked requirement: its name, version, the marker that says where it is wanted, and how many hashes it has."""

    name: str
    version: str
    marker: str
    hashes: int


class Audited(NamedTuple):
    """What was found wrong, and what could not be looked at."""

    findings: list[str]
    notes: list[str]


def read_lock(text: str) -> Iterator[Pin | str]:
    """Yield each requirement of a lock file, and whatever else stands in it as the line that it is."""
    for entry in text.replace("\\\n", " ").splitlines():
        line = entry.strip()
        pin = _PIN.match(line)
        if pin:
            yield Pin(pin["name"], pin["version"], (pin["marker"] or "").strip(), len(_HASH.findall(line)))
        elif line and not line.startswith("#"):
            yield line


def audit_pins(entries: Iterable[Pin | str]) -> list[str]:
    """Return what is not pinned to one version with at least one hash; an address of an index is no pin either."""
    loose = [f"not a pinned requirement: {entry}" for entry in entries if isinstance(entry, str)]
    return loose + [
        f"{entry.name}=={entry.version} has no hash" for entry in entries if isinstance(entry, Pin) and not entry.hashes
    ]


def is_permissive(expression: str) -> bool:
    """Tell whether a licence expression (SPDX) can be met by permissive licences alone."""
    for joiner, meets in ((" OR ", any), (" AND ", all)):
        parts = _parts(expression.strip(), joiner)
        if len(parts) > 1:
            return meets(map(is_permissive, parts))
    text = expression.strip()
    return is_permissive(text[1:-1]) if text.startswith("(") and text.endswith(")") else text in PERMISSIVE


def _parts(expression: str, joiner: str) -> list[str]:
    parts = [""]
    for piece in expression.split(joiner):
        is_open = parts[-1].count("(") > parts[-1].count(")")
        parts = [*parts[:-1], parts[-1] + joiner + piece] if is_open else [*parts, piece]
    return parts[1:]


def licence_of(package: metadata.PackageMetadata) -> str:
    """Return a package's licence as an expression: its own, else all its classifiers together, else its free text."""
    stated = package["License-Expression"] if "License-Expression" in package else None  # noqa: SIM401
    named = [
        line.rpartition("::")[2].strip() for line in package.get_all("Classifier", []) if line.startswith("License")
    ]
    free = (package["License"] if "License" in package else "").strip().partition("\n")[0]  # noqa: SIM401
    return str(stated or " AND ".join(named) or free or "none stated")


def read_exceptions(text: str) -> dict[str, str]:
    """Return the licence of each package that may be used although it is not permissive, by name."""
    rows = (line.split("|") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {name.strip(): licence.strip() for name, licence, _why in rows}


def audit_licences(pins: Iterable[Pin], exceptions: dict[str, str]) -> Audited:
    """Return the installed packages under a licence that is neither permissive nor excepted, and what is not here."""
    findings, notes = [], []
    wanted = {pin.name: pin for pin in pins}
    for name, pin in sorted(wanted.items()):
        try:
            licence = licence_of(metadata.metadata(name))
        except metadata.PackageNotFoundError:
            notes.append(f"licence of {name} not checked: not installed here{pin.marker and f' ({pin.marker})'}")
            continue
        if not is_permissive(licence) and name not in exceptions:
            findings.append(f"{name}: {licence}")
    findings += [f"{name} is excepted and not locked" for name in sorted(set(exceptions) - set(wanted))]
    return Audited(findings, notes)


def audit_weaknesses(report: str) -> Audited:
    """Return the known weaknesses in a report of pip-audit (JSON); what the service knew nothing of is not checked."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Audited([], ["weaknesses not checked: no answer from the vulnerability service"])
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    found = [
        f"{package['name']}=={package['version']}: {weakness['id']}, mended in {weakness['fix_versions']}"
        for package in packages
        for weakness in package.get("vulns", ())
    ]
    if len(skipped) == len(packages):
        return Audited([], ["weaknesses not checked: no answer from the vulnerability service"])
    notes = [f"weaknesses not checked, unknown to the service: {', '.join(skipped)}"] if skipped else []
    return Audited(found, notes)


def ask_service(program: Path, lock: Path) -> str:
    """Return the report of pip-audit about a lock file, empty where there is none."""
    words = [str(program), "--requirement", str(lock), "--disable-pip", "--require-hashes", "--format", "json"]
    try:
        answer = subprocess.run(
            [*words, "--progress-spinner", "off"], capture_output=True, text=True, timeout=_SERVICE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout


def audit_offline(root: Path = ROOT) -> Audited:
    """Return what is wrong with the pins and the licences of everything that is locked."""
    entries = [entry for lock in LOCKS for entry in read_lock((root / lock).read_text("utf-8"))]
    licences = audit_licences(
        [entry for entry in entries if isinstance(entry, Pin)], read_exceptions(EXCEPTIONS.read_text("utf-8"))
    )
    return Audited([*audit_pins(entries), *licences.findings], licences.notes)


def main(arguments: Sequence[str]) -> int:
    """Audit, write what was found, and return the exit code."""
    offline = audit_offline()
    online = [audit_weaknesses(ask_service(Path(arguments[0]), ROOT / lock)) for lock in LOCKS] if arguments else []
    findings = list(dict.fromkeys(line for one in (offline, *online) for line in one.findings))
    notes = list(dict.fromkeys(line for one in (offline, *online) for line in one.notes))
    for line in (*(f"note: {note}" for note in notes), *(f"FOUND: {finding}" for finding in findings)):
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{len(findings)} finding(s)\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
