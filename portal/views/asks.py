"""One ask and its answer: from the link in a message, or signed in (ID-3, ASK-4). A link opens that ask only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session

from portal import words
from portal.domain.errors import Refused
from portal.domain.kinds import AskState, Via
from portal.domain.operations import asks
from portal.domain.queries import asks as queries
from portal.domain.queries.asks import AskLetter, OtherSide
from portal.domain.rules import asks as rules
from portal.domain.rules.caps import Policy, Standing
from portal.domain.rules.sentences import other_side
from portal.forms import asks as forms
from portal.links import Purpose, Token
from portal.web import access, current, responses
from portal.web.quiets import Quiet, quiet

blueprint = Blueprint("asks", __name__)
CLOSED = frozenset({AskState.EXPIRED, AskState.WITHDRAWN, AskState.UNDELIVERED})
OVER = frozenset({AskState.COMPLETED, AskState.NO_SHOW})


class DeadLink(Exception):
    """`reason` is one of errors/link.html."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Way:
    """How this person came: `token` from a link, else signed in."""

    ask_id: int
    token: str | None

    @property
    def page(self) -> str:
        return url_for("asks.open_link", token=self.token) if self.token else url_for("asks.show", ask_id=self.ask_id)

    @property
    def answer(self) -> str:
        if self.token:
            return url_for("asks.answer_by_link", token=self.token)
        return url_for("asks.answer", ask_id=self.ask_id)


@blueprint.get("/a/<token>")
@access.link
def open_link(token: str) -> Response:
    with current.reading() as session:
        ask = of_token(session, token)
    viewer = current.viewer()
    if viewer and viewer.advocate_id == ask.advocate_id:
        return responses.elsewhere(url_for("asks.show", ask_id=ask.id, first=request.args.get("first")))
    return shown(ask, Way(ask.id, token), None)


@blueprint.post("/a/<token>/answer")
@access.link
def answer_by_link(token: str) -> Response:
    with current.reading() as session:
        ask = of_token(session, token)
    return answered(ask, Way(ask.id, token), actor_id=None)


@blueprint.get("/asks/<int:ask_id>")
@access.advocate
def show(ask_id: int) -> Response:
    ask, other = own(ask_id)
    return shown(ask, Way(ask.id, None), other)


@blueprint.post("/asks/<int:ask_id>/answer")
@access.advocate
def answer(ask_id: int) -> Response:
    ask, _ = own(ask_id)
    return answered(ask, Way(ask.id, None), actor_id=current.signed_in().id)


@blueprint.app_errorhandler(DeadLink)
def dead(error: DeadLink) -> Response:
    status = 404 if error.reason == "unknown" else 410
    return responses.page("errors/link.html", status=status, purpose="ask", reason=error.reason, fresh=None)


def own(ask_id: int) -> tuple[AskLetter, OtherSide | None]:
    advocate_id = current.signed_in().advocate_id or 0
    with current.reading() as session:
        ask = queries.of_advocate(session, ask_id, advocate_id=advocate_id)
        other = (
            queries.other_side(session, ask_id, advocate_id=advocate_id) if ask.state in queries.NAMED_AFTER else None
        )
    return ask, other


def of_token(session: Session, token: str) -> AskLetter:
    """The ask whose link this is. Raises DeadLink, also once the ask is closed."""
    links = current.links()
    read = links.read(token)
    found = queries.of_link(session, read.id) if read else None
    ask, address = found or (None, "")
    holds = links.holds(Purpose.ASK, read or Token(0, 0, ""), subject=address)
    if ask is None or read is None or not holds or read.version != ask.link_version:
        raise DeadLink("unknown")
    if ask.state in CLOSED:
        raise DeadLink("expired")
    if ask.state in OVER or (ask.state in {AskState.DECLINED, AskState.HANDED_ON} and not within_week(ask)):
        raise DeadLink("used")
    return ask


def within_week(ask: AskLetter) -> bool:
    return ask.answered_at is not None and current.now() < rules.change_ends(ask.answered_at)


def offers(ask: AskLetter) -> tuple[str, ...]:
    """The answers that can be given now; none once it is settled."""
    if ask.state is AskState.SENT:
        return ("yes", "time", "hand", "no")
    if not within_week(ask):
        return ()
    if ask.state is AskState.DECLINED:
        return ("yes", "time")
    if ask.state is AskState.ACCEPTED:
        return ("yes", "time", "no") if ask.time_open else ("time", "no")
    return ("no",) if ask.state is AskState.SCHEDULED and not held(ask) else ()


def held(ask: AskLetter) -> bool:
    return ask.scheduled_for is not None and ask.scheduled_for <= current.now()


def form_for(ask: AskLetter) -> forms.Answer:
    form = forms.Answer()
    form.offer(offers(ask), first=request.args.get("first", ""), activities=ask.activities)
    return form


def shown(ask: AskLetter, way: Way, other: OtherSide | None) -> Response:
    changing = "change" in request.args and bool(offers(ask))
    return responses.page("asks/show.html", "asks/_ask.html", **context(ask, way, other, changing=changing))


def answered(ask: AskLetter, way: Way, *, actor_id: int | None) -> Response:
    form = form_for(ask)
    changing = ask.state is not AskState.SENT
    if not offers(ask):
        return settled(ask, way, Refused("settled", "This ask is settled, so its answer can’t be changed any more."))
    if not form.fits(words.local(current.now(), ask.time_zone).date()):
        return responses.again("asks/show.html", "asks/_ask.html", **context(ask, way, None, form, changing=changing))
    via = Via.LINK if way.token else Via.PORTAL
    try:
        with current.writing() as session:
            give(session, form, ask_id=ask.id, via=via, actor_id=actor_id, now=current.moment(session))
    except Refused as refusal:
        return settled(ask, way, refusal)
    if not responses.wants_fragment():
        return responses.elsewhere(way.page)
    ask, other = present(way)
    return responses.done(way.page, "asks/_ask.html", **context(ask, way, other))


def settled(ask: AskLetter, way: Way, refusal: Refused) -> Response:
    """The ask as it stands now, and why the answer was not taken."""
    ask, other = present(way)
    return responses.refused(refusal, "asks/show.html", "asks/_ask.html", **context(ask, way, other))


def present(way: Way) -> tuple[AskLetter, OtherSide | None]:
    if way.token is None:
        return own(way.ask_id)
    with current.reading() as session:
        return of_token(session, way.token), None


def give(session: Session, form: forms.Answer, *, ask_id: int, via: Via, actor_id: int | None, now: datetime) -> None:
    match form.answer.data:
        case "yes":
            asks.accept(session, ask_id=ask_id, via=via, actor_id=actor_id, now=now, note=form.note.data or None)
        case "time":
            asks.suggest_time(
                session,
                ask_id=ask_id,
                via=via,
                actor_id=actor_id,
                now=now,
                on=form.on.data,
                at=form.at.data,
                words=form.words.data or None,
            )
        case "hand":
            asks.hand_on(
                session,
                ask_id=ask_id,
                via=via,
                actor_id=actor_id,
                now=now,
                name=form.hand_name.data or "",
                email=form.hand_email.data or "",
            )
        case _:
            asks.decline(session, ask_id=ask_id, via=via, actor_id=actor_id, now=now, reason=form.why_not())


def context(
    ask: AskLetter, way: Way, other: OtherSide | None, form: forms.Answer | None = None, *, changing: bool = False
) -> dict[str, Any]:
    until = rules.change_ends(ask.answered_at) if ask.answered_at and offers(ask) else None
    return {
        "ask": ask,
        "side": other_side(ask.other_role, ask.other_industry),
        "other": other,
        "form": form or form_for(ask),
        "by_link": way.token is not None,
        "page_url": way.page,
        "answer_url": way.answer,
        "answering": ask.state is AskState.SENT or changing,
        "until": words.moment(until, ask.time_zone, current.today()) if until else "",
        "quiet": quiet_of(ask),
    }


def quiet_of(ask: AskLetter) -> Quiet:
    """The class's dates alone: a break or a rest is nobody's business who only holds the link."""
    standing = Standing(
        may_be_asked=True,
        resting=False,
        shares_contact=True,
        awaiting=False,
        reply_by=None,
        last_high_on=ask.last_on,
        last_low_on=ask.last_on,
        high_gap=ask.gap,
        low_gap=ask.gap,
        break_until=None,
        happy=frozenset({ask.id}),
        ask_first=frozenset(),
    )
    policy = Policy(high_gap=ask.gap, low_gap=ask.gap)
    return quiet(standing, ask.effort, policy, activities=standing.happy, today=current.today())
