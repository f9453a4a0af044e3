"""What was heard of customers, and the evidence for a candidate (NOM-2, NOM-3)."""

from portal.domain.queries.signals.evidence import Evidence, Moment, evidence, moment
from portal.domain.queries.signals.facts import Someone, known_ids, people, standing, standings
from portal.domain.queries.signals.lists import UP_TO, Criteria, Page, SignalLine, Tab, counts, one, page
from portal.domain.queries.signals.waiting import Candidate, Mark, Waiting, waiting

__all__ = [
    "UP_TO",
    "Candidate",
    "Criteria",
    "Evidence",
    "Mark",
    "Moment",
    "Page",
    "SignalLine",
    "Someone",
    "Tab",
    "Waiting",
    "counts",
    "evidence",
    "known_ids",
    "moment",
    "one",
    "page",
    "people",
    "standing",
    "standings",
    "waiting",
]
