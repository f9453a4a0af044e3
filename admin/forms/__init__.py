"""What the team types, checked for shape."""
