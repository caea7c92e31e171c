"""From the bytes of a raw file to records: one module per kind of file, all pure."""
