"""Lines for the log of a machine: one JSON object each on standard error, with the same keys always."""

import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

ENVIRONMENT = "WIRECOPY_LOG"
FORMATS = ("text", "json")


def is_json() -> bool:
    """Tell whether the log is one for machines."""
    return os.environ.get(ENVIRONMENT) == "json"


def log(
    level: Literal["info", "warning", "error"],
    event: Literal["stage", "ended", "warning", "failed"],
    message: str | None = None,
    run_id: str | None = None,
    stage: str | None = None,
    counts: Mapping[str, Any] | None = None,
) -> None:
    """Write a line: timestamp (ISO, UTC), level, event, run_id, stage, counts, message; what is not known is null."""
    line = {
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "level": level,
        "event": event,
        "run_id": run_id,
        "stage": stage,
        "counts": dict(counts or {}),
        "message": message,
    }
    sys.stderr.write(json.dumps(line, ensure_ascii=True, default=str) + "\n")
    sys.stderr.flush()
