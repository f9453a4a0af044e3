"""The answer to an invitation, from the link in its message: joining needs a choice, and opens no session (ID-2)."""

from typing import Any

from flask import Blueprint, Response, url_for

from portal.domain.errors import Refused
from portal.domain.kinds import Effort, InvitationState
from portal.domain.operations import gifts, renewals
from portal.domain.operations import invitations as operations
from portal.domain.queries import invitations as queries
from portal.domain.queries import preferences, programs
from portal.domain.queries.invitations import Letter
from portal.domain.queries.preferences import OfferedActivity
from portal.domain.rules.caps import GAP_CHOICES, Policy
from portal.domain.value_kinds import GiftPolicy
from portal.forms import preferences as forms
from portal.links import Purpose, Token
from portal.web import access, current, responses, sessions

blueprint = Blueprint("invitations", __name__)
ANSWERED = frozenset({InvitationState.ACCEPTED, InvitationState.DECLINED})
GONE = frozenset({InvitationState.EXPIRED, InvitationState.WITHDRAWN, InvitationState.UNDELIVERED})


class DeadLink(Exception):
    """`reason` is one of errors/link.html; `token` where a fresh invitation can be had for it."""

    def __init__(self, reason: str, token: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.token = token


@blueprint.get("/join/<token>")
@access.link
def show(token: str) -> Response:
    letter = opened(token)
    activities, policy = offered()
    return responses.page(
        "invitations/show.html", **context(letter, token, activities, form_of(activities, policy, {}))
    )


@blueprint.post("/join/<token>")
@access.link
def answer(token: str) -> Response:
    letter = opened(token)
    activities, policy = offered()
    form = form_of(activities, policy)
    if not form.validate():
        return responses.again("invitations/show.html", **context(letter, token, activities, form))
    if form.join.data == "no":
        return declined(letter, token)
    with current.writing() as session:
        advocate = operations.accept(
            session,
            invitation_id=letter.id,
            version=letter.version,
            wishes=form.wishes(activities),
            browser_hash=current.hash_of(sessions.browser_secret()),
            address_hashes=current.links().address_hashes,
            now=current.moment(session),
        )
        if form.gifts.data:
            gifts.say(
                session,
                advocate_id=advocate.id,
                policy=GiftPolicy(form.gifts.data),
                off=False,
                actor_id=advocate.person_id,
                now=current.moment(session),
            )
    return responses.elsewhere(url_for("invitations.joined"))


@blueprint.get("/no/<token>")
@access.link
def show_no(token: str) -> Response:
    return responses.page("invitations/no.html", letter=opened(token), token=token, form=forms.NoThanks())


@blueprint.post("/no/<token>")
@access.link
def answer_no(token: str) -> Response:
    letter = opened(token)
    form = forms.NoThanks()
    if not form.validate():
        return responses.again("invitations/no.html", letter=letter, token=token, form=form)
    if form.join.data == "yes":
        return responses.elsewhere(url_for("invitations.show", token=token))
    return declined(letter, token)


@blueprint.post("/join/<token>/renewal")
@access.link
def renew(token: str) -> Response:
    """For an invitation whose days ran out: a fresh one to the same address."""
    letter, reason = named(token)
    if letter is None or reason != "expired":
        raise DeadLink(reason or "used")
    try:
        with current.writing() as session:
            renewals.renew(session, invitation_id=letter.id, version=letter.version, now=current.moment(session))
    except Refused:
        raise DeadLink("unknown") from None
    return responses.elsewhere(url_for("invitations.renewed"))


@blueprint.get("/joined")
@access.anyone
def joined() -> Response:
    return responses.page("invitations/joined.html")


@blueprint.get("/no-thanks")
@access.anyone
def left_alone() -> Response:
    return responses.page("invitations/left_alone.html")


@blueprint.get("/invitation-sent")
@access.anyone
def renewed() -> Response:
    return responses.page("invitations/renewed.html")


@blueprint.app_errorhandler(DeadLink)
def dead(error: DeadLink) -> Response:
    fresh = None
    if error.token:
        fresh = {
            "action": url_for("invitations.renew", token=error.token),
            "label": "Send me a fresh invitation",
            "token": "",
        }
    status = 404 if error.reason == "unknown" else 410
    return responses.page("errors/link.html", status=status, purpose="invitation", reason=error.reason, fresh=fresh)


def named(token: str) -> tuple[Letter | None, str]:
    """The invitation whose link this is, and why it can't be answered; nothing where nothing is proven."""
    links = current.links()
    read = links.read(token)
    with current.reading() as session:
        found = queries.of_link(session, read.id) if read else None
    letter, address = found or (None, "")
    holds = links.holds(Purpose.INVITATION, read or Token(0, 0, ""), subject=address)
    if letter is None or read is None or not holds or read.version != letter.version:
        return None, "unknown"
    if letter.state in ANSWERED:
        return letter, "used"
    if letter.state in GONE or letter.expires_at <= current.now():
        return letter, "expired"
    return letter, ""


def opened(token: str) -> Letter:
    """An invitation that awaits its answer. Raises DeadLink."""
    letter, reason = named(token)
    if letter is None or reason:
        renewable = letter is not None and letter.state in {InvitationState.OPEN, InvitationState.EXPIRED}
        raise DeadLink(reason, token if reason == "expired" and renewable else "")
    return letter


def declined(letter: Letter, token: str) -> Response:
    try:
        with current.writing() as session:
            operations.decline(
                session,
                invitation_id=letter.id,
                version=letter.version,
                address_hashes=current.links().address_hashes,
                now=current.moment(session),
            )
    except Refused:
        opened(token)
        raise
    return responses.elsewhere(url_for("invitations.left_alone"))


def offered() -> tuple[tuple[OfferedActivity, ...], Policy]:
    with current.reading() as session:
        return preferences.offered(session), programs.policy(programs.current(session))


def form_of(
    activities: tuple[OfferedActivity, ...], policy: Policy, data: dict[str, Any] | None = None
) -> forms.Joining:
    """Nothing is chosen but the pace: the fastest we ever ask, which they may only slow down."""
    made = forms.fields_for(forms.Joining, activities)
    paces = {f"{effort}_gap": str(GAP_CHOICES[effort][0]) for effort in Effort}
    form: forms.Joining = made(formdata=None, data=paces | data) if data is not None else made()
    form.offer(policy)
    return form


def context(letter: Letter, token: str, activities: tuple[OfferedActivity, ...], form: forms.Joining) -> dict[str, Any]:
    return {
        "letter": letter,
        "token": token,
        "form": form,
        "classes": [(effort, list(form.lines(activities, effort))) for effort in Effort],
        "quiets": {},
    }
