"""Confirming what we know about an advocate, or calling it wrong: by themselves, or by the team in their name."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import case, delete, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Answer, Part
from portal.domain.models import Advocate, Confirmation, Reconfirmation, Willingness
from portal.domain.operations import places, searches
from portal.domain.queries import programs
from portal.domain.queries.freshness import known_of
from portal.domain.rules import freshness as rules
from portal.domain.rules.freshness import Item

PART_OF = {"products": Part.DEPLOYMENTS, "use_cases": Part.DEPLOYMENTS, "outcomes": Part.OUTCOMES, "story": Part.STORY}
"""By the columns of an advocate."""
CHANGED = {
    Item.STORY: "Your story has",
    Item.DEPLOYMENTS: "What we know about your use has",
    Item.OUTCOMES: "Your results have",
    Item.WILLINGNESS: "What you’re happy to do has",
}


def answer(
    session: Session,
    *,
    advocate_id: int,
    right: Mapping[Item, str],
    wrong: Collection[Item],
    actor_id: int | None,
    now: datetime,
) -> None:
    """`right` holds what stood on the page (`Known.seen`): nobody confirms what changed meanwhile.

    Wishes called wrong are left to the preferences, where they are changed.
    """
    advocate = _locked(session, advocate_id)
    _hold(session, advocate_id, right, wrong)
    by_id = actor_id or advocate.person_id
    _put(session, advocate_id, [rules.PARTS[item] for item in right if item in rules.PARTS], by_id, now)
    if Item.WILLINGNESS in right:
        _keep_wishes(session, advocate_id, now)
    _doubt(session, advocate_id, [rules.PARTS[item] for item in wrong if item in rules.PARTS], by_id, now)
    today = programs.today(programs.current(session), now)
    if right and rules.is_hot(advocate.hot_on, today):
        advocate.hot_on = today
    session.execute(
        update(Reconfirmation)
        .where(Reconfirmation.advocate_id == advocate_id, Reconfirmation.answered_at.is_(None))
        .values(answered_at=now)
        .execution_options(synchronize_session=False)
    )
    searches.refresh(session, advocate_ids=[advocate_id])
    for action, items in (("profile.confirmed", right), ("profile.called_wrong", wrong)):
        if items:
            audit.record(
                session,
                action,
                kind="advocate",
                id=advocate_id,
                actor_id=actor_id,
                now=now,
                fields=tuple(sorted(items)),
            )


def written(
    session: Session, *, advocate_id: int, fields: Collection[str], actor_id: int | None, now: datetime
) -> None:
    """Whoever writes a part anew stands for it from then on. Before the search row is refreshed."""
    parts = {PART_OF[name] for name in fields if name in PART_OF}
    _put(session, advocate_id, sorted(parts), actor_id, now)


def story_told(session: Session, *, advocate_id: int, by_id: int, told_at: datetime) -> None:
    """In an interview."""
    _put(session, advocate_id, [Part.STORY], by_id, told_at)


def forget_story(session: Session, *, advocate_id: int) -> None:
    """The one that was confirmed is no longer the one we would tell."""
    session.execute(
        delete(Confirmation).where(Confirmation.advocate_id == advocate_id, Confirmation.part == Part.STORY)
    )


def call_hot(session: Session, *, advocate_id: int, hot: bool, actor_id: int, now: datetime) -> None:
    """The team knows they would take a call tomorrow; true for 90 days."""
    advocate = _locked(session, advocate_id)
    advocate.hot_on = programs.today(programs.current(session), now) if hot else None
    action = "advocate.called_hot" if hot else "advocate.called_not_hot"
    audit.record(session, action, kind="advocate", id=advocate_id, actor_id=actor_id, now=now, fields=("hot_on",))


def _locked(session: Session, advocate_id: int) -> Advocate:
    if session.get(Advocate, advocate_id) is None:
        raise NotFound
    places.lock(session, advocate_id)
    return session.get_one(Advocate, advocate_id, populate_existing=True)


def _hold(session: Session, advocate_id: int, right: Mapping[Item, str], wrong: Collection[Item]) -> None:
    there = {one.item: one.seen for one in known_of(session, advocate_id)}
    for item, seen in right.items():
        if there.get(item) != seen:
            raise Refused("changed", f"{CHANGED[item]} changed meanwhile. Read it again before you confirm it.")
    if not set(wrong) <= set(there):
        raise NotFound


def _put(session: Session, advocate_id: int, parts: Collection[Part], by_id: int | None, now: datetime) -> None:
    if not parts:
        return
    rows = [{"advocate_id": advocate_id, "part": part, "confirmed_at": now, "by_id": by_id} for part in parts]
    put = insert(Confirmation).values(rows)
    session.execute(
        put.on_conflict_do_update(
            index_elements=["advocate_id", "part"],
            set_={
                "confirmed_at": func.greatest(Confirmation.confirmed_at, put.excluded.confirmed_at),
                "by_id": put.excluded.by_id,
                "doubted_at": case((Confirmation.doubted_at > put.excluded.confirmed_at, Confirmation.doubted_at)),
            },
        )
    )


def _doubt(session: Session, advocate_id: int, parts: Collection[Part], by_id: int, now: datetime) -> None:
    if not parts:
        return
    rows = [{"advocate_id": advocate_id, "part": part, "doubted_at": now, "by_id": by_id} for part in parts]
    put = insert(Confirmation).values(rows)
    session.execute(
        put.on_conflict_do_update(
            index_elements=["advocate_id", "part"],
            set_={"doubted_at": func.coalesce(Confirmation.doubted_at, put.excluded.doubted_at)},
        )
    )


def _keep_wishes(session: Session, advocate_id: int, now: datetime) -> None:
    """Not as choosing again does: a rest goes on."""
    session.execute(
        update(Willingness)
        .where(Willingness.advocate_id == advocate_id, Willingness.answer != Answer.NOT_NOW)
        .values(chosen_at=now)
        .execution_options(synchronize_session=False)
    )
