"""Which days can be written down: no rule ever counts past them."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
