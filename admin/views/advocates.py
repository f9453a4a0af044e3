"""The list of advocates, and adding one by hand."""

from dataclasses import replace
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.cards import cards, up_to
from admin.forms.advocates import AdvocateFilters, NewAdvocate
from portal.domain.errors import Refused
from portal.domain.kinds import Channel, Effort
from portal.domain.operations import candidates
from portal.domain.queries import advocates
from portal.domain.queries.advocates import Filters, Ground
from portal.web import access, current, responses

TABS = (("", "Everyone"), (Effort.HIGH.value, "Bigger ask possible"), (Effort.LOW.value, "Small ask possible"))


@blueprint.get("/advocates", endpoint="advocates")
@access.team
def index() -> Response:
    with current.reading() as session:
        ground = advocates.ground(session, current.now())
        form = offered(session, ground)
        page = advocates.page(
            session,
            form.filters(),
            ground,
            before=request.args.get("before", type=int),
            after=request.args.get("after", type=int),
        )
        numbers = counts(session, form.filters(), ground)
    return responses.page(
        "admin/advocates/index.html",
        "admin/advocates/_list.html",
        form=form,
        chosen=form.chosen(),
        cards=cards(page.lines, ground),
        newer=page.newer,
        older=page.older,
        tabs=tabs(form, numbers),
        numbers=numbers,
    )


@blueprint.get("/advocates/new")
@access.team
def new_advocate() -> Response:
    return responses.page("admin/advocates/new.html", form=NewAdvocate())


@blueprint.post("/advocates")
@access.team
def create_advocate() -> Response:
    form = NewAdvocate(request.form)
    if not form.validate():
        return responses.again("admin/advocates/new.html", form=form)
    try:
        with current.writing() as session:
            advocate = candidates.add(
                session,
                name=form.name.data or "",
                email=form.email.data or "",
                company=form.company.data or "",
                title=form.title.data or None,
                channel=Channel(form.channel.data),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, "admin/advocates/new.html", form=form)
    return responses.done(
        url_for("admin.advocate", advocate_id=advocate.id), said=f"{form.name.data} is a candidate now"
    )


def offered(session: Session, ground: Ground) -> AdvocateFilters:
    form = AdvocateFilters(request.args)
    form.offer(
        activities={str(one.id): one.name for one in ground.activities},
        industries=advocates.industries(session),
        regions=advocates.regions(session),
    )
    return form


def counts(session: Session, filters: Filters, ground: Ground) -> dict[str, str]:
    """Everybody, those who match, and those of them who can be asked today, by class."""
    wanted = {"all": Filters(), "": replace(filters, effort=None)}
    wanted |= {effort.value: replace(filters, effort=effort) for effort in Effort}
    return {name: up_to(advocates.how_many(session, each, ground)) for name, each in wanted.items()}


def tabs(form: AdvocateFilters, numbers: dict[str, str]) -> list[tuple[str, str, bool, str]]:
    others: dict[str, Any] = {name: value for name, value in form.chosen().items() if name != "can"}
    return [
        (words, url_for("admin.advocates", **others, can=key or None), form.can.chosen == key, numbers[key])
        for key, words in TABS
    ]
