"""Tell somebody that a run did not publish: a command of the user's, an address of his, or both.

What is told may hold words out of raw files. It travels as data: in variables of the environment and as JSON, never in
a command line. Nothing that fails here changes what became of the run: it costs a line of warning.
"""

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from flows.base.errors import CheckFailed, UserError, WarehouseBusy
from flows.pipeline.progress import warn
from flows.store.layout import Layout
from flows.store.stopping import Stopped

_COMMAND_SECONDS = 30
_WEBHOOK_SECONDS = 5
# The kernel takes at most 128 KiB for a variable of the environment.
_MESSAGE_CHARS = 8_000


class Alert(NamedTuple):
    """What is told. `status`: failed, check_failed, crashed or stopped; `run_id` is empty where no run had begun."""

    status: str
    run_id: str
    message: str
    warehouse: str
    flow_run: str = ""


@dataclass(frozen=True)
class Alerts:
    """Whom to tell. The address may hold a password, so it is shown to nobody."""

    command: str | None = None
    webhook: str | None = field(default=None, repr=False)

    def send(self, alert: Alert) -> None:
        """Tell all of it to each; write a line of warning for each that cannot be told."""
        told = alert._replace(message=alert.message.replace("\0", "\N{REPLACEMENT CHARACTER}")[:_MESSAGE_CHARS])
        if self.command:
            _call(self.command, told)
        if self.webhook:
            _post(self.webhook, told)


def check_alerts(alerts: Alerts) -> Alerts:
    """Return the alerts; raise UserError for a command that cannot be read or an address that is none."""
    try:
        words = shlex.split(alerts.command) if alerts.command is not None else ["-"]
    except ValueError as error:
        raise UserError(f"--alert-command cannot be read: {error}.") from None
    if not words:
        raise UserError("--alert-command is empty. Name a program, with its arguments.")
    if alerts.webhook is not None and not _is_address(alerts.webhook):
        raise UserError("--alert-webhook takes an address that begins with http:// or https://.")
    return alerts


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


@contextmanager
def alerting(alerts: Alerts, warehouse: Path) -> Iterator[None]:
    """Tell of whatever ends what is within, and let it pass."""
    begun = datetime.now(UTC)
    try:
        yield
    except BaseException as error:
        status = status_of(error)
        if status:
            root = warehouse.absolute()
            alerts.send(Alert(status, run_failed_since(root, begun), str(error), str(root)))
        raise


def status_of(error: BaseException) -> str | None:
    """Return the status to alert with for what ended a run; null for what needs no alert.

    A warehouse that another run holds is in good hands, and Ctrl-C comes from somebody who is there.
    """
    if isinstance(error, WarehouseBusy | KeyboardInterrupt):
        return None
    if isinstance(error, Stopped):
        return "stopped"
    if isinstance(error, CheckFailed):
        return "check_failed"
    return "failed" if isinstance(error, Exception) else "crashed"


def run_failed_since(warehouse: Path, since: datetime) -> str:
    """Return the id of the run that is the last in the log, if it failed after this time; else nothing."""
    try:
        row = json.loads(Layout(warehouse).run_log.read_text("utf-8").splitlines()[-1])
        has_failed = row["status"] == "failed" and datetime.fromisoformat(row["ended_at"]) >= since.replace(
            microsecond=0
        )
        return str(row["run_id"]) if has_failed else ""
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def _call(command: str, alert: Alert) -> None:
    named = {f"WIRECOPY_{name.upper()}": value for name, value in alert._asdict().items()}
    try:
        words = shlex.split(command)
        subprocess.run(
            words,
            input=json.dumps(alert._asdict()).encode(),
            env={**os.environ, **named},
            stdout=subprocess.DEVNULL,
            timeout=_COMMAND_SECONDS,
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        warn(f"the alert command could not be carried out: {reason}")


def _post(address: str, alert: Alert) -> None:
    import httpx

    try:
        # A redirection is not followed: it may lead to where nobody meant the message to go.
        answer = httpx.post(address, json=alert._asdict(), timeout=_WEBHOOK_SECONDS)
        if answer.is_success:
            return
        reason = f"status {answer.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = type(error).__name__
    warn(f"the alert webhook at {urlsplit(address).hostname} was not told: {reason}")
