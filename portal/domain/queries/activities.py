"""What advocates can be asked to do, as pages read it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.kinds import ActivityKind, Effort
from portal.domain.models import Activity
from portal.domain.rules.caps import Wanted


@dataclass(frozen=True)
class Offer:
    id: int
    name: str
    plural: str
    kind: ActivityKind
    effort: Effort
    minutes: int
    shelf_days: int
    what: str
    question: str
    icon: str
    needs_contact: bool
    archived: bool
    owner_approves: bool = False

    def wanted(self, *, by_hand: bool) -> Wanted:
        return Wanted(self.id, self.effort, self.needs_contact, by_hand=by_hand)


COLUMNS = tuple(getattr(Activity, name) for name in Offer.__dataclass_fields__)


def offers(session: Session, *, archived: bool = False) -> list[Offer]:
    """Bigger asks first, each class in its own order."""
    statement = select(*COLUMNS).order_by(Activity.effort, Activity.position, Activity.id)
    if not archived:
        statement = statement.where(~Activity.archived)
    return [Offer(*row) for row in session.execute(statement)]


def offer(session: Session, activity_id: int) -> Offer:
    row = session.execute(select(*COLUMNS).where(Activity.id == activity_id)).one_or_none()
    if row is None:
        raise NotFound
    return Offer(*row)
