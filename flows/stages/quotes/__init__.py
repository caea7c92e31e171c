"""Quotes: every stretch of quoted or reported speech in an article, with the words that attribute it."""

from flows.stages.quotes.finding import find_quotes
from flows.stages.quotes.passages import Block
from flows.stages.quotes.rows import Found, NotQuote, Quote
from flows.stages.quotes.tables import EXTRACTOR, QuotesConfig, extract_quotes

__all__ = ["EXTRACTOR", "Block", "Found", "NotQuote", "Quote", "QuotesConfig", "extract_quotes", "find_quotes"]
