"""What a person touches: the command line and what it shows. Reads the published warehouse, never the stored parts."""
