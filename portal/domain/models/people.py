from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, func, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.kinds import Role
from portal.domain.models.base import Base, Key, allowed, one_of


class Person(Base):
    """Anyone with an address. Customers have an advocate row too; staff do not."""

    __tablename__ = "person"
    __table_args__ = (
        allowed("role", Role),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("email <> ''", name="email_present"),
        CheckConstraint("name <> ''", name="name_present"),
        Index("ix_person_mail_domain", text("split_part(email, '@', 2)")),
    )

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(one_of(Role))
    title: Mapped[str | None]
    phone: Mapped[str | None]
    time_zone: Mapped[str | None]
    department: Mapped[str | None]
    adoption: Mapped[str | None]
    """What the team noted before notes were dated (`AdoptionNote`); goes a release later."""
    publisher: Mapped[bool] = mapped_column(default=False)
    """A colleague who may package and publish content (ID-4); the team may anyway."""
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def given_name(self) -> str:
        return self.name.split()[0]


class Identity(Base):
    """A login at an OpenID Connect provider. The pair is the identity, never the address."""

    __tablename__ = "identity"
    __table_args__ = (Index("uq_identity_issuer_subject", "issuer", "subject", unique=True),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    provider: Mapped[str]
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime]


class Login(Base):
    """One signed-in browser. Only the SHA-256 of the cookie's id is stored (RELIABILITY 3.7)."""

    __tablename__ = "login"

    id: Mapped[Key]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    method: Mapped[str]
    user_agent: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    idle_limit_seconds: Mapped[int] = mapped_column(Integer)
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignIn(Base):
    """A request for a sign-in link. `person_id` is empty for an unknown address: same trace for both (ID-1)."""

    __tablename__ = "sign_in"
    __table_args__ = (
        CheckConstraint("tries BETWEEN 0 AND 5", name="tries_range"),
        Index("ix_sign_in_person_newest", "person_id", "id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    browser_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """SHA-256 of the request cookie of the browser that asked."""
    version: Mapped[int] = mapped_column(Integer, default=1)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    next_path: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AddressChange(Base):
    """Both addresses confirm before the change happens (ID-6)."""

    __tablename__ = "address_change"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    old_email: Mapped[str]
    new_email: Mapped[str]
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    old_confirmed_at: Mapped[datetime | None]
    new_confirmed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class Suppression(Base):
    """An address that gets no program mail. A keyed hash, so that it outlives the person."""

    __tablename__ = "suppression"

    address_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class Counter(Base):
    """Exact security counters, raised by conditional update (RELIABILITY 3.7)."""

    __tablename__ = "counter"
    __table_args__ = (CheckConstraint("used >= 0", name="used_positive"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    used: Mapped[int] = mapped_column(Integer)
