"""Sums of money in words: €1,240, €12.50."""

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def words(cents: int, currency: str) -> str:
    """No cents unless they matter."""
    whole, rest = divmod(abs(cents), 100)
    figure = f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
    sign = SIGNS.get(currency)
    minus = "−" if cents < 0 else ""  # noqa: RUF001 - the minus sign of the house
    return f"{minus}{sign}{figure}" if sign else f"{minus}{figure} {currency}"
