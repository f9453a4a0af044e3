"""An advocate's asks."""

from portal.views.asks.answers import blueprint

__all__ = ["blueprint"]
