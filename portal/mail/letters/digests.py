"""Somebody's one mail of the day: what waits for them, and once a month the new proof for their accounts."""

from dataclasses import dataclass
from datetime import date

from portal.domain.kinds import TEAM_ROLES
from portal.domain.leases import Claimed
from portal.domain.queries import digests
from portal.domain.queries.contents import Usable
from portal.domain.queries.digests import Edition, News, TeamNews
from portal.domain.queries.mails import Recipient
from portal.domain.queries.requests import RequestLine
from portal.domain.rules.contents import STEPS
from portal.domain.rules.sentences import MONTHS, plain_day, week_day
from portal.mail.letters.desks import Desk, Draft
from portal.words import count_of, local


@dataclass(frozen=True)
class Item:
    """One thing to look at, and where."""

    what: str
    more: str
    url: str


def digest(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """Read anew: what was done since this morning is no longer told."""
    edition = digests.edition(desk.session, claimed.about_id)
    if edition is None:
        return None
    wish, today = digests.wish(desk.session, who.id), desk.today()
    items = _items(desk, edition, who, today) if wish.daily else []
    proof: list[Usable] = []
    pieces = 0
    if wish.proof and edition.proof_since is not None:
        proof, pieces = digests.proof(desk.session, who.id, since=edition.proof_since, today=today)
    if not items and not proof:
        return None
    variables = {
        "given_name": who.given_name,
        "items": items,
        "proof": [_piece(desk, one) for one in proof],
        "more_proof": pieces - len(proof),
        "month": MONTHS[edition.day.month - 1],
        "proof_url": desk.url("/colleague/contents"),
        "choose_url": desk.url("/digests"),
        "stop_url": desk.stop_digests(who),
    }
    return Draft("digest", who.email, variables)


def _items(desk: Desk, edition: Edition, who: Recipient, today: date) -> list[Item]:
    found = []
    if edition.role in TEAM_ROLES:
        found += _of_team(desk, digests.team_news(desk.session, who.id, today=today, now=desk.now), today)
    return found + _own(desk, digests.news(desk.session, who.id, today=today), today)


def _of_team(desk: Desk, news: TeamNews, today: date) -> list[Item]:
    items = [_request(desk, line, today) for line in news.requests]
    if left := news.requests_number - len(news.requests):
        items.append(Item(f"{count_of(left, 'more request')} due or unanswered.", "", desk.url("/admin/requests")))
    if news.said_yes:
        words = f"{count_of(news.said_yes, 'yes', 'yeses')} to go on with."
        items.append(Item(words, "A time to set, or a word on whether it happened.", desk.url("/admin/asks?state=yes")))
    waiting = (
        (news.nominations, "nomination to review", "nominations to review", "/admin/nominations"),
        (news.join_requests, "person asks to join", "people ask to join", "/admin/join-requests"),
    )
    for some, one, many, path in waiting:
        if some:
            since = plain_day(local(some.since, desk.program.time_zone).date(), today)
            longest = f"{some.first} has waited longest, since {since}."
            items.append(Item(f"{count_of(some.number, one, many)}.", longest, desk.url(path)))
    if news.rewards:
        words = f"{count_of(news.rewards, 'reward')} due."
        items.append(Item(words, "Somebody chose it and was told by when.", desk.url("/admin/rewards")))
    return items


def _request(desk: Desk, line: RequestLine, today: date) -> Item:
    promised = "An answer" if line.first_answered_at is None else "Somebody"
    when = f"was due on {week_day(line.due_on, today)}" if line.due_on < today else f"is due {_by(line.due_on, today)}"
    return Item(
        f"{line.for_whom}: {line.what.lower()}.",
        f"{line.requester} asks. {promised} {when}.",
        desk.url(f"/admin/requests/{line.id}"),
    )


def _own(desk: Desk, news: News, today: date) -> list[Item]:
    approvals = [
        Item(
            f"May we do this for {line.for_whom}?",
            f"{line.requester} asks: {line.what.lower()}. You own the account, so you decide first. "
            f"If we hear nothing by {week_day(line.due_on, today)}, the team goes ahead.",
            desk.url(f"/colleague/requests/{line.id}"),
        )
        for line in news.approvals
    ]
    running_out = [
        Item(
            f"Nobody yet for {line.for_whom}.",
            f"You need it {_by(line.needed_by, today)}: {line.what.lower()}. Write to the team if the day can move.",
            desk.url(f"/colleague/requests/{line.id}"),
        )
        for line in news.running_out
    ]
    late = [
        Item(
            f"{STEPS[step.step]} is overdue: “{step.title}”.",
            f"It was due on {week_day(step.due_on, today)}. Note it as done, or give it a new day.",
            desk.url(f"/admin/contents/{step.content_id}"),
        )
        for step in news.late
    ]
    return [*approvals, *running_out, *late]


def _piece(desk: Desk, one: Usable) -> Item:
    who = f"{one.who[0].upper()}{one.who[1:]}." if one.who else ""
    return Item(f"{one.title.rstrip('.')}.", who, desk.url(f"/colleague/contents/{one.id}"))


def _by(day: date, today: date) -> str:
    return "today" if day == today else f"by {week_day(day, today)}"
