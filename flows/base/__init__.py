"""Contracts and small pure tools: schemas, errors, ids, text. Imports nothing else of ours."""
