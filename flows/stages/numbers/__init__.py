"""Quantities: numbers that count or measure, with comparator, unit and what is counted."""

from flows.stages.numbers.finding import Quantity, find_quantities

__all__ = ["Quantity", "find_quantities"]
