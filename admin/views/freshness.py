"""What is out of date: a report, asking people to confirm it, and the team's own word (ADV-6, CAP-9)."""

from collections import Counter
from datetime import date
from types import MappingProxyType
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.cards import up_to
from admin.freshness import ITEMS, why
from admin.views import profiles
from portal.domain.errors import Refused
from portal.domain.kinds import Part
from portal.domain.operations import freshness as operations
from portal.domain.queries import freshness as queries
from portal.domain.queries import programs
from portal.domain.queries.freshness import Mark, View
from portal.domain.rules.freshness import WHY, Item, Known, uncapped
from portal.web import access, current, responses
from portal.words import count_of

PAGE, FRAGMENT = "admin/freshness/index.html", "admin/freshness/_list.html"
TABS = MappingProxyType(
    {
        View.DUE: "Out of date",
        View.WRONG: "Called wrong",
        View.NEVER: "Never confirmed",
        View.SOON: "Out of date within a month",
    }
)


@blueprint.get("/freshness", endpoint="freshness")
@access.team
def index() -> Response:
    with current.reading() as session:
        return responses.page(PAGE, FRAGMENT, **listed(session))


@blueprint.post("/freshness/questions")
@access.team
def create_questions() -> Response:
    """Ask those ticked, or everybody of this view, to confirm."""
    ticked = request.form.getlist("id", type=int)
    everybody = request.form.get("who") == "all"
    if not ticked and not everybody:
        with current.reading() as session:
            return responses.again(PAGE, FRAGMENT, **{**listed(session), "nobody": "Tick at least one person."})
    with current.writing() as session:
        ids = queries.members(session, view(), current.today(), limit=operations.AT_ONCE) if everybody else ticked
        asked = operations.ask(
            session,
            advocate_ids=ids,
            actor_id=current.signed_in().id,
            address_hashes=current.links().address_hashes,
            now=current.moment(session),
        )
    back = request.form.get("back", type=int)
    url = url_for("admin.advocate", advocate_id=back) if back else url_for("admin.freshness", view=view().value)
    return responses.done(url, said=told(asked))


@blueprint.post("/advocates/<int:advocate_id>/confirmations")
@access.team
def confirm_item(advocate_id: int) -> Response:
    """They told somebody of the team that it still holds."""
    item, seen = request.form.get("item", ""), request.form.get("seen", "")
    right = {Item(item): seen} if item in set(Item) else {}
    try:
        with current.writing() as session:
            operations.answer(
                session,
                advocate_id=advocate_id,
                right=right,
                wrong=[],
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return profiles.refused(advocate_id, refusal)
    url = url_for("admin.advocate", advocate_id=advocate_id, _anchor="freshness")
    return responses.done(url, said="Confirmed in their name")


@blueprint.post("/advocates/<int:advocate_id>/hot", endpoint="create_hot", defaults={"hot": True})
@blueprint.post("/advocates/<int:advocate_id>/not-hot", endpoint="create_not_hot", defaults={"hot": False})
@access.team
def call_hot(advocate_id: int, *, hot: bool) -> Response:
    with current.writing() as session:
        operations.call_hot(
            session,
            advocate_id=advocate_id,
            hot=hot,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        )
    said = "Shown as a hot reference for 90 days" if hot else "No longer shown as hot"
    return responses.done(url_for("admin.advocate", advocate_id=advocate_id), said=said)


def listed(session: Session) -> dict[str, Any]:
    chosen, today = view(), current.today()
    lines, more = queries.due(
        session,
        chosen,
        today=today,
        address_hashes=current.links().address_hashes,
        after=mark(),
    )
    counts = queries.counts(session, today)
    program = programs.current(session)
    parts = queries.part_counts(session, today)
    return {
        "view": chosen.value,
        "heading": TABS[chosen],
        "lines": [(one, named(one.due), why(one.obstacle, today)) for one in lines],
        "tabs": [
            (words, url_for("admin.freshness", view=one.value), one is chosen, up_to(counts[one]))
            for one, words in TABS.items()
        ],
        "matching": up_to(counts[chosen]),
        "parts": [(up_to(parts[part]), ITEMS[Item(part.value)]) for part in Part if parts[part]],
        "first": mark() is None,
        "next_url": url_for("admin.freshness", view=chosen.value, after=write(more)) if more else "",
        "mail_gap": program.mail_gap,
        "dating": program.freshness_after is not None,
        "nobody": "",
    }


def named(due: list[Known]) -> list[str]:
    """As one line with commas says them."""
    return [ITEMS[one.item] if place == 0 else uncapped(ITEMS[one.item]) for place, one in enumerate(due)]


def view() -> View:
    key = request.values.get("view", View.DUE.value)
    return View(key) if key in set(View) else View.DUE


def mark() -> Mark | None:
    """Where the page begins, as `write` put it into the address; anything else is the first page."""
    day, _, key = request.args.get("after", "").partition("_")
    try:
        return Mark(date.fromisoformat(day) if day else None, int(key))
    except ValueError:
        return None


def write(end: Mark) -> str:
    return f"{end.fresh_until.isoformat() if end.fresh_until else ''}_{end.advocate_id}"


def told(asked: operations.Asked) -> str:
    """Who was asked, and who was left out and why."""
    parts = [f"{count_of(len(asked.asked), 'person is', 'people are')} asked"]
    reasons = Counter(one.reason for one in asked.left_out)
    parts += [f"{number} left out: {WHY[reason][:1].lower()}{WHY[reason][1:-1]}" for reason, number in reasons.items()]
    if asked.over:
        parts.append(f"{asked.over} more: press again")
    return ". ".join(parts)
