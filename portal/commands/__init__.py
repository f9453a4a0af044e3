"""What an operator can do from a terminal: `flask --app wsgi …`. One transaction a command."""
