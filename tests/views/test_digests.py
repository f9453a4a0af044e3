"""The daily message is chosen on a page, and stopped by one click in the mail, apart from all other mail (ADO-1)."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.domain.models import Person
from portal.domain.queries import digests, suppressions
from portal.domain.queries.digests import Wish
from portal.links import Links, Purpose
from tests import make
from tests.fixtures.web import BASE_URL, Visitor

NEITHER = Wish(daily=False, proof=False)


class Reader:
    """A colleague with the link of their messages."""

    def __init__(self, session: Session, links: Links) -> None:
        self.session = session
        self.links = links
        self.leo = make.colleague(session)
        token = links.make(Purpose.DIGEST, id=self.leo.id, version=1, subject=self.leo.email)
        self.path = f"/d/{token}"

    def wish(self) -> Wish:
        return digests.wish(self.session, self.leo.id)


@pytest.fixture
def reader(session: Session, links: Links) -> Reader:
    return Reader(session, links)


def test_one_click_stops_digests_and_nothing_else(visitor: Visitor, reader: Reader) -> None:
    answer = visitor.client.post(
        reader.path, data={"List-Unsubscribe": "One-Click"}, base_url=BASE_URL, headers={"Origin": "null"}
    )
    assert answer.status_code == 200
    assert reader.wish() == NEITHER
    assert suppressions.reason(reader.session, reader.links.address_hashes(reader.leo.email)) is None


def test_looking_and_pressing_the_button_change_nothing(visitor: Visitor, reader: Reader) -> None:
    page = visitor.get(reader.path)
    assert (page.status_code, "checked" in page.text) == (200, False)
    assert visitor.post(f"{reader.path}/choice").status_code == 422
    assert visitor.post(reader.path).status_code == 422
    assert reader.wish() == Wish()


def test_a_choice_stops_them_and_another_brings_them_back(visitor: Visitor, reader: Reader) -> None:
    assert visitor.post(f"{reader.path}/choice", {"mail": "stop"}).status_code == 303
    assert reader.wish() == NEITHER
    assert "You get no daily messages" in visitor.get(reader.path).text
    visitor.post(f"{reader.path}/choice", {"mail": "go_on"})
    assert reader.wish() == Wish()


def test_a_link_of_another_purpose_or_address_is_dead(visitor: Visitor, reader: Reader) -> None:
    other = reader.links.make(Purpose.UNSUBSCRIBE, id=reader.leo.id, version=1, subject=reader.leo.email)
    old = reader.links.make(Purpose.DIGEST, id=reader.leo.id, version=1, subject="old@company.example")
    for token in (other, old, "nonsense"):
        assert visitor.get(f"/d/{token}").status_code == 404
        assert visitor.post(f"/d/{token}", {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert reader.wish() == Wish()


def test_each_can_be_chosen_with_ones_own_morning(reader: Reader, signed_in: Callable[[Person], Visitor]) -> None:
    browser = signed_in(reader.leo)
    assert browser.get("/digests").text.count("checked") == 2
    answer = browser.post("/digests", {"proof": "y", "time_zone": "Asia/Tokyo"})
    assert answer.status_code == 303
    reader.session.expire_all()
    assert (reader.wish(), reader.leo.time_zone) == (Wish(daily=False, proof=True), "Asia/Tokyo")
    assert browser.post("/digests", {"time_zone": "Mars/Olympus"}).status_code == 422
    assert reader.wish() == Wish(daily=False, proof=True)


def test_the_team_chooses_too(session: Session, signed_in: Callable[[Person], Visitor]) -> None:
    browser = signed_in(make.person(session))
    assert browser.get("/digests").status_code == 200
