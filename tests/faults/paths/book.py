"""What really reached whom. The book knows nothing of match rows, places or states."""

from sqlalchemy import select

from portal.domain.kinds import Answer, AskState, ConsentKind, Effort, Topic
from portal.domain.leases import Claimed
from portal.domain.models import Activity, Ask, Program
from portal.domain.operations import places
from tests.faults.paths.ground import OPEN, Ground


class Book(Ground):
    def write_down(self, claimed: Claimed) -> None:
        if claimed.topic is not Topic.ASK_SENT or claimed.ask_id is None:
            return
        ask = self.session.get_one(Ask, claimed.ask_id, populate_existing=True)
        activity = self.session.get_one(Activity, ask.activity_id)
        human, today = self.human(ask.advocate_id), self.today()
        program = self.session.execute(select(Program)).scalar_one()
        allowed = {Effort.HIGH: program.high_gap, Effort.LOW: program.low_gap}
        told = f"ask {ask.id} of {ask.advocate_id} ({self.entries[ask.advocate_id]}) on {today}"
        assert not human.gone, f"{told}: they are gone"
        assert not human.unwanted, f"{told}: they want no mail"
        assert human.break_until is None or human.break_until <= today, f"{told}: on a break"
        answer = human.answers[activity.id]
        assert answer is Answer.HAPPY or (answer is Answer.ASK_FIRST and ask.by_hand_note), f"{told}: {answer}"
        assert not activity.needs_contact or ConsentKind.SHARE_CONTACT in human.consents, f"{told}: no consent"
        for other, effort, day in human.reached:
            gap = max(allowed[ask.effort], human.gaps[ask.effort])
            close = other != ask.id and effort is ask.effort and abs((today - day).days) < gap
            assert not close, f"{told}: {other} of the same class came on {day}, and {gap} days must lie between"
            still = self.session.get_one(Ask, other, populate_existing=True).state
            assert other == ask.id or still is not AskState.SENT, f"{told}: {other} awaits their answer"
        human.reached.append((ask.id, ask.effort, today))
        self.asked += 1

    def strike_out(self, claimed: Claimed) -> None:
        """It surely did not arrive this time."""
        ask = self.session.get_one(Ask, claimed.ask_id)
        reached = self.human(ask.advocate_id).reached
        last = max(at for at, each in enumerate(reached) if each[0] == ask.id)
        del reached[last]

    def look(self) -> None:
        assert not places.differences(self.session)
        open_now: dict[int, int] = {}
        for ask in self.session.scalars(select(Ask).where(Ask.state.in_(OPEN))):
            root = self.entries[ask.advocate_id]
            assert not self.humans[root].gone, f"ask {ask.id} of {ask.advocate_id} is open, and they are gone"
            if ask.state is AskState.SENT:
                assert open_now.setdefault(root, ask.id) == ask.id, f"{root} is asked twice: {ask.id}, {open_now[root]}"
