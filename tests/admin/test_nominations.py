"""The queue, one nominee's page, departments and join links (NOM-1, ADV-7, ACT-2)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.kinds import Channel, JoinRequestState, NominationState, Role
from portal.domain.models import Advocate, Department, Invitation, JoinLink, JoinRequest, Nomination, Person
from portal.domain.queries.nominations import PAGE
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page


def named(session: Session, number: int, *, company: str = "Severn Grid") -> list[int]:
    """So many people whom Leo nominated, longest waiting first."""
    make.program(session)
    leo = make.colleague(session)
    people = [
        Nomination(
            name=f"Owen {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[n % 26]}{n}",
            email=f"owen{n}@grid.example",
            company=company,
            nominator_id=leo.id,
            channel=Channel.SALES,
            note="Glad to help.",
            at=NOW,
        )
        for n in range(number)
    ]
    session.add_all(people)
    session.flush()
    return [one.id for one in people]


def states(session: Session) -> list[NominationState]:
    session.expire_all()
    return list(session.scalars(select(Nomination.state).order_by(Nomination.id)))


WAITING, INVITED, NOT_NOW = NominationState.WAITING, NominationState.INVITED, NominationState.NOT_NOW


def test_a_nomination_becomes_an_invitation_or_waits(team: Visitor, session: Session) -> None:
    first, second = named(session, 2)
    page = team.get(f"/admin/nominations/{first}")
    check_page(page.text)
    assert team.post(f"/admin/nominations/{first}/invitation").location == "/admin/nominations"
    without = team.post(f"/admin/nominations/{second}/passing")
    assert without.status_code == 409
    check_page(without.text)
    assert (
        team.post(f"/admin/nominations/{second}/passing", {"usual": "plenty", "own": "Next year."}).status_code == 303
    )
    assert states(session) == [INVITED, NOT_NOW]
    for noun in ("invitation", "passing", "merging"):
        again = team.post(f"/admin/nominations/{first}/{noun}", {"usual": "plenty"})
        assert again.status_code == 409
        check_page(again.text)
    shown = team.get(f"/admin/nominations/{second}")
    check_page(shown.text)
    assert "We have enough people with a story like theirs for now. Next year." in shown.text
    assert team.post(f"/admin/nominations/{second}/reopening").location == f"/admin/nominations/{second}"
    assert states(session) == [INVITED, WAITING]


@pytest.mark.parametrize("htmx", [False, True])
def test_several_are_decided_about_at_once(team: Visitor, session: Session, *, htmx: bool) -> None:
    ids = named(session, 6)
    ticks = {"id": [str(one) for one in ids[:3]]}
    for _ in range(2):
        answer = team.post("/admin/nominations/decisions", ticks | {"decision": "invite"}, htmx=htmx)
        assert answer.status_code == (200 if htmx else 303)
    put_off = {"id": [str(one) for one in ids[2:5]], "decision": "pass", "usual": "timing"}
    assert team.post("/admin/nominations/decisions", put_off, htmx=htmx).status_code == (200 if htmx else 303)
    assert states(session) == [INVITED] * 3 + [NOT_NOW] * 2 + [WAITING]
    assert len(session.scalars(select(Invitation)).all()) == 3
    took = team.post("/admin/nominations/decisions", {"id": [str(ids[5])], "decision": "take"}, htmx=htmx)
    assert took.status_code == (200 if htmx else 303)
    check_page(team.get("/admin/nominations?whose=mine").text)
    assert "You look after it" in team.get("/admin/nominations?whose=mine").text
    assert "None of these here" in team.get("/admin/nominations?whose=nobody").text


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"decision": "invite"}, "Tick at least one person."),
        ({"decision": "pass", "id": "1"}, "Choose why not now."),
        ({"id": "1"}, "Choose what to do with them."),
        ({"id": "1", "decision": "pass", "usual": "nonsense"}, "Choose why not now."),
    ],
)
def test_what_is_missing_is_said(
    team: Visitor, session: Session, data: dict[str, object], words: str, *, htmx: bool
) -> None:
    ids = named(session, 1)
    answer = team.post("/admin/nominations/decisions", data | ({"id": str(ids[0])} if "id" in data else {}), htmx=htmx)
    assert answer.status_code == 422
    check_page(answer.text, fragment=htmx)
    assert words in answer.text
    assert ("checked" in answer.text) is ("id" in data)
    assert states(session) == [WAITING]


def test_who_is_left_out_is_said_with_the_reason(team: Visitor, session: Session) -> None:
    ids = named(session, 2)
    make.person(session, role=Role.COLLEAGUE, email="owen0@grid.example")
    ticks = {"id": [str(one) for one in ids], "decision": "invite"}
    answer = team.post("/admin/nominations/decisions", ticks)
    assert answer.status_code == 409
    check_page(answer.text)
    assert "owen0@grid.example is one of us" in answer.text
    assert "Invited: Owen B1" in answer.text
    assert states(session) == [WAITING, INVITED]


def test_the_queue_is_read_page_by_page(team: Visitor, session: Session) -> None:
    ids = named(session, PAGE + 3)
    first = team.get("/admin/nominations")
    check_page(first.text)
    assert first.text.count('form="decisions"') == PAGE
    more = f"start={ids[PAGE - 1]}"
    assert more in first.text
    assert team.get(f"/admin/nominations?{more}").text.count('form="decisions"') == 3
    for tab in ("invited", "joined", "not_now", "nonsense&source=signals"):
        check_page(team.get(f"/admin/nominations?tab={tab}&whose=nonsense").text)


def test_the_same_person_is_offered_and_merged(team: Visitor, session: Session) -> None:
    (one,) = named(session, 1, company="Meridian")
    known = make.advocate(session, name="Owen A0")
    known.account_id = make.account(session, name="Meridian").id
    session.flush()
    page = team.get(f"/admin/nominations/{one}")
    check_page(page.text)
    assert "It’s Owen A0" in page.text
    assert team.post(f"/admin/nominations/{one}/merging", {"advocate": str(known.id)}).status_code == 303
    assert states(session) == [NominationState.MERGED]
    assert session.scalars(select(Invitation)).all() == []
    check_page(team.get("/admin/nominations?tab=joined").text)


def test_anybody_can_be_looked_for_and_merged_with(team: Visitor, session: Session) -> None:
    (one,) = named(session, 1)
    known = make.advocate(session, name="Oswin Prichard-Lloyd")
    session.flush()
    nobody = team.get(f"/admin/nominations/{one}?q=zzz")
    check_page(nobody.text)
    assert "Nobody found for “zzz”" in nobody.text
    found = team.get(f"/admin/nominations/{one}?q=oswin")
    check_page(found.text)
    assert f'name="advocate" value="{known.id}"' in found.text


def test_an_owner_is_set_and_taken_away(team: Visitor, session: Session, priya: Person) -> None:
    (one,) = named(session, 1)
    for owner in (priya.id, None):
        team.post(f"/admin/nominations/{one}/owner", {"owner": str(owner or "")})
        session.expire_all()
        assert session.get_one(Nomination, one).owner_id == owner


def test_a_department_is_added_filled_and_launched(team: Visitor, session: Session, priya: Person) -> None:
    make.program(session)
    ines = make.person(session, role=Role.COLLEAGUE, name="Inés Castell")
    assert team.post("/admin/departments", {"name": "", "channel": "sales"}).status_code == 422
    assert team.post("/admin/departments", {"name": "Sales", "channel": "sales"}).status_code == 303
    twice = team.post("/admin/departments", {"name": " sales ", "channel": "sales"})
    assert twice.status_code == 409
    check_page(twice.text)
    department = session.execute(select(Department)).scalar_one()
    assert "In no department" in team.get("/admin/departments").text
    assert team.post(f"/admin/colleagues/{ines.id}/department", {"department": str(department.id)}).status_code == 303
    assert team.post(f"/admin/departments/{department.id}/launch").status_code == 303
    page = team.get("/admin/departments")
    check_page(page.text)
    assert "In no department" not in page.text
    session.expire_all()
    launched = session.get_one(Department, department.id)
    assert (launched.launched_at is not None, launched.launched_by) == (True, priya.id)
    assert team.post(f"/admin/departments/{department.id}/closing").status_code == 303
    session.expire_all()
    assert session.get_one(Department, department.id).launched_at is None


def test_no_customer_is_put_into_a_department(team: Visitor, session: Session) -> None:
    dana = make.advocate(session)
    assert team.post(f"/admin/colleagues/{dana.person_id}/department").status_code == 404


def test_a_join_link_counts_for_its_channel(team: Visitor, visitor: Visitor, session: Session) -> None:
    make.program(session)
    answer = team.post("/admin/join-links", {"name": "Summer Fair 2027", "channel": "event"})
    link = session.execute(select(JoinLink)).scalar_one()
    assert (link.slug, answer.location) == ("summer-fair-2027", f"/admin/join-links/{link.id}")
    for wrong in ({"name": "Summer fair 2027"}, {"name": "Thanks"}, {"name": "¿?"}):
        refused = team.post("/admin/join-links", wrong | {"channel": "event"})
        assert refused.status_code == 409
        check_page(refused.text)
    poster = team.get(f"/admin/join-links/{link.id}")
    check_page(poster.text)
    assert "https://advocates.company.example/join/summer-fair-2027" in poster.text
    code = team.get(f"/admin/join-links/{link.id}/code.svg")
    assert (code.status_code, code.mimetype) == (200, "image/svg+xml")
    assert b"<svg" in code.data
    check_page(visitor.get("/join/summer-fair-2027").text)
    assert visitor.get("/join/winter-fair").status_code == 404
    asked = {"name": "Nadia Rahmani", "email": "nadia@lorient.example", "company": "Ville de Lorient"}
    missing = visitor.post("/join/summer-fair-2027", asked | {"email": "nadia"})
    assert missing.status_code == 422
    assert 'action="/join/summer-fair-2027"' in missing.text
    assert visitor.post("/join/summer-fair-2027", asked).location == "/join/thanks"
    assert "by Summer Fair 2027" in team.get("/admin/join-requests").text
    request = session.execute(select(JoinRequest)).scalar_one()
    team.post(f"/admin/join-requests/{request.id}/approval")
    assert session.execute(select(Advocate.channel)).scalar_one() is Channel.EVENT
    page = team.get("/admin/join-links")
    check_page(page.text)
    assert "0 of 1" in page.text
    session.expire_all()
    assert session.get_one(JoinRequest, request.id).state is JoinRequestState.APPROVED


def test_a_closed_link_opens_the_page_and_counts_for_nothing(team: Visitor, visitor: Visitor, session: Session) -> None:
    make.program(session)
    team.post("/admin/join-links", {"name": "Booth", "channel": "event"})
    link = session.execute(select(JoinLink)).scalar_one()
    assert team.post(f"/admin/join-links/{link.id}/closing").status_code == 303
    assert visitor.get("/join/booth").status_code == 200
    asked = {"name": "Nadia Rahmani", "email": "nadia@lorient.example", "company": "Ville de Lorient"}
    visitor.post("/join/booth", asked)
    assert session.execute(select(JoinRequest.link_id)).scalars().all() == [None]
    check_page(team.get("/admin/join-links").text)
    check_page(team.get(f"/admin/join-links/{link.id}").text)
    assert team.post(f"/admin/join-links/{link.id}/reopening").status_code == 303
