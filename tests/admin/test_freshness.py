"""What is out of date and asking about it, interviews, and who stands for an advocate (ADV-5, ADV-6, ADV-9)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.domain.kinds import Answer, Channel, Role, Stage, Topic
from portal.domain.models import Account, Advocate, Confirmation, Interview, Outbox, Person, Program, Willingness
from portal.domain.operations import searches
from portal.domain.queries import freshness as queries
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page

DAY = timedelta(days=1)


def stale(session: Session, name: str = "Dana Okafor", *, days: int = 400) -> Advocate:
    who = make.advocate(session, name=name, willing={"call": Answer.HAPPY})
    who.outcomes = "12% less time spent on returns."
    chosen_at = make.NOW - timedelta(days=days)
    session.execute(update(Willingness).where(Willingness.advocate_id == who.id).values(chosen_at=chosen_at))
    searches.refresh(session, advocate_ids=[who.id])
    return who


def promised(session: Session) -> int:
    return session.execute(
        select(func.count()).select_from(Outbox).where(Outbox.topic == Topic.RECONFIRMATION_ASKED)
    ).scalar_one()


@pytest.mark.parametrize("view", ["due", "wrong", "never", "soon", "nonsense"])
def test_each_list_opens_empty_and_filled(team: Visitor, session: Session, view: str) -> None:
    check_page(team.get(f"/admin/freshness?view={view}").text)
    stale(session)
    soon = stale(session, "Zofia Nowak", days=80)
    session.add(Confirmation(advocate_id=soon.id, part="outcomes", doubted_at=make.NOW))
    session.flush()
    page = team.get(f"/admin/freshness?view={view}")
    check_page(page.text)
    assert "Dana Okafor" in page.text or view in {"wrong", "soon"}
    fragment = team.get(f"/admin/freshness?view={view}", htmx=True)
    check_page(fragment.text, fragment=True)


def test_the_longest_out_of_date_come_first_page_by_page(
    team: Visitor, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.domain.queries.freshness.reports.PAGE", 2)
    for name, days in (("Third", 200), ("First", 400), ("Second", 300)):
        stale(session, name, days=days)
    first = team.get("/admin/freshness").text
    assert first.index("First") < first.index("Second")
    assert "Third" not in first
    following = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = team.get(following).text
    assert "Third" in second
    assert "From the beginning" in second
    assert team.get("/admin/freshness?after=nonsense").status_code == 200


def test_those_ticked_are_asked_once(team: Visitor, session: Session) -> None:
    who, on_break = stale(session), stale(session, "Zofia Nowak")
    make.match_row(session, on_break).break_until = make.TODAY + DAY
    session.flush()
    data = {"id": [str(who.id), str(on_break.id)], "view": "due"}
    answer = team.post("/admin/freshness/questions", data)
    assert answer.location.endswith("/admin/freshness?view=due")
    assert "1 person is asked. 1 left out: on a break" in team.get(answer.location).text
    again = team.get(team.post("/admin/freshness/questions", data).location).text
    assert "0 people are asked" in again
    assert "Had mail from the program a short time ago. Next possible 24 December." in again
    assert promised(session) == 1


def test_nothing_is_offered_where_nobody_can_be_asked(team: Visitor, session: Session) -> None:
    who = stale(session)
    one = team.get("/admin/freshness").text
    assert "Ask them to confirm" in one
    assert "Ask all" not in one
    make.match_row(session, who).break_until = make.TODAY + DAY
    session.flush()
    page = team.get("/admin/freshness").text
    check_page(page)
    assert "Dana Okafor" in page
    assert "Ask them to confirm" not in page
    assert "Choose people below" not in page


def test_everybody_of_a_view_is_asked_at_once(team: Visitor, session: Session) -> None:
    stale(session), stale(session, "Zofia Nowak")
    make.advocate(session)
    team.post("/admin/freshness/questions", {"who": "all", "view": "due"})
    assert promised(session) == 2


@pytest.mark.parametrize("htmx", [False, True])
def test_nobody_ticked_asks_for_somebody(team: Visitor, session: Session, *, htmx: bool) -> None:
    stale(session)
    answer = team.post("/admin/freshness/questions", {"view": "due"}, htmx=htmx)
    assert answer.status_code == 422
    assert "Tick at least one person." in answer.text
    check_page(answer.text, fragment=htmx)


def test_the_team_confirms_in_their_name_what_still_stands_there(
    team: Visitor, priya: Person, session: Session
) -> None:
    who = stale(session)
    page = team.get(f"/admin/advocates/{who.id}")
    check_page(page.text)
    assert "Never confirmed" in page.text
    assert "Out of date" in page.text
    seen = next(one.seen for one in queries.known_of(session, who.id) if one.item == "outcomes")
    old = team.post(f"/admin/advocates/{who.id}/confirmations", {"item": "outcomes", "seen": "something else"})
    assert old.status_code == 409
    answer = team.post(f"/admin/advocates/{who.id}/confirmations", {"item": "outcomes", "seen": seen})
    assert answer.status_code == 303
    session.expire_all()
    assert session.get_one(Confirmation, (who.id, "outcomes")).by_id == priya.id


def test_one_is_asked_from_their_page(team: Visitor, session: Session) -> None:
    who = stale(session)
    answer = team.post("/admin/freshness/questions", {"id": str(who.id), "back": str(who.id)})
    assert answer.location.endswith(f"/admin/advocates/{who.id}")
    assert "Can’t be asked to confirm now" in team.get(answer.location).text


def test_hot_is_shown_wherever_they_are_listed(team: Visitor, session: Session) -> None:
    who = stale(session)
    call = make.activity(session, "call").id
    places = (f"/admin/advocates/{who.id}", "/admin/advocates", "/admin/freshness", f"/admin/asks/new?activity={call}")
    assert all("> Hot<" not in team.get(path).text for path in places)
    team.post(f"/admin/advocates/{who.id}/hot")
    assert all("> Hot<" in team.get(path).text for path in places)
    who.hot_on = make.TODAY - 91 * DAY
    session.flush()
    assert all("> Hot<" not in team.get(path).text for path in places)
    team.post(f"/admin/advocates/{who.id}/hot")
    team.post(f"/admin/advocates/{who.id}/not-hot")
    assert "> Hot<" not in team.get(places[0]).text


def interview(priya: Person, **changed: str) -> dict[str, str]:
    plain = {
        "held_on": "2026-11-20",
        "by_id": str(priya.id),
        "experience": "Forty warehouses since spring.",
        "story": "They halved their stock.",
        "interests": "Early access, peers",
        "expertise": "Cold chain",
    }
    return plain | changed


def test_an_interview_is_written_down_changed_removed_and_put_back(
    team: Visitor, priya: Person, session: Session
) -> None:
    who = make.advocate(session, stage=Stage.JOINED)
    page = f"/admin/advocates/{who.id}"
    check_page(team.get(f"{page}/interviews/new").text)
    assert team.post(f"{page}/interviews", interview(priya)).location.endswith(f"{page}#interviews")
    shown = team.get(page).text
    check_page(shown)
    for words in ("Forty warehouses", "They halved their stock", "Early access, peers", "<strong>Interviewed</strong>"):
        assert words in shown
    key = session.execute(select(Interview.id)).scalar_one()
    check_page(team.get(f"/admin/interviews/{key}").text)
    team.post(f"/admin/interviews/{key}", interview(priya, experience="Fifty of them."))
    assert "Fifty of them." in team.get(page).text
    team.post(f"/admin/interviews/{key}/removal")
    gone = team.get(page).text
    assert "Fifty of them." not in gone
    assert "Put it back" in gone
    check_page(gone)
    team.post(f"/admin/interviews/{key}/return")
    assert "Fifty of them." in team.get(page).text


def test_a_wrong_interview_is_not_kept(team: Visitor, priya: Person, session: Session) -> None:
    who = make.advocate(session)
    for changed, status in (
        ({"experience": ""}, 422),
        ({"held_on": "soon"}, 422),
        ({"by_id": "999"}, 422),
        ({"held_on": "2027-01-01"}, 409),
    ):
        answer = team.post(f"/admin/advocates/{who.id}/interviews", interview(priya, **changed))
        assert answer.status_code == status, changed
        check_page(answer.text)
        assert "They halved their stock." in answer.text
    assert session.scalar(select(func.count()).select_from(Interview)) == 0


def test_a_removed_interview_is_not_changed(team: Visitor, priya: Person, session: Session) -> None:
    who = make.advocate(session)
    team.post(f"/admin/advocates/{who.id}/interviews", interview(priya))
    key = session.execute(select(Interview.id)).scalar_one()
    team.post(f"/admin/interviews/{key}/removal")
    assert team.post(f"/admin/interviews/{key}", interview(priya, story="New")).status_code == 409


def test_channel_sponsor_and_account_owner_are_set(team: Visitor, session: Session) -> None:
    who = make.advocate(session)
    hanna = make.person(session, role=Role.COLLEAGUE, name="Hanna Weiss")
    leo = make.person(session, role=Role.COLLEAGUE, name="Leo Marchetti")
    page = f"/admin/advocates/{who.id}"
    check_page(team.get(f"{page}/owners").text)
    data = {"channel": "event", "sponsor_id": str(hanna.id), "csm_id": str(leo.id)}
    assert team.post(f"{page}/owners", data).location.endswith(f"{page}#about")
    session.expire_all()
    assert (who.channel, who.sponsor_id) == (Channel.EVENT, hanna.id)
    assert session.get_one(Account, who.account_id).csm_id == leo.id
    shown = team.get(page).text
    for words in ("Hanna Weiss", "Leo Marchetti", "An event"):
        assert words in shown
    assert 'selected value="event"' in team.get(f"{page}/owners").text
    team.post(f"{page}/owners", {"channel": "event", "sponsor_id": "", "csm_id": ""})
    session.expire_all()
    assert who.sponsor_id is None
    customer = {"channel": "event", "sponsor_id": str(who.person_id), "csm_id": ""}
    assert team.post(f"{page}/owners", customer).status_code == 422


def test_nobody_owns_the_account_of_somebody_without_a_company(team: Visitor, priya: Person, session: Session) -> None:
    who = make.advocate(session)
    who.account_id = None
    session.flush()
    data = {"channel": "self", "sponsor_id": "", "csm_id": str(priya.id)}
    answer = team.post(f"/admin/advocates/{who.id}/owners", data)
    assert answer.status_code == 409
    assert "They have no company" in answer.text


def test_how_long_details_hold_is_a_setting(administrator: Visitor, session: Session) -> None:
    check_page(administrator.get("/admin/settings/freshness").text)
    good = {"story_days": "100", "deployments_days": "200", "outcomes_days": "300", "mail_gap": "40"}
    assert administrator.post("/admin/settings/freshness", good).status_code == 303
    session.expire_all()
    kept = session.execute(select(Program)).scalar_one()
    assert (kept.story_days, kept.deployments_days, kept.outcomes_days, kept.mail_gap) == (100, 200, 300, 40)
    assert administrator.post("/admin/settings/freshness", good | {"mail_gap": "30"}).status_code == 422


def test_what_somebody_called_wrong_needs_the_team(team: Visitor, session: Session) -> None:
    assert "needs a change" not in team.get("/admin/").text
    session.add(Confirmation(advocate_id=stale(session).id, part="outcomes", doubted_at=make.NOW))
    session.flush()
    assert "1 person says that something we know needs a change." in team.get("/admin/").text


def test_an_ask_shows_who_looks_after_them(team: Visitor, session: Session) -> None:
    who = make.advocate(session)
    leo = make.person(session, role=Role.COLLEAGUE, name="Leo Marchetti")
    session.get_one(Account, who.account_id).csm_id = leo.id
    session.flush()
    call = make.activity(session, "call").id
    page = team.get(f"/admin/advocates/{who.id}/asks/new?activity={call}")
    assert "Leo Marchetti looks after them." in page.text
