"""What colleagues ask for in the demo program: requests in each state, with what was written about them."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.demo.asked import Known
from portal.domain.demand_kinds import RequestState, UnfilledReason, Wants
from portal.domain.kinds import Stage
from portal.domain.models import Account, MatchRow, Request, RequestMessage, SearchRow
from portal.domain.operations import lines
from portal.domain.rules.requests import APPROVED_WITHIN, due_on, working_day_after

PROSPECTS = (
    ("Fjordlast", "Logistics", "Nordics", "Norway", 4_000),
    ("Mercato Nord", "Retail", "Germany and Austria", "Germany", 2_300),
    ("Ville d’Arles", "Public sector", "France", "France", 1_100),
    ("Caldera Foods", "Food wholesale", "Southern Europe", "Spain", 900),
    ("Aurland Energy", "Energy", "Nordics", "Norway", 6_200),
)
Row = tuple[str, str, str | None, str, str, list[str], str, int, int, str]
ASKED: tuple[Row, ...] = (
    ("Fjordlast", "Maud Leclerc", "call", "director of supply chain", "logistics", ["Logistics"],
     "How carrier onboarding went after leaving their current system", 0, 14, "new"),
    ("Mercato Nord", "Joel Ferreira", "intro", "head of planning", "retail", ["Retail"],
     "How long it took until the stores trusted the forecast", 2, 9, "taken"),
    ("Caldera Foods", "Maud Leclerc", "call", "operations director", "food wholesale", [],
     "Whether it copes with short-lived stock", 13, 4, "taken"),
    ("Aurland Energy", "Leo Marchetti", None, "maintenance planner", "energy", ["Energy"],
     "A story from another grid operator, to send before the board meets", 1, 12, "new"),
    ("Aurland Energy", "Maud Leclerc", "speak", "group of 12 plant managers", "energy", ["Energy"],
     "What changed for the people on the night shift", 1, 40, "approval"),
    ("Mercato Nord", "Joel Ferreira", "call", "chief operating officer", "retail", [],
     "What the first 90 days were like", 48, -20, "filled"),
    ("Ville d’Arles", "Maud Leclerc", "call", "head of procurement", "public sector", ["Public sector"],
     "How a public tender was handled", 30, -9, "unfilled"),
    ("Ville d’Arles", "Leo Marchetti", "call", "IT director", "public sector", ["Public sector"],
     "Where the data is kept", 75, -50, "unfilled"),
)  # fmt: skip
"""Company, who asks, activity, other side, its industry, what must fit, why, days ago, needed in days, what became."""
WHY = {
    "close_reason": UnfilledReason.NOBODY_FREE,
    "close_note": "One person fits, and can next be asked after your date.",
}


def request(session: Session, known: Known, now: datetime) -> None:
    prospects = [
        {"name": name, "industry": industry, "region": region, "country": country, "employees": employees,
         "csm_id": known.staff["Amara Bello"], "created_at": now - timedelta(days=120)}
        for name, industry, region, country, employees in PROSPECTS
    ]  # fmt: skip
    session.execute(insert(Account).on_conflict_do_nothing(), prospects)
    names = [prospect["name"] for prospect in prospects]
    found = session.execute(select(Account.name, Account.id).where(Account.name.in_(names)))
    accounts = {row.name: row.id for row in found}
    rows = [_row(known, accounts, one, now) for one in ASKED]
    ids = session.scalars(insert(Request).returning(Request.id, sort_by_parameter_order=True), rows).all()
    said = (
        (1, "Sara Lindholm", "Two people fit. One of them planned the stores herself; we ask her first.", 30),
        (1, "Joel Ferreira", "Lovely. An email is enough, they say.", 28),
        (2, "Tom Brandt", "Fruit and fish are close enough? Then there are three.", 200),
        (5, "Tom Brandt", "They spoke for half an hour. Thank you for the good questions.", 600),
    )
    session.execute(
        insert(RequestMessage),
        [
            {
                "request_id": ids[place],
                "author_id": known.staff[who],
                "words": words,
                "at": now - timedelta(hours=hours),
            }
            for place, who, words, hours in said
        ],
    )
    retail = (
        select(SearchRow.advocate_id)
        .join(MatchRow, MatchRow.advocate_id == SearchRow.advocate_id)
        .where(SearchRow.stage == Stage.CONFIRMED, SearchRow.industry == "Retail", MatchRow.break_until.is_(None))
    )
    waiting = session.scalars(retail.order_by(SearchRow.advocate_id).limit(2)).all()
    lines.put(session, request_id=ids[1], advocate_ids=waiting, actor_id=known.staff["Tom Brandt"], now=now)


def _row(known: Known, accounts: dict[str, int], one: Row, now: datetime) -> dict[str, object]:
    company, who, slug, role, industry, industries, why, days_ago, needed_in, became = one
    made, today = now - timedelta(days=days_ago, hours=2), now.date()
    needed_by = today + timedelta(days=needed_in)
    return {
        "requester_id": known.staff[who],
        "wants": Wants.PERSON if slug else Wants.CONTENT,
        "activity_id": known.activities[slug] if slug else None,
        "account_id": accounts[company],
        "other_role": role,
        "other_industry": industry,
        "industries": industries,
        "needed_by": needed_by,
        "why": why,
        "created_at": made,
        "due_on": due_on(began_on=made.date(), answered=became != "new", needed_by=needed_by),
    } | _became(known, became, made, today)


def _became(known: Known, became: str, made: datetime, today: date) -> dict[str, object]:
    answered = {"owner_id": known.staff["Tom Brandt"], "first_answered_at": made + timedelta(hours=4)}
    nothing = {"owner_id": None, "first_answered_at": None, "approver_id": None, "approve_by": None}
    nothing |= {"closed_at": None, "closed_by": None, "close_reason": None, "close_note": None}
    ended = {"closed_at": made + timedelta(days=9), "closed_by": known.staff["Tom Brandt"]}
    if became == "approval":
        last = working_day_after(today, APPROVED_WITHIN)
        approval = {"approver_id": known.staff["Amara Bello"], "approve_by": made + timedelta(days=4), "due_on": last}
        return nothing | approval | {"state": RequestState.AWAITS_APPROVAL}
    if became == "filled":
        return nothing | answered | ended | {"state": RequestState.FILLED}
    if became == "unfilled":
        return nothing | answered | ended | {"state": RequestState.UNFILLED} | WHY
    return nothing | (answered if became == "taken" else {}) | {"state": RequestState.OPEN}
