"""XML: its kinds, and the news industry's own, NITF and NewsML."""
