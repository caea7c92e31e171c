"""Disk and machine: raw files in, worker processes, Parquet parts, SQL, the published file."""
