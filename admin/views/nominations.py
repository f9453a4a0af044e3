"""The queue of people whom somebody named, and what the team decides about them (NOM-1)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.nominations import UsualReason
from portal.domain.operations import nominations
from portal.domain.operations.nominations import Outcome
from portal.domain.queries import nominations as queries
from portal.domain.queries import signals
from portal.domain.queries.nominations import Source, Tab, Whose
from portal.web import access, current, responses
from portal.words import count_of, listed

PAGE, LIST = "admin/nominations/index.html", "admin/nominations/_list.html"
TABS = {Tab.REVIEW: "To review", Tab.INVITED: "Invited", Tab.JOINED: "Joined", Tab.NOT_NOW: "Not now"}
WHOSE = {Whose.ANYBODY: "Everybody’s", Whose.MINE: "Mine", Whose.NOBODY: "Nobody’s yet"}
SOURCES = {
    Source.ANY: "From anywhere",
    Source.COLLEAGUES: "Colleagues",
    Source.ADVOCATES: "Advocates",
    Source.SIGNALS: "What we heard",
}
DEFAULTS = {"tab": Tab.REVIEW.value, "whose": Whose.ANYBODY.value, "source": Source.ANY.value}


@blueprint.get("/nominations", endpoint="nominations")
@access.team
def queue() -> Response:
    return responses.page(PAGE, LIST, **shown())


@blueprint.post("/nominations/decisions")
@access.team
def create_decisions() -> Response:
    """About all those ticked: `decision` is "invite", "pass" or "take". Who was decided about meanwhile stays so."""
    ticked = list(dict.fromkeys(request.form.getlist("id", type=int)))
    form, decision = UsualReason(request.form), request.form.get("decision", "")
    problem = wrong(ticked, decision, form)
    if problem:
        return responses.again(PAGE, LIST, **shown(problem=problem, form=form, ticked=ticked))
    with current.writing() as session:
        said, left_out = decided(session, decision, ticked, form.reason())
    if left_out:
        return responses.page(PAGE, LIST, status=409, **shown(left_out=left_out, also=said))
    return responses.done(back(), LIST, said=said, **shown())


def wrong(ticked: list[int], decision: str, form: UsualReason) -> str:
    if not ticked:
        return "Tick at least one person."
    if decision not in {"invite", "pass", "take"}:
        return "Choose what to do with them."
    unsaid = decision == "pass" and not (form.validate() and form.reason())
    return "Choose why not now. Whoever nominated them reads it." if unsaid else ""


def decided(session: Session, decision: str, ids: list[int], reason: str) -> tuple[str, list[tuple[str, str]]]:
    """What was done, in words; and who was left out, with the reason."""
    me, now = current.signed_in().id, current.moment(session)
    if decision == "take":
        number = nominations.assign(session, nomination_ids=ids, owner_id=me, actor_id=me, now=now)
        return f"{count_of(number, 'nomination is', 'nominations are')} yours to look after now", []
    if decision == "pass":
        return told(nominations.pass_over(session, nomination_ids=ids, reason=reason, actor_id=me, now=now), "Not now")
    outcome = nominations.invite(
        session, nomination_ids=ids, actor_id=me, address_hashes=current.links().address_hashes, now=now
    )
    return told(outcome, "Invited")


def told(outcome: Outcome, what: str) -> tuple[str, list[tuple[str, str]]]:
    if outcome.done:
        names = listed(outcome.done) if len(outcome.done) <= 3 else count_of(len(outcome.done), "person", "people")
        return f"{what}: {names}", outcome.left_out
    return "Nobody of these was waiting any more" if not outcome.left_out else "", outcome.left_out


def back() -> str:
    """The tab they stood on, and what they had chosen there."""
    return url_for("admin.nominations", **here())


def here() -> dict[str, Any]:
    """What the address says and is no default."""
    known: dict[str, type[StrEnum]] = {"tab": Tab, "whose": Whose, "source": Source}
    given = {name: request.args.get(name, "") for name in known}
    return {name: key for name, key in given.items() if key in set(known[name]) and key != DEFAULTS[name]}


def shown(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - what a template needs
    chosen = DEFAULTS | here()
    tab, whose, source = Tab(chosen["tab"]), Whose(chosen["whose"]), Source(chosen["source"])
    me, start = current.signed_in().id, request.args.get("start", type=int)
    with current.reading() as session:
        lines = queries.page(session, tab=tab, whose=whose, source=source, viewer_id=me, start=start)
        counts = queries.counts(session)
        heard = signals.evidence(session, [line.id for line in lines[: queries.PAGE]], today=current.today())
    context = {
        "tab": tab,
        "tabs": [
            (words, url_for("admin.nominations", tab=one), one is tab, counts[one]) for one, words in TABS.items()
        ],
        "whoses": chips("whose", WHOSE, whose),
        "sources": chips("source", SOURCES, source),
        "lines": lines[: queries.PAGE],
        "heard": heard,
        "next_start": lines[queries.PAGE - 1].id if len(lines) > queries.PAGE else None,
        "waiting": counts[Tab.REVIEW],
        "here": here(),
        "form": UsualReason(),
        "problem": "",
        "ticked": [],
        "left_out": [],
        "also": "",
    }
    return context | more


def chips(name: str, words: Mapping[Any, str], chosen: StrEnum) -> list[tuple[str, str, bool]]:
    others: dict[str, Any] = {key: value for key, value in here().items() if key != name}
    return [
        (said, url_for("admin.nominations", **(others | {name: one})), one is chosen) for one, said in words.items()
    ]
