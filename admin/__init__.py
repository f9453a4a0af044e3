"""The team's door."""
