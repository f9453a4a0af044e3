"""The only writers. Each takes an open session and never commits."""
