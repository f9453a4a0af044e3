"""What a file's own words mean: said once by a person, remembered for the next file."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.models import Import
from portal.domain.queries import imports as queries


def all_placed(session: Session, run: Import) -> bool:
    """Whether nothing is left to ask. Words of the last file mean the same again."""
    before = queries.placed_before(session)
    earlier = {target: {**before.get(target, {}), **run.placed.get(target, {})} for target in {*before, *run.placed}}
    if earlier != run.placed:
        run.placed = earlier
    return all(one.placed for one in queries.asked(session, run))


def answer(session: Session, run: Import, answers: Mapping[str, Mapping[str, str]]) -> None:
    placed = {target: dict(meant) for target, meant in run.placed.items()}
    for one in queries.asked(session, run):
        given = answers.get(one.target, {}).get(one.word)
        if given is None or given not in one.offered:
            raise Refused("words", "Say for each word what it means.")
        placed.setdefault(one.target, {})[one.word] = given
    run.placed = placed
