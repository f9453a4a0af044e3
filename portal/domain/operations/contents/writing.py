"""Words are written down and changed. Each change of them is a new version that nobody has approved (CON-1)."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ContentKind, ContentState
from portal.domain.models import Account, Advocate, Content, ContentEvent, Work
from portal.domain.operations.contents import steps

WEB = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)
SEEN = frozenset(ContentState) - {ContentState.DRAFT}


@dataclass(frozen=True)
class Words:
    """What is approved, as one: a change of any of it is a new version."""

    title: str
    words: str
    url: str | None = None


@dataclass(frozen=True)
class Facets:
    """What it is found by, as people are."""

    industry: str | None = None
    region: str | None = None
    persona: str | None = None
    products: tuple[str, ...] = ()
    use_cases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def draft(
    session: Session,
    *,
    kind: ContentKind,
    words: Words,
    facets: Facets,
    actor_id: int,
    now: datetime,
    advocate_id: int | None = None,
    account_id: int | None = None,
) -> Content:
    """Without an advocate it is what is public anyway, such as a review; else nothing goes out before their yes."""
    _hold(words)
    advocate = _advocate(session, advocate_id) if advocate_id else None
    content = Content(
        kind=kind,
        advocate_id=advocate_id,
        account_id=advocate.account_id if advocate else account_id,
        state=ContentState.DRAFT,
        by_id=actor_id,
        created_at=now,
        changed_at=now,
        **_spread(words),
        **_filled(session, facets, advocate),
    )
    session.add(content)
    steps.note_event(session, content, actor_id=actor_id, now=now, words=words.words)
    return content


def edit(
    session: Session, *, content_id: int, version: int, words: Words, facets: Facets, actor_id: int, now: datetime
) -> bool:
    """Answers whether the words changed: then it is a draft again, and off every list until it is approved."""
    _hold(words)
    content = steps.locked(session, content_id)
    steps.at_version(content, version)
    if content.state is ContentState.REVOKED:
        raise Refused("is_revoked", steps.NOW_IT_IS[ContentState.REVOKED])
    _set(content, facets)
    content.changed_at = now
    if _words_of(content) == words:
        audit.record(
            session, "content.tagged", kind="content", id=content_id, actor_id=actor_id, now=now, fields=("facets",)
        )
        return False
    reword(session, content, words, actor_id=actor_id, now=now)
    return True


def reword(
    session: Session, content: Content, words: Words, *, actor_id: int, now: datetime, note: str | None = None
) -> int:
    """Of a content that is locked. What was agreed to the words before ends with them."""
    for name, value in _spread(words).items():
        setattr(content, name, value)
    content.version += 1
    content.state, content.changed_at, content.published_at = ContentState.DRAFT, now, None
    steps.end_consents(session, content, now=now)
    return steps.note_event(session, content, actor_id=actor_id, now=now, note=note, words=words.words)


def discard(session: Session, *, content_id: int, actor_id: int, now: datetime) -> None:
    """Throw away a draft that its advocate never saw."""
    content = steps.locked(session, content_id)
    seen = exists().where(ContentEvent.content_id == content_id, ContentEvent.state.in_(SEEN))
    if session.scalar(select(seen)):
        raise Refused("seen", "This has been more than a draft, so its history stays. Only its advocate can end it.")
    for table in (Work, ContentEvent):
        session.execute(delete(table).where(table.content_id == content_id))
    session.delete(content)
    session.flush()
    audit.record(session, "content.discarded", kind="content", id=content_id, actor_id=actor_id, now=now)


def _hold(words: Words) -> None:
    if not words.title.strip():
        raise Refused("no_title", "Give it a title.")
    if not words.words.strip() and not words.url:
        raise Refused("no_words", "Write the words, or give the address where it can be seen.")
    if words.url is not None and not WEB.fullmatch(words.url):
        raise Refused("not_web", "An address begins with https:// or http://, and names a page on the web.")


def _advocate(session: Session, advocate_id: int) -> Advocate:
    found = session.get(Advocate, advocate_id)
    if found is None:
        raise NotFound
    return found


def _filled(session: Session, facets: Facets, advocate: Advocate | None) -> dict[str, object]:
    """What was left empty is the advocate's own."""
    if advocate is None:
        return _plain(facets)
    account = session.get(Account, advocate.account_id) if advocate.account_id else None
    own = Facets(
        industry=account.industry if account else None,
        region=advocate.region or (account.region if account else None),
        persona=advocate.persona,
        products=tuple(advocate.products),
        use_cases=tuple(advocate.use_cases),
    )
    theirs = _plain(own)
    return {name: value or theirs[name] for name, value in _plain(facets).items()}


def _plain(facets: Facets) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(facets).items()}


def _set(content: Content, facets: Facets) -> None:
    for name, value in _plain(facets).items():
        setattr(content, name, value)


def _spread(words: Words) -> dict[str, str | None]:
    return {"title": words.title.strip(), "words": words.words.strip(), "url": words.url}


def _words_of(content: Content) -> Words:
    return Words(content.title, content.words, content.url)
