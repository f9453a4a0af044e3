"""Put a message's text in the team's own words, or back to the built-in ones."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Wording
from portal.domain.queries import wordings
from portal.domain.rules.wordings import TEXTS, unknown


def change(session: Session, *, key: str, body: str, actor_id: int, now: datetime) -> None:
    """The built-in words, or none, take the team's away."""
    if key not in TEXTS:
        raise NotFound
    text, tidy = TEXTS[key], body.strip()
    strange = unknown(text, tidy)
    if strange:
        known = ", ".join(f"{{{name}}}" for name in text.placeholders)
        raise Refused("placeholder", f"{', '.join(strange)} can’t be filled in here. These can: {known}.")
    if wordings.words(session, key) == (tidy or text.words):
        return
    if tidy in {"", text.words}:
        session.execute(delete(Wording).where(Wording.key == key))
    else:
        put = insert(Wording).values(key=key, body=tidy)
        session.execute(put.on_conflict_do_update(index_elements=["key"], set_={"body": put.excluded.body}))
    audit.record(session, "wording.changed", kind="program", id=1, actor_id=actor_id, now=now, fields=(key,))
