"""How good and how fast the claims stage is."""
