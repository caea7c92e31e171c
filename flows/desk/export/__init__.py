"""The published tables and views as files for other programs: CSV, JSON Lines, Parquet, JSON-LD, SQLite."""
