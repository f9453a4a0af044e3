"""The queue's door: workers, the sweep, and what they do with a promise. Knows no views, forms or requests."""
