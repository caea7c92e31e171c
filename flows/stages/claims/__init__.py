"""Claims: what is asserted, how firmly, and who vouches for it."""

from flows.stages.claims.finding import Article, Claim, find_claims
from flows.stages.claims.proposing import Proposed, add_proposed
from flows.stages.claims.replies import find_paragraphs
from flows.stages.claims.tables import EXTRACTOR, ClaimsConfig, extract_claims
from flows.stages.claims.voices import Speech

__all__ = [
    "EXTRACTOR",
    "Article",
    "Claim",
    "ClaimsConfig",
    "Proposed",
    "Speech",
    "add_proposed",
    "extract_claims",
    "find_claims",
    "find_paragraphs",
]
