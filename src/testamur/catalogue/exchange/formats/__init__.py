"""One module a format, each ending in `FORMAT`."""
