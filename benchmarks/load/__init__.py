"""The warehouse under load: stored rows as of up to a million articles, generated, and the real functions on them."""
