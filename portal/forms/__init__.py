"""The customer's forms. Shape only."""
