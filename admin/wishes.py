"""What one advocate chose, activity by activity: last asked and next possible (CAP-6, CAP-8)."""

from dataclasses import dataclass
from datetime import date

from admin.states import ASKS, Sign
from portal.domain.kinds import Answer, Effort
from portal.domain.queries.activities import Offer
from portal.domain.queries.advocates import AdvocateView
from portal.domain.queries.grounds import Ground
from portal.domain.rules import refusals
from portal.domain.rules.caps import Obstacle, Reason, why_not
from portal.domain.rules.sentences import plain_day

ANSWERS = {Answer.HAPPY: "Happy to", Answer.ASK_FIRST: "Ask me first", Answer.NOT_NOW: "Not now"}
CLASSES = {Effort.HIGH: "Bigger asks", Effort.LOW: "Small asks"}


@dataclass(frozen=True)
class Wish:
    activity_id: int
    name: str
    icon: str
    effort: Effort
    answer: Answer
    said: str
    last: str
    obstacle: Obstacle | None
    next: str

    @property
    def free(self) -> bool:
        return self.obstacle is None


@dataclass(frozen=True)
class WishGroup:
    heading: str
    wishes: list[Wish]


def groups(view: AdvocateView, ground: Ground) -> list[WishGroup]:
    found = []
    for effort in Effort:
        gap = max(ground.policy.gap(effort), view.standing.gap(effort))
        wishes = [_wish(view, one, ground) for one in ground.activities if one.effort is effort]
        if wishes:
            found.append(WishGroup(f"{CLASSES[effort]}, one in {gap} days at most", wishes))
    return found


def state_of(view: AdvocateView, found: list[WishGroup], today: date) -> Sign:
    """The label under the name: whether they can be asked at all today, else why not."""
    wishes = [wish for group in found for wish in group.wishes]
    if any(wish.free for wish in wishes):
        return Sign("Can be asked today", "good", "check")
    if view.profile.departed:
        return Sign("Left the program", "", "signout")
    obstacles = [wish.obstacle for wish in wishes if wish.obstacle]
    dated = sorted((obstacle.next_on, obstacle.reason is Reason.BREAK) for obstacle in obstacles if obstacle.next_on)
    if dated:
        day, on_break = dated[0]
        words = f"On a break until {plain_day(day, today)}" if on_break else f"Next possible {plain_day(day, today)}"
        return Sign(words, "", "pause" if on_break else "clock")
    return Sign(_LABELS.get(obstacles[0].reason, "Nothing chosen") if obstacles else "Nothing chosen", "", "pause")


def _wish(view: AdvocateView, activity: Offer, ground: Ground) -> Wish:
    obstacle = why_not(view.standing, activity.wanted(by_hand=True), ground.policy, ground.today)
    answer = view.standing.answer(activity.id)
    now = "Now, by hand" if answer is Answer.ASK_FIRST else "Now"
    last = view.last_of(activity.id)
    return Wish(
        activity_id=activity.id,
        name=activity.name,
        icon=activity.icon,
        effort=activity.effort,
        answer=answer,
        said=ANSWERS[answer],
        last=f"{plain_day(last.asked_on, ground.today)}: {ASKS[last.state].words.lower()}"
        if last and last.asked_on
        else "Never",
        obstacle=obstacle,
        next=refusals.when(obstacle, activity.plural, ground.today) if obstacle else now,
    )


_LABELS = {
    Reason.NOT_IN_PROGRAM: "Has not joined yet",
    Reason.RESTING: "Rests",
    Reason.BREAK_OPEN: "On a break with no end",
    Reason.AWAITING: "Another ask awaits an answer",
    Reason.NO_CONSENT: "Has not agreed to be named",
}
