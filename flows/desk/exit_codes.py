"""What the exit code of a command tells a script."""

EXIT_CODES = {
    0: "done",
    1: "a defect of wirecopy",
    2: "a mistake in the call or its surroundings; the message names the way out",
    3: "a check failed or volumes collapsed, nothing was published",
    4: "another run holds the warehouse",
    129: "stopped by SIGHUP",
    130: "stopped by Ctrl-C",
    143: "stopped by SIGTERM",
}


def in_one_line() -> str:
    """Return all of them as a sentence."""
    return f"Exit codes: {'; '.join(f'{code} {meaning}' for code, meaning in EXIT_CODES.items())}."
