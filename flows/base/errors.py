"""Every error that wirecopy raises on purpose.

WirecopyError
├── UserError            the user's call or surroundings: shown as one line, exit code 2
│   ├── DiskFault        the disk failed under a run, exit code 2
│   └── WarehouseBusy    another run holds the warehouse, exit code 4
├── CheckFailed          a zero-row check found rows: nothing is published, exit code 3
└── BrokenInvariant      our own contract does not hold: a defect of ours

Bad input is not here: it becomes a row in `rejects`.
"""


class WirecopyError(Exception):
    """The root of the tree above."""

    exit_code = 1


class UserError(WirecopyError):
    """Something the user can put right; the message names the way out."""

    exit_code = 2


class DiskFault(UserError):
    """The disk is full or failed, or may not be written; what was published before stays published."""


class WarehouseBusy(UserError):
    """Another process is writing this warehouse; the message names it."""

    exit_code = 4


class CheckFailed(WirecopyError):
    """Rows that break a check; what was published before stays published."""

    exit_code = 3


class BrokenInvariant(WirecopyError):
    """A contract between our own parts is broken."""
