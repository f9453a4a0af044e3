"""What the demo program's customers said and did: two surveys, usage, milestones, a call."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.demo.asked import Known
from portal.demo.cast import DATA
from portal.demo.past import Past
from portal.domain.kinds import NominationState, SignalKind
from portal.domain.models import Nomination, Signal
from portal.domain.operations import signals
from portal.domain.operations.signals import Heard
from portal.domain.queries.invitations import AddressHashes
from portal.domain.rules.feelings import Leaning

SOURCES = {
    SignalKind.SURVEY: "answers",
    SignalKind.USAGE: "usage",
    SignalKind.MILESTONE: "milestones",
    SignalKind.TRANSCRIPT: "call",
}
LONG_AGO = timedelta(days=30)
MEANT_WELL = "amelia.ford@thornbury.example"
"""Reads worse than it was meant; somebody has said so."""


def hear(past: Past, known: Known, address_hashes: AddressHashes) -> None:
    """The first survey was worked through; most of what came since waits."""
    told = list(_lines(past.now))
    first = [one for one in told if one.happened_on <= (past.now - LONG_AGO).date()]
    tom = known.staff["Tom Brandt"]

    def take_in(moment: datetime, heard: list[Heard]) -> None:
        signals.take_in(past.session, signals=heard, address_hashes=address_hashes, now=moment)

    def put_off(moment: datetime) -> None:
        waiting = (
            select(Nomination.id)
            .join(Signal, Signal.nomination_id == Nomination.id)
            .where(Nomination.state == NominationState.WAITING)
        )
        signals.decide(
            past.session,
            invite=[],
            pass_over=past.session.scalars(waiting).all(),
            actor_id=tom,
            address_hashes=address_hashes,
            now=moment,
        )

    def correct(moment: datetime) -> None:
        signal_id = past.session.execute(select(Signal.id).where(Signal.email == MEANT_WELL)).scalar_one()
        signals.correct(
            past.session,
            signal_id=signal_id,
            leaning=Leaning.GLAD,
            actor_id=tom,
            address_hashes=address_hashes,
            now=moment,
        )

    past.at(past.moment(40, 9, working=True), lambda moment: take_in(moment, first))
    past.at(past.moment(38, 14, working=True), put_off)
    past.at(past.moment(1, 8, 30), lambda moment: take_in(moment, [one for one in told if one not in first]))
    past.at(past.moment(1, 8, 45), correct)


def _lines(now: datetime) -> Iterator[Heard]:
    with (DATA / "heard.csv").open(newline="") as file:
        for number, line in enumerate(csv.DictReader(file)):
            yield Heard(
                kind=SignalKind(line["kind"]),
                source=SOURCES[SignalKind(line["kind"])],
                external_id=f"demo {number}",
                email=line["email"],
                happened_on=now.date() - timedelta(days=int(line["days_ago"])),
                name=line["name"],
                company=line["company"],
                score=int(line["score"]) if line["score"] else None,
                words=line["words"] or None,
            )
