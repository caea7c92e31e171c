"""The contract: every table's columns, types, comments, keys and closed lists."""
