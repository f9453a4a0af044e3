"""Where someone stands with one class of asks, in the words and the bar that pages show (CAP-6)."""

from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from portal.domain.kinds import Effort
from portal.domain.rules.caps import OPEN_END, Policy, Standing, next_possible
from portal.domain.rules.sentences import plain_day

NAMES = MappingProxyType({Effort.HIGH: "Bigger asks", Effort.LOW: "Small asks"})


@dataclass(frozen=True)
class Quiet:
    """What templates/macros/quiet.html draws; the fields are described there."""

    name: str
    status: str
    when: str
    lead: str
    day: str
    last: str
    foot: str
    what: str
    percent: float


def quiet(
    standing: Standing,
    effort: Effort,
    policy: Policy,
    *,
    activities: frozenset[int],
    today: date,
    to_them: bool = False,
    what: str = "",
) -> Quiet:
    """`activities` are those of the class; `to_them`: the reader is the advocate, so "you" instead of "they"."""
    last = standing.last_on(effort)
    asked = plain_day(last, today) if last else ""
    view = Quiet(
        name=NAMES[effort],
        status="free",
        when="Now",
        lead="Possible now",
        day="",
        last=f"Asked {asked}" if last else "Not asked yet",
        foot=f"Last asked {asked}" if last else "Not asked yet",
        what=what,
        percent=100,
    )
    quiet_ends = next_possible(standing, effort, policy)
    status, wait = _waits_for_them(standing, activities, after=quiet_ends)
    if status:
        words = _said(wait, standing, today, to_them=to_them)
        return replace(view, status=status, when=words, lead=words, percent=0)
    return _dated(view, standing, last, quiet_ends, today)


def _waits_for_them(standing: Standing, activities: frozenset[int], *, after: date | None) -> tuple[str, str]:
    """What they must do first, unless they answer anyway before the quiet period is over."""
    waits = (
        (not standing.may_be_asked, "none", "When {they} join"),
        (not standing.reachable, "waiting", "When our mail may reach {them} again"),
        (standing.resting, "waiting", "When {they} choose again"),
        (standing.break_until == OPEN_END, "waiting", "When {they} end {their} break"),
        (not activities & (standing.happy | standing.ask_first), "none", "When {they} choose one"),
    )
    for is_so, status, wait in waits:
        if is_so:
            return status, wait
    if standing.awaiting and (after is None or standing.reply_by is None or after <= standing.reply_by):
        return "waiting", "When {they} answer, at the latest on {latest}"
    return "", ""


def _said(wait: str, standing: Standing, today: date, *, to_them: bool) -> str:
    latest = plain_day(standing.reply_by, today) if standing.reply_by else ""
    they, them, their = ("you", "you", "your") if to_them else ("they", "them", "their")
    return wait.format(they=they, them=them, their=their, latest=latest)


def _dated(view: Quiet, standing: Standing, last: date | None, quiet_ends: date | None, today: date) -> Quiet:
    break_until = standing.break_until
    if break_until and break_until > today and (quiet_ends is None or break_until >= quiet_ends):
        day = plain_day(break_until, today)
        return replace(view, status="break", when=f"From {day}", lead="On a break until", day=day, percent=0)
    if last is None or quiet_ends is None:
        return view
    day = plain_day(quiet_ends, today)
    if quiet_ends <= today:
        return replace(view, foot=f"{view.foot}. Free since {day}")
    gone = round(100 * (today - last).days / (quiet_ends - last).days, 1)
    return replace(
        view, status="resting", when=f"From {day}", lead="Next possible", day=day, percent=max(0.0, min(gone, 100.0))
    )
