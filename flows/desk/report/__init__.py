"""The report: what an editor looks at first, as one HTML file without scripts or network, and as Markdown.

`reading` and `families` read the published file with bounded queries, `contents` puts them together, `charts` draws the
plots, `rendering` fills the templates, `filing` writes the files beside the warehouse.
"""
