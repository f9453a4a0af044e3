"""The one way in for everything heard of customers: files, calls, and whatever is connected (NOM-2)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Date, Integer, Text, insert, literal, select
from sqlalchemy.orm import Session

from portal.domain import audit, recordsets
from portal.domain.errors import Refused
from portal.domain.kinds import SignalKind
from portal.domain.models import Signal
from portal.domain.operations import scores
from portal.domain.operations.signals import candidacies
from portal.domain.queries import programs
from portal.domain.queries import signals as queries
from portal.domain.queries.invitations import AddressHashes
from portal.domain.rules import feelings, transcripts
from portal.domain.rules.signals import own_id

LONGEST_CALL = 200_000
COLUMNS = {
    **dict.fromkeys(("kind", "source", "external_id", "email", "name", "company", "words", "sentence"), Text),
    "happened_on": Date,
    "score": Integer,
    "feeling": Integer,
    "person_id": Signal.id.type,
}


@dataclass(frozen=True)
class Heard:
    """`source` and `external_id` name it once; the address is in lower case, the score from 0 to 10."""

    kind: SignalKind
    source: str
    external_id: str
    email: str
    happened_on: date
    name: str | None = None
    company: str | None = None
    score: int | None = None
    words: str | None = None


@dataclass(frozen=True)
class Taken:
    """The row of each signal by its source and id there; `new` are those that were not here before."""

    ids: dict[tuple[str, str], int]
    new: frozenset[int]


def take_in(session: Session, *, signals: Sequence[Heard], address_hashes: AddressHashes, now: datetime) -> Taken:
    """Each once, however often it comes. Whom it speaks well for becomes a candidate who waits for a person's word."""
    candidacies.one_at_a_time(session)
    given = {(one.source, one.external_id): one for one in signals}
    known = queries.known_ids(session, given)
    fresh = [one for key, one in given.items() if key not in known]
    added = _insert(session, fresh, now)
    today = programs.today(programs.current(session), now)
    candidacies.consider(session, signal_ids=list(added.values()), today=today, address_hashes=address_hashes, now=now)
    scores.bring_up_to_date(session, signal_ids=list(added.values()), now=now)
    return Taken(known | added, frozenset(added.values()))


def take_in_call(
    session: Session,
    *,
    name: str,
    email: str,
    company: str | None,
    on: date,
    text: str,
    actor_id: int,
    address_hashes: AddressHashes,
    now: datetime,
) -> int:
    """A call's transcript. Where it names its speakers, only the customer's own words are scored."""
    words = transcripts.plain(text)
    if not words:
        raise Refused("empty", "There are no words in this transcript.")
    if len(words) > LONGEST_CALL:
        raise Refused("too_long", f"The transcript is longer than {LONGEST_CALL:,} characters. Take in a part of it.")
    if transcripts.has_speakers(words) and transcripts.said_by(name, words) is None:
        raise Refused("speaker", f"Nobody in this call is called {name}. Write the name as the transcript does.")
    address = email.strip().lower()
    heard = Heard(
        kind=SignalKind.TRANSCRIPT,
        source="call",
        external_id=own_id(address, on, words),
        email=address,
        happened_on=on,
        name=name,
        company=company,
        words=words,
    )
    taken = take_in(session, signals=[heard], address_hashes=address_hashes, now=now)
    signal_id = taken.ids[heard.source, heard.external_id]
    if signal_id in taken.new:
        audit.record(session, "signal.taken_in", kind="signal", id=signal_id, actor_id=actor_id, now=now)
    return signal_id


def _insert(session: Session, fresh: Sequence[Heard], now: datetime) -> dict[tuple[str, str], int]:
    if not fresh:
        return {}
    people = queries.people(session, {one.email for one in fresh})
    rows = [_row(one, people[one.email].person_id if one.email in people else None) for one in fresh]
    given = recordsets.table(rows, **COLUMNS)
    made = session.execute(
        insert(Signal)
        .from_select([*COLUMNS, "created_at"], select(*(given.c[name] for name in COLUMNS), literal(now)))
        .returning(Signal.id, Signal.source, Signal.external_id)
    )
    return {(row.source, row.external_id): row.id for row in made}


def _row(one: Heard, person_id: int | None) -> dict[str, object]:
    reading = feelings.read(_own_words(one))
    return asdict(one) | {
        "kind": one.kind.value,
        "happened_on": one.happened_on.isoformat(),
        "feeling": reading.feeling,
        "sentence": reading.sentence.text if reading.sentence else None,
        "person_id": person_id,
    }


def _own_words(one: Heard) -> str:
    words = one.words or ""
    if one.kind is SignalKind.TRANSCRIPT and one.name:
        return transcripts.said_by(one.name, words) or words
    return words
