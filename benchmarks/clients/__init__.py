"""The clients that people love, run as docs/browsing.md says: `make clients` installs and runs them."""
