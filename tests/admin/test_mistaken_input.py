"""What is mistyped or made up ends in a sentence: never in a fault of ours, never in a row that later breaks a page."""

import io
import random
import string

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.kinds import Role
from portal.domain.models import Ask, JoinRequest, Nomination, Person, Program, Request
from portal.domain.operations import candidates
from portal.domain.value_kinds import Fulfilment, RewardKind
from tests import make
from tests.admin.test_value import REWARD
from tests.fixtures.web import BASE_URL, Visitor
from tests.make import NOW
from tests.views.customers import SignIn

BIG = "9" * 30
THE_END = "9999-12-31"
SENDER = {"sender_name": "Larkfield", "help_address": "help@larkfield.example", "postal_address": "1 Lark Street"}


@pytest.fixture
def leo(session: Session, signed_in: SignIn) -> Visitor:
    return signed_in(make.colleague(session))


@pytest.mark.parametrize(
    "path",
    [
        *(f"{name}?before=" for name in ("advocates", "asks", "contents", "campaigns", "outbox", "segments")),
        "accounts?after=",
        "requests?after=",
        "nominations?start=",
        "merges?before=",
        "appearances?advocate=",
        "signals?older=2026-01-01_",
        "freshness?after=2026-01-01_",
    ],
)
def test_a_number_that_no_row_has_is_no_page(team: Visitor, path: str) -> None:
    assert team.get(f"/admin/{path}{BIG}").status_code in {200, 404}


@pytest.mark.parametrize("digits", [BIG, "9" * 5_000])
def test_a_deal_of_many_digits_is_none(leo: Visitor, digits: str) -> None:
    assert leo.post("/colleague/requests", {"deal": digits}).status_code == 422


@pytest.mark.parametrize("activities", [[""], ["", "x"], [" ", "999999999"]])
def test_beside_a_blank_choice_the_others_are_looked_at(leo: Visitor, visitor: Visitor, activities: list[str]) -> None:
    person = {"name": "Ana Ruiz", "email": "ana@lark.example", "company": "Lark", "activities": activities}
    assert leo.post("/colleague/nominations", person | {"why": "They said so."}).status_code == 422
    assert visitor.post("/join", person).status_code == 422


def test_blanks_are_no_name(leo: Visitor, team: Visitor, visitor: Visitor, session: Session) -> None:
    blank = {"name": " ", "email": "ana@lark.example", "company": " ", "why": " "}
    assert leo.post("/colleague/nominations", blank).status_code == 422
    assert visitor.post("/join", blank).status_code == 422
    assert not session.scalars(select(Nomination)).all()
    assert not session.scalars(select(JoinRequest)).all()
    assert team.get("/admin/nominations").status_code == 200


def test_a_day_too_far_to_reckon_with_is_said(leo: Visitor, team: Visitor, session: Session, priya: Person) -> None:
    call, dana = make.activity(session, "call"), make.advocate(session)
    about = {"other_role": "director", "other_industry": "logistics", "why": "How it went."}
    request = about | {"what": str(call.id), "deal": "", "company": "Halden", "needed_by": THE_END}
    refused = leo.post("/colleague/requests", request)
    assert (refused.status_code, "between 1900 and 2199" in refused.text) == (422, True)
    ask = about | {"activity": str(call.id), "happen_by": THE_END, "reply_by": THE_END}
    assert team.post(f"/admin/advocates/{dana.id}/asks", ask).status_code == 422
    assert not session.scalars(select(Request)).all()
    assert not session.scalars(select(Ask)).all()
    budget = {"name": "Giving", "pays_for": "giving", "starts_on": "2027-01-01", "planned": "100", "currency": "EUR"}
    refused = team.post("/admin/budgets", budget | {"last_on": THE_END})
    assert (refused.status_code, "between 1900 and 2199" in refused.text) == (422, True)
    made = make.content(session, dana)
    work = {"starts_on": THE_END, "owner": str(priya.id)}
    assert team.post(f"/admin/contents/{made.id}/works", work).status_code == 422


@pytest.mark.parametrize("change", [{"cost": "-5"}, {"cost": "١٢"}, {"owner": " "}])
def test_a_reward_costs_nothing_below_nothing(team: Visitor, change: dict[str, str]) -> None:
    assert team.post("/admin/rewards", REWARD | change).status_code == 422


def test_a_page_of_text_is_no_code(team: Visitor, session: Session) -> None:
    card = make.reward(session, kind=RewardKind.GIFT_CARD, points=100, cents=5_000)
    card.fulfilment, card.stock = Fulfilment.CODE, 0
    session.flush()
    dice = random.Random(1)
    text = "".join(dice.choices(string.ascii_letters + string.digits, k=6_000))
    refused = team.post(f"/admin/rewards/{card.id}/codes", {"codes": (io.BytesIO(text.encode()), "codes.csv")})
    assert (refused.status_code, "200 characters at most" in refused.text) == (409, True)


def test_a_file_name_with_a_nul_is_refused(team: Visitor) -> None:
    part = b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    body = part % (b"csrf_token", team.token().encode()) + part % (b"noun", b"contacts")
    body += (
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="a\x00b.csv"\r\nContent-Type: text/csv\r\n\r\n'
    )
    body += b"name,email\nAna,ana@x.example\n\r\n--B--\r\n"
    kind = "multipart/form-data; boundary=B"
    assert team.client.post("/admin/imports", base_url=BASE_URL, data=body, content_type=kind).status_code == 400


@pytest.mark.parametrize("field", ["sender_address", "help_address"])
def test_mail_can_be_written_with_the_senders_addresses(session: Session, signed_in: SignIn, field: str) -> None:
    administrator = signed_in(make.person(session, role=Role.ADMINISTRATOR))
    given = SENDER | {"sender_address": "asks@larkfield.example"}
    assert administrator.post("/admin/settings/sender", given).status_code == 303
    assert administrator.post("/admin/settings/sender", given | {field: "é@larkfield.example"}).status_code == 422
    assert "é" not in str(session.scalar(select(Program.sender_address)))


@pytest.mark.parametrize("name", ["İstanbul Lojistik", "ΟΜΙΛΟΣ ΟΔΟΣ", "  Halden   Freight "])
def test_a_company_is_found_by_its_own_name(session: Session, name: str) -> None:
    made = candidates.account_named(session, name, NOW)
    assert made is not None
    assert candidates.account_named(session, name.upper(), NOW) == made


def test_who_joins_at_once_needs_a_name_as_well(visitor: Visitor, session: Session) -> None:
    session.execute(update(Program).values(own_domains=["lark.example"]))
    assert visitor.post("/join", {"name": " ", "email": "a@lark.example", "company": "Lark"}).status_code == 422
