"""Larkfield's deals: a file of the CRM that came in some months ago, and a later one that changed some of them."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo.asked import Known
from portal.domain.models import Import, OpportunityOwner
from portal.domain.operations import imports, opportunities
from portal.domain.queries import imports as queries
from portal.domain.queries.invitations import AddressHashes
from portal.domain.rules.imports import Noun

HEAD = [
    "Deal id",
    "Deal name",
    "Company",
    "Owner",
    "Team",
    "Product",
    "Stage",
    "Amount",
    "Currency",
    "Opened",
    "Closes",
]
COMPANIES = (
    "Rijnmond Foods",
    "Aalto Paper",
    "Meridian Cold Chain",
    "Brightwell Pharma",
    "Costa Norte Logística",
    "",
    "Lumen Retail",
    "Odra Steel",
    "Harbour & Finch",
)
OWNERS = (
    ("Maud Leclerc", "Benelux and France"),
    ("Joel Ferreira", "Iberia"),
    ("Amara Belo", "UK and Ireland"),
    ("Rafael Duarte", "Iberia"),
)
TIED = ("Maud Leclerc", "Joel Ferreira")
PRODUCTS = ("Larkfield Plan", "Larkfield Trace", "Larkfield Fleet")
STAGES = ("Discovery", "Proposal", "Closed won", "Proposal", "Closed lost", "Negotiation", "Closed won")
LATER = {"Negotiation": "Closed won", "Proposal": "Negotiation"}
NUMBER = 48
FIRST, SECOND = timedelta(days=120), timedelta(days=9)


def deal(session: Session, known: Known, address_hashes: AddressHashes, now: datetime) -> None:
    """What is open now closes in the weeks to come."""
    priya = known.staff["Priya Raman"]
    _bring_in(session, _file(now, later=False), priya, address_hashes, now - FIRST)
    names = session.scalars(select(OpportunityOwner).where(OpportunityOwner.name.in_(TIED))).all()
    for owner in names:
        opportunities.tie(
            session, owner_id=owner.id, colleague_id=known.staff[owner.name], actor_id=priya, now=now - FIRST
        )
    _bring_in(session, _file(now, later=True), priya, address_hashes, now - SECOND)


def _file(now: datetime, *, later: bool) -> list[list[str]]:
    return [HEAD, *(_row(number, now, later=later) for number in range(NUMBER))]


def _row(number: int, now: datetime, *, later: bool) -> list[str]:
    company, product = COMPANIES[number % len(COMPANIES)], PRODUCTS[number % len(PRODUCTS)]
    owner, team = OWNERS[number % len(OWNERS)]
    stage = STAGES[number % len(STAGES)]
    if later and number % 3 == 0:
        stage = LATER.get(stage, stage)
    closes = now + timedelta(days=12 + number * 3 if not stage.startswith("Closed") else number - 200)
    opened = now - FIRST - timedelta(days=20 + number * 4)
    name = f"{company or 'New name'}, {product.removeprefix('Larkfield ').lower()}"
    amount = str(18_000 + number % 11 * 7_500)
    days = (opened.date().isoformat(), closes.date().isoformat())
    return [f"LF-{2_000 + number}", name, company, owner, team, product, stage, amount, "EUR", *days]


def _bring_in(
    session: Session, rows: list[list[str]], actor_id: int, address_hashes: AddressHashes, moment: datetime
) -> None:
    run = imports.take_in(
        session,
        noun=Noun.OPPORTUNITIES,
        file_name="deals.csv",
        rows=list(enumerate(rows, start=1)),
        by_id=actor_id,
        address_hashes=address_hashes,
        now=moment,
    )
    _place(session, run, actor_id, address_hashes, moment)
    imports.confirm(session, import_id=run.id, actor_id=actor_id, address_hashes=address_hashes, now=moment)
    session.flush()


def _place(session: Session, run: Import, actor_id: int, address_hashes: AddressHashes, moment: datetime) -> None:
    answers: dict[str, dict[str, str]] = {}
    for one in queries.asked(session, run):
        answers.setdefault(one.target, {})[one.word] = one.answer
    imports.place(
        session, import_id=run.id, answers=answers, actor_id=actor_id, address_hashes=address_hashes, now=moment
    )
