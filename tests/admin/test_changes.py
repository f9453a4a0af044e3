"""Every change the team can make: plainly, by htmx, twice, by the wrong person, at nothing, with nothing typed."""

import pytest
from sqlalchemy.orm import Session

from portal.domain.kinds import JoinRequestState, MessageState
from portal.domain.models import (
    JoinRequest,
    Outbox,
)
from tests import make
from tests.admin.test_pages import message
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page

CHANGES = (
    "/admin/advocates/{id}/details",
    "/admin/advocates/{id}/notes",
    "/admin/advocates/{id}/contact-views",
    "/admin/advocates/{id}/interview",
    "/admin/advocates/{id}/confirmation",
    "/admin/advocates/{id}/departure",
    "/admin/advocates/{id}/validation",
    "/admin/advocates/{id}/asks",
    "/admin/asks/{id}/sending",
    "/admin/asks/{id}/removal",
    "/admin/asks/{id}/withdrawal",
    "/admin/asks/{id}/schedule",
    "/admin/asks/{id}/completion",
    "/admin/asks/{id}/no-show",
    "/admin/outbox/{id}/resending",
    "/admin/nominations/{id}/invitation",
    "/admin/nominations/{id}/passing",
    "/admin/nominations/{id}/merging",
    "/admin/nominations/{id}/reopening",
    "/admin/nominations/{id}/owner",
    "/admin/departments/{id}/launch",
    "/admin/departments/{id}/closing",
    "/admin/colleagues/{id}/department",
    "/admin/adoption/{id}/invitation",
    "/admin/adoption/{id}/notes",
    "/admin/adoption/notes/{id}/removal",
    "/admin/appearances/{id}/removal",
    "/admin/appearances/{id}/removal/end",
    "/admin/join-links/{id}/closing",
    "/admin/join-links/{id}/reopening",
    "/admin/join-requests/{id}/approval",
    "/admin/join-requests/{id}/refusal",
)
FOR_ADMINISTRATORS = (
    "/admin/people",
    "/admin/people/{id}/role",
    "/admin/people/{id}/disabling",
    "/admin/people/{id}/enabling",
    "/admin/people/{id}/publishing",
    "/admin/people/{id}/publishing/end",
    "/admin/settings/policy",
    "/admin/settings/wordings/invitation.why",
    "/admin/settings/activities",
    "/admin/settings/activities/{id}",
    "/admin/settings/activities/{id}/archiving",
    "/admin/settings/activities/{id}/restoring",
)
TYPED: dict[str, object] = {
    "name": "A name",
    "body": "Words",
    "usual": "timing",
    "activity": "1",
    "day": "2026-11-30",
    "at": "10:00",
    "on": "2026-11-20",
    "evidence": "held",
    "role": "team",
    "plural": "Names",
    "kind": "review",
    "effort": "low",
    "minutes": "10",
    "shelf_days": "90",
    "what": "What it is",
    "question": "Would you help {other_side} {when}?",
    "icon": "star",
}


@pytest.mark.parametrize("path", [path for path in CHANGES + FOR_ADMINISTRATORS if "{id}" in path])
def test_nothing_happens_to_what_is_not_there(administrator: Visitor, path: str) -> None:
    assert administrator.post(path.format(id=999_999), TYPED).status_code == 404


@pytest.mark.parametrize("path", CHANGES + FOR_ADMINISTRATORS)
def test_others_are_kept_out(visitor: Visitor, colleague: Visitor, path: str) -> None:
    assert visitor.post(path.format(id=1), TYPED).headers["Location"].startswith("/sign-in")
    assert colleague.post(path.format(id=1), TYPED).status_code == 403


@pytest.mark.parametrize("path", FOR_ADMINISTRATORS)
def test_the_team_changes_no_settings(team: Visitor, path: str) -> None:
    assert team.post(path.format(id=1), TYPED).status_code == 403


@pytest.mark.parametrize("path", [path for path in CHANGES if path.rsplit("/", 1)[1] not in {"details", "departure"}])
def test_looking_changes_nothing(team: Visitor, path: str) -> None:
    assert team.get(path.format(id=1)).status_code == 405


@pytest.mark.parametrize("htmx", [False, True])
def test_only_what_is_uncertain_is_sent_again(team: Visitor, session: Session, *, htmx: bool) -> None:
    uncertain, failed = message(session, MessageState.UNCERTAIN), message(session, MessageState.FAILED)
    assert team.post(f"/admin/outbox/{uncertain.id}/resending", htmx=htmx).status_code == (200 if htmx else 303)
    for row in (uncertain, failed):
        answer = team.post(f"/admin/outbox/{row.id}/resending", htmx=htmx)
        assert answer.status_code == 409
        check_page(answer.text, fragment=htmx)
    session.expire_all()
    assert session.get_one(Outbox, uncertain.id).state is MessageState.QUEUED


def test_who_asks_to_join_is_let_in_or_not(team: Visitor, session: Session) -> None:
    make.program(session)
    asking = [
        JoinRequest(email=f"{name.lower()}@grid.example", name=name, company="Severn Grid", created_at=NOW)
        for name in ("Owen", "Nadia")
    ]
    session.add_all(asking)
    session.flush()
    assert team.post(f"/admin/join-requests/{asking[0].id}/approval").status_code == 303
    assert team.post(f"/admin/join-requests/{asking[1].id}/refusal").status_code == 303
    session.expire_all()
    assert [session.get_one(JoinRequest, one.id).state for one in asking] == [
        JoinRequestState.APPROVED,
        JoinRequestState.REFUSED,
    ]
    assert team.post(f"/admin/join-requests/{asking[0].id}/approval").status_code == 409
