"""An advocate's content."""

from portal.views.contents.own import blueprint

__all__ = ["blueprint"]
