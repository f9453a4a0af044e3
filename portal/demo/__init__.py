"""The demo: an invented program, and what starts it on this machine."""
