"""The advocate's first page: what waits, how often they are asked, what came of their time."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from flask import Blueprint, Response

from portal import words
from portal.domain.kinds import ActivityKind, Effort
from portal.domain.queries import freshness
from portal.domain.queries import home as queries
from portal.domain.queries.home import Home, HomeAsk
from portal.domain.rules import freshness as rules
from portal.domain.rules.caps import OPEN_END
from portal.web import access, current, responses
from portal.web.quiets import Quiet, quiet

blueprint = Blueprint("home", __name__)

COUNTED = MappingProxyType(
    {
        ActivityKind.COMMUNITY: ("answer in the community", "answers in the community"),
        ActivityKind.SPEAKING: ("talk given", "talks given"),
    }
)
"""Where the activity's own name can't be counted."""


@dataclass(frozen=True)
class Figure:
    number: str
    words: str


@blueprint.get("/home")
@access.advocate
def show() -> Response:
    viewer = current.signed_in()
    with current.reading() as session:
        home = queries.of_advocate(session, viewer.advocate_id or 0)
        ended = home.fresh_until is not None and home.fresh_until <= current.today()
        asks = ended or home.unconfirmed
        due = rules.due(freshness.known_of(session, viewer.advocate_id or 0), current.today()) if asks else []
    zone = viewer.time_zone or current.program().time_zone
    return responses.page(
        "home/show.html",
        greeting=greeting(words.local(current.now(), zone)),
        zone=zone,
        home=home,
        due=due,
        back="home",
        on_break=on_break(home),
        open_end=home.standing.break_until == OPEN_END,
        quiets=[where(home, effort) for effort in Effort],
        figures=figures(home.done),
    )


def greeting(there: datetime) -> str:
    if there.hour < 12:
        return "Good morning"
    return "Good afternoon" if there.hour < 18 else "Good evening"


def on_break(home: Home) -> bool:
    until = home.standing.break_until
    return until is not None and until > current.today()


def where(home: Home, effort: Effort) -> Quiet:
    standing, activities = home.standing, home.of_class(effort)
    gap = max(home.policy.gap(effort), standing.gap(effort))
    names = words.listed([activity.plural.lower() for activity in activities])
    return quiet(
        standing,
        effort,
        home.policy,
        activities=frozenset(activity.id for activity in activities),
        today=current.today(),
        to_them=True,
        what=f"{names[:1].upper()}{names[1:]}. At most {words.pace(gap)}.",
    )


def figures(done: tuple[HomeAsk, ...]) -> list[Figure]:
    """What they have done: calls with their time, then each other kind of activity."""
    made = []
    calls = [ask for ask in done if ask.effort is Effort.HIGH and ask.kind is ActivityKind.REFERENCE]
    if calls:
        time = words.minutes(sum(ask.minutes for ask in calls))
        made.append(Figure(words.count(len(calls)), f"{'call' if len(calls) == 1 else 'calls'} taken, {time} in all"))
    others = Counter(COUNTED.get(ask.kind, (ask.activity, ask.activities)) for ask in done if ask not in calls)
    for (one, many), number in others.items():
        made.append(Figure(words.count(number), (one if number == 1 else many).lower()))
    return made
