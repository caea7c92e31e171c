"""Articles given as named fields, whatever kind of file these stand in."""
