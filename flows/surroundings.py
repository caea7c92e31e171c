"""What must be so before Prefect is imported: its settings, and what is to happen at the very end of the process."""

import os

from flows.store.engine import hush_binding_at_exit

_SETTINGS = {
    # No telemetry, quiet, and time enough for Prefect's own server to start on a busy machine (measured: its default of
    # 20 s is often too short).
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "DASK_LOGGING__DISTRIBUTED": "critical",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    # A server that is gone is waited for 14 seconds (2 + 4 + 8) and not for a minute: the data do not need it.
    "PREFECT_CLIENT_MAX_RETRIES": "3",
}


def prepare_for_prefect() -> None:
    """Set what the user has not set."""
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    # Registered before Prefect is imported, it runs after everything of Prefect's.
    hush_binding_at_exit()
