"""Names in a text, and the people and bodies of one article under their full names."""

from flows.stages.names.cast import Cast, Person, build_cast, find_bearers, find_role_holders, resolve
from flows.stages.names.finding import Name, find_names
from flows.stages.names.words import is_organization, split_title

__all__ = [
    "Cast",
    "Name",
    "Person",
    "build_cast",
    "find_bearers",
    "find_names",
    "find_role_holders",
    "is_organization",
    "resolve",
    "split_title",
]
