"""Pure functions; no database."""
