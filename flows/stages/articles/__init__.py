"""Records to articles: typed blocks over the unchanged text, and what the text says of itself."""

from flows.stages.articles.article import Extracted, Parsed, extract_articles, parse_article
from flows.stages.articles.blocks import Block, find_blocks
from flows.stages.articles.settings import EXTRACTOR, ArticlesConfig

__all__ = [
    "EXTRACTOR",
    "ArticlesConfig",
    "Block",
    "Extracted",
    "Parsed",
    "extract_articles",
    "find_blocks",
    "parse_article",
]
