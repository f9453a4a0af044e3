"""The first page: what needs the team today, then how the program stands."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Response, url_for

from admin.blueprint import blueprint
from admin.cards import up_to
from portal.domain.kinds import Effort
from portal.domain.queries import contents, freshness, grounds, meetings, redemptions, requests, searches, works
from portal.domain.queries import today as queries
from portal.domain.queries.contents import Due
from portal.domain.queries.freshness import View
from portal.domain.queries.meetings import Unchosen
from portal.domain.queries.redemptions import Waiting
from portal.domain.queries.requests import RequestLine
from portal.domain.queries.today import AskDue, Some, Today
from portal.domain.queries.works import LateStep
from portal.domain.rules.contents import STEPS
from portal.domain.rules.searches import Criteria
from portal.domain.rules.sentences import plain_day, week_day
from portal.web import access, current, responses
from portal.words import count_of, moment


@dataclass(frozen=True)
class Todo:
    """One line of "Needs you today". `urgency`: due, soon or nothing."""

    icon: str
    urgency: str
    what: str
    context: str
    button: str
    url: str


@blueprint.get("/", endpoint="today")
@access.team
def index() -> Response:
    now = current.now()
    with current.reading() as session:
        ground = grounds.ground(session, now)
        found = queries.today(session, now=now, day=ground.today)
        due = contents.due(session, ground.today, now)
        late, late_count = works.late(session, ground.today, limit=queries.NAMED)
        requested, requested_count = requests.waiting(session, ground.today, limit=queries.NAMED)
        offered, offered_count = meetings.unchosen(session, now, limit=queries.NAMED)
        wrong = freshness.how_many(session, View.WRONG, ground.today)
        promised = redemptions.waiting(session)
        pool = queries.pool(session, since=ground.today.replace(day=1))
        free = {effort: up_to(searches.how_many(session, Criteria(effort=effort), ground)) for effort in Effort}
    return responses.page(
        "admin/today/index.html",
        todos=[
            *_requested(requested, requested_count, ground.today),
            *_offered(offered, offered_count, now),
            *_late(late, late_count, ground.today),
            *todos(found, ground.today),
            *_contents(due),
            *_promised(promised, ground.today),
            *_wrong(wrong),
        ],
        pool=pool,
        free=free,
        now=now,
    )


def todos(found: Today, today: date) -> list[Todo]:
    """Work first: what somebody said yes to, then who waits, then what went wrong."""
    return [
        *_yes(found, today),
        *_people(found, today),
        *_mail(found),
        *_rest(found, today),
    ]


def _yes(found: Today, today: date) -> list[Todo]:
    zone = current.signed_in().time_zone or current.program().time_zone
    lines = [
        Todo(
            "calendar",
            "soon",
            f"{ask.name} said yes; the time is open.",
            f"{ask.activity}. {_suggested(ask, today)}",
            "Set the time",
            url_for("admin.ask", ask_id=ask.id),
        )
        for ask in found.time_open.named
    ]
    for ask in found.to_confirm.named:
        context = f"It was to happen by {week_day(ask.happen_by, today)}."
        if ask.scheduled_for:
            context = f"It was for {moment(ask.scheduled_for, zone, today)}."
        url = url_for("admin.ask", ask_id=ask.id)
        lines.append(Todo("clock", "due", f"Did it happen? {ask.activity} with {ask.name}.", context, "Confirm", url))
    left = found.time_open.count + found.to_confirm.count - len(lines)
    if left:
        words = count_of(left, "more ask") + " waiting for a time or a confirmation."
        lines.append(Todo("inbox", "", words, "", "See all", url_for("admin.asks", state="yes")))
    return lines


def _suggested(ask: AskDue, today: date) -> str:
    said = [week_day(ask.suggested_on, today)] if ask.suggested_on else []
    said += [ask.suggestion] if ask.suggestion else []
    return f"Suggested: {', '.join(said)}." if said else ""


def _people(found: Today, today: date) -> list[Todo]:
    lines = []
    if found.join_requests.count:
        lines.append(
            Todo(
                "user",
                "soon",
                f"{count_of(found.join_requests.count, 'person asks', 'people ask')} to join.",
                f"{_names(found.join_requests)}. {_oldest(found.join_requests, today)}",
                "Decide",
                url_for("admin.join_requests"),
            )
        )
    if found.nominations.count:
        lines.append(
            Todo(
                "nominate",
                "",
                f"{count_of(found.nominations.count, 'nomination')} to review.",
                f"{_names(found.nominations)}. {_oldest(found.nominations, today)}",
                "Review",
                url_for("admin.nominations"),
            )
        )
    return lines


def _mail(found: Today) -> list[Todo]:
    lines = []
    if found.uncertain:
        words = count_of(found.uncertain, "message")
        context = "Nobody knows if it arrived. Look, then send it again or leave it."
        url = url_for("admin.outbox", state="uncertain")
        lines.append(Todo("mail", "soon", f"{words} uncertain.", context, "Look", url))
    if found.failed:
        words = count_of(found.failed, "message")
        context = "In the last 7 days. An ask that never arrived gave its place back."
        url = url_for("admin.outbox", state="failed")
        lines.append(Todo("alert", "soon", f"{words} came back or refused.", context, "Look", url))
    return lines


def _late(late: list[LateStep], number: int, today: date) -> list[Todo]:
    lines = [
        Todo(
            "clock",
            "due",
            f"{STEPS[step.step]} of “{step.title}” is overdue.",
            f"It was due on {week_day(step.due_on, today)}, and is with {step.owner}.",
            "Open",
            url_for("admin.content", content_id=step.content_id),
        )
        for step in late
    ]
    if number > len(late):
        words = count_of(number - len(late), "more step") + " overdue."
        lines.append(Todo("clock", "due", words, "", "See all", url_for("admin.contents")))
    return lines


def _requested(waiting: list[RequestLine], number: int, today: date) -> list[Todo]:
    lines = [
        Todo(
            "ticket",
            "due" if line.due_on <= today else "soon",
            f"{line.requester} asks: {line.what.lower()} for {line.for_whom}.",
            f"{'An answer' if line.first_answered_at is None else 'Somebody'} is due {week_day(line.due_on, today)}.",
            "Open",
            url_for("admin.request", request_id=line.id),
        )
        for line in waiting
    ]
    if number > len(lines):
        words = count_of(number - len(lines), "more request") + " due or unanswered."
        lines.append(Todo("ticket", "soon", words, "", "See all", url_for("admin.requests")))
    return lines


def _offered(waiting: list[Unchosen], number: int, now: datetime) -> list[Todo]:
    """Times that an advocate offered."""
    lines = [
        Todo(
            "calendar",
            "soon",
            f"{one.name} offers times for a {one.activity.lower()}.",
            f"{one.requester} has not chosen for {count_of((now - one.offered_at).days, 'day')}."
            if one.by_colleague
            else f"{one.requester} asked, so it is ours to choose.",
            "See" if one.by_colleague else "Choose",
            url_for("admin.ask", ask_id=one.ask_id),
        )
        for one in waiting
    ]
    if number > len(lines):
        words = count_of(number - len(lines), "more offer") + " of times waiting."
        lines.append(Todo("calendar", "", words, "", "See all", url_for("admin.asks", state="yes")))
    return lines


def _contents(due: Due) -> list[Todo]:
    kinds = (
        (due.unanswered, "unanswered for two weeks.", "Nobody is asked again by mail. Talk to them.", "sent"),
        (due.approved, "approved, and not published.", "Say where it is published.", "approved"),
        (due.reworded, "in words of the advocate’s own.", "Read them, and send them for a yes.", "draft"),
        (due.ending, "can’t be used for much longer.", "The time agreed to ends within 30 days.", "published"),
    )
    return [
        Todo(
            "quote",
            "soon",
            f"{count_of(number, 'piece')} of content {words}",
            context,
            "See",
            url_for("admin.contents", state=state),
        )
        for number, words, context, state in kinds
        if number
    ]


def _promised(waiting: Waiting, today: date) -> list[Todo]:
    """Rewards that people chose."""
    if waiting.first_due_on is None:
        return []
    late = waiting.first_due_on <= today
    what = f"{count_of(waiting.number, 'reward')} to approve or fulfil."
    when = f"The first was promised by {week_day(waiting.first_due_on, today)}."
    return [Todo("gift", "due" if late else "soon", what, when, "See them", url_for("admin.rewards"))]


def _wrong(number: int) -> list[Todo]:
    if not number:
        return []
    what = f"{count_of(number, 'person says', 'people say')} that something we know needs a change."
    url = url_for("admin.freshness", view=View.WRONG.value)
    return [Todo("note", "soon", what, "It counts as out of date until it is right.", "See", url)]


def _rest(found: Today, today: date) -> list[Todo]:
    lines = [
        Todo(
            "pause",
            "",
            f"{who.name} rests since {plain_day(who.since.date(), today)}.",
            "Nobody asks them until they choose again. Was it the wrong ask?",
            "See",
            url_for("admin.advocate", advocate_id=who.id),
        )
        for who in found.resting.named
    ]
    if found.imports.count:
        context = f"{found.imports.named[0].name} waits for its next step."
        words = count_of(found.imports.count, "import")
        lines.append(Todo("upload", "", f"{words} to finish.", context, "Go on", url_for("admin.imports")))
    if found.unanswered:
        words = count_of(found.unanswered, "invitation")
        context = "Each is reminded once, by itself. A personal word helps more."
        url = url_for("admin.invitations")
        lines.append(Todo("mail", "", f"{words} unanswered for a week.", context, "See", url))
    return lines


def _names(some: Some) -> str:
    names = [who.name for who in some.named]
    left = some.count - len(names)
    if left:
        return f"{', '.join(names)} and {left:,} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _oldest(some: Some, today: date) -> str:
    days = (today - some.named[0].since.date()).days
    return f"The oldest has waited {count_of(days, 'day')}." if days > 0 else "Since today."
