"""A campaign’s test mail: the very mail of the next person, to a reader of the team, with links that do nothing."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import CampaignState
from portal.domain.errors import Refused
from portal.domain.kinds import Role, Topic
from portal.domain.leases import Claimed
from portal.domain.models import Activity, Advocate, Ask, Audit, Campaign, MatchRow, Outbox, Person
from portal.domain.operations import campaigns
from portal.domain.operations.campaigns.testing import AN_HOUR
from portal.domain.value_kinds import GiftPolicy
from portal.links import Links
from portal.mail import letters, rendering
from portal.mail.messages import Words
from tests import make
from tests.jobs.letter_world import BASE, SECRET, claimed
from tests.make import NOW
from tests.operations.test_campaigns import campaign, crowd, segment, start

LINK = re.compile(r"https://advocates\.larkfield\.example/\S+")
MARK = re.compile(r"THIS IS A TEST.*?\n\n", re.DOTALL)
TESTS = select(Outbox).where(Outbox.topic == Topic.CAMPAIGN_TESTED)


def press(session: Session, made: Campaign, by: Person) -> None:
    campaigns.send_test(session, campaign_id=made.id, actor_id=by.id, now=NOW)


def rendered(session: Session, about: Claimed) -> tuple[str, Words] | None:
    desk = letters.Desk(session, Links(SECRET), make.program(session), BASE, NOW)
    written = letters.write(desk, about)
    if written is None:
        return None
    draft = written[1]
    face = rendering.face(desk.program)
    return draft.address, rendering.render(draft.template, draft.variables, program=face, today=NOW.date())


def newest(session: Session) -> Claimed:
    row = session.scalars(TESTS.order_by(Outbox.id.desc())).all()[0]
    return claimed(Topic.CAMPAIGN_TESTED, recipient_id=row.recipient_id, about_id=row.about_id)


@pytest.mark.parametrize("slug", ["quote", "review"])
@pytest.mark.parametrize("running", [False, True])
def test_it_reads_exactly_as_the_mail_of_the_next_person(session: Session, slug: str, *, running: bool) -> None:
    crowd(session, 3)
    made = campaign(session, slug)
    by = session.get_one(Person, made.asker_id)
    if running:
        start(session, made)
    press(session, made, by)
    found = rendered(session, newest(session))
    assert found
    address, test = found
    assert address == by.email
    if not running:
        campaigns.start(session, campaign_id=made.id, actor_id=by.id, now=NOW)
    campaigns.ask_due(session, now=NOW)
    ask = session.scalars(select(Ask).order_by(Ask.id)).first()
    assert ask
    row = session.scalars(select(Outbox).where(Outbox.ask_id == ask.id)).one()
    real = rendered(session, claimed(Topic.ASK_SENT, recipient_id=row.recipient_id, ask_id=ask.id))
    assert real
    assert test.subject == f"Test: {real[1].subject}"
    assert LINK.sub("", MARK.sub("", test.text)) == LINK.sub("", real[1].text)
    assert "THIS IS A TEST" in test.text
    assert "This is a test." in test.html
    assert ("thanks you for your time with" in test.text) == (slug == "review")


def test_thanks_are_promised_to_nobody_whose_company_accepts_none(session: Session) -> None:
    crowd(session, 1)
    made = campaign(session, "review")
    start(session, made)
    campaigns.ask_due(session, now=NOW)
    ask = session.execute(select(Ask)).scalar_one()
    sent = claimed(Topic.ASK_SENT, recipient_id=session.get_one(Advocate, ask.advocate_id).person_id, ask_id=ask.id)
    before = rendered(session, sent)
    make.accepts(session, session.get_one(Advocate, ask.advocate_id), GiftPolicy.NOTHING)
    after = rendered(session, sent)
    assert before
    assert after
    assert "thanks you for your time with" in before[1].text
    assert "thanks you for your time" not in after[1].text + after[1].html


def test_its_links_lead_nowhere_but_to_a_page_that_says_so(session: Session) -> None:
    crowd(session, 1)
    made = campaign(session)
    press(session, made, session.get_one(Person, made.asker_id))
    found = rendered(session, newest(session))
    assert found
    for part in (found[1].text, found[1].html):
        links = {link.split('"')[0].split("?")[0] for link in LINK.findall(part)}
        assert links == {f"{BASE}/test-mail"}


def test_nobody_is_asked_and_the_book_says_who_tested(session: Session) -> None:
    crowd(session, 2)
    made = campaign(session)
    by = make.person(session, email="tester@larkfield.example")
    press(session, made, by)
    row = session.scalars(TESTS).one()
    assert (row.recipient_id, row.about_id, row.ask_id) == (by.id, made.id, None)
    assert session.scalar(select(func.count()).select_from(Ask)) == 0
    assert not session.scalars(select(MatchRow.advocate_id).where(MatchRow.open_ask_id.is_not(None))).all()
    record = session.scalars(select(Audit).where(Audit.action == "campaign.tested")).one()
    assert (record.object_id, record.actor_id) == (made.id, by.id)


def test_only_a_few_within_an_hour_for_each_of_the_team(session: Session) -> None:
    crowd(session, 1)
    made = campaign(session)
    by, other = session.get_one(Person, made.asker_id), make.person(session)
    for _ in range(AN_HOUR):
        press(session, made, by)
    with pytest.raises(Refused, match="5 test mails within an hour"):
        press(session, made, by)
    press(session, made, other)
    campaigns.send_test(session, campaign_id=made.id, actor_id=by.id, now=NOW + timedelta(hours=1))
    assert len(session.scalars(TESTS).all()) == AN_HOUR + 2


@pytest.mark.parametrize("state", [CampaignState.STOPPED, CampaignState.DONE])
def test_not_of_one_that_is_over(session: Session, state: CampaignState) -> None:
    crowd(session, 1)
    made = campaign(session)
    made.state = state
    session.flush()
    with pytest.raises(Refused, match="Nobody is left to ask"):
        press(session, made, session.get_one(Person, made.asker_id))


def test_not_of_one_that_may_not_be_sent(session: Session) -> None:
    crowd(session, 1)
    made = campaign(session, "review")
    by = session.get_one(Person, made.asker_id)
    session.execute(
        update(Activity).where(Activity.id == made.activity_id).values(question="A positive review, {when}?")
    )
    session.expire_all()
    with pytest.raises(Refused, match="positive review"):
        press(session, made, by)


@pytest.mark.parametrize("change", ["discarded", "demoted", "disabled", "nobody left"])
def test_what_changed_before_it_went_out_stops_it(session: Session, change: str) -> None:
    crowd(session, 1)
    made = campaign(session, of=segment(session))
    by = make.person(session)
    press(session, made, by)
    about = newest(session)
    if change == "discarded":
        campaigns.discard(session, campaign_id=made.id, actor_id=by.id, now=NOW)
    if change == "demoted":
        by.role = Role.COLLEAGUE
    if change == "disabled":
        by.disabled_at = NOW
    if change == "nobody left":
        session.execute(update(MatchRow).values(resting=True))
    session.flush()
    session.expire_all()
    assert rendered(session, about) is None
