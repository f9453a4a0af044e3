"""Which deal somebody means who chose one of theirs, or typed how another one begins."""

from dataclasses import dataclass

from sqlalchemy.orm import Session
from wtforms import Field

from portal.domain.queries import requests as queries
from portal.domain.queries.requests import Deal
from portal.web.forms import number

UNKNOWN = "No deal begins like that. Leave this empty to go on without one."
SEVERAL = "Several deals begin like that. They are in the list above: choose yours."


@dataclass(frozen=True)
class Meant:
    """`offered` come beside one's own; `unclear` says why none is meant although something was typed."""

    offered: list[Deal]
    deal: Deal | None
    unclear: str


def meant(session: Session, chosen: Field, typed: str) -> Meant:
    """The one that was found is chosen in the field from now on."""
    picked = queries.deal(session, number(chosen.data)) if number(chosen.data) else None
    if not typed:
        return Meant([picked] if picked else [], picked, "")
    found = queries.named(session, typed)
    if picked and any(one.id == picked.id for one in found):
        return Meant(found, picked, "")
    if not found:
        return Meant([], None, UNKNOWN)
    chosen.data = str(found[0].id) if len(found) == 1 else ""
    return Meant(found, found[0], "") if len(found) == 1 else Meant(found, None, SEVERAL)
