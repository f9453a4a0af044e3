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
    """How this person came: with the token of a link, or signed in to an ask of their own."""

    token: str = ""
    ask_id: int = 0

    @property
    def page(self) -> str:
        return url_for("asks.open_link", token=self.token) if self.token else url_for("asks.show", ask_id=self.ask_id)

    @property
    def answer(self) -> str:
        if self.token:
            return url_for("asks.answer_by_link", token=self.token)
        return url_for("asks.answer", ask_id=self.ask_id)

    def ask(self, session: Session, now: datetime) -> AskLetter:
        """Raises DeadLink or NotFound."""
        if self.token:
            return of_token(session, self.token, now)
        return queries.of_advocate(session, self.ask_id, advocate_id=current.signed_in().advocate_id or 0)

    def other(self, session: Session, ask: AskLetter) -> OtherSide | None:
        """Nobody is named on a link's page."""
        if self.token or ask.state not in queries.NAMED_AFTER:
            return None
        return queries.other_side(session, ask.id, advocate_id=ask.advocate_id)


@blueprint.get("/a/<token>")
@access.link
def open_link(token: str) -> Response:
    ask, _ = present(Way(token))
    viewer = current.viewer()
    if viewer and viewer.advocate_id == ask.advocate_id:
        return responses.elsewhere(url_for("asks.show", ask_id=ask.id, first=request.args.get("first")))
    return shown(ask, Way(token), None)


@blueprint.post("/a/<token>/answer")
@access.link
def answer_by_link(token: str) -> Response:
    return answered(Way(token), actor_id=None)


@blueprint.get("/asks/<int:ask_id>")
@access.advocate
def show(ask_id: int) -> Response:
    way = Way(ask_id=ask_id)
    ask, other = present(way)
    return shown(ask, way, other)


@blueprint.post("/asks/<int:ask_id>/answer")
@access.advocate
def answer(ask_id: int) -> Response:
    return answered(Way(ask_id=ask_id), actor_id=current.signed_in().id)


@blueprint.app_errorhandler(DeadLink)
def dead(error: DeadLink) -> Response:
    status = 404 if error.reason == "unknown" else 410
    return responses.page("errors/link.html", status=status, purpose="ask", reason=error.reason, fresh=None)


def of_token(session: Session, token: str, now: datetime) -> AskLetter:
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
    if ask.state in OVER or (ask.state in {AskState.DECLINED, AskState.HANDED_ON} and not within_week(ask, now)):
        raise DeadLink("used")
    return ask


def within_week(ask: AskLetter, now: datetime) -> bool:
    return ask.answered_at is not None and now < rules.change_ends(ask.answered_at)


def offers(ask: AskLetter, now: datetime) -> tuple[str, ...]:
    """The answers that can be given now; none once it is settled."""
    if ask.state is AskState.SENT:
        return ("yes", "time", "hand", "no")
    if not within_week(ask, now):
        return ()
    if ask.state is AskState.DECLINED:
        return ("yes", "time")
    if ask.state is AskState.ACCEPTED:
        return ("yes", "time", "no") if ask.time_open else ("time", "no")
    held = ask.scheduled_for is not None and ask.scheduled_for <= now
    return ("no",) if ask.state is AskState.SCHEDULED and not held else ()


def form_for(ask: AskLetter, now: datetime) -> forms.Answer:
    form = forms.Answer()
    form.offer(offers(ask, now), first=request.args.get("first", ""), activities=ask.activities)
    return form


def shown(ask: AskLetter, way: Way, other: OtherSide | None) -> Response:
    changing = "change" in request.args and bool(offers(ask, current.now()))
    return responses.page("asks/show.html", "asks/_ask.html", **context(ask, way, other, changing=changing))


def answered(way: Way, *, actor_id: int | None) -> Response:
    try:
        with current.writing() as session:
            now = current.moment(session)
            ask = way.ask(session, now)
            if not offers(ask, now):
                raise Refused("settled", "This ask is settled, so its answer can’t be changed any more.")
            form = form_for(ask, now)
            fits = form.fits(words.local(now, ask.time_zone).date())
            if fits:
                give(
                    session, form, ask_id=ask.id, via=Via.LINK if way.token else Via.PORTAL, actor_id=actor_id, now=now
                )
    except Refused as refusal:
        ask, other = present(way)
        return responses.refused(refusal, "asks/show.html", "asks/_ask.html", **context(ask, way, other))
    if not fits:
        changing = ask.state is not AskState.SENT
        return responses.again("asks/show.html", "asks/_ask.html", **context(ask, way, None, form, changing=changing))
    if not responses.wants_fragment():
        return responses.elsewhere(way.page)
    ask, other = present(way)
    return responses.done(way.page, "asks/_ask.html", **context(ask, way, other))


def present(way: Way) -> tuple[AskLetter, OtherSide | None]:
    with current.reading() as session:
        ask = way.ask(session, current.now())
        return ask, way.other(session, ask)


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
    now = current.now()
    until = rules.change_ends(ask.answered_at) if ask.answered_at and offers(ask, now) else None
    return {
        "ask": ask,
        "side": other_side(ask.other_role, ask.other_industry),
        "other": other,
        "form": form or form_for(ask, now),
        "by_link": bool(way.token),
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
