"""The team's pages: one module per noun, all on one blueprint, imported here so that none is left out."""

from admin.blueprint import blueprint

__all__ = ["blueprint"]
