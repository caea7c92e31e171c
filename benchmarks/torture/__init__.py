"""Kills runs at every step and at random moments, and looks at what readers and the next run find."""
