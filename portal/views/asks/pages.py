"""What the page of an ask is made from. A link's page gets no more than a link may show (ID-3)."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import render_template, request
from markupsafe import Markup

from portal import words
from portal.domain.kinds import ActivityKind, AskState
from portal.domain.queries import gifts
from portal.domain.queries.asks import AskLetter, OtherSide
from portal.domain.rules import asks as rules
from portal.domain.rules import reviews
from portal.domain.rules.caps import Policy, Standing
from portal.domain.rules.sentences import other_side, week_day
from portal.forms import asks as forms
from portal.views.asks.ways import Way, offers
from portal.web import current
from portal.web.quiets import Quiet, quiet


def context(
    ask: AskLetter, way: Way, other: OtherSide | None, form: forms.Answer | None = None, *, changing: bool = False
) -> dict[str, Any]:
    now = current.now()
    answering = ask.state is AskState.SENT or changing
    until = rules.change_ends(ask.answered_at) if ask.answered_at and offers(ask, now) else None
    return {
        "ask": ask,
        "side": other_side(ask.other_role, ask.other_industry),
        "other": other,
        "form": form,
        "untouched": untouched_answers(ask, by_link=bool(way.token)) if answering and form is None else "",
        "is_call": ask.is_call,
        "by": week_day(ask.happen_by, current.today()),
        "by_link": bool(way.token),
        "zone": ask.time_zone,
        "page_url": way.page,
        "answer_url": way.answer,
        "answering": answering,
        "until": words.moment(until, ask.time_zone, current.today()) if until else "",
        "quiet": quiet_of(ask),
        "disclosure": disclosure_of(ask),
    }


def disclosure_of(ask: AskLetter) -> str | None:
    """A review may be thanked for, and its ask says so (RWD-6), but to whom nothing may be given."""
    if ask.kind is not ActivityKind.REVIEW or not ask.points:
        return None
    with current.reading() as session:
        if not gifts.of_advocate(session, ask.advocate_id).may_earn:
            return None
    program = current.program()
    return reviews.disclosure(program.company_name, ask.points, program.reward_word)


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


def form_for(ask: AskLetter, now: datetime) -> forms.Answer:
    form = forms.Answer()
    form.offer(offers(ask, now), first=first_asked(), activities=ask.activities)
    return form


def first_asked() -> str:
    """Which answer the mail's link wants first in the list; it chooses nothing."""
    first = request.args.get("first", "")
    return first if first in forms.ANSWERS else ""


def untouched_answers(ask: AskLetter, *, by_link: bool) -> Markup:
    by = week_day(ask.happen_by, current.today())
    return rendered_answers(
        offers(ask, current.now()),
        first_asked(),
        ask.activities,
        is_call=ask.is_call,
        by=by,
        by_link=by_link,
        zone=ask.time_zone,
    )


@lru_cache(maxsize=500)
def rendered_answers(
    answers: tuple[str, ...], first: str, activities: str, *, is_call: bool, by: str, by_link: bool, zone: str
) -> Markup:
    """Half of the page's work, and the same for everybody who has not touched it yet (G2)."""
    form = forms.Answer(formdata=None)
    form.offer(answers, first=first, activities=activities)
    html = render_template("asks/answers.html", form=form, is_call=is_call, by=by, by_link=by_link, zone=zone)
    return Markup(html)  # noqa: S704 - a template's own, escaped there
