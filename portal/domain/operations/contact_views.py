"""Looking at an advocate's contact details, which they can see was done (ADV-8)."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.models import ContactView
from portal.domain.queries import advocates
from portal.domain.queries.advocates import ContactDetails


def record(session: Session, *, advocate_id: int, viewer_id: int, now: datetime) -> ContactDetails:
    """The details, and in the same transaction who looked. Raises NotFound."""
    details = advocates.contact_details(session, advocate_id)
    session.add(ContactView(advocate_id=advocate_id, viewer_id=viewer_id, at=now))
    audit.record(session, "contact.viewed", kind="advocate", id=advocate_id, actor_id=viewer_id, now=now)
    return details
