"""From any row to the bytes it was read from: `wirecopy trace`. The published file is read, and RAW where it is there.

`naming` finds what is meant, `tracing` reads it into a `Trace` (see `record`), `succession` follows ids of earlier
runs, `proof` holds the raw file against what was stored, `printing` shows it.
"""
