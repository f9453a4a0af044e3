"""The activity log: events and social posts, whom and what they featured, and the leads that came (ACT-1)."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.demand_kinds import AppearanceKind
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ContentState
from portal.domain.models import Advocate, Appearance, AppearanceAdvocate, AppearanceContent, Content
from portal.domain.queries import programs
from portal.domain.recordsets import among

WEB = re.compile(r"https?://[^\s/]+\S*")


@dataclass(frozen=True)
class Facts:
    kind: AppearanceKind
    happened_on: date
    title: str
    url: str | None = None
    leads: int = 0
    advocate_ids: frozenset[int] = frozenset()
    content_ids: frozenset[int] = frozenset()


def add(
    session: Session, *, facts: Facts, actor_id: int | None, now: datetime, import_id: int | None = None
) -> Appearance:
    """The same title on the same day is in the log once."""
    _hold(session, facts, now)
    made = Appearance(
        kind=facts.kind,
        happened_on=facts.happened_on,
        title=facts.title,
        url=facts.url,
        leads=facts.leads,
        by_id=actor_id,
        import_id=import_id,
        created_at=now,
        changed_at=now,
    )
    session.add(made)
    session.flush()
    _feature(session, made.id, facts)
    audit.record(session, "appearance.added", kind="appearance", id=made.id, actor_id=actor_id, now=now)
    return made


def change(session: Session, *, appearance_id: int, facts: Facts, actor_id: int, now: datetime) -> Appearance:
    found = _locked(session, appearance_id)
    _hold(session, facts, now, but=appearance_id)
    found.kind, found.happened_on, found.title = facts.kind, facts.happened_on, facts.title
    found.url, found.leads, found.changed_at = facts.url, facts.leads, now
    hidden = _taken_back(session, appearance_id)
    for table in (AppearanceAdvocate, AppearanceContent):
        session.execute(delete(table).where(table.appearance_id == appearance_id))
    _feature(session, appearance_id, replace(facts, content_ids=facts.content_ids | hidden))
    audit.record(session, "appearance.changed", kind="appearance", id=appearance_id, actor_id=actor_id, now=now)
    return found


def remove(session: Session, *, appearance_id: int, actor_id: int, now: datetime) -> Appearance:
    """Out of every list and figure; can be undone. Said twice it stays removed."""
    found = _locked(session, appearance_id, removed=True)
    if found.deleted_at is None:
        found.deleted_at = now
        audit.record(session, "appearance.removed", kind="appearance", id=appearance_id, actor_id=actor_id, now=now)
    return found


def restore(session: Session, *, appearance_id: int, actor_id: int, now: datetime) -> Appearance:
    found = _locked(session, appearance_id, removed=True)
    if found.deleted_at is not None:
        _hold_apart(session, found.happened_on, found.title, but=appearance_id)
        found.deleted_at = None
        audit.record(session, "appearance.restored", kind="appearance", id=appearance_id, actor_id=actor_id, now=now)
    return found


def take_out(session: Session, *, appearance_ids: Collection[int]) -> None:
    """For good, of an import that is undone."""
    for table in (AppearanceAdvocate, AppearanceContent):
        session.execute(delete(table).where(among(table.appearance_id, appearance_ids)))
    session.execute(delete(Appearance).where(among(Appearance.id, appearance_ids)))


def hand_over(session: Session, *, loser_id: int, survivor_id: int) -> None:
    """Two entries of one person became one; where both were featured, once is enough."""
    mine = select(AppearanceAdvocate.appearance_id).where(AppearanceAdvocate.advocate_id == survivor_id)
    theirs = AppearanceAdvocate.advocate_id == loser_id
    session.execute(delete(AppearanceAdvocate).where(theirs, AppearanceAdvocate.appearance_id.in_(mine)))
    for row in session.scalars(select(AppearanceAdvocate).where(theirs)):
        row.advocate_id = survivor_id


def _locked(session: Session, appearance_id: int, *, removed: bool = False) -> Appearance:
    found = session.get(Appearance, appearance_id, with_for_update=True, populate_existing=True)
    if found is None or (found.deleted_at is not None and not removed):
        raise NotFound
    return found


def _hold(session: Session, facts: Facts, now: datetime, *, but: int = 0) -> None:
    if facts.happened_on > programs.today(programs.current(session), now):
        raise Refused("not_yet", "That day has not come yet. Write it down once it has happened.")
    if facts.url is not None and not WEB.fullmatch(facts.url):
        raise Refused("not_web", "An address begins with https:// or http://, and names a page on the web.")
    _hold_apart(session, facts.happened_on, facts.title, but=but)
    if len(_real_advocates(session, facts)) < len(facts.advocate_ids):
        raise Refused("nobody", "Somebody you named is no longer here. Look at who was featured.")
    if len(_real_contents(session, facts)) < len(facts.content_ids):
        raise Refused("not_published", "Only content that was published can be featured.")


def _hold_apart(session: Session, on: date, title: str, *, but: int) -> None:
    """Two at once meet here; the second waits for the first."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(func.lower(f"appearance:{on}:{title}")))))
    same = exists().where(
        Appearance.happened_on == on,
        func.lower(Appearance.title) == func.lower(title),
        Appearance.deleted_at.is_(None),
        Appearance.id != but,
    )
    if session.scalar(select(same)):
        raise Refused("known", f"“{title}” of that day is in the log already.")


def _real_advocates(session: Session, facts: Facts) -> list[int]:
    here = select(Advocate.id).where(among(Advocate.id, facts.advocate_ids), Advocate.merged_into_id.is_(None))
    return list(session.scalars(here))


def _real_contents(session: Session, facts: Facts) -> list[int]:
    out = select(Content.id).where(among(Content.id, facts.content_ids), Content.published_at.is_not(None))
    return list(session.scalars(out))


def _taken_back(session: Session, appearance_id: int) -> frozenset[int]:
    """What it featured before its advocate took it back: no page shows that, and it stays."""
    featured = select(AppearanceContent.content_id).where(AppearanceContent.appearance_id == appearance_id)
    found = select(Content.id).where(Content.id.in_(featured), Content.state == ContentState.REVOKED)
    return frozenset(session.scalars(found))


def _feature(session: Session, appearance_id: int, facts: Facts) -> None:
    session.add_all(
        AppearanceAdvocate(appearance_id=appearance_id, advocate_id=each) for each in sorted(facts.advocate_ids)
    )
    session.add_all(
        AppearanceContent(appearance_id=appearance_id, content_id=each) for each in sorted(facts.content_ids)
    )
    session.flush()
