"""Requests with their lines, and campaigns."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.domain.demand_kinds import CampaignState, RequestState
from portal.domain.models import Campaign, Request
from portal.domain.operations import campaigns, lines, requests
from tests import make
from tests.faults.paths.ground import Ground


class Demand(Ground):
    def request(self) -> str:
        made = make.request(
            self.session,
            self.kind().slug,
            needed_by=self.today() + timedelta(days=21),
            created_at=self.now,
            due_on=self.today() + timedelta(days=1),
        )
        return str(made.id)

    def line(self) -> str:
        found = self.session.scalars(select(Request.id).where(Request.state == RequestState.OPEN)).all()
        request_id = self.chance.choice(sorted(found))
        who = [self.entry() for _ in range(3)]
        given: dict[str, Any] = {"request_id": request_id, "actor_id": self.actor(), "now": self.now}
        match self.chance.randrange(3):
            case 0:
                return f"put {lines.put(self.session, advocate_ids=who, **given)}"
            case 1:
                note = lines.Note(self.chance.choice([None, "From me."]), "They said so.")
                return f"ask {lines.ask(self.session, advocate_id=who[0], note=note, **given).id}"
            case _:
                return f"asked {lines.ask_several(self.session, advocate_ids=who, **given)}"

    def end_request(self) -> str:
        found = self.session.scalars(select(Request).where(Request.state == RequestState.OPEN)).all()
        one = self.chance.choice(sorted(found, key=lambda each: each.id))
        requests.withdraw(self.session, request_id=one.id, requester_id=one.requester_id, now=self.now)
        return str(one.id)

    def campaign(self) -> str:
        wording = campaigns.Wording(
            name=f"Campaign {self.now}",
            segment_id=self.segment_id,
            activity_id=self.kind().id,
            other_role="supply chain director",
            other_industry="logistics",
            happen_by=self.today() + timedelta(days=30),
            why="You have run it the longest.",
            hours=1,
        )
        made = campaigns.draft(self.session, wording=wording, actor_id=self.actor(), now=self.now)
        campaigns.start(self.session, campaign_id=made.id, actor_id=self.actor(), now=self.now)
        return str(made.id)

    def run_campaign(self) -> str:
        live = (CampaignState.RUNNING, CampaignState.PAUSED)
        found = self.session.scalars(select(Campaign.id).where(Campaign.state.in_(live))).all()
        one = self.chance.choice(sorted(found))
        do = self.chance.choice([campaigns.pause, campaigns.resume, campaigns.resume, campaigns.stop])
        do(self.session, campaign_id=one, actor_id=self.actor(), now=self.now)
        return f"{do.__name__} {one}"
