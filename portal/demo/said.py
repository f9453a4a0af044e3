"""What the demo program's advocates said, and may be quoted with: in every state that content can have."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from portal.demo.asked import Known
from portal.demo.cast import DATA
from portal.demo.joined import Joining
from portal.demo.past import Past
from portal.domain.kinds import ContentKind, Use, WorkStep
from portal.domain.models import Advocate, Content, Work
from portal.domain.operations import contents, works
from portal.domain.operations.contents import Facets, Words

ANSWERED_AFTER, PUBLISHED_AFTER, USED_EVERY = 2, 5, 9
REWORDED = "A pallet on the wrong ward is a risk before it is a cost. Now we see it before it leaves the dock."


@dataclass(frozen=True)
class Piece:
    name: str
    kind: str
    title: str
    words: str
    url: str
    tags: str
    days_ago: str
    years: str
    came_to: str
    uses: str
    place: str
    used_for: str


class Saying:
    """One piece and what became of it, day by day."""

    def __init__(self, past: Past, joining: Joining, known: Known, piece: Piece) -> None:
        self.past, self.joining, self.piece = past, joining, piece
        self.priya, self.tom, self.maud = (known.staff[name] for name in ("Priya Raman", "Tom Brandt", "Maud Leclerc"))
        self.days_ago = int(piece.days_ago)
        self.content_id = 0

    def plan(self) -> None:
        came_to = self.piece.came_to
        self._at(0, 10, self._write)
        if came_to == "working":
            self._at(0, 11, self._plan_steps)
            return
        if came_to != "public":
            self._at(0, 14, self._send)
        if came_to == "reworded":
            self._at(ANSWERED_AFTER, 9, self._reword)
        elif came_to in {"approved", "published", "revoked"}:
            self._at(ANSWERED_AFTER, 9, self._approve)
        if came_to in {"public", "published", "revoked"}:
            for number, place in enumerate(filter(None, self.piece.place.split("; "))):
                self._at(PUBLISHED_AFTER + 20 * number, 15, partial(self._publish, place=place))
            for number, opportunity in enumerate(filter(None, self.piece.used_for.split("; ")), start=1):
                self._at(
                    PUBLISHED_AFTER + USED_EVERY * number,
                    16,
                    partial(self._use, opportunity=opportunity),
                )
        if came_to == "revoked":
            self._at(self.days_ago - 12, 20, self._revoke)

    def _at(self, days_later: int, hour: int, act: Callable[[datetime], object]) -> None:
        days_ago = max(self.days_ago - days_later, 0)
        self.past.at(self.past.moment(days_ago, hour, self.days_ago % 60), act)

    def _write(self, moment: datetime) -> None:
        piece = self.piece
        content = contents.draft(
            self.past.session,
            kind=ContentKind(piece.kind),
            words=Words(piece.title, piece.words, piece.url or None),
            facets=Facets(tags=tuple(piece.tags.split("; "))),
            advocate_id=self.joining.advocate_id(piece.name) if piece.name else None,
            actor_id=self.priya,
            now=moment,
        )
        self.content_id = content.id

    def _send(self, moment: datetime) -> None:
        contents.send(
            self.past.session,
            content_id=self.content_id,
            version=1,
            uses=[Use(use) for use in self.piece.uses.split()],
            ends_on=moment.date() + timedelta(days=365 * int(self.piece.years)),
            note="You said it when we spoke, and I wrote it down as you said it.",
            actor_id=self.priya,
            now=moment,
        )

    def _approve(self, moment: datetime) -> None:
        contents.approve(
            self.past.session,
            content_id=self.content_id,
            version=1,
            extras=[Use(use) for use in self.piece.uses.split()],
            actor_id=self._person(),
            now=moment,
        )

    def _reword(self, moment: datetime) -> None:
        contents.reword(
            self.past.session,
            content_id=self.content_id,
            version=1,
            words=REWORDED,
            actor_id=self._person(),
            now=moment,
        )

    def _publish(self, moment: datetime, *, place: str) -> None:
        contents.publish(
            self.past.session, content_id=self.content_id, version=1, where=place, actor_id=self.tom, now=moment
        )

    def _use(self, moment: datetime, *, opportunity: str) -> None:
        contents.use(
            self.past.session, content_id=self.content_id, opportunity=opportunity, actor_id=self.maud, now=moment
        )

    def _revoke(self, moment: datetime) -> None:
        contents.revoke(self.past.session, content_id=self.content_id, actor_id=self._person(), now=moment)

    def _plan_steps(self, moment: datetime) -> None:
        session = self.past.session
        works.plan(
            session,
            content_id=self.content_id,
            starts_on=moment.date(),
            owner_id=self.tom,
            actor_id=self.priya,
            now=moment,
        )
        first = select(Work.id).where(Work.content_id == self.content_id, Work.step == WorkStep.INTERVIEW)
        work_id = session.execute(first).scalar_one()
        self._at(6, 17, lambda later: works.finish(session, work_id=work_id, actor_id=self.tom, now=later))

    def _person(self) -> int:
        session = self.past.session
        whose = select(Advocate.person_id).join(Content, Content.advocate_id == Advocate.id)
        return session.execute(whose.where(Content.id == self.content_id)).scalar_one()


def say(past: Past, joining: Joining, known: Known) -> None:
    with (DATA / "contents.csv").open(newline="") as file:
        for line in csv.DictReader(file):
            Saying(past, joining, known, Piece(**line)).plan()
