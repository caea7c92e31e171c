"""Wirecopy: raw news articles in, a warehouse of articles, quotes, claims and copy families out."""

__version__ = "0.1.0"
