"""What leaves as a file: lists for people to work with, and a whole program for another database."""

from portal.domain.queries.exports.lists import Cell, accounts, advocates, contents
from portal.domain.queries.exports.whole import Part, columns_of, parts, revision

__all__ = ["Cell", "Part", "accounts", "advocates", "columns_of", "contents", "parts", "revision"]
