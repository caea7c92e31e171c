"""Readers of other DuckDB versions on a warehouse in use: `make compat` installs and runs them."""
