"""Rows that are articles: CSV and Parquet; and metadata.csv, whose rows speak of files."""
