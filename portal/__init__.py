"""The advocate portal."""
