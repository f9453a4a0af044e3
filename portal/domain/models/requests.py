from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.demand_kinds import CandidateState, RequestState, UnfilledReason, Wants
from portal.domain.models.base import Base, Key, allowed, one_of


class Request(Base):
    """A colleague needs somebody, or proof, for a deal (REQ-1). No advocate's name is in it."""

    __tablename__ = "request"
    __table_args__ = (
        allowed("wants", Wants),
        allowed("state", RequestState),
        allowed("close_reason", UnfilledReason),
        CheckConstraint("wants = 'content' OR activity_id IS NOT NULL", name="person_has_activity"),
        CheckConstraint("(state = 'unfilled') = (close_reason IS NOT NULL)", name="reason_when_unfilled"),
        CheckConstraint("(state IN ('filled', 'unfilled', 'withdrawn')) = (closed_at IS NOT NULL)", name="end_dated"),
        CheckConstraint("(approver_id IS NULL) = (approve_by IS NULL)", name="approval_limited"),
        Index("ix_request_queue", "due_on", "id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_request_requester", "requester_id", text("id DESC")),
    )

    id: Mapped[Key]
    requester_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    wants: Mapped[Wants] = mapped_column(one_of(Wants))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    """The company that wants to hear from a customer."""
    other_role: Mapped[str]
    """Who the other side is, without a name; the advocate reads it (ASK-2)."""
    other_industry: Mapped[str]
    industries: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    regions: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    products: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    use_cases: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    personas: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    channels: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    employees_from: Mapped[int | None] = mapped_column(Integer)
    employees_to: Mapped[int | None] = mapped_column(Integer)
    needed_by: Mapped[date]
    why: Mapped[str]
    state: Mapped[RequestState] = mapped_column(one_of(RequestState), default=RequestState.OPEN)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    approve_by: Mapped[datetime | None]
    """After this the request goes on without the account owner's word (REQ-6)."""
    approved: Mapped[bool | None]
    approved_at: Mapped[datetime | None]
    first_answered_at: Mapped[datetime | None]
    """The team's first sign of life (REQ-2)."""
    due_on: Mapped[date]
    """The day of the next thing promised: an answer, then somebody (REQ-2). Decides the queue's order."""
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    close_reason: Mapped[UnfilledReason | None] = mapped_column(one_of(UnfilledReason))
    close_note: Mapped[str | None]
    created_at: Mapped[datetime]


class RequestMessage(Base):
    """Between requester and team."""

    __tablename__ = "request_message"

    id: Mapped[Key]
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str]
    at: Mapped[datetime]


class RequestCandidate(Base):
    """Somebody in the line of a request. `ask_id` is set once they were asked for it (REQ-5)."""

    __tablename__ = "request_candidate"
    __table_args__ = (
        allowed("state", CandidateState),
        CheckConstraint("state IN ('in_line', 'passed_over') OR ask_id IS NOT NULL", name="asked_by_an_ask"),
        Index("uq_request_candidate_advocate", "request_id", "advocate_id", unique=True),
        Index("uq_request_candidate_place", "request_id", "place", unique=True),
        Index("uq_request_candidate_accepted", "request_id", unique=True, postgresql_where=text("state = 'accepted'")),
        Index("uq_request_candidate_ask", "ask_id", unique=True),
    )

    id: Mapped[Key]
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"))
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    """1 is asked first."""
    state: Mapped[CandidateState] = mapped_column(one_of(CandidateState), default=CandidateState.IN_LINE)
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"))
    why_not: Mapped[str | None]
    """Why they were passed over when their turn came."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    released_until: Mapped[date | None]
    """The requester may read the accepted one's contact details until this day (REQ-4)."""
