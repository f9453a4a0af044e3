"""RFC 8058: one click acts at once; a page's button only with a choice that nothing preselects; and the way back."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.kinds import SuppressionReason
from portal.domain.operations import asks, suppressions
from portal.domain.queries import suppressions as queries
from portal.links import Links, Purpose
from tests import make
from tests.fixtures.web import Visitor

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Reader:
    """An advocate with the link of their messages."""

    def __init__(self, session: Session, links: Links) -> None:
        self.session = session
        self.links = links
        self.advocate = make.advocate(session, email="dana@customer.example")
        self.path = f"/u/{self.token(self.advocate.person_id)}"

    def token(self, person_id: int, address: str = "dana@customer.example") -> str:
        return self.links.make(Purpose.UNSUBSCRIBE, id=person_id, version=1, subject=address)

    def reason(self) -> SuppressionReason | None:
        return queries.reason(self.session, self.links.address_hashes("dana@customer.example"))


@pytest.fixture
def reader(session: Session, links: Links) -> Reader:
    return Reader(session, links)


def test_one_click_acts_at_once_without_cookie_or_token(visitor: Visitor, reader: Reader) -> None:
    answer = visitor.client.post(
        reader.path, data=ONE_CLICK, base_url="https://advocates.company.example", headers={"Origin": "null"}
    )
    assert answer.status_code == 200
    assert reader.reason() is SuppressionReason.UNSUBSCRIBED


def test_looking_and_pressing_the_button_change_nothing(visitor: Visitor, reader: Reader) -> None:
    """What a mail scanner does: HEAD, GET, the form as it stands, a POST without the standard's word."""
    assert visitor.client.head(reader.path, base_url="https://advocates.company.example").status_code == 200
    page = visitor.get(reader.path)
    assert page.status_code == 200
    assert "checked" not in page.text
    assert visitor.post(f"{reader.path}/choice").status_code == 422
    assert visitor.post(reader.path).status_code == 422
    assert reader.reason() is None


def test_a_choice_stops_the_mail_and_another_brings_it_back(visitor: Visitor, reader: Reader) -> None:
    assert visitor.post(f"{reader.path}/choice", {"mail": "stop"}).status_code == 303
    assert visitor.post(f"{reader.path}/choice", {"mail": "stop"}).status_code == 303
    assert reader.reason() is SuppressionReason.UNSUBSCRIBED
    assert "You get no messages" in visitor.get(reader.path).text
    visitor.post(f"{reader.path}/choice", {"mail": "go_on"})
    assert reader.reason() is None


def test_who_gets_no_mail_is_not_asked_either_until_it_may_reach_them_again(visitor: Visitor, reader: Reader) -> None:
    draft = make.draft(reader.session, reader.advocate)
    visitor.post(f"{reader.path}/choice", {"mail": "stop"})
    with pytest.raises(Refused, match="Unsubscribed, or our mail came back"):
        asks.send(reader.session, ask_id=draft.id, actor_id=draft.asker_id, now=make.NOW)
    visitor.post(f"{reader.path}/choice", {"mail": "go_on"})
    asks.send(reader.session, ask_id=draft.id, actor_id=draft.asker_id, now=make.NOW)


def test_a_no_thanks_is_for_ever(visitor: Visitor, reader: Reader) -> None:
    suppressions.suppress(
        reader.session,
        person_id=reader.advocate.person_id,
        address_hash=reader.links.hash_address("dana@customer.example"),
        reason=SuppressionReason.NO_THANKS,
        now=make.NOW,
    )
    reader.session.flush()
    visitor.post(f"{reader.path}/choice", {"mail": "go_on"})
    assert reader.reason() is SuppressionReason.NO_THANKS
    assert "They stay stopped" in visitor.get(reader.path).text


@pytest.mark.parametrize("spoil", [lambda path: path[:-1] + "A", lambda path: path + "A", lambda _path: "/u/1.1.x"])
def test_a_link_that_is_not_ours_opens_nothing(visitor: Visitor, reader: Reader, spoil: Callable[[str], str]) -> None:
    path = spoil(reader.path)
    if path == reader.path:
        path = reader.path[:-1] + "B"
    assert visitor.get(path).status_code == 404
    assert visitor.client.post(path, data=ONE_CLICK, base_url="https://advocates.company.example").status_code == 404
    assert reader.reason() is None


def test_another_persons_link_is_not_found(visitor: Visitor, reader: Reader) -> None:
    stranger = make.advocate(reader.session)
    reader.session.flush()
    assert visitor.get(f"/u/{reader.token(stranger.person_id)}").status_code == 404
