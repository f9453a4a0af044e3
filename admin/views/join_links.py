"""Join links with their QR codes, and what came of each channel (ACT-2)."""

from io import BytesIO
from typing import Any

import segno
from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms.departments import CHANNELS
from admin.forms.join_links import NewJoinLink
from portal.domain.errors import Refused
from portal.domain.kinds import Channel
from portal.domain.operations import join_links
from portal.domain.queries import join_links as queries
from portal.web import access, current, responses

PAGE = "admin/join_links/index.html"


@blueprint.get("/join-links", endpoint="join_links")
@access.team
def index() -> Response:
    return responses.page(PAGE, form=NewJoinLink(), **facts())


@blueprint.post("/join-links")
@access.team
def create_join_link() -> Response:
    form = NewJoinLink(request.form)
    if not form.validate():
        return responses.again(PAGE, form=form, **facts())
    try:
        with current.writing() as session:
            made = join_links.add(
                session,
                name=form.name.data or "",
                channel=Channel(form.channel.data),
                slug=form.slug.data or None,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, form=form, **facts())
    return responses.done(url_for("admin.join_link", link_id=made), said="The link works from now on")


@blueprint.get("/join-links/<int:link_id>")
@access.team
def join_link(link_id: int) -> Response:
    """To be printed and put on a table."""
    with current.reading() as session:
        line = queries.one(session, link_id)
    return responses.page("admin/join_links/show.html", line=line, address=address_of(line.slug), channels=CHANNELS)


@blueprint.get("/join-links/<int:link_id>/code.svg")
@access.team
def join_link_code(link_id: int) -> Response:
    with current.reading() as session:
        line = queries.one(session, link_id)
    drawn = BytesIO()
    code = segno.make_qr(address_of(line.slug), error="m")
    code.save(drawn, kind="svg", scale=8, border=4, dark="#000", light="#fff", title=f"Join: {line.name}")
    return responses.file(drawn.getvalue(), name=f"{line.slug}.svg", kind="image/svg+xml")


@blueprint.post("/join-links/<int:link_id>/closing")
@access.team
def create_link_closing(link_id: int) -> Response:
    with current.writing() as session:
        join_links.close(session, link_id=link_id, actor_id=current.signed_in().id, now=current.moment(session))
    return responses.done(
        url_for("admin.join_links"), said="Closed. Whoever opens it can still join, without its channel"
    )


@blueprint.post("/join-links/<int:link_id>/reopening")
@access.team
def create_link_reopening(link_id: int) -> Response:
    with current.writing() as session:
        join_links.reopen(session, link_id=link_id, actor_id=current.signed_in().id, now=current.moment(session))
    return responses.done(url_for("admin.join_links"), said="Open again")


def address_of(slug: str) -> str:
    return current.settings().base_url + url_for("joins.new_by_link", slug=slug)


def facts() -> dict[str, Any]:
    with current.reading() as session:
        lines, conversions = queries.everything(session), queries.conversions(session)
    return {
        "lines": [(line, address_of(line.slug)) for line in lines],
        "conversions": conversions,
        "channels": CHANNELS,
    }
