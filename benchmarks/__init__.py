"""Measurements: quality floors and speed, each reproducible by one command."""
