"""An advocate and the team at one piece of content in the same instant, step by step with real commits (CON-1)."""

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ContentState, Use
from portal.domain.models import Advocate, Content, ContentConsent, ContentEvent
from portal.domain.operations import contents
from portal.domain.operations.contents import Words
from portal.domain.queries import contents as queries
from tests import make
from tests.make import NOW, TODAY
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock

OTHER = Words("Carriers", "We moved four hundred carriers.")


@pytest.fixture
def dana(real_database: Database) -> Advocate:
    with real_database.writing() as session:
        return make.advocate(session)


def waiting(database: Database, dana: Advocate) -> Content:
    with database.writing() as session:
        return make.sent(session, make.content(session, session.get_one(Advocate, dana.id)))


def out(database: Database, dana: Advocate) -> Content:
    with database.writing() as session:
        return make.published(session, session.get_one(Advocate, dana.id))


def approve(database: Database, content: Content, dana: Advocate) -> object:
    with database.writing() as session:
        return contents.approve(
            session, content_id=content.id, version=1, extras=[Use.NAME], actor_id=dana.person_id, now=NOW
        ).state


def edit(database: Database, content: Content) -> object:
    with database.writing() as session:
        return contents.edit(
            session,
            content_id=content.id,
            version=1,
            words=OTHER,
            facets=make.NO_FACETS,
            actor_id=content.by_id,
            now=NOW,
        )


def publish(database: Database, content: Content) -> object:
    with database.writing() as session:
        return contents.publish(
            session, content_id=content.id, version=1, where="Website", actor_id=content.by_id, now=NOW
        ).state


def revoke(database: Database, content: Content, dana: Advocate) -> object:
    with database.writing() as session:
        return contents.revoke(session, content_id=content.id, actor_id=dana.person_id, now=NOW).state


def behind(database: Database, contender: Contender) -> None:
    """Starts it, and waits until it stands at the lock of whoever is in the middle of a change."""
    contender.start()
    until(lambda: waiting_for_a_lock(database))


def usable(database: Database) -> list[int]:
    with database.reading() as session:
        return [row.id for row in session.execute(queries.usable(TODAY))]


def test_an_approval_behind_a_change_of_the_words_is_refused(real_database: Database, dana: Advocate) -> None:
    content = waiting(real_database, dana)
    contender = Contender(lambda: approve(real_database, content, dana))
    with real_database.writing() as session:
        contents.edit(
            session,
            content_id=content.id,
            version=1,
            words=OTHER,
            facets=make.NO_FACETS,
            actor_id=content.by_id,
            now=NOW,
        )
        session.flush()
        behind(real_database, contender)
    contender.join(10)
    assert isinstance(contender.outcome, Refused)
    assert contender.outcome.reason == "words_changed"
    with real_database.reading() as session:
        kept = session.get_one(Content, content.id)
        assert (kept.state, kept.approved_version) == (ContentState.DRAFT, None)


def test_a_change_of_the_words_behind_an_approval_undoes_it(real_database: Database, dana: Advocate) -> None:
    content = waiting(real_database, dana)
    contender = Contender(lambda: edit(real_database, content))
    with real_database.writing() as session:
        contents.approve(session, content_id=content.id, version=1, extras=(), actor_id=dana.person_id, now=NOW)
        session.flush()
        behind(real_database, contender)
    contender.join(10)
    assert contender.outcome is True
    with real_database.reading() as session:
        kept = session.get_one(Content, content.id)
        assert (kept.state, kept.version, kept.approved_version) == (ContentState.DRAFT, 2, 1)
        standing = select(func.count()).select_from(ContentConsent).where(ContentConsent.revoked_at.is_(None))
        assert session.scalar(standing) == 0


def test_eight_approvals_at_once_are_one(real_database: Database, dana: Advocate) -> None:
    content = waiting(real_database, dana)
    contenders = [Contender(lambda: approve(real_database, content, dana)) for _ in range(8)]
    for contender in contenders:
        contender.start()
    for contender in contenders:
        contender.join(20)
    assert {contender.outcome for contender in contenders} == {ContentState.APPROVED}
    with real_database.reading() as session:
        events = select(func.count()).select_from(ContentEvent).where(ContentEvent.state == ContentState.APPROVED)
        assert session.scalar(events) == 1
        assert session.scalar(select(func.count()).select_from(ContentConsent)) == 2


def test_publishing_behind_a_revocation_is_refused(real_database: Database, dana: Advocate) -> None:
    content = out(real_database, dana)
    with real_database.writing() as session:
        contents.take_down(session, content_id=content.id, actor_id=content.by_id, now=NOW)
    contender = Contender(lambda: publish(real_database, content))
    with real_database.writing() as session:
        contents.revoke(session, content_id=content.id, actor_id=dana.person_id, now=NOW)
        session.flush()
        behind(real_database, contender)
    contender.join(10)
    assert isinstance(contender.outcome, Refused)
    assert contender.outcome.reason == "is_revoked"
    assert usable(real_database) == []


def test_a_revocation_behind_the_publication_wins(real_database: Database, dana: Advocate) -> None:
    content = waiting(real_database, dana)
    approve(real_database, content, dana)
    contender = Contender(lambda: revoke(real_database, content, dana))
    with real_database.writing() as session:
        contents.publish(session, content_id=content.id, version=1, where="Website", actor_id=content.by_id, now=NOW)
        session.flush()
        behind(real_database, contender)
    contender.join(10)
    assert contender.outcome is ContentState.REVOKED
    assert usable(real_database) == []


def test_two_who_change_the_words_do_not_overwrite_each_other(real_database: Database, dana: Advocate) -> None:
    content = out(real_database, dana)
    contender = Contender(lambda: edit(real_database, content))
    with real_database.writing() as session:
        contents.reword(
            session, content_id=content.id, version=1, words="It took nine weeks.", actor_id=dana.person_id, now=NOW
        )
        session.flush()
        behind(real_database, contender)
    contender.join(10)
    assert isinstance(contender.outcome, Refused)
    with real_database.reading() as session:
        assert session.get_one(Content, content.id).words == "It took nine weeks."


def test_a_use_behind_a_revocation_finds_nothing(real_database: Database, dana: Advocate) -> None:
    content = out(real_database, dana)

    def use() -> object:
        try:
            with real_database.writing() as session:
                return contents.use(
                    session, content_id=content.id, opportunity="Halden", actor_id=content.by_id, now=NOW
                )
        except NotFound:
            return "not found"

    contender = Contender(use)
    with real_database.writing() as session:
        contents.revoke(session, content_id=content.id, actor_id=dana.person_id, now=NOW)
        session.flush()
        behind(real_database, contender)
    contender.join(10)
    assert contender.outcome == "not found"
