from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key


class Audit(Base):
    """Who changed what, and when (RELIABILITY 3.9): names of fields, never values. Triggers keep it append-only."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_object", "object_kind", "object_id"),)

    id: Mapped[Key]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    action: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[int | None]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    reason: Mapped[str | None]
    request_id: Mapped[str | None]
    transaction_id: Mapped[int] = mapped_column(
        BigInteger, server_default=text("pg_current_xact_id()::text::bigint"), index=True
    )


class AuditSeal(Base):
    """An HMAC over the rows of a run of transactions, from `since` to before `until`, chained to the one before."""

    __tablename__ = "audit_seal"

    id: Mapped[Key]
    since: Mapped[int]
    until: Mapped[int]
    rows: Mapped[int]
    mac: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
