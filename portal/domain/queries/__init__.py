"""Reads: scoped getters and frozen rows for pages."""
