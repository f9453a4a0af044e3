"""What the team writes is what the reader gets, as words and never as code (GEN-2)."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Role
from portal.domain.models import Audit, Wording
from portal.domain.operations import wordings
from portal.domain.queries import wordings as queries
from portal.domain.queries.mails import recipient
from portal.links import Links
from portal.mail.letters.desks import Desk
from tests import make
from tests.make import NOW

KEY = "invitation.why"


def change(session: Session, body: str, key: str = KEY) -> None:
    wordings.change(session, key=key, body=body, actor_id=make.person(session, role=Role.ADMINISTRATOR).id, now=NOW)


def test_a_letter_has_the_teams_words_with_its_reader_in_them(session: Session) -> None:
    dana = make.advocate(session)
    change(session, "{given_name}, {company} would miss you.")
    links = Links("a secret of the tests, long enough")
    desk = Desk(session, links, make.program(session), "https://portal.example", NOW)
    who = recipient(session, dana.person_id)
    assert who is not None
    assert desk.words(KEY, who) == "Dana, Your company would miss you."
    assert desk.words("rest.words", who, in_a_row=3).startswith("The last 3 things we asked")


@pytest.mark.parametrize("body", ["{password}", "{{ config }}", "{}"])
def test_only_its_own_placeholders_are_taken(session: Session, body: str) -> None:
    with pytest.raises(Refused) as refusal:
        change(session, body)
    assert refusal.value.reason == "placeholder"
    assert queries.changed(session) == {}


def test_the_built_in_words_take_the_teams_away_and_nothing_new_is_no_change(session: Session) -> None:
    for body in ("Ours", "Ours", "", ""):
        change(session, body)
    assert session.scalar(select(Wording.body)) is None
    assert session.scalar(select(func.count()).where(Audit.action == "wording.changed")) == 2
    with pytest.raises(NotFound):
        change(session, "Ours", key="nothing")
