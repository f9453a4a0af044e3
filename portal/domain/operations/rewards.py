"""The menu, kept by the team (RWD-2)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Redemption, Reward, RewardCode
from portal.domain.value_kinds import Fulfilment, RedemptionState, RewardKind

MOST_CODES = 20_000
LONGEST_CODE = 200


@dataclass(frozen=True)
class Words:
    """Everything the team edits; the names are those of the columns."""

    kind: RewardKind
    name: str
    what: str
    points: int
    cents: int
    currency: str | None
    stock: int | None
    regions: list[str]
    fulfilment: Fulfilment
    owner_id: int | None
    question: str | None
    charities: list[str]
    happens: str
    if_plans_change: str | None
    position: int


def add(session: Session, *, words: Words, actor_id: int, now: datetime) -> Reward:
    _hold(words)
    reward = Reward(**asdict(words), created_at=now)
    if words.fulfilment is Fulfilment.CODE:
        reward.stock = 0
    session.add(reward)
    session.flush()
    audit.record(session, "reward.added", kind="reward", id=reward.id, actor_id=actor_id, now=now)
    return reward


def change(session: Session, *, reward_id: int, words: Words, counted: int, actor_id: int, now: datetime) -> Reward:
    """What was redeemed keeps its price; the stock of codes is what was imported. `counted` is the stock that was seen:
    what was taken since stays taken.
    """
    _hold(words)
    reward = _locked(session, reward_id)
    if Fulfilment.CODE in {reward.fulfilment, words.fulfilment} and reward.fulfilment is not words.fulfilment:
        raise Refused("fulfilment", "A reward with codes stays one. Archive it and add another.")
    chosen = select(Redemption.id).where(Redemption.reward_id == reward_id).limit(1)
    if words.kind is not reward.kind and session.scalar(chosen) is not None:
        raise Refused("kind", "Somebody has chosen this, so it stays of its kind. Archive it and add another.")
    if reward.fulfilment is Fulfilment.CODE:
        words = replace(words, stock=reward.stock)
    elif words.stock is not None and reward.stock is not None:
        words = replace(words, stock=max(0, words.stock + reward.stock - counted))
    changed = []
    for name in (field.name for field in fields(Words)):
        if getattr(reward, name) != getattr(words, name):
            setattr(reward, name, getattr(words, name))
            changed.append(name)
    if changed:
        audit.record(
            session,
            "reward.changed",
            kind="reward",
            id=reward.id,
            actor_id=actor_id,
            now=now,
            fields=tuple(changed),
        )
    return reward


def archive(session: Session, *, reward_id: int, archived: bool, actor_id: int, now: datetime) -> Reward:
    """Take it off the menu, or put it back. What was chosen goes on."""
    reward = _locked(session, reward_id)
    if reward.archived is not archived:
        reward.archived = archived
        action = "reward.archived" if archived else "reward.restored"
        audit.record(session, action, kind="reward", id=reward.id, actor_id=actor_id, now=now)
    return reward


def import_codes(session: Session, *, reward_id: int, codes: Iterable[str], actor_id: int, now: datetime) -> int:
    """Add the codes that are new; answers how many. A file read in twice adds nothing."""
    reward = _locked(session, reward_id)
    if reward.fulfilment is not Fulfilment.CODE:
        raise Refused("no_codes", "This reward is not handed out as a code.")
    given = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not given:
        raise Refused("empty", "The file holds no codes. Put one on each line, in the first column.")
    if len(given) > MOST_CODES:
        raise Refused("too_many", f"Import {MOST_CODES:,} codes at most at a time.")
    if any(len(code) > LONGEST_CODE for code in given):
        raise Refused("too_long", f"A code has {LONGEST_CODE} characters at most. Is the first column the right one?")
    rows = [{"reward_id": reward.id, "code": code, "created_at": now} for code in given]
    made = session.scalars(
        insert(RewardCode)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["reward_id", "code"])
        .returning(RewardCode.id)
    )
    added = len(made.all())
    recount(session, reward.id)
    audit.record(session, "reward.codes_imported", kind="reward", id=reward.id, actor_id=actor_id, now=now)
    return added


def recount(session: Session, reward_id: int) -> None:
    """What is in stock of a reward with codes: those that nobody who waits will need.

    The reward is held first, so that what others promise or give back at this moment is counted too.
    """
    session.execute(select(Reward.id).where(Reward.id == reward_id).with_for_update())
    free = select(func.count()).where(RewardCode.reward_id == reward_id, RewardCode.redemption_id.is_(None))
    waiting = select(func.count()).where(
        Redemption.reward_id == reward_id,
        Redemption.state.in_([RedemptionState.HELD, RedemptionState.APPROVED]),
    )
    session.execute(
        update(Reward)
        .where(Reward.id == reward_id, Reward.fulfilment == Fulfilment.CODE)
        .values(stock=func.greatest(free.scalar_subquery() - waiting.scalar_subquery(), 0))
        .execution_options(synchronize_session=False)
    )


def _locked(session: Session, reward_id: int) -> Reward:
    statement = select(Reward).where(Reward.id == reward_id).with_for_update()
    reward = session.scalars(statement, execution_options={"populate_existing": True}).one_or_none()
    if reward is None:
        raise NotFound
    return reward


def _hold(words: Words) -> None:
    if (words.kind is RewardKind.DONATION) is not (words.fulfilment is Fulfilment.DONATION):
        raise Refused("donation", "A donation is fulfilled by donating, and nothing else is.")
    if words.fulfilment is Fulfilment.DONATION and not words.charities:
        raise Refused("no_charities", "Name at least one charity to choose from.")
    if words.fulfilment is Fulfilment.OWNER and words.owner_id is None:
        raise Refused("no_owner", "Say whose time it is.")
