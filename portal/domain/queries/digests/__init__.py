"""Digests: whose is due, and what it tells (REQ-2, ADO-1)."""

from portal.domain.queries.digests.due import Wish, due, reads_daily, wanted, wish, zones
from portal.domain.queries.digests.told import Edition, News, TeamNews, edition, news, proof, team_news

__all__ = [
    "Edition",
    "News",
    "TeamNews",
    "Wish",
    "due",
    "edition",
    "news",
    "proof",
    "reads_daily",
    "team_news",
    "wanted",
    "wish",
    "zones",
]
