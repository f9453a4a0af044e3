"""An advocate's meetings."""

from portal.views.meetings.own import blueprint

__all__ = ["blueprint"]
