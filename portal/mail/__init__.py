"""Render and send one message. No Flask, no database: facts come in, bytes go out, a report comes back."""
