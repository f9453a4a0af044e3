"""The form of a search. Facets that take several show what could still be added; what is chosen stands as chips."""

from collections.abc import Mapping, Sequence

from wtforms import Form, IntegerField
from wtforms.validators import Optional

from admin.forms.advocates import CHANNELS, STAGES
from admin.forms.fields import FacetField
from portal.domain.kinds import Answer, Effort
from portal.domain.queries.activities import Offer
from portal.domain.rules.searches import Criteria, Freshness

ANSWERS = {Answer.HAPPY.value: "Happy to", Answer.ASK_FIRST.value: "Ask me first"}
CAN = {Effort.HIGH.value: "Bigger ask, today", Effort.LOW.value: "Small ask, today"}
FRESH = {
    Freshness.FRESH.value: "Up to date",
    Freshness.STALE.value: "Out of date",
    Freshness.NEVER.value: "Never confirmed",
}
LABELS = {
    "industry": "Industry",
    "region": "Region",
    "stage": "Stage",
    "product": "Product",
    "use_case": "Use case",
    "persona": "Persona",
    "channel": "Came in by",
    "tag": "Tag",
    "activity": "Activity",
    "answer": "Their word on it",
    "can": "Can be asked",
    "fresh": "Details",
    "employees_from": "Employees, at least",
    "employees_to": "Employees, at most",
}
SEVERAL = ("industry", "region", "stage", "product", "use_case", "persona", "channel", "tag")
MORE = ("product", "use_case", "persona", "channel", "tag", "fresh", "answer")
"""Facets behind "More filters"."""


class Searching(Form):
    activity = FacetField(LABELS["activity"], "Any activity")
    industry = FacetField(LABELS["industry"], "Any industry")
    region = FacetField(LABELS["region"], "Any region")
    stage = FacetField(LABELS["stage"], "Any stage")
    product = FacetField(LABELS["product"], "Any product")
    use_case = FacetField(LABELS["use_case"], "Any use case")
    persona = FacetField(LABELS["persona"], "Any persona")
    channel = FacetField(LABELS["channel"], "Any way in")
    tag = FacetField(LABELS["tag"], "Any tag")
    fresh = FacetField(LABELS["fresh"], "Any")
    answer = FacetField(LABELS["answer"], "Either")
    employees_from = IntegerField(LABELS["employees_from"], validators=[Optional()])
    employees_to = IntegerField(LABELS["employees_to"], validators=[Optional()])


def searching(criteria: Criteria, words: Mapping[str, Mapping[str, str]]) -> Searching:
    """`words` as `words_of` gives them."""
    form = Searching(
        data={
            "activity": str(criteria.activity_id or ""),
            "fresh": criteria.freshness or "",
            "answer": criteria.answer or "",
            "employees_from": criteria.employees_from,
            "employees_to": criteria.employees_to,
        }
    )
    for key, choices in words.items():
        field = form._fields.get(key)
        if isinstance(field, FacetField):
            field.offer(choices)
    return form


def words_of(offered: Mapping[str, Sequence[str]], activities: Sequence[Offer]) -> dict[str, dict[str, str]]:
    """Each facet's values on offer, and how a person reads them."""
    return {
        **{key: {name: name for name in names} for key, names in offered.items()},
        "stage": dict(STAGES),
        "channel": {channel.value: words for channel, words in CHANNELS.items()},
        "activity": {str(one.id): one.name for one in activities},
        "answer": ANSWERS,
        "can": CAN,
        "fresh": FRESH,
    }
