"""Claims: what is asserted, how firmly, and who vouches for it."""

from flows.stages.claims.finding import Article, Claim, find_claims
from flows.stages.claims.tables import EXTRACTOR, ClaimsConfig, extract_claims
from flows.stages.claims.voices import Speech

__all__ = ["EXTRACTOR", "Article", "Claim", "ClaimsConfig", "Speech", "extract_claims", "find_claims"]
