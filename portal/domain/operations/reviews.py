"""What an ask for a review may not do (RWD-6)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.kinds import ActivityKind
from portal.domain.models import Activity, Advocate, Ask, Person, Program
from portal.domain.rules import reviews as rules


def hold(session: Session, ask: Ask, activity: Activity, program: Program) -> None:
    """Never ask for praise, and never ask our own people. Raises Refused."""
    if activity.kind is not ActivityKind.REVIEW:
        return
    leading = rules.leading_words(activity.question, ask.why, ask.by_hand_note or "")
    if leading:
        raise Refused(
            "leading",
            f"Leave out “{leading[0]}”. The review sites and the law let us ask for reviews, not praise.",
        )
    statement = (
        select(Person.email).join(Advocate, Advocate.person_id == Person.id).where(Advocate.id == ask.advocate_id)
    )
    address = session.execute(statement).scalar_one()
    if rules.is_ours(address, ours=(program.sender_address, program.help_address)):
        raise Refused("own_people", "They have one of our own addresses. We never ask our own people for a review.")
