"""Quotes measured: against labelled articles, damaged ones, other tools and the clock."""
