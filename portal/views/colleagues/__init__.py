"""The colleague's area: nominating customers, and looking after one's own accounts (NOM-1, ID-4)."""

from portal.views.colleagues import accounts, contents, nominations
from portal.views.colleagues.blueprint import blueprint

__all__ = ["accounts", "blueprint", "contents", "nominations"]
