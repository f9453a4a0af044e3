"""What became of a redemption, a note of thanks, and points that will end."""

from portal.domain.leases import Claimed
from portal.domain.queries import expiries, redemptions, thanks
from portal.domain.queries.mails import Recipient
from portal.domain.rules import expiries as rules
from portal.mail.letters.desks import Desk, Draft


def told(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """The step it was promised for; one that has been overtaken is left out, for the next one has its own message."""
    news = redemptions.news(desk.session, claimed.about_id)
    if news is None:
        return None
    chosen = news.chosen
    variables = {
        "given_name": who.given_name,
        "word": desk.program.reward_word,
        "state": str(news.state),
        "what": chosen.what,
        "happens": chosen.happens,
        "points": chosen.points,
        "due_on": chosen.due_on,
        "note": news.note,
        "redemption_url": desk.url(f"/redemptions/{chosen.id}"),
    }
    return Draft("redemption_told", who.email, variables)


def assigned(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """To whoever of us gives their time."""
    chosen = redemptions.found(desk.session, claimed.about_id)
    if chosen is None or not chosen.is_open:
        return None
    variables = {
        "given_name": who.given_name,
        "advocate_name": chosen.advocate,
        "account_name": chosen.account,
        "advocate_email": chosen.email,
        "what": chosen.what,
        "words": chosen.words,
        "due_on": chosen.due_on,
    }
    return Draft("redemption_assigned", who.email, variables)


def note(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    written = thanks.one(desk.session, claimed.about_id)
    if written is None:
        return None
    variables = {
        "given_name": who.given_name,
        "words": written.words,
        "author_name": written.author,
        "author_role": desk.role(written.author_title),
        "thanks_url": desk.url("/thanks"),
        "leave_url": desk.url("/leave"),
        "unsubscribe_url": desk.unsubscribe(who),
    }
    return Draft("thanks_given", who.email, variables)


def expiring(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    on = rules.first_of_next(desk.today())
    points = expiries.of_advocate(desk.session, claimed.about_id or 0, on=on)
    if not points:
        return None
    variables = {
        "given_name": who.given_name,
        "word": desk.program.reward_word,
        "points": points,
        "on": on,
        "rewards_url": desk.url("/rewards"),
        "leave_url": desk.url("/leave"),
        "unsubscribe_url": desk.unsubscribe(who),
    }
    return Draft("points_expiring", who.email, variables)
