"""The commands, one module each; flows/desk/cli.py gathers them."""
