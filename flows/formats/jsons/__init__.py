"""JSON and JSON Lines of every exporter, ninjs."""
