"""The steps of long-lead work: those of one piece, and those that are late (ASK-8)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import TEAM_ROLES, ContentState, WorkStep
from portal.domain.models import Content, Person, Work


@dataclass(frozen=True)
class StepLine:
    id: int
    step: WorkStep
    owner_id: int
    owner: str
    due_on: date
    done_at: datetime | None

    def is_late(self, today: date) -> bool:
        return self.done_at is None and self.due_on < today


@dataclass(frozen=True)
class LateStep:
    content_id: int
    title: str
    step: WorkStep
    owner: str
    due_on: date


@dataclass(frozen=True)
class Owner:
    id: int
    name: str


def of_content(session: Session, content_id: int) -> list[StepLine]:
    statement = (
        select(Work.id, Work.step, Work.owner_id, Person.name, Work.due_on, Work.done_at)
        .join(Person, Person.id == Work.owner_id)
        .where(Work.content_id == content_id)
        .order_by(Work.due_on, Work.id)
    )
    return [StepLine(*row) for row in session.execute(statement)]


def content_of(session: Session, work_id: int) -> int | None:
    return session.scalar(select(Work.content_id).where(Work.id == work_id))


def late(session: Session, today: date, *, limit: int) -> tuple[list[LateStep], int]:
    """The longest overdue first, and how many in all."""
    statement = (
        select(Content.id, Content.title, Work.step, Person.name, Work.due_on, func.count().over())
        .select_from(Work)
        .join(Content, Content.id == Work.content_id)
        .join(Person, Person.id == Work.owner_id)
        .where(
            Work.due_on < today,
            Work.done_at.is_(None),
            Content.state.not_in([ContentState.REVOKED, ContentState.EXPIRED]),
        )
        .order_by(Work.due_on, Work.id)
        .limit(limit)
    )
    rows = session.execute(statement).all()
    return [LateStep(*row[:5]) for row in rows], rows[0][5] if rows else 0


def owners(session: Session) -> list[Owner]:
    """Who may have a step: the team, and colleagues who publish."""
    may = Person.role.in_(TEAM_ROLES) | Person.publisher
    statement = select(Person.id, Person.name).where(may, Person.disabled_at.is_(None)).order_by(Person.name, Person.id)
    return [Owner(*row) for row in session.execute(statement)]
