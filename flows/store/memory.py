"""How much memory a process may take: what it asks beyond that is refused to it, and to nobody else."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# What Python, Arrow and DuckDB map without ever filling it: code, arenas, the stacks of threads.
_OVERHEAD_BYTES = 4 << 30


def machine_bytes() -> int:
    """Return the memory of this machine in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _mapped_bytes() -> int:
    """Return the address space of the process, 0 where it is not told: what draws plots maps more than it fills."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


@contextmanager
def bounded_memory() -> Iterator[None]:
    """Hold what this process takes while within to three quarters of the machine's memory: an error, no swapping."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _mapped_bytes() + machine_bytes() * 3 // 4 + _OVERHEAD_BYTES
    most = min(limit for limit in (wanted, soft, hard) if limit != resource.RLIM_INFINITY)
    # Some systems do not let it be set.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
