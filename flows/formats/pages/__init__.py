"""Saved web pages: what is the article, who wrote it, when; and which pages are none."""
