"""Proof that can be used today: found, read, and its use noted (CON-1, CON-2)."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.domain.operations import adoptions, contents
from portal.domain.queries import contents as queries
from portal.domain.queries.requests import Deal, of_mine
from portal.domain.rules.contents import KINDS
from portal.forms.contents import ContentUsed, Finding
from portal.views.colleagues import deals
from portal.views.colleagues.blueprint import blueprint
from portal.web import access, current, responses
from portal.web.contents import ICONS, is_heading

LIST, LINES, PAGE = "colleagues/contents/index.html", "colleagues/contents/_list.html", "colleagues/contents/show.html"


@blueprint.get("/contents", endpoint="contents")
@access.colleague
def find() -> Response:
    form, today = Finding(formdata=request.args), current.today()
    with current.reading() as session:
        industries = queries.usable_industries(session, today)
        form.offer(industries)
        filters = form.filters(industries)
        found = queries.usable_page(session, today, filters, before=request.args.get("before", type=int))
    shown = found[: queries.PAGE]
    chosen = {name: form[name].data for name in ("q", "kind", "industry") if form[name].data}
    if chosen and "before" not in request.args:
        note(chosen, results=len(shown))
    return responses.page(
        LIST,
        LINES,
        form=form,
        found=shown,
        chosen=chosen,
        older=shown[-1].id if len(found) > queries.PAGE else None,
        kinds=KINDS,
        icons=ICONS,
        headings={each.id: is_heading(each.kind, each.words) for each in shown},
        publishes=current.signed_in().is_team or current.publishes(),
    )


@blueprint.get("/contents/<int:content_id>")
@access.colleague
def content(content_id: int) -> Response:
    with current.reading() as session:
        form = ContentUsed(formdata=None)
        offer(session, form, [])
        return responses.page(PAGE, **facts(session, content_id, form))


@blueprint.post("/contents/<int:content_id>/uses")
@access.colleague
def create_content_use(content_id: int) -> Response:
    """What is no deal we know is kept as it is said."""
    form = ContentUsed()
    with current.reading() as session:
        meant = deals.meant(session, form.deal, form.opportunity.data or "")
        offer(session, form, meant.offered)
        if not form.fits(meant.deal, meant.unclear if meant.unclear != deals.UNKNOWN else ""):
            return responses.again(PAGE, **facts(session, content_id, form))
    with current.writing() as session:
        contents.use(
            session,
            content_id=content_id,
            opportunity=form.opportunity.data or "",
            opportunity_id=meant.deal.id if meant.deal else None,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        )
    return responses.done(url_for("colleagues.content", content_id=content_id), said="Noted. Thank you")


def note(chosen: dict[str, str], *, results: int) -> None:
    """That somebody looked for something to show (ADO-1)."""
    me, sought = current.signed_in().id, "|".join(f"{name}={value}" for name, value in chosen.items())
    with current.writing() as session:
        adoptions.note_search(session, by_id=me, sought=sought, results=results, now=current.moment(session))


def offer(session: Session, form: ContentUsed, more: list[Deal]) -> None:
    own = of_mine(session, current.signed_in().id)
    known = {one.id for one in own}
    form.offer([*own, *(one for one in more if one.id not in known)])


def facts(session: Session, content_id: int, form: ContentUsed) -> dict[str, Any]:
    found = queries.usable_one(session, content_id, current.today())
    return {
        "content": found,
        "form": form,
        "kind": KINDS[found.kind],
        "icon_name": ICONS[found.kind],
        "short": is_heading(found.kind, found.words),
    }
